import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import { COMPOSER, charactersLeft } from '../words/chat.ts'

/** Characters of one message: as much as SIP servers on the way let through. */
const MOST_CHARACTERS = 8000
/** From then on it is said how many are left. */
const FEW_LEFT = 500

interface ComposerProps {
  /** Nothing can be sent now; what was typed stays. */
  readonly unable: boolean
  /** What was typed here before. */
  readonly draft?: string
  readonly onSend: (text: string) => void
  /** Something was typed: that is what is there now. */
  readonly onType?: (text: string) => void
  /** Files were chosen or pasted; without it none can be. */
  readonly onFiles?: (files: readonly File[]) => void
  /** Takes the focus when it comes up. */
  readonly focused?: boolean
  /** What stands beside the text, such as whether it will be encrypted. */
  readonly children?: ComponentChildren
  /** Tells it from others on the page. */
  readonly name: string
  readonly textTestId: string
  readonly sendTestId: string
}

/** Where a message is written. Enter sends it, Shift and Enter begins a new line. */
export function Composer(props: ComposerProps) {
  const { unable, draft = '', onSend, onType, onFiles, focused = false, children, name, textTestId, sendTestId } = props
  const form = useRef<HTMLFormElement>(null)
  const text = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const length = useSignal(draft.length)
  useEffect(() => {
    // On phones the keyboard would come up, and cover what there is to read.
    if (focused && matchMedia('(pointer: fine)').matches) text.current?.focus()
  }, [])
  useLayoutEffect(() => grow(text.current), [])

  function typed(): void {
    length.value = text.current?.value.length ?? 0
    grow(text.current)
    onType?.(text.current?.value ?? '')
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const written = text.current?.value ?? ''
    if (written.trim() === '' || written.length > MOST_CHARACTERS || unable) return
    form.current?.reset()
    if (text.current !== null) text.current.value = ''
    length.value = 0
    grow(text.current)
    onSend(written)
    text.current?.focus()
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes a character, Enter chooses one.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.current?.requestSubmit()
  }

  function paste(event: ClipboardEvent): void {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (onFiles === undefined || pasted.length === 0) return
    event.preventDefault()
    onFiles(pasted)
  }

  function choose(): void {
    const chosen = [...(files.current?.files ?? [])]
    if (files.current !== null) files.current.value = ''
    if (chosen.length > 0) onFiles?.(chosen)
  }

  const left = MOST_CHARACTERS - length.value
  return (
    <form
      ref={form}
      onSubmit={submit}
      class="flex flex-col gap-1 border-t border-slate-200 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:p-3 dark:border-slate-700"
    >
      <div class="flex items-end gap-1 sm:gap-2">
        {onFiles !== undefined && (
          <>
            <input ref={files} type="file" multiple hidden onChange={choose} data-testid={`${name}-files`} />
            <button
              type="button"
              aria-label={COMPOSER.attach}
              title={COMPOSER.attach}
              onClick={() => files.current?.click()}
              data-testid={`${name}-attach`}
              class="grid size-11 shrink-0 place-items-center rounded-full text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700"
            >
              <Icon name="attach" />
            </button>
          </>
        )}
        {children}
        <label for={name} class="sr-only">
          {COMPOSER.message}
        </label>
        <textarea
          ref={text}
          id={name}
          name={name}
          rows={1}
          dir="auto"
          defaultValue={draft}
          placeholder={COMPOSER.placeholder}
          aria-describedby={left <= FEW_LEFT ? `${name}-left` : undefined}
          onKeyDown={press}
          onInput={typed}
          onPaste={paste}
          data-testid={textTestId}
          class="max-h-[35dvh] min-w-0 grow resize-none rounded-3xl border border-slate-300 bg-white px-4 py-2.5 leading-snug placeholder:text-slate-500 dark:border-slate-600 dark:bg-slate-900 dark:placeholder:text-slate-400"
        />
        <button
          type="submit"
          aria-label={COMPOSER.send}
          title={COMPOSER.send}
          disabled={unable || left < 0}
          data-testid={sendTestId}
          class="grid size-11 shrink-0 place-items-center rounded-full bg-indigo-600 text-white hover:bg-indigo-700 disabled:opacity-50"
        >
          <Icon name="send" />
        </button>
      </div>
      {left <= FEW_LEFT && (
        <p
          id={`${name}-left`}
          role="status"
          class={`px-4 text-xs ${left < 0 ? 'text-rose-700 dark:text-rose-300' : 'text-slate-600 dark:text-slate-300'}`}
        >
          {charactersLeft(left)}
        </p>
      )}
    </form>
  )
}

/** As high as what is in it, up to what its style allows. */
function grow(area: HTMLTextAreaElement | null): void {
  if (area === null) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
}
