import type { VideoroomEvent } from '@weft/wire/videoroom-event'
import { type Fields, hasStrings, isFields, isIdentity, isStrings } from './fields.ts'

/** What the gateway says of a room that a client is in. */
export type RoomFrame = VideoroomEvent

const isCount = (value: unknown): boolean => Number.isInteger(value)

const isPublisher = (value: unknown): boolean =>
  isFields(value) &&
  hasStrings(value, ['id', 'uri', 'display_name']) &&
  (value.muted === undefined || value.muted === null || typeof value.muted === 'boolean')

const isFile = (value: unknown): boolean =>
  isFields(value) && hasStrings(value, ['filename', 'session']) && isCount(value.filesize) && isIdentity(value.uploader)

const announces = ({ publishers }: Fields): boolean => Array.isArray(publishers) && publishers.every(isPublisher)

/** What an event must have, by its name; words that newer gateways may add to are looked at where they are used. */
const CHECKS: Readonly<Record<string, (fields: Fields) => boolean>> = {
  'session-state progress': () => true,
  'session-state accepted': ({ sdp, audio, video }) =>
    typeof sdp === 'string' && typeof audio === 'boolean' && typeof video === 'boolean',
  'session-state established': () => true,
  'session-state terminated': ({ reason }) => reason === undefined || typeof reason === 'string',
  'initial-publishers': announces,
  'publishers-joined': announces,
  'publishers-left': ({ publishers }) => isStrings(publishers),
  'feed-attached': (fields) => hasStrings(fields, ['feed', 'sdp']),
  'feed-established': (fields) => hasStrings(fields, ['feed']),
  configure: (fields) => hasStrings(fields, ['originator']) && isStrings(fields.active_participants),
  'file-sharing': ({ files }) => Array.isArray(files) && files.every(isFile),
  'mute-audio': (fields) => hasStrings(fields, ['originator']),
  'mute-request': (fields) => hasStrings(fields, ['originator']) && typeof fields.muted === 'boolean',
  'publisher-updated': (fields) => hasStrings(fields, ['publisher']) && typeof fields.muted === 'boolean',
  'invite-status': (fields) => hasStrings(fields, ['participant', 'state', 'reason']) && isCount(fields.code),
  'raised-hands': ({ raised_hands: hands }) => isStrings(hands),
  message: (fields) => hasStrings(fields, ['type', 'content', 'content_type', 'timestamp']) && isIdentity(fields.sender),
  'composing-indication': (fields) => hasStrings(fields, ['state']) && isCount(fields.refresh) && isIdentity(fields.sender),
  'message-delivery': (fields) =>
    hasStrings(fields, ['message_id', 'reason']) && isCount(fields.code) && typeof fields.delivered === 'boolean',
}

/** Whether an event of a room is one that is known, and complete (sylkrtc-protocol.md §2.7). */
export function isRoomFrame(fields: Fields): fields is Fields & RoomFrame {
  const name = fields.event === 'session-state' ? `session-state ${fields.state}` : String(fields.event)
  return typeof fields.session === 'string' && Object.hasOwn(CHECKS, name) && CHECKS[name]?.(fields) === true
}
