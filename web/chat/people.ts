import type { Contact } from '@weft/client/address-book-copy'
import { conversationKey } from '@weft/client/conversation-message'
import type { ConversationRecord } from '@weft/client/message-archive'
import { addressOf, isFavourite } from './contacts.ts'
import { hasWords } from './message-search.ts'

/** Somebody in the list: a contact, a conversation, or both. */
export interface Person {
  /** As that of a conversation. */
  readonly key: string
  /** `user@domain` */
  readonly uri: string
  /** As the address book has it, or else as they call themselves; `""` where nobody says. */
  readonly displayName: string
  readonly favourite: boolean
  /** Null while nothing was exchanged. */
  readonly conversation: ConversationRecord | null
}

/** The list of people, in the order in which it is shown. */
export interface People {
  readonly favourites: readonly Person[]
  /** Latest first. */
  readonly conversations: readonly Person[]
  /** Those with whom nothing was exchanged, by name. */
  readonly contacts: readonly Person[]
}

/**
 * Everybody whose name or address has the words that are looked for.
 * @param conversations latest first
 * @param contacts by name
 * @param begun keys of conversations that have no message yet
 */
export function people(
  conversations: readonly ConversationRecord[],
  contacts: readonly Contact[],
  words: readonly string[],
  begun: readonly string[] = [],
): People {
  const known = new Map<string, Contact>()
  for (const contact of contacts) for (const { uri } of contact.uris) known.set(conversationKey(uri), contact)
  const person = (key: string, uri: string, conversation: ConversationRecord | null): Person => {
    const contact = known.get(key)
    const displayName = contact?.name || (conversation?.displayName ?? '')
    return { key, uri, displayName, favourite: contact !== undefined && isFavourite(contact), conversation }
  }
  const keys = new Set(conversations.map(({ key }) => key))
  const written = [
    ...begun.flatMap((key) => (keys.has(key) ? [] : person(key, key, null))),
    ...conversations.map((conversation) => person(conversation.key, conversation.contact, conversation)),
  ]
  for (const key of begun) keys.add(key)
  const silent = contacts.flatMap((contact): Person[] => {
    const uri = addressOf(contact)
    if (uri === '' || contact.uris.some((one) => keys.has(conversationKey(one.uri)))) return []
    return [{ key: conversationKey(uri), uri, displayName: contact.name, favourite: isFavourite(contact), conversation: null }]
  })
  const isFound = ({ displayName, uri }: Person): boolean => hasWords(`${displayName} ${uri}`, words)
  const [shown, others] = [written.filter(isFound), silent.filter(isFound)]
  return {
    favourites: [...shown, ...others].filter(({ favourite }) => favourite),
    conversations: shown.filter(({ favourite }) => !favourite),
    contacts: others.filter(({ favourite }) => !favourite),
  }
}
