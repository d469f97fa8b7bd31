import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

const COLOURS = {
  primary: 'bg-indigo-600 text-white hover:bg-indigo-700',
  go: 'bg-emerald-700 text-white hover:bg-emerald-800',
  stop: 'bg-rose-600 text-white hover:bg-rose-700',
  quiet:
    'bg-white text-slate-700 ring-1 ring-slate-300 hover:bg-slate-100 dark:bg-slate-700 dark:text-slate-100 dark:ring-slate-600 dark:hover:bg-slate-600',
} as const

interface ButtonProps {
  readonly children: ComponentChildren
  readonly colour?: keyof typeof COLOURS
  readonly icon?: IconName
  readonly type?: 'button' | 'submit'
  /** Of a form's button: which one it was. */
  readonly value?: string
  readonly disabled?: boolean
  readonly onClick?: () => void
  /** Names the button for tests. */
  readonly testId: string
}

/** A button with words, and a picture beside them where there is one. */
export function Button({
  children,
  colour = 'quiet',
  icon,
  type = 'button',
  value,
  disabled = false,
  onClick,
  testId,
}: ButtonProps) {
  return (
    <button
      type={type}
      value={value}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
      class={`inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 py-2 font-medium shadow-xs transition-colors disabled:opacity-50 ${COLOURS[colour]}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

interface RoundButtonProps {
  /** What it does, for those who hear the page and those who hover. */
  readonly label: string
  readonly icon: IconName
  readonly colour?: 'stop' | 'plain'
  /** For a switch: whether it is on. */
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly testId: string
}

/** A round button of a call's controls, which lie on a dark ground in either theme. */
export function RoundButton({ label, icon, colour = 'plain', pressed, disabled = false, onClick, testId }: RoundButtonProps) {
  const look =
    colour === 'stop'
      ? 'bg-rose-600 text-white hover:bg-rose-700'
      : pressed
        ? 'bg-white text-slate-900 hover:bg-slate-200'
        : 'bg-white/15 text-white hover:bg-white/25'
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
      class={`grid size-13 max-sm:size-12 place-items-center rounded-full transition-colors disabled:opacity-40 ${look}`}
    >
      <Icon name={icon} className="size-6" />
    </button>
  )
}
