import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { putBeside } from './beside.ts'
import { Icon, type IconName } from './icon.tsx'

interface PopoverProps {
  /** What it is about, for those who hear the page and those who hover. */
  readonly label: string
  readonly icon: IconName
  /** Of the button. */
  readonly className: string
  /** Of what it opens. */
  readonly panelClass?: string
  readonly disabled?: boolean
  readonly testId: string
  /** What it opens; the function closes it. */
  readonly children: (close: () => void) => ComponentChildren
}

/** A button that opens something small above everything else. The browser closes it on Escape and on clicks elsewhere (HTML, popover). */
export function Popover({ label, icon, className, panelClass = '', disabled = false, testId, children }: PopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)

  function place(): void {
    if (panel.current !== null && button.current !== null) putBeside(panel.current, button.current)
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popovertarget={id}
        aria-label={label}
        title={label}
        disabled={disabled}
        data-testid={testId}
        class={`grid shrink-0 place-items-center rounded-full ${className}`}
      >
        <Icon name={icon} />
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onBeforeToggle={place}
        class={`fixed m-0 max-h-[80dvh] max-w-[calc(100vw-1rem)] min-w-56 overflow-y-auto rounded-xl border-0 bg-white p-1.5 text-slate-900 shadow-xl ring-1 ring-slate-200 dark:bg-slate-800 dark:text-slate-100 dark:ring-slate-600 ${panelClass}`}
      >
        {children(() => panel.current?.hidePopover())}
      </div>
    </>
  )
}
