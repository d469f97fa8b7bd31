import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { Icon } from '../controls/icon.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import { nameOf } from '../words/people.ts'
import type { Chat, Conversation } from './chat.ts'
import { ConversationView } from './conversation-view.tsx'
import { messageText } from './message-text.ts'

interface ChatPaneProps {
  readonly chat: Chat
  /** Whose messages these are. */
  readonly account: string
  /** Nothing can be sent now. */
  readonly unable: boolean
  readonly className: string
}

/** Conversations, and the one that is open. Where there is no room for both it is one or the other. */
export function ChatPane({ chat, account, unable, className }: ChatPaneProps) {
  const open = chat.open.value
  return (
    <section
      aria-label="Messages"
      data-testid="chat"
      class={`@container flex h-[85dvh] min-h-96 min-w-0 overflow-hidden rounded-2xl bg-white shadow-sm ring-1 ring-slate-200 dark:bg-slate-800 dark:ring-slate-700 ${className}`}
    >
      <div
        class={`flex w-full min-w-0 flex-col @2xl:w-72 @2xl:shrink-0 @2xl:border-r @2xl:border-slate-200 @2xl:dark:border-slate-700 ${open === null ? '' : 'hidden @2xl:flex'}`}
      >
        <NewConversation chat={chat} account={account} />
        <Conversations chat={chat} />
      </div>
      {open === null ? <NoConversation /> : <ConversationView key={open.key} chat={chat} conversation={open} unable={unable} />}
    </section>
  )
}

function NewConversation({ chat, account }: { chat: Chat; account: string }) {
  const error = useSignal<string | null>(null)

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const uri = readAddress(String(new FormData(form).get('message-to') ?? ''), domainOf(account))
    error.value = uri === null ? 'Enter an address such as name@example.com, or a number.' : null
    if (uri === null) return
    form.reset()
    chat.show(uri)
  }

  return (
    <form onSubmit={submit} class="flex flex-col gap-3 border-b border-slate-200 p-4 dark:border-slate-700">
      <Field
        name="message-to"
        label="Write to somebody"
        inputMode="email"
        autocomplete="off"
        placeholder={`name or name@${domainOf(account)}`}
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

function Conversations({ chat }: { chat: Chat }) {
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
          onClick={() => chat.show(conversation.uri)}
        />
      ))}
    </nav>
  )
}

interface ConversationButtonProps {
  readonly conversation: Conversation
  readonly current: boolean
  readonly onClick: () => void
}

function ConversationButton({ conversation, current, onClick }: ConversationButtonProps) {
  const { unread, uri, messages } = conversation
  const last = messages.at(-1)
  return (
    <button
      type="button"
      aria-current={current}
      onClick={onClick}
      data-testid="conversation"
      data-contact={uri}
      data-unread={unread}
      class={`flex w-full items-center gap-3 px-4 py-3 text-left -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700 ${current ? 'bg-slate-100 dark:bg-slate-700' : ''}`}
    >
      <span class="min-w-0 grow leading-snug">
        <span class={`block truncate ${unread > 0 ? 'font-semibold' : 'font-medium'}`}>{nameOf(conversation)}</span>
        <span class="block truncate text-sm text-slate-500 dark:text-slate-400">
          {last === undefined ? 'No messages yet' : messageText(last)}
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

function NoConversation() {
  return (
    <div class="hidden grow place-items-center p-6 text-slate-500 @2xl:grid dark:text-slate-400">
      <p class="flex flex-col items-center gap-3 text-center">
        <Icon name="message" className="size-12" />
        Choose a conversation, or write to somebody.
      </p>
    </div>
  )
}
