import { useEffect, useRef } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { sizeWords } from '../words/figures.ts'
import { nameOf } from '../words/people.ts'
import { FILES } from '../words/rooms.ts'
import type { Room } from './room.ts'
import type { RoomUpload } from './room-files.ts'

/** What was shared in the room, and a way to share more. */
export function RoomFilesPane({ room }: { room: Room }) {
  const input = useRef<HTMLInputElement>(null)
  const { files } = room
  const { list, uploads, problem } = files
  useEffect(() => {
    files.look(true)
    return () => files.look(false)
  }, [files])

  function share(): void {
    const chosen = [...(input.current?.files ?? [])]
    if (input.current !== null) input.current.value = ''
    void files.share(chosen)
  }

  return (
    <>
      <ul
        aria-label={FILES.label}
        class="flex min-h-0 grow flex-col divide-y divide-slate-200 overflow-y-auto px-2 dark:divide-slate-700"
      >
        {list.value.length === 0 && uploads.value.length === 0 && (
          <li class="m-auto max-w-56 text-center text-sm text-slate-500 dark:text-slate-400">{FILES.empty}</li>
        )}
        {list.value.map((file) => (
          <li key={file.name} data-testid="room-file" data-name={file.name}>
            <a
              href={files.urlOf(file)}
              download={file.name}
              data-testid="room-file-link"
              class="flex items-center gap-3 rounded-lg px-2 py-2.5 -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700"
            >
              <Icon name="file" />
              <span class="min-w-0 grow leading-snug">
                <bdi class="block truncate font-medium">{file.name}</bdi>
                <span class="block truncate text-sm text-slate-500 dark:text-slate-400">
                  <bdi>
                    {file.session === room.session.value
                      ? FILES.byYou(sizeWords(file.size))
                      : FILES.from(sizeWords(file.size), nameOf(file.uploader))}
                  </bdi>
                </span>
              </span>
              <Icon name="download" />
            </a>
          </li>
        ))}
        {uploads.value.map((upload) => (
          <Upload key={upload.id} upload={upload} />
        ))}
      </ul>
      <div class="flex flex-col gap-3 border-t border-slate-200 p-3 dark:border-slate-700">
        {problem.value !== null && (
          <Alert
            testId="room-file-problem"
            onDismiss={() => {
              problem.value = null
            }}
          >
            {problem.value}
          </Alert>
        )}
        <input ref={input} type="file" multiple hidden onChange={share} data-testid="room-file-input" />
        <Button icon="attach" onClick={() => input.current?.click()} testId="room-file-share">
          {FILES.share}
        </Button>
        <p class="text-center text-xs text-slate-500 max-sm:hidden dark:text-slate-400">{FILES.hint}</p>
      </div>
    </>
  )
}

function Upload({ upload }: { upload: RoomUpload }) {
  const { name, progress, abort } = upload
  const percent = Math.floor(progress * 100)
  return (
    <li class="flex items-center gap-2 py-2 pl-2 leading-snug" data-testid="room-file-uploading">
      <div class="min-w-0 grow">
        <bdi class="block truncate font-medium">{name}</bdi>
        <span class="text-sm text-slate-500 dark:text-slate-400">{progress === 0 ? FILES.waiting : FILES.sent(percent)}</span>
        <progress value={progress} aria-label={name} class="block h-1.5 w-full accent-indigo-600" />
      </div>
      <button
        type="button"
        onClick={abort}
        aria-label={FILES.abort(name)}
        title={FILES.abort(name)}
        class="grid size-11 shrink-0 place-items-center rounded-full hover:bg-slate-100 dark:hover:bg-slate-700"
      >
        <Icon name="close" />
      </button>
    </li>
  )
}
