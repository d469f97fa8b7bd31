import { normaliseDateTime, printDateTime } from '@weft/protocols/im/date-time'
import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { LocalTime } from './local-time.ts'

/** A record of the original's message file (sylkrtc-protocol §5.1) as our journal keeps it. */
export type ReadRecord =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  /** Only its place is kept. */
  | { readonly kind: 'place'; readonly messageId: string; readonly arrivedAt: number }
  | { readonly kind: 'unusable'; readonly reason: string }

/** Keys never stand in journals, but clients may go on from their ids (sylkrtc-protocol §5.5). */
const PLACES = new Set(['text/pgp-public-key', 'text/pgp-private-key'])
/** Clients read nothing of these. */
const NOT_KEPT = new Set(['application/im-iscomposing+xml', 'message/imdn+xml'])
/** Clients read their content as JSON without looking twice. */
const JSON_TYPES = new Set(['message/imdn', 'application/sylk-message-remove'])
/** What a store takes of an id or the like, and of a body (characters). */
const LONGEST_NAME = 512
const LONGEST_CONTENT = 64 * 1024 * 1024

/** `value`: parsed JSON. */
export function readRecord(value: unknown, time: LocalTime): ReadRecord {
  if (typeof value !== 'object' || value === null) return unusable('no record')
  const field = (name: string): unknown => (Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined)
  const [messageId, given, content, contact] = ['message_id', 'content_type', 'content', 'contact'].map(field)
  if (!isName(messageId)) return unusable('no message_id that can be kept')
  const arrivedAt = time.read(field('created_at')) ?? time.read(field('msg_timestamp'))
  if (arrivedAt === null) return unusable('no time')
  if (!isName(given)) return unusable('no content_type')
  const contentType = given.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (PLACES.has(contentType)) return { kind: 'place', messageId, arrivedAt }
  if (contentType === '' || NOT_KEPT.has(contentType)) return unusable('a type that journals do not have')
  if (!isName(contact)) return unusable('no contact')
  if (typeof content !== 'string' || content === '') return unusable('no content')
  if (content.length > LONGEST_CONTENT || (JSON_TYPES.has(contentType) && !isJson(content)))
    return unusable('content that cannot be kept')
  const direction = field('direction') ?? ''
  if (direction !== 'outgoing' && direction !== 'incoming' && direction !== '') return unusable('no direction')
  const state = field('state') ?? null
  const entry: JournalEntry = {
    ...{ contact: contact.toLowerCase(), direction, contentType, content, arrivedAt, messageId },
    ...{ disposition: dispositionOf(field('disposition')), state: isName(state) ? state : null },
    timestamp: timestampOf(field('msg_timestamp'), arrivedAt),
  }
  return { kind: 'entry', entry }
}

/** Whether a store can keep it as an id or an address. */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME && value.isWellFormed() && !value.includes('\0')
  )
}

function dispositionOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return value === '' ? [] : null
  return value.filter((one): one is string => typeof one === 'string' && /^[\w-]{1,64}$/.test(one)).slice(0, 4)
}

/** In UTC, as clients want it; when it came where it does not say when it was written. */
function timestampOf(value: unknown, arrivedAt: number): string {
  const time = typeof value === 'string' ? normaliseDateTime(value) : null
  if (time?.endsWith('+00:00')) return time
  const written = time === null ? arrivedAt : Date.parse(time)
  return printDateTime(Number.isNaN(written) ? arrivedAt : written)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function unusable(reason: string): ReadRecord {
  return { kind: 'unusable', reason }
}
