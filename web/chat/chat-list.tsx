import { useSignal } from '@preact/signals'
import type { ConversationRecord } from '@weft/client/message-archive'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { nameOf } from '../words/people.ts'
import type { Chat } from './chat.ts'
import { messageText } from './message-text.ts'

/** Whom to write to, and the conversations there are. */
export function ChatList({ session }: { session: Session }) {
  const chat = session.chat.value
  if (chat === null) return null
  return (
    <section aria-label="Messages" data-testid="chat" class="flex min-h-0 grow flex-col">
      <NewConversation session={session} />
      <Conversations session={session} chat={chat} />
    </section>
  )
}

function NewConversation({ session }: { session: Session }) {
  const error = useSignal<string | null>(null)
  const domain = domainOf(session.account.value?.address ?? '')

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const uri = readAddress(String(new FormData(form).get('message-to') ?? ''), domain)
    error.value = uri === null ? 'Enter an address such as name@example.com, or a number.' : null
    if (uri === null) return
    form.reset()
    session.go({ kind: 'chat', contact: uri })
  }

  return (
    <form onSubmit={submit} class="flex flex-col gap-3 border-b border-slate-200 p-4 dark:border-slate-700">
      <Field
        name="message-to"
        label="Write to somebody"
        inputMode="email"
        autocomplete="off"
        placeholder={`name or name@${domain}`}
        error={error.value}
        required
        testId="chat-to"
      />
      <Button type="submit" icon="message" testId="chat-open">
        Write
      </Button>
    </form>
  )
}

function Conversations({ session, chat }: { session: Session; chat: Chat }) {
  const conversations = chat.conversations.value
  if (conversations.length === 0)
    return (
      <p role="status" class="p-4 text-sm text-slate-500 dark:text-slate-400">
        {chat.loading.value ? 'Loading messages…' : 'No messages yet.'}
      </p>
    )
  return (
    <nav aria-label="Conversations" class="min-h-0 grow overflow-y-auto">
      {conversations.map((conversation) => (
        <ConversationButton
          key={conversation.key}
          conversation={conversation}
          current={conversation.key === chat.open.value?.key}
          onClick={() => session.go({ kind: 'chat', contact: conversation.contact })}
        />
      ))}
    </nav>
  )
}

interface ConversationButtonProps {
  readonly conversation: ConversationRecord
  readonly current: boolean
  readonly onClick: () => void
}

function ConversationButton({ conversation, current, onClick }: ConversationButtonProps) {
  const { unread, contact, displayName, last } = conversation
  return (
    <button
      type="button"
      aria-current={current}
      onClick={onClick}
      data-testid="conversation"
      data-contact={contact}
      data-unread={unread}
      class={`flex w-full items-center gap-3 px-4 py-3 text-left -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${current ? 'bg-slate-100 dark:bg-slate-700' : ''}`}
    >
      <span class="min-w-0 grow leading-snug">
        <span class={`block truncate ${unread > 0 ? 'font-semibold' : 'font-medium'}`}>
          {nameOf({ uri: contact, displayName })}
        </span>
        <span class="block truncate text-sm text-slate-500 dark:text-slate-400">
          {last === null ? 'No messages yet' : messageText(last)}
        </span>
      </span>
      {unread > 0 && (
        <span class="rounded-full bg-indigo-600 px-2 py-0.5 text-sm text-white">
          {unread}
          <span class="sr-only"> unread</span>
        </span>
      )}
    </button>
  )
}
