import type { ComposingIndicationEvent } from '@weft/wire/composing'
import type { DispositionNotificationEvent } from '@weft/wire/disposition'
import type { JournalEntry, SyncConversationsEvent } from '@weft/wire/journal'
import type { MessageEvent } from '@weft/wire/message'
import type { SyncEvent } from '@weft/wire/sync'
import { type Fields, hasStrings, isFields, isIdentity, isStrings } from './fields.ts'

/** Without what is being written, of which nothing depends; `refresh` in seconds, absent where it was not said. */
type ComposingFrame = Omit<ComposingIndicationEvent, 'refresh' | 'content_type'> & { readonly refresh?: number }

/** A page of the journal. Its entries are looked at one by one, as none is worth the others: see `isJournalEntry`. */
type JournalFrame = Omit<SyncConversationsEvent, 'messages'> & { readonly messages: readonly unknown[] }

/** What the gateway says of an account's messages. */
export type MessagingFrame = MessageEvent | DispositionNotificationEvent | JournalFrame | SyncEvent | ComposingFrame

const SENT = ['uri', 'message_id', 'content', 'content_type', 'timestamp'] as const
const ENTRY = ['contact', 'timestamp', 'message_id', 'content_type', 'content', 'direction'] as const

/** What an event must have, by its name; words of states are looked at where they are used, as newer gateways may know more. */
const CHECKS: Readonly<Record<string, (fields: Fields) => boolean>> = {
  message: (fields) =>
    hasStrings(fields, ['timestamp', 'message_id', 'content', 'content_type']) &&
    isIdentity(fields.sender) &&
    (fields.disposition_notification === undefined || isStrings(fields.disposition_notification)),
  'disposition-notification': (fields) =>
    hasStrings(fields, ['message_id', 'message_timestamp', 'state', 'reason']) && typeof fields.code === 'number',
  'composing-indication': ({ sender, state, refresh }) =>
    isIdentity(sender) && typeof state === 'string' && (refresh === undefined || typeof refresh === 'number'),
  'sync-conversations': ({ messages }) => Array.isArray(messages),
  sync: isSync,
}

/** Whether an account event of the gateway's is one about messages, and complete. */
export function isMessagingFrame(fields: Fields): fields is Fields & MessagingFrame {
  const name = String(fields.event)
  return Object.hasOwn(CHECKS, name) && CHECKS[name]?.(fields) === true
}

function isSync({ type, action, content }: Fields): boolean {
  if (!isFields(content)) return false
  switch (`${type} ${action}`) {
    case 'message add':
      return hasStrings(content, SENT)
    case 'message remove':
      return hasStrings(content, ['message_id', 'contact'])
    case 'conversation read':
      return hasStrings(content, ['contact'])
    case 'conversation remove':
      return hasStrings(content, ['contact', 'timestamp'])
    default:
      return false
  }
}

/** Whether an entry of a journal is complete; words in it are looked at where they are used. */
export function isJournalEntry(value: unknown): value is JournalEntry {
  if (!isFields(value)) return false
  const { state, disposition } = value
  return (
    hasStrings(value, ENTRY) && (state === null || typeof state === 'string') && (disposition === null || isStrings(disposition))
  )
}
