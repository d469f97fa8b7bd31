import type { JsonSchema } from '@weft/wire/json-schema'
import { fieldsOf, isSchema } from './api-reference-schema.ts'

const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n…'
const OWN_ROOM_SESSION = '2c5ea4c0-4067-41e9-8bad-9b1deb4d3b7d'
const OTHER_ROOM_SESSION = '6fa459ea-ee8a-4ca4-894e-db77e160355e'

/** What stands for a field in examples; the more exact key, `<model>.<field>`, goes before `<field>`. */
const VALUES: Readonly<Record<string, unknown>> = {
  transaction: '9b2d7c1e-5f3a-4f0e-8f57-2b1f1d0c7a11',
  session: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  account: 'alice@example.com',
  uri: 'bob@example.com',
  contact: 'bob@example.com',
  display_name: 'Bob',
  password: '6f1ed002ab5595859014ebf0951522d9',
  sdp: SDP,
  call_id: '7f3c2a61b0d94e58@192.0.2.1',
  headers: { 'X-Sylk-ZRTP': 'v=3; suites=AES-128-GCM' },
  message_id: '5e0b5a3f-2f35-4c5e-9f43-6fbf35e2d1a7',
  message_timestamp: '2026-07-17T08:41:52.123Z',
  timestamp: '2026-07-17T08:41:52.123Z',
  content: 'Hello Bob',
  content_type: 'text/plain',
  disposition_notification: ['positive-delivery', 'display'],
  disposition: ['display'],
  server_generated: true,
  public_key: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n…',
  token: 'f3b1…-9ac4…',
  platform: 'ios',
  device: '0c1d6f0e-7d1b-4a5e-a9d7-3a7f2b0b9e55',
  app: 'com.example.app',
  code: 200,
  reason: 'OK',
  error: 'Unknown account specified: alice@example.com',
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 51234 typ host',
  digit: '5',
  direction: 'incoming',
  id: 'c9a646d3-9c61-4cb7-bfcd-ee2522c8f633',
  name: 'Bob',
  policy: 'default',
  type: 'mobile',
  attributes: {},
  room: 'weekly@videoconference.example.com',
  session_id: '98ec4a50-f16e-4c4c-8b1d-3f2a9d1f7b60',
  publisher: OTHER_ROOM_SESSION,
  feed: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  originator: OTHER_ROOM_SESSION,
  active_participants: [OTHER_ROOM_SESSION],
  raised_hands: [OTHER_ROOM_SESSION],
  participants: ['bob@example.com'],
  filename: 'slides.pdf',
  filesize: 48213,
  refresh: 120,
  participant: 'bob@example.com',
  participant_id: OTHER_ROOM_SESSION,
  muted: true,
  duration: 95,
  'RegistrationFailedEvent.reason': '904 Wrong account or password',
  'SessionProceedingEvent.code': 181,
  'SessionTerminatedEvent.reason': '486 Busy Here',
  'SessionUpdateFailedEvent.reason': '488 Not Acceptable Here',
  'VideoroomSessionTerminatedEvent.reason': 'the room is full',
  'AddressBookUpdateFailedEvent.error': 'Non-200 response: 503, busy',
  'VideoroomJoinRequest.uri': 'weekly@videoconference.example.com',
  'VideoroomPublishersLeftEvent.publishers': [OTHER_ROOM_SESSION],
  'VideoroomRemoveRequest.participants': [OTHER_ROOM_SESSION],
  'VideoroomInviteStatusEvent.code': 180,
  'VideoroomInviteStatusEvent.reason': 'Ringing',
  'Publisher.id': OTHER_ROOM_SESSION,
  'SharedFile.session': OTHER_ROOM_SESSION,
}

interface Choice {
  /** Whether optional fields are shown too; within models they never are. */
  readonly withOptional: boolean
}

/** An example of what an object schema describes. Throws where a field has no value in the table above, so that a new field gets one. */
export function exampleOf(schema: JsonSchema, { withOptional }: Choice): Record<string, unknown> {
  const shown = fieldsOf(schema).filter(({ mandatory }) => withOptional || mandatory)
  return Object.fromEntries(shown.map(({ name, field }) => [name, exampleField(schema.title ?? '', name, field)]))
}

function exampleField(model: string, name: string, schema: JsonSchema): unknown {
  const { const: constant, enum: words, type, properties, items, anyOf } = schema
  if (constant !== undefined) return constant
  if (words) return words[0]
  if (anyOf?.[0]) return exampleField(model, name, anyOf[0])
  if (properties) return exampleOf(schema, { withOptional: false })
  const inRoom = model.startsWith('Videoroom') && name === 'session'
  const value = VALUES[`${model}.${name}`] ?? (inRoom ? OWN_ROOM_SESSION : VALUES[name])
  if (value !== undefined) return value
  if (type === 'array' && isSchema(items)) return [exampleField(model, name, items)]
  if (type === 'boolean') return true
  throw new Error(`${model}.${name} needs a value in the examples of the API reference`)
}
