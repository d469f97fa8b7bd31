import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../controls/button.tsx'

/** Characters of one message: as much as SIP servers on the way let through. */
const MOST_CHARACTERS = 8000

interface ComposerProps {
  /** Nothing can be sent now; what was typed stays. */
  readonly unable: boolean
  readonly onSend: (text: string) => void
  /** A key was pressed. */
  readonly onType?: () => void
  /** Takes the focus when it comes up. */
  readonly focused?: boolean
  /** Tells it from others on the page. */
  readonly name: string
  readonly textTestId: string
  readonly sendTestId: string
}

/** Where a message is written. Enter sends it, Shift and Enter begins a new line. */
export function Composer({ unable, onSend, onType, focused = false, name, textTestId, sendTestId }: ComposerProps) {
  const form = useRef<HTMLFormElement>(null)
  const text = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (focused) text.current?.focus()
  }, [])

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const typed = text.current?.value ?? ''
    if (typed.trim() === '' || unable) return
    form.current?.reset()
    onSend(typed)
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes a character, Enter chooses one.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.current?.requestSubmit()
  }

  return (
    <form ref={form} onSubmit={submit} class="flex items-end gap-3 border-t border-slate-200 p-3 dark:border-slate-700">
      <label for={name} class="sr-only">
        Message
      </label>
      <textarea
        ref={text}
        id={name}
        name={name}
        rows={2}
        maxLength={MOST_CHARACTERS}
        placeholder="Message"
        onKeyDown={press}
        onInput={onType}
        data-testid={textTestId}
        class="min-w-0 grow resize-none rounded-xl border border-slate-300 bg-white px-3 py-2 placeholder:text-slate-400 dark:border-slate-600 dark:bg-slate-900 dark:placeholder:text-slate-500"
      />
      <Button type="submit" colour="primary" icon="send" disabled={unable} testId={sendTestId}>
        Send
      </Button>
    </form>
  )
}
