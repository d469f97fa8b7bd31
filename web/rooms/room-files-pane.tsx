import { useRef } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { sizeWords } from '../words/figures.ts'
import { nameOf } from '../words/people.ts'
import type { Room } from './room.ts'
import type { RoomFiles } from './room-files.ts'

interface RoomFilesPaneProps {
  readonly room: Room
  readonly files: RoomFiles
}

/** What was shared in the room, and a way to share more. */
export function RoomFilesPane({ room, files }: RoomFilesPaneProps) {
  const input = useRef<HTMLInputElement>(null)
  const { list, uploading, problem } = files

  function share(): void {
    const chosen = [...(input.current?.files ?? [])]
    if (input.current !== null) input.current.value = ''
    void files.share(chosen)
  }

  return (
    <>
      <ul
        aria-label="Files"
        class="flex min-h-0 grow flex-col divide-y divide-slate-200 overflow-y-auto px-2 dark:divide-slate-700"
      >
        {list.value.length === 0 && uploading.value.length === 0 && (
          <li class="m-auto max-w-56 text-center text-sm text-slate-500 dark:text-slate-400">
            No files yet. What is shared here, everybody in the room can fetch.
          </li>
        )}
        {list.value.map((file) => (
          <li key={file.name} data-testid="room-file" data-name={file.name}>
            <a
              href={files.urlOf(file)}
              download={file.name}
              data-testid="room-file-link"
              class="flex items-center gap-3 rounded-lg px-2 py-2.5 -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700"
            >
              <span class="min-w-0 grow leading-snug">
                <span class="block truncate font-medium">{file.name}</span>
                <span class="block truncate text-sm text-slate-500 dark:text-slate-400">
                  {sizeWords(file.size)},{' '}
                  {file.session === room.conference.id ? 'shared by you' : `from ${nameOf(file.uploader)}`}
                </span>
              </span>
              <Icon name="download" />
            </a>
          </li>
        ))}
        {uploading.value.map((name, index) => (
          <li key={`${index} ${name}`} class="px-2 py-2.5 leading-snug" data-testid="room-file-uploading">
            <span class="block truncate font-medium">{name}</span>
            <span class="text-sm text-slate-500 motion-safe:animate-pulse dark:text-slate-400">Being sent…</span>
          </li>
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
        <Button icon="send" onClick={() => input.current?.click()} testId="room-file-share">
          Share files
        </Button>
      </div>
    </>
  )
}
