import { Icon, type IconName } from '../controls/icon.tsx'
import { sizeWords } from '../words/figures.ts'
import { FILE } from '../words/files.ts'
import type { OutgoingFile, OutgoingFiles } from './outgoing-files.ts'

interface OutgoingListProps {
  readonly files: OutgoingFiles
  /** To whom. */
  readonly contact: string
}

/** Files that have not arrived yet, with how far they are. */
export function OutgoingList({ files, contact }: OutgoingListProps) {
  const listed = files.list.value.filter((file) => file.contact === contact)
  if (listed.length === 0) return null
  return (
    <ul
      aria-label={FILE.outgoing}
      class="flex max-h-44 flex-col gap-1 overflow-y-auto border-t border-slate-200 px-3 py-2 sm:px-4 dark:border-slate-700"
    >
      {listed.map((file) => (
        <Outgoing key={file.id} file={file} files={files} />
      ))}
    </ul>
  )
}

function Outgoing({ file, files }: { file: OutgoingFile; files: OutgoingFiles }) {
  const { name, size } = file
  const [progress, problem] = [file.progress.value, file.problem.value]
  const state = problem ?? (progress === null ? FILE.waiting : `${FILE.sending} ${Math.round(progress * 100)} %`)
  return (
    <li class="flex items-center gap-2" data-testid="outgoing-file" data-state={problem === null ? 'sending' : 'failed'}>
      <div class="min-w-0 grow leading-snug">
        <p class="flex items-baseline gap-2">
          <bdi class="min-w-0 truncate font-medium">{name}</bdi>
          <span class="shrink-0 text-sm text-slate-600 dark:text-slate-300">{sizeWords(size)}</span>
        </p>
        <p
          role="status"
          class={`truncate text-sm ${problem === null ? 'text-slate-600 dark:text-slate-300' : 'text-rose-700 dark:text-rose-300'}`}
        >
          {state}
        </p>
        {problem === null && (
          <progress
            max={1}
            value={progress ?? 0}
            aria-label={name}
            class="block h-1 w-full overflow-hidden rounded-full accent-indigo-600"
          />
        )}
      </div>
      {problem !== null && !file.hopeless && (
        <SmallButton label={FILE.retry} icon="retry" onClick={() => files.retry(file)} testId="outgoing-retry" />
      )}
      <SmallButton label={FILE.cancel} icon="close" onClick={() => files.cancel(file)} testId="outgoing-cancel" />
    </li>
  )
}

interface SmallButtonProps {
  readonly label: string
  readonly icon: IconName
  readonly onClick: () => void
  readonly testId: string
}

function SmallButton({ label, icon, onClick, testId }: SmallButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      data-testid={testId}
      class="grid size-11 shrink-0 place-items-center rounded-full text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700"
    >
      <Icon name={icon} />
    </button>
  )
}
