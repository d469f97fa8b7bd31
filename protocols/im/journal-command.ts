// What devices of one account tell each other about their conversations, through the server (sylkrtc-protocol.md §5.6, §5.7, §5.9): small JSON
// objects, as SIP messages and in the journal.
import { normaliseDateTime } from './date-time.ts'

/** Content types of messages to SIP devices, and of records in the journal. From SIP they count for nothing. */
export const JOURNAL_COMMANDS = {
  messageRemove: 'application/sylk-message-remove',
  conversationRead: 'application/sylk-conversation-read',
  conversationRemove: 'application/sylk-conversation-remove',
} as const

/** Content types of what SIP devices ask the server to do. */
export const API_COMMANDS = {
  token: 'application/sylk-api-token',
  keyLookup: 'application/sylk-api-pgp-key-lookup',
  messageRemove: 'application/sylk-api-message-remove',
  conversationRead: 'application/sylk-api-conversation-read',
  conversationRemove: 'application/sylk-api-conversation-remove',
} as const

export interface MessageRemoval {
  /** AOR of the other party. */
  readonly contact: string
  readonly messageId: string
  /** `outgoing`: whose journal it is in had sent the message. */
  readonly direction: 'outgoing' | 'incoming'
}

export interface ConversationCommand {
  /** AOR of the other party, as it was sent: it is still to be checked. */
  readonly contact: string
  /** RFC 3339: what is newer than this stays. Null when missing or no date-time. */
  readonly timestamp: string | null
}

const MAXIMUM_LENGTH = 4096
const MAXIMUM_LINE = 255
const CONTROL = /[\p{Cc}\p{Surrogate}]/u

export function printMessageRemoval({ contact, messageId, direction }: MessageRemoval): string {
  return JSON.stringify({ contact, message_id: messageId, direction })
}

/** `{"contact":c}`, or with `timestamp` where there is one. */
export function printConversationCommand({ contact, timestamp }: ConversationCommand): string {
  return JSON.stringify(timestamp === null ? { contact } : { contact, timestamp })
}

/** The answer to a token request. Blink wants both keys. */
export function printApiToken(token: string, url: string): string {
  return JSON.stringify({ token, url })
}

/** What a device asks to be done with a conversation; null where the content says nothing of the kind. */
export function parseConversationCommand(content: string): ConversationCommand | null {
  const fields = parseObject(content)
  const contact = fields.get('contact')
  const timestamp = fields.get('timestamp')
  if (typeof contact !== 'string' || !isLine(contact)) return null
  const dated = typeof timestamp === 'string' && normaliseDateTime(timestamp) !== null
  return { contact, timestamp: dated ? timestamp : null }
}

/** The id of a message that a device asks to be removed, which stands there bare; null where the content is none. */
export function parseMessageId(content: string): string | null {
  if (content.length > MAXIMUM_LENGTH) return null
  const id = content.trim()
  return isLine(id) ? id : null
}

function isLine(text: string): boolean {
  return text !== '' && text.length <= MAXIMUM_LINE && !CONTROL.test(text)
}

/** The fields of a JSON object; none for anything else. */
function parseObject(content: string): ReadonlyMap<string, unknown> {
  if (content.length > MAXIMUM_LENGTH) return new Map()
  try {
    const value: unknown = JSON.parse(content)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}
