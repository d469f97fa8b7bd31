import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import { lazily } from '../controls/lazy.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { LIST, writeTo } from '../words/chat.ts'
import { CONTACT } from '../words/contacts.ts'
import type { Chat } from './chat.ts'
import { ConversationItem } from './conversation-item.tsx'
import { FoundMessages } from './found-messages.tsx'
import { type Person, people } from './people.ts'
import { SearchField } from './search-field.tsx'

const ContactForm = lazily(async () => (await import('./contact-form.tsx')).ContactForm)

/** Whom to write to, the conversations there are, and the contacts that have none. */
export function ChatList({ session }: { session: Session }) {
  const chat = session.chat.value
  return chat === null ? null : <ListOf session={session} chat={chat} />
}

function ListOf({ session, chat }: { session: Session; chat: Chat }) {
  const { search } = chat
  const problem = useSignal<string | null>(null)
  const adding = useSignal(false)
  const typed = search.typed.value
  const words = search.words.value
  const [conversations, contacts] = [chat.conversations.value, chat.contacts.list.value]
  const open = chat.open.value?.key ?? null
  const listed = useMemo(() => {
    const begun = new Set([...(open === null ? [] : [open]), ...chat.drafts.keys])
    return people(conversations, contacts, words, [...begun])
  }, [conversations, contacts, words, open])
  const all = [...listed.favourites, ...listed.conversations, ...listed.contacts]
  const address = readAddress(typed, domainOf(session.account.value?.address ?? ''))
  const looking = words.length > 0

  function go(contact: string): void {
    search.clear()
    problem.value = null
    session.go({ kind: 'chat', contact })
  }

  function enter(): void {
    const [first] = all
    // A whole address is meant, whoever else has some of it in theirs.
    if (address !== null && (typed.includes('@') || first === undefined)) go(address)
    else if (looking && first !== undefined) go(first.uri)
    else problem.value = looking ? CONTACT.wrongAddress : null
  }

  const section = (title: string | null, persons: readonly Person[]) =>
    persons.length > 0 && <Section title={title} persons={persons} chat={chat} onChoose={go} />

  return (
    <section aria-label={LIST.messages} data-testid="chat" class="flex grow flex-col pb-4">
      <SearchField
        typed={typed}
        onType={(text) => {
          problem.value = null
          search.type(text)
        }}
        onEnter={enter}
        problem={problem.value}
      />
      {looking && address !== null && !all.some(({ uri }) => uri.toLowerCase() === address.toLowerCase()) && (
        <ListButton words={writeTo(address)} icon="message" onClick={() => go(address)} testId="chat-open" />
      )}
      <nav aria-label={LIST.conversations}>
        {section(LIST.favourites, listed.favourites)}
        {section(listed.favourites.length > 0 ? LIST.conversations : null, listed.conversations)}
        {section(LIST.contacts, listed.contacts)}
      </nav>
      {looking && (
        <FoundMessages
          chat={chat}
          onChoose={({ message }) => {
            session.go({ kind: 'chat', contact: message.contact })
            chat.seek(message.contact, message.key)
          }}
        />
      )}
      {looking && all.length === 0 && search.messages.value.length === 0 && (
        <Nothing
          title={search.searching.value ? LIST.searching : LIST.nothingFound}
          hint={search.searching.value ? '' : LIST.nothingFoundHint}
        />
      )}
      {!looking && all.length === 0 && (
        <Nothing title={chat.loading.value ? LIST.loading : LIST.empty} hint={chat.loading.value ? '' : LIST.emptyHint} />
      )}
      {!looking && (
        <ListButton
          words={CONTACT.add}
          icon="add-person"
          onClick={() => {
            adding.value = true
          }}
          testId="contact-add"
        />
      )}
      {adding.value && (
        <ContactForm
          session={session}
          contacts={chat.contacts}
          known={null}
          address=""
          onClose={() => {
            adding.value = false
          }}
        />
      )}
    </section>
  )
}

interface SectionProps {
  readonly title: string | null
  readonly persons: readonly Person[]
  readonly chat: Chat
  readonly onChoose: (contact: string) => void
}

function Section({ title, persons, chat, onChoose }: SectionProps) {
  return (
    <>
      {title !== null && <h2 class="px-4 pt-3 pb-1 text-sm font-semibold text-slate-600 dark:text-slate-300">{title}</h2>}
      <ul>
        {persons.map((person) => (
          <ConversationItem
            key={person.key}
            person={person}
            draft={chat.drafts.of(person.key)}
            writing={chat.writing.value.has(person.key)}
            current={chat.open.value?.key === person.key}
            onClick={() => onChoose(person.uri)}
          />
        ))}
      </ul>
    </>
  )
}

interface ListButtonProps {
  readonly words: string
  readonly icon: 'message' | 'add-person'
  readonly onClick: () => void
  readonly testId: string
}

function ListButton({ words, icon, onClick, testId }: ListButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      data-testid={testId}
      class="flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left font-medium text-indigo-700 -outline-offset-2 hover:bg-slate-100 dark:text-indigo-300 dark:hover:bg-slate-700"
    >
      <span class="grid size-11 shrink-0 place-items-center">
        <Icon name={icon} />
      </span>
      <bdi class="min-w-0 truncate">{words}</bdi>
    </button>
  )
}

function Nothing({ title, hint }: { title: string; hint: string }) {
  return (
    <div role="status" class="px-4 py-6 text-center text-sm text-slate-600 dark:text-slate-300">
      <p class="font-semibold">{title}</p>
      <p class="pt-1">{hint}</p>
    </div>
  )
}
