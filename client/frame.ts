import type { LookupPublicKeyEvent, ReadyEvent } from '@weft/wire/connection'
import type { IncomingSessionEvent, MissedSessionEvent } from '@weft/wire/incoming-session'
import type { RegistrationStateEvent } from '@weft/wire/registration'
import type { Ack, ErrorReply } from '@weft/wire/reply'
import type { SessionStateEvent, SessionUpdateEvent } from '@weft/wire/session-event'
import type { ConferenceInviteEvent } from '@weft/wire/videoroom-event'
import { type AddressBookFrame, isAddressBookFrame } from './address-book-frame.ts'
import { type CallChatFrame, isCallChatFrame } from './call-chat-frame.ts'
import { type Fields, hasStrings, isFields, isIdentity } from './fields.ts'
import { isMessagingFrame, type MessagingFrame } from './messaging-frame.ts'
import { isRoomFrame, type RoomFrame } from './room-frame.ts'

export type AccountEvent =
  | RegistrationStateEvent
  | IncomingSessionEvent
  | MissedSessionEvent
  | ConferenceInviteEvent
  | MessagingFrame
  | AddressBookFrame
export type SessionEvent = SessionStateEvent | SessionUpdateEvent
/** What the SDK understands of what a gateway says. */
export type ServerFrame = ReadyEvent | Ack | ErrorReply | PublicKeyFrame | AccountEvent | SessionEvent | CallChatFrame | RoomFrame
/** The answer to a lookup; without a key where there is none. */
export type PublicKeyFrame = Omit<LookupPublicKeyEvent, 'public_key'> & { readonly public_key?: string }

/** The strings a frame must have, by its `sylkrtc`, `event` and `state`. The wire's schemas say the same, with a library too big for a page. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'ready-event': [],
  ack: ['transaction'],
  error: ['transaction', 'error'],
  'lookup-public-key-event': ['uri'],
  'account-event registration-state registering': ['account'],
  'account-event registration-state registered': ['account'],
  'account-event registration-state failed': ['account', 'reason'],
  'account-event incoming-session': ['account', 'session', 'sdp', 'call_id'],
  'account-event missed-session': ['account'],
  'account-event conference-invite': ['account', 'room', 'session_id'],
  'session-event state progress': ['session'],
  'session-event state proceeding': ['session'],
  'session-event state ringing': ['session'],
  'session-event state early-media': ['session', 'sdp'],
  'session-event state accepted': ['session'],
  'session-event state established': ['session'],
  'session-event state terminated': ['session'],
  'session-event update received': ['session', 'sdp'],
  'session-event update accepted': ['session', 'sdp'],
  'session-event update failed': ['session', 'reason'],
}
/** Strings that a frame may also have or not. */
const OPTIONAL: readonly string[] = ['sdp', 'call_id', 'reason', 'public_key']

/** Events that come from somebody. */
const FROM_SOMEBODY: readonly string[] = ['incoming-session', 'missed-session', 'conference-invite']

const isHeaders = (value: unknown): boolean =>
  isFields(value) && Object.values(value).every((header) => typeof header === 'string')

function isServerFrame(fields: Fields): fields is Fields & ServerFrame {
  if (fields.sylkrtc === 'account-event' && (isMessagingFrame(fields) || isAddressBookFrame(fields))) {
    return typeof fields.account === 'string'
  }
  if (fields.sylkrtc === 'session-event' && isCallChatFrame(fields)) return true
  if (fields.sylkrtc === 'videoroom-event') return isRoomFrame(fields)
  const name = [fields.sylkrtc, fields.event, fields.state].filter((part) => part !== undefined).join(' ')
  const required = Object.hasOwn(REQUIRED, name) ? REQUIRED[name] : undefined
  if (required === undefined || !hasStrings(fields, required)) return false
  if (!OPTIONAL.every((field) => fields[field] === undefined || typeof fields[field] === 'string')) return false
  if (fields.headers !== undefined && !isHeaders(fields.headers)) return false
  return !FROM_SOMEBODY.includes(String(fields.event)) || isIdentity(fields.originator)
}

/**
 * Reads what a WebSocket received. A field that is null counts as absent.
 * @returns null for what the SDK does not understand, which is to be ignored (sylkrtc-protocol.md §1.4, §2.3).
 */
export function readFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null
  let parsed: unknown
  try {
    parsed = JSON.parse(data)
  } catch {
    return null
  }
  if (!isFields(parsed)) return null
  const fields = Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== null))
  return isServerFrame(fields) ? fields : null
}
