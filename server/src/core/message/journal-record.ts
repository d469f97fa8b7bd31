import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { JournalOperation } from '../../ports/journal-operation.ts'
import { accountKey } from '../devices.ts'
import { mediaType } from './message-kind.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** Content types of what is recorded beside messages, so that devices that were away learn of it (sylkrtc-protocol §5.4, §5.6, §5.7). */
export const RECORDS = {
  receipt: 'message/imdn',
  messageRemove: 'application/sylk-message-remove',
  conversationRead: 'application/sylk-conversation-read',
  conversationRemove: 'application/sylk-conversation-remove',
} as const

/** What senders of ordinary messages want to be told. */
export const USUAL_DISPOSITIONS: readonly string[] = ['positive-delivery', 'display']

type AppendOperation = Extract<JournalOperation, { operation: 'append' }>

/** A message for a journal. Addresses in any case, the content type with or without parameters. */
export function messageRecord(account: string, message: JournalEntry): AppendOperation {
  const { contact, contentType } = message
  const entry = { ...message, contact: accountKey(contact), contentType: mediaType(contentType) }
  return { operation: 'append', account: accountKey(account), entry }
}

/** A record of something that was done, now; it has no fate. */
export function controlRecord(
  { clock, random, words }: Pick<MessagingNeeds, 'clock' | 'random' | 'words'>,
  account: string,
  record: Pick<JournalEntry, 'contact' | 'contentType' | 'content' | 'direction'>,
): AppendOperation {
  const now = clock.now()
  return messageRecord(account, {
    ...record,
    ...{ arrivedAt: now, messageId: random.id(), disposition: null, state: null, timestamp: words.time(now) },
  })
}
