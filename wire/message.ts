import * as z from 'zod/mini'
import { account } from './account.ts'
import { aor } from './aor.ts'
import { accountEvent, request, sessionEvent } from './envelope.ts'
import { identity } from './identity.ts'
import { field } from './model.ts'
import { content, contentType, identifier, timestamp } from './text.ts'

export const accountMessageRequest = request(
  'account-message',
  'AccountMessageRequest',
  {
    description: 'Sends a message.',
    effect:
      "The ack says that it is stored, not that it arrived; `disposition-notification` events tell the rest. The account's other connections get `sync` message/add.",
    errors: [
      'Unknown account specified: <account>',
      'Account not authenticated',
      'The message cannot be sent: <why>',
      'The server cannot keep anything at the moment',
    ],
    needsRegistration: true,
  },
  {
    account,
    uri: field(aor, 'The recipient.'),
    message_id: field(identifier, 'Chosen by the client; the same everywhere.'),
    content: field(content, 'The message, plain or encrypted; handed on unchanged.'),
    content_type: field(contentType, 'MIME type of `content`.'),
    timestamp: field(timestamp, "The client's time, ISO 8601."),
    server_generated: field(
      z.nullish(z.boolean()),
      'Ignored from clients; true in a `sync` copy that stems from SIP or a file upload.',
    ),
  },
)

const incoming = {
  sender: field(identity, 'Who sent it.'),
  timestamp: field(z.string(), "The sender's time, ISO 8601."),
  disposition_notification: field(
    z.nullish(z.array(z.string())),
    'What the sender wants to be told: `positive-delivery`, `display`.',
  ),
  message_id: field(z.string(), "The sender's id of the message."),
  content: field(z.string(), 'The message; never null.'),
  content_type: field(z.string(), 'MIME type of `content`.'),
}

/** A message for the account. */
export const messageEvent = accountEvent(
  'message',
  'MessageEvent',
  { description: 'A message for this account has come in.' },
  incoming,
)
export type MessageEvent = z.infer<typeof messageEvent>

export const sessionMessageRequest = request(
  'session-message',
  'SessionMessageRequest',
  {
    description: 'Sends a message within a call. It is not stored.',
    effect: 'An in-dialog MESSAGE. Its outcome comes as `disposition-notification` of the session.',
    errors: ['Unknown session <session>', 'Invalid state session <session>: <state> for sending messages'],
  },
  {
    session: field(identifier, 'The call.'),
    message_id: field(identifier, 'Chosen by the client.'),
    content: field(content, 'The message; handed on unchanged.'),
    content_type: field(contentType, 'MIME type of `content`.'),
    timestamp: field(timestamp, "The client's time, ISO 8601."),
  },
)

/** A message that came in within a call. */
export const sessionMessageEvent = sessionEvent(
  'message',
  'SessionMessageEvent',
  { description: 'A message has come in within the call.' },
  incoming,
)
export type SessionMessageEvent = z.infer<typeof sessionMessageEvent>
