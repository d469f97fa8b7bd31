import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import type { Session } from '../shell/session.ts'
import { messageWords } from '../words/messages.ts'
import { nameOf } from '../words/people.ts'
import type { Chat, ChatMessage, Conversation } from './chat.ts'
import { Composer } from './composer.tsx'
import { messageText } from './message-text.ts'

/** As many messages are shown at first, and with each step back. */
const STEP = 200

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' })

interface ConversationViewProps {
  readonly session: Session
  readonly chat: Chat
  readonly conversation: Conversation
}

/** What was exchanged with somebody, and a place to write more. */
export function ConversationView({ session, chat, conversation }: ConversationViewProps) {
  const { messages, uri } = conversation
  const shown = useSignal(STEP)
  const end = useRef<HTMLDivElement>(null)
  const newest = messages.at(-1)?.id
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [newest])
  return (
    <div class="flex min-h-0 min-w-0 grow flex-col bg-white dark:bg-slate-900" data-testid="open-conversation" data-contact={uri}>
      <header class="flex items-center gap-3 border-b border-slate-200 px-4 py-2.5 dark:border-slate-700">
        <button
          type="button"
          aria-label="Back to all conversations"
          onClick={() => session.go({ kind: 'home' })}
          data-testid="chat-back"
          class="grid size-10 shrink-0 place-items-center rounded-full hover:bg-slate-100 md:hidden dark:hover:bg-slate-700"
        >
          <Icon name="back" />
        </button>
        <div class="min-w-0 leading-snug">
          <h2 class="truncate font-semibold">{nameOf(conversation)}</h2>
          {conversation.displayName !== '' && <p class="truncate text-sm text-slate-500 dark:text-slate-400">{uri}</p>}
        </div>
      </header>
      <div
        role="log"
        aria-label={`Messages with ${nameOf(conversation)}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
        class="flex min-h-0 grow flex-col overflow-y-auto p-4 -outline-offset-2"
      >
        {messages.length > shown.value && (
          <button
            type="button"
            onClick={() => {
              shown.value += STEP
            }}
            data-testid="chat-earlier"
            class="mb-3 self-center rounded text-sm text-slate-600 underline-offset-4 hover:underline dark:text-slate-300"
          >
            Show earlier messages
          </button>
        )}
        <ol class="mt-auto flex flex-col gap-2">
          {messages.slice(-shown.value).map((message) => (
            <Bubble key={`${message.direction} ${message.id}`} message={message} onRetry={() => chat.sendAgain(message)} />
          ))}
        </ol>
        <div ref={end} />
      </div>
      <Composer
        unable={session.accountState.value?.kind !== 'registered'}
        onSend={(text) => chat.send(uri, text)}
        focused
        name="message"
        textTestId="chat-text"
        sendTestId="chat-send"
      />
    </div>
  )
}

function Bubble({ message, onRetry }: { message: ChatMessage; onRetry: () => void }) {
  const { direction, id, state, reason, timestamp } = message
  const own = direction === 'outgoing'
  const sent = Date.parse(timestamp)
  return (
    <li
      data-testid="message"
      data-direction={direction}
      data-id={id}
      data-state={state}
      class={`flex max-w-[85%] flex-col ${own ? 'items-end self-end' : 'items-start self-start'}`}
    >
      <p
        class={`max-w-full rounded-2xl px-3.5 py-2 whitespace-pre-wrap [overflow-wrap:anywhere] ${own ? 'bg-indigo-600 text-white' : 'bg-slate-100 dark:bg-slate-700'}`}
        data-testid="message-text"
      >
        <span class="sr-only">{own ? 'You: ' : 'They: '}</span>
        {messageText(message)}
      </p>
      <p class="flex flex-wrap gap-x-2 px-1 pt-0.5 text-xs text-slate-500 dark:text-slate-400">
        {!Number.isNaN(sent) && <time dateTime={timestamp}>{time.format(sent)}</time>}
        {own && (
          <span data-testid="message-state" class={state === 'failed' ? 'text-rose-600 dark:text-rose-400' : ''}>
            {messageWords(state, reason)}
          </span>
        )}
        {state === 'failed' && (
          <button type="button" onClick={onRetry} data-testid="message-retry" class="underline underline-offset-2">
            Send again
          </button>
        )}
      </p>
    </li>
  )
}
