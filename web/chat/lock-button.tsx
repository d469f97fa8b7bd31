import { useEffect } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import type { ChatEncryption } from './chat-encryption.ts'
import { conversationLock } from './conversation-lock.ts'

const LOOKS = {
  unknown: 'text-slate-500 opacity-60 dark:text-slate-400',
  closed: 'text-emerald-700 dark:text-emerald-400',
  open: 'text-slate-600 dark:text-slate-300',
  alarm: 'text-rose-700 dark:text-rose-400',
} as const

interface LockButtonProps {
  readonly encryption: ChatEncryption
  /** `user@domain` */
  readonly contact: string
  readonly onClick: () => void
}

/** Whether what is written to a contact is encrypted, and the way to all about it. */
export function LockButton({ encryption, contact, onClick }: LockButtonProps) {
  const ready = encryption.state.value?.kind === 'ready'
  useEffect(() => encryption.look(contact), [encryption, contact, ready])
  const { kind, icon, words } = conversationLock(encryption.outlook(contact))
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      onClick={onClick}
      data-testid="chat-lock"
      data-lock={kind}
      class={`grid size-11 shrink-0 place-items-center rounded-full hover:bg-slate-100 dark:hover:bg-slate-700 ${LOOKS[kind]}`}
    >
      <Icon name={icon} />
    </button>
  )
}
