import { Icon } from '../controls/icon.tsx'
import { LIST } from '../words/chat.ts'

interface SearchFieldProps {
  readonly typed: string
  readonly onType: (text: string) => void
  /** Enter: the first that was found, or whoever has that address, is wanted. */
  readonly onEnter: () => void
  /** What is wrong with what was typed. */
  readonly problem: string | null
}

/** Where somebody or something that was said is looked for. */
export function SearchField({ typed, onType, onEnter, problem }: SearchFieldProps) {
  return (
    <search class="sticky top-0 z-10 bg-white px-4 pt-1 pb-3 dark:bg-slate-800">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onEnter()
        }}
      >
        <label for="message-to" class="sr-only">
          {LIST.search}
        </label>
        <div class="relative">
          <Icon name="search" className="pointer-events-none absolute top-3 left-3 size-5 text-slate-500 dark:text-slate-400" />
          <input
            id="message-to"
            type="text"
            inputMode="email"
            enterKeyHint="go"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder={LIST.search}
            title={LIST.searchHint}
            value={typed}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : 'message-to-note'}
            onInput={({ currentTarget }) => onType(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && typed !== '') onType('')
            }}
            data-testid="chat-to"
            class="h-11 w-full rounded-full border border-slate-300 bg-white pr-11 pl-10 placeholder:text-slate-500 aria-invalid:border-rose-500 dark:border-slate-600 dark:bg-slate-900 dark:placeholder:text-slate-400"
          />
          {typed !== '' && (
            <button
              type="button"
              aria-label={LIST.clearSearch}
              title={LIST.clearSearch}
              onClick={() => onType('')}
              data-testid="chat-search-clear"
              class="absolute top-0 right-0 grid size-11 place-items-center rounded-full text-slate-600 dark:text-slate-300"
            >
              <Icon name="close" />
            </button>
          )}
        </div>
        {problem !== null && (
          <p id="message-to-note" role="alert" class="px-3 pt-1 text-sm text-rose-700 dark:text-rose-300">
            {problem}
          </p>
        )}
      </form>
    </search>
  )
}
