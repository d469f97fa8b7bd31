import { furthest, type Message, type MessageState, type Receipt } from './message.ts'
import type { Protection } from './message-cipher.ts'

/** A message as a device keeps and shows it. */
export interface ConversationMessage extends Message {
  /** Unlike `id`, which is its sender's own, unique on a device. */
  readonly key: string
  /** Where it stands among others, ms since the epoch: its sender's time, but never later than when this device first heard of it. */
  readonly at: number
  /** It waits on this device: for a connection, a registration, or the answer of the gateway. */
  readonly queued: boolean
  /** What was said of a failure; `""` otherwise. */
  readonly reason: string
  /**
   * How it came; null while nobody has looked, as where no cipher is in use. `content` is what it says where this is `clear` or
   * `encrypted`, and otherwise what travelled.
   */
  readonly protection: Protection | null
  /** Keys of the other messages it came in, being too long for some client to send it in one; only where a `Thread` has put them together. */
  readonly pieces?: readonly string[]
}

/** Where a message stands in its conversation. */
export type MessagePlace = Pick<ConversationMessage, 'at' | 'key'>

/** Tells conversations apart: addresses may be written in any case. */
export const conversationKey = (contact: string): string => contact.toLowerCase()

/** Ids are their senders' own, so one of somebody else's must not pass for one of ours. */
export const messageKey = ({ direction, contact, id }: Pick<Message, 'direction' | 'contact' | 'id'>): string =>
  direction === 'outgoing' ? outgoingKey(id) : `in ${conversationKey(contact)} ${id}`

/** Of a message of ours, of which the gateway often says no more than the id. */
export const outgoingKey = (id: string): string => `out ${id}`

/** Oldest first; those of the same time in some order that is always the same. */
export function comparePlaces(one: MessagePlace, other: MessagePlace): number {
  return one.at - other.at || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
}

const typeOf = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

/** Types that people write; others are between programs, such as labels and positions (sylkrtc-protocol.md §5.1, §5.5). */
const FOR_PEOPLE: readonly string[] = ['text/plain', 'text/html', 'application/sylk-file-transfer']

/** Whether a message of that type belongs into a conversation. */
export const isForPeople = (contentType: string): boolean => {
  const type = typeOf(contentType)
  return FOR_PEOPLE.includes(type) || type.startsWith('image/')
}

/** Whether nobody has seen it yet, on any device. */
export const isUnread = ({ owed }: Pick<Message, 'owed'>): boolean => owed.includes('displayed')

/** A message that this device hears of for the first time. @param now ms since the epoch */
export function newlyKnown(message: Message, now: number): ConversationMessage {
  const sent = Date.parse(message.timestamp)
  return {
    ...message,
    key: messageKey(message),
    at: Number.isNaN(sent) ? now : Math.min(sent, now),
    queued: false,
    reason: '',
    protection: null,
  }
}

/** What is known of a message after its state was told once more; the same object where that is no news. */
export function withState(known: ConversationMessage, told: MessageState, reason: string): ConversationMessage {
  const state = furthest(known.state, told)
  // Whatever is told of a message of ours says that the gateway has it.
  const next = { ...known, state, reason: state === told ? reason : known.reason, queued: false }
  return next.state === known.state && next.reason === known.reason && !known.queued ? known : next
}

/**
 * What is known of a message that is told once more, as by the journal after it happened: only what came of it is news. The same object
 * where there is none.
 */
export function toldAgain(known: ConversationMessage, told: Message): ConversationMessage {
  const next = withState(known, told.state, '')
  const owed = known.owed.filter((receipt) => told.owed.includes(receipt))
  const displayName = known.displayName || told.displayName
  return owed.length === known.owed.length && displayName === known.displayName ? next : { ...next, owed, displayName }
}

/** What is still owed after some receipt was given; the same object where that one was not owed. */
export function withoutOwed(known: ConversationMessage, given: Receipt): ConversationMessage {
  return known.owed.includes(given) ? { ...known, owed: known.owed.filter((receipt) => receipt !== given) } : known
}
