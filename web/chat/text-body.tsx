import { useMemo } from 'preact/hooks'
import { MESSAGE } from '../words/chat.ts'
import { isEmojiOnly } from './emoji.ts'
import { textParts } from './links.ts'

interface TextBodyProps {
  readonly text: string
  /** All of a long text is shown. */
  readonly whole: boolean
  readonly onWhole: (whole: boolean) => void
}

/** Longer texts are shown in part at first, to this length and this many lines. */
const FIRST_CHARACTERS = 1500
const FIRST_LINES = 20
/** Nobody reads more in a bubble, and pages with more of it in one become slow. */
const MOST_CHARACTERS = 60_000

/** What somebody wrote, as text, with links that can be followed. */
export function TextBody({ text, whole, onWhole }: TextBodyProps) {
  const beginning = useMemo(() => beginningOf(text), [text])
  const isLong = beginning.length < text.length
  const shown = isLong && !whole ? `${beginning}…` : text.slice(0, MOST_CHARACTERS)
  const parts = useMemo(() => textParts(shown), [shown])
  return (
    <>
      <span
        dir="auto"
        class={`whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:isolate] ${isEmojiOnly(text) ? 'text-4xl leading-snug' : ''}`}
      >
        {parts.map((part) =>
          part.kind === 'text' ? (
            part.text
          ) : (
            <a href={part.href} target="_blank" rel="noopener noreferrer" title={part.host} class="underline underline-offset-2">
              {part.text}
            </a>
          ),
        )}
      </span>
      {isLong && (
        <button
          type="button"
          aria-expanded={whole}
          onClick={() => onWhole(!whole)}
          data-testid="message-whole"
          class="mt-1 block font-medium underline underline-offset-2"
        >
          {whole ? MESSAGE.showLess : MESSAGE.showAll}
        </button>
      )}
    </>
  )
}

/** As much as is shown at first; all of it where it is not much. */
function beginningOf(text: string): string {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < FIRST_CHARACTERS; at = text.indexOf('\n', at + 1)) {
    lines++
    if (lines === FIRST_LINES) return text.slice(0, at)
  }
  if (text.length <= FIRST_CHARACTERS) return text
  // Not through the middle of a character.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(FIRST_CHARACTERS - 1)) ? FIRST_CHARACTERS - 1 : FIRST_CHARACTERS
  return text.slice(0, end)
}
