import * as z from 'zod/mini'
import { request, videoroomEvent } from './envelope.ts'
import { identity } from './identity.ts'
import { field } from './model.ts'
import { content, contentType, identifier } from './text.ts'
import { roomSession } from './videoroom.ts'

const errors = ['Unknown room session: <session>']

export const videoroomMessageRequest = request(
  'videoroom-message',
  'VideoroomMessageRequest',
  { description: 'Says something in the room.', effect: '`message-delivery` to the sender, `message` to the others.', errors },
  {
    session: roomSession,
    message_id: field(identifier, 'Chosen by the client.'),
    content: field(content, 'The message; base64 unless the type is `text/…`.'),
    content_type: field(contentType, '`text/…` or `image/…`.'),
  },
)

const composingState = z.enum(['active', 'idle'])

export const videoroomComposingIndicationRequest = request(
  'videoroom-composing-indication',
  'VideoroomComposingIndicationRequest',
  { description: 'Tells that somebody is writing (RFC 3994).', effect: '`composing-indication` to the others.', errors },
  {
    session: roomSession,
    state: composingState,
    refresh: field(z.nullish(z.int().check(z.minimum(0))), 'Seconds this holds.'),
  },
)

const videoroomMessageEvent = videoroomEvent(
  'message',
  'VideoroomMessageEvent',
  { description: 'Somebody says something in the room. Newcomers get the latest messages.' },
  {
    type: field(z.enum(['normal', 'status']), '`status`: from the room itself.'),
    content: field(z.string(), 'The message; base64 unless the type is `text/…`.'),
    content_type: field(z.string(), 'MIME type of `content`.'),
    sender: field(identity, 'Who it is.'),
    timestamp: field(z.string(), 'When it was said, ISO 8601.'),
    message_id: field(z.optional(z.string()), "The sender's id of the message, where it is known."),
  },
)

const videoroomComposingIndicationEvent = videoroomEvent(
  'composing-indication',
  'VideoroomComposingIndicationEvent',
  { description: 'Somebody is writing, or has stopped.' },
  {
    state: composingState,
    refresh: field(z.int(), 'Seconds this holds.'),
    content_type: field(z.nullish(z.string()), 'What is being written.'),
    sender: field(identity, 'Who it is.'),
  },
)

const videoroomMessageDeliveryEvent = videoroomEvent(
  'message-delivery',
  'VideoroomMessageDeliveryEvent',
  { description: 'What became of a message sent with `videoroom-message`.' },
  {
    message_id: field(z.string(), 'Of the message.'),
    delivered: field(z.boolean(), 'Whether the room has it.'),
    code: field(z.int(), '200, or the status of the failure; 0 when the chat ended.'),
    reason: field(z.string(), 'The phrase that goes with `code`.'),
  },
)

/** What people say in a room. */
export const videoroomChatEvent = z.discriminatedUnion('event', [
  videoroomMessageEvent,
  videoroomComposingIndicationEvent,
  videoroomMessageDeliveryEvent,
])
export type VideoroomChatEvent = z.infer<typeof videoroomChatEvent>
