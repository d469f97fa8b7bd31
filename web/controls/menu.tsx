import { useId, useRef } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly words: string
  readonly icon: IconName
  /** Not to be done by mistake. */
  readonly grave?: boolean
  readonly onClick: () => void
  readonly testId: string
}

interface MenuProps {
  /** What it is about, for those who hear the page and those who hover. */
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly className: string
  readonly testId: string
}

/** A button that opens a few others, above everything else. The browser closes it on Escape and on clicks elsewhere (HTML, popover). */
export function Menu({ label, items, className, testId }: MenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)

  /** Beside the button, on the side where there is more room. */
  function place(): void {
    const at = button.current?.getBoundingClientRect()
    const style = list.current?.style
    if (at === undefined || style === undefined) return
    const { innerWidth: width, innerHeight: height } = window
    style.inset = 'auto'
    if (at.top > height / 2) style.bottom = `${height - at.top + 4}px`
    else style.top = `${at.bottom + 4}px`
    if (at.left > width / 2) style.right = `${width - at.right}px`
    else style.left = `${at.left}px`
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popovertarget={id}
        aria-label={label}
        title={label}
        data-testid={testId}
        class={`grid size-9 shrink-0 place-items-center rounded-full ${className}`}
      >
        <Icon name="more" />
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        onBeforeToggle={place}
        class="fixed m-0 min-w-56 rounded-xl border-0 bg-white p-1.5 text-slate-900 shadow-xl ring-1 ring-slate-200 dark:bg-slate-800 dark:text-slate-100 dark:ring-slate-600"
      >
        {items.map(({ words, icon, grave = false, onClick, testId }) => (
          <button
            key={testId}
            type="button"
            popovertarget={id}
            popovertargetaction="hide"
            onClick={onClick}
            data-testid={testId}
            class={`flex min-h-10 w-full items-center gap-3 rounded-lg px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${grave ? 'text-rose-700 dark:text-rose-300' : ''}`}
          >
            <Icon name={icon} />
            {words}
          </button>
        ))}
      </div>
    </>
  )
}
