import type { ConversationMessage } from '@weft/client/conversation-message'
import { useMemo } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import { CONVERSATION, messagesWith, newCount, newMessageWords } from '../words/chat.ts'
import { type BubbleActions, MessageBubble } from './message-bubble.tsx'
import { messageText } from './message-text.ts'
import type { OpenConversation } from './open-conversation.ts'
import { timeline } from './timeline.ts'
import { VirtualList } from './virtual-list.tsx'

interface MessageLogProps {
  readonly open: OpenConversation
  /** Whom it is with. */
  readonly name: string
  readonly actions: BubbleActions
}

/** What was said, newest at the bottom. */
export function MessageLog({ open, name, actions }: MessageLogProps) {
  const messages = open.messages.value
  const firstNew = open.firstNew.value
  const state = open.state.value
  const rows = useMemo(() => timeline(messages, firstNew), [messages, firstNew])
  const keys = useMemo(() => messages.map(({ key }) => key), [messages])
  const newest = useMemo(() => messages.findLast(({ direction }) => direction === 'outgoing')?.key, [messages])
  const whole = open.whole.value
  const sought = open.sought.value

  return (
    <div class="relative flex min-h-0 grow flex-col">
      {messages.length === 0 && state === 'ready' ? (
        <p class="m-auto max-w-64 p-6 text-center text-slate-600 dark:text-slate-300">{CONVERSATION.empty}</p>
      ) : (
        <VirtualList
          keys={keys}
          label={messagesWith(name)}
          place={open.place}
          onNearTop={() => void open.readOlder()}
          renderRow={(index) => {
            const row = rows[index]
            if (row === undefined) return null
            const { key } = row.message
            return (
              <MessageBubble row={row} whole={whole.has(key)} sought={key === sought} newest={key === newest} actions={actions} />
            )
          }}
        />
      )}
      {state === 'reading' && messages.length > 0 && (
        <p class="pointer-events-none absolute inset-x-0 top-2 text-center text-sm text-slate-600 dark:text-slate-300">
          {CONVERSATION.loadingOlder}
        </p>
      )}
      {state === 'failed' && (
        <p role="alert" class="absolute inset-x-0 top-2 flex justify-center gap-2 text-sm">
          {CONVERSATION.olderFailed}
          <button type="button" onClick={() => open.tryAgain()} class="font-medium underline underline-offset-2">
            {CONVERSATION.tryAgain}
          </button>
        </p>
      )}
      <Spoken messages={open.spoken.value} name={name} />
      <ToEnd open={open} />
    </div>
  )
}

/** What comes while somebody listens to the page. */
function Spoken({ messages, name }: { messages: readonly ConversationMessage[]; name: string }) {
  return (
    <div role="log" class="sr-only">
      {messages.map((message) => (
        <p key={message.key}>{newMessageWords(name, messageText(message).slice(0, 300))}</p>
      ))}
    </div>
  )
}

function ToEnd({ open }: { open: OpenConversation }) {
  const count = open.newBelow.value
  if (open.place.atEnd.value) return null
  const label = count === 0 ? CONVERSATION.toEnd : newCount(count)
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => open.place.toEnd()}
      data-testid="to-end"
      data-count={count}
      class="absolute right-4 bottom-4 grid size-11 place-items-center rounded-full bg-white text-slate-700 shadow-lg ring-1 ring-slate-200 hover:bg-slate-100 dark:bg-slate-700 dark:text-slate-100 dark:ring-slate-600 dark:hover:bg-slate-600"
    >
      <Icon name="down" />
      {count > 0 && (
        <span class="absolute -top-1.5 -right-1.5 min-w-5 rounded-full bg-indigo-600 px-1 text-center text-xs leading-5 text-white tabular-nums">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  )
}
