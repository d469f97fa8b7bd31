import { Avatar } from '../controls/avatar.tsx'
import { LIST, unreadWords } from '../words/chat.ts'
import { nameOf } from '../words/people.ts'
import { whenWords } from '../words/times.ts'
import { messageText } from './message-text.ts'
import type { Person } from './people.ts'
import { StateMark } from './state-mark.tsx'

interface ConversationItemProps {
  readonly person: Person
  /** What was typed and not sent; `""` where nothing was. */
  readonly draft: string
  /** They are writing just now. */
  readonly writing: boolean
  readonly current: boolean
  readonly onClick: () => void
}

/** Longer texts are cut anyway; laying them out takes time. */
const PREVIEW = 120

/** Somebody in the list, and what was said last. */
export function ConversationItem({ person, draft, writing, current, onClick }: ConversationItemProps) {
  const { uri, conversation } = person
  const name = nameOf(person)
  const last = conversation?.last ?? null
  const unread = conversation?.unread ?? 0
  return (
    <li class="[content-visibility:auto] [contain-intrinsic-size:auto_4.25rem]">
      <button
        type="button"
        aria-current={current ? 'true' : undefined}
        onClick={onClick}
        data-testid="conversation"
        data-contact={uri}
        data-unread={unread}
        class={`flex w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${current ? 'bg-indigo-50 dark:bg-slate-700' : ''}`}
      >
        <Avatar name={name} address={uri} />
        <span class="min-w-0 grow leading-snug">
          <span class="flex items-baseline gap-2">
            <bdi class={`min-w-0 grow truncate ${unread > 0 ? 'font-semibold' : 'font-medium'}`}>{name}</bdi>
            {last !== null && (
              <time
                dateTime={last.timestamp}
                class={`shrink-0 text-xs ${unread > 0 ? 'font-medium text-indigo-700 dark:text-indigo-300' : 'text-slate-600 dark:text-slate-300'}`}
              >
                {whenWords(last.at, Date.now())}
              </time>
            )}
          </span>
          <span class="flex items-center gap-1.5 text-sm text-slate-600 dark:text-slate-300">
            <Preview person={person} draft={current ? '' : draft} writing={writing} />
            {unread > 0 && (
              <span class="min-w-5 shrink-0 rounded-full bg-indigo-600 px-1.5 text-center text-xs leading-5 font-medium text-white tabular-nums">
                <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
                <span class="sr-only">{unreadWords(unread)}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}

/** That somebody writes, what was typed here, or what was said last. */
function Preview({ person: { uri, conversation }, draft, writing }: Pick<ConversationItemProps, 'person' | 'draft' | 'writing'>) {
  if (writing) return <em class="min-w-0 grow truncate text-indigo-700 dark:text-indigo-300">{LIST.writing}</em>
  if (draft !== '')
    return (
      <span class="min-w-0 grow truncate">
        <span class="font-medium text-rose-700 dark:text-rose-300">{LIST.draft} </span>
        {draft.slice(0, PREVIEW)}
      </span>
    )
  const last = conversation?.last ?? null
  const unread = conversation !== null && conversation.unread > 0
  return (
    <>
      {last?.direction === 'outgoing' && <StateMark message={last} ground="page" />}
      <bdi class={`min-w-0 grow truncate ${unread ? 'text-slate-900 dark:text-slate-100' : ''}`}>
        {last === null ? uri : messageText(last).slice(0, PREVIEW)}
      </bdi>
    </>
  )
}
