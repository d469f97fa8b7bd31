import type { Party } from '@weft/client/call'
import type { ComponentChildren } from 'preact'
import { Avatar } from '../controls/avatar.tsx'
import { Icon, type IconName } from '../controls/icon.tsx'
import { Menu, type MenuItem } from '../controls/menu.tsx'
import { CONVERSATION, LIST } from '../words/chat.ts'
import { nameOf } from '../words/people.ts'

interface ConversationHeaderProps {
  readonly person: Party
  /** Beneath the name, where it isn't the address. */
  readonly note: string
  /** They are writing just now. */
  readonly writing: boolean
  readonly menu: readonly MenuItem[]
  readonly onBack: () => void
  readonly onCall: (kind: 'audio' | 'video') => void
  /** Before the buttons, such as a lock. */
  readonly children?: ComponentChildren
}

/** Whom a conversation is with, and what can be done with them. */
export function ConversationHeader({ person, note, writing, menu, onBack, onCall, children }: ConversationHeaderProps) {
  const name = nameOf(person)
  return (
    <header class="flex items-center gap-2 border-b border-slate-200 px-2 py-2 sm:gap-3 sm:px-4 dark:border-slate-700">
      <HeaderButton label={CONVERSATION.back} icon="back" onClick={onBack} testId="chat-back" className="md:hidden" />
      <Avatar name={name} address={person.uri} className="size-10 max-sm:hidden" />
      <div class="min-w-0 grow leading-snug">
        <h2 class="truncate font-semibold" title={name}>
          <bdi>{name}</bdi>
        </h2>
        <p
          role="status"
          class="truncate text-sm text-slate-600 dark:text-slate-300"
          data-testid="chat-note"
          data-writing={writing}
        >
          {writing ? <em>{LIST.writing}</em> : <bdi>{note}</bdi>}
        </p>
      </div>
      {children}
      <HeaderButton label={CONVERSATION.audioCall} icon="phone" onClick={() => onCall('audio')} testId="chat-call-audio" />
      <HeaderButton
        label={CONVERSATION.videoCall}
        icon="video"
        onClick={() => onCall('video')}
        testId="chat-call-video"
        className="max-sm:hidden"
      />
      <Menu
        label={CONVERSATION.more}
        items={menu}
        className="size-11 text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700"
        testId="chat-more"
      />
    </header>
  )
}

interface HeaderButtonProps {
  readonly label: string
  readonly icon: IconName
  readonly onClick: () => void
  readonly testId: string
  readonly className?: string
}

function HeaderButton({ label, icon, onClick, testId, className = '' }: HeaderButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      data-testid={testId}
      class={`grid size-11 shrink-0 place-items-center rounded-full text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700 ${className}`}
    >
      <Icon name={icon} />
    </button>
  )
}
