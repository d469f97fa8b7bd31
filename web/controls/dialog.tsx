import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

interface DialogProps {
  readonly title: string
  readonly children: ComponentChildren
  /** Escape, or a click beside it: it is to go. Whoever shows it takes it away then. */
  readonly onClose: () => void
  readonly testId: string
}

/** Something that comes before everything else until it is closed. The browser keeps the focus in it, and gives it back after (HTML, dialog). */
export function Dialog({ title, children, onClose, testId }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // The focus goes to the first button, which may be at the end.
    shown?.scrollTo(0, 0)
    return () => shown?.close()
  }, [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key that closes it
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      data-testid={testId}
      class="m-auto max-h-[90dvh] w-[min(30rem,calc(100vw-2rem))] overflow-y-auto rounded-2xl bg-white p-0 text-slate-900 shadow-2xl ring-1 ring-slate-200 backdrop:bg-slate-950/50 dark:bg-slate-800 dark:text-slate-100 dark:ring-slate-600"
    >
      <div class="flex flex-col gap-4 p-5">
        <h2 id={id} class="text-lg font-semibold">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}
