import { Icon, type IconName } from './icon.tsx'
import { Popover } from './popover.tsx'

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

/** A button that opens a few others, above everything else. */
export function Menu({ label, items, className, testId }: MenuProps) {
  return (
    <Popover label={label} icon="more" className={`size-9 ${className}`} testId={testId}>
      {(close) => items.map((item) => <MenuButton key={item.testId} item={item} close={close} />)}
    </Popover>
  )
}

interface MenuButtonProps {
  readonly item: MenuItem
  /** Closes what it is in. */
  readonly close: () => void
  /** One of several to choose from: whether it is chosen. */
  readonly chosen?: boolean
}

/** One line of a menu. */
export function MenuButton({ item: { words, icon, grave = false, onClick, testId }, close, chosen }: MenuButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={() => {
        close()
        onClick()
      }}
      data-testid={testId}
      class={`flex min-h-10 w-full items-center gap-3 rounded-lg px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${grave ? 'text-rose-700 dark:text-rose-300' : ''}`}
    >
      <Icon name={icon} className={chosen === false ? 'invisible size-5' : 'size-5'} />
      <span class="min-w-0 break-words">{words}</span>
    </button>
  )
}
