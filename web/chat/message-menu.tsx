import type { ConversationMessage } from '@weft/client/conversation-message'
import { useEffect, useRef } from 'preact/hooks'
import { putBeside } from '../controls/beside.ts'
import { Icon, type IconName } from '../controls/icon.tsx'
import { MESSAGE } from '../words/chat.ts'
import { messageContent, messageText } from './message-text.ts'

interface MessageMenuProps {
  readonly message: ConversationMessage
  /** Beside which it opens. */
  readonly button: HTMLElement
  readonly onResend: () => void
  readonly onDetails: () => void
  readonly onRemove: () => void
  readonly onClose: () => void
}

interface Item {
  readonly words: string
  readonly icon: IconName
  readonly grave?: boolean
  readonly onClick: () => void
  readonly testId: string
}

/**
 * What can be done with one message. There is one menu for all of them, as thousands would be too many. The browser closes it on Escape
 * and on clicks elsewhere (HTML, popover).
 */
export function MessageMenu({ message, button, onResend, onDetails, onRemove, onClose }: MessageMenuProps) {
  const list = useRef<HTMLDivElement>(null)
  const chosen = useRef(false)
  useEffect(() => {
    const shown = list.current
    if (shown === null) return
    putBeside(shown, button)
    shown.showPopover()
    shown.querySelector('button')?.focus()
    return () => shown.hidePopover()
  }, [message, button])

  const own = message.direction === 'outgoing'
  const items: readonly (Item | false)[] = [
    messageContent(message).kind === 'text' && {
      words: MESSAGE.copy,
      icon: 'copy',
      onClick: () => void navigator.clipboard.writeText(messageText(message)).catch(() => undefined),
      testId: 'message-copy',
    },
    own && message.state === 'failed' && { words: MESSAGE.resend, icon: 'retry', onClick: onResend, testId: 'message-resend' },
    { words: MESSAGE.details, icon: 'info', onClick: onDetails, testId: 'message-details' },
    { words: own ? MESSAGE.removeOwn : MESSAGE.remove, icon: 'trash', grave: true, onClick: onRemove, testId: 'message-remove' },
  ]

  /** What comes instead of the menu gets the focus from the button, and gives it back to it. */
  function choose(item: Item): void {
    chosen.current = true
    list.current?.hidePopover()
    button.focus({ preventScroll: true })
    onClose()
    item.onClick()
  }

  /** Up and Down go through it, as in menus everywhere. */
  function press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const buttons: (Element | null)[] = [...(list.current?.querySelectorAll('button') ?? [])]
    if (step === 0 || buttons.length === 0) return
    event.preventDefault()
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length)
    if (next instanceof HTMLElement) next.focus()
  }

  return (
    <div
      ref={list}
      role="menu"
      tabIndex={-1}
      aria-label={MESSAGE.menu}
      popover="auto"
      onKeyDown={press}
      onToggle={({ newState }) => {
        // It is told only later, when something else may be there.
        if (newState !== 'closed' || chosen.current) return
        button.focus({ preventScroll: true })
        onClose()
      }}
      class="fixed m-0 min-w-52 rounded-xl border-0 bg-white p-1.5 text-slate-900 shadow-xl ring-1 ring-slate-200 dark:bg-slate-800 dark:text-slate-100 dark:ring-slate-600"
    >
      {items.map(
        (item) =>
          item !== false && (
            <button
              key={item.testId}
              type="button"
              role="menuitem"
              onClick={() => choose(item)}
              data-testid={item.testId}
              class={`flex min-h-11 w-full items-center gap-3 rounded-lg px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${item.grave === true ? 'text-rose-700 dark:text-rose-300' : ''}`}
            >
              <Icon name={item.icon} />
              {item.words}
            </button>
          ),
      )}
    </div>
  )
}
