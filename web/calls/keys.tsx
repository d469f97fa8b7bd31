import { keyWords } from '../words/calls.ts'
import { KEYS } from './key-tone.ts'

const LETTERS: Readonly<Record<string, string>> = {
  2: 'ABC',
  3: 'DEF',
  4: 'GHI',
  5: 'JKL',
  6: 'MNO',
  7: 'PQRS',
  8: 'TUV',
  9: 'WXYZ',
}

interface KeysProps {
  readonly onPress: (key: string) => void
  /** On the dark ground of a call, in either theme. */
  readonly dark?: boolean
  /** Begins the names of the keys for tests. */
  readonly testId: string
}

/** The twelve keys of a telephone. */
export function Keys({ onPress, dark = false, testId }: KeysProps) {
  const look = dark
    ? 'bg-white/10 text-white hover:bg-white/20'
    : 'bg-slate-100 hover:bg-slate-200 dark:bg-slate-700 dark:hover:bg-slate-600'
  return (
    <div class="grid grid-cols-3 gap-2">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          // A digit names itself.
          aria-label={keyWords(key) === key ? undefined : keyWords(key)}
          onClick={() => onPress(key)}
          data-testid={`${testId}-${keyWords(key)}`}
          class={`flex h-13 flex-col items-center justify-center rounded-xl leading-none font-medium ${look}`}
        >
          <span class="text-xl">{key}</span>
          <span aria-hidden="true" class="mt-0.5 h-3 text-[0.625rem] tracking-widest opacity-75">
            {LETTERS[key]}
          </span>
        </button>
      ))}
    </div>
  )
}
