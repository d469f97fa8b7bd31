import * as z from 'zod/mini'
import { account } from './account.ts'
import { aor } from './aor.ts'
import { accountEvent, request, sessionEvent } from './envelope.ts'
import { field } from './model.ts'
import { identifier, timestamp } from './text.ts'

export const accountDispositionNotificationRequest = request(
  'account-disposition-notification',
  'AccountDispositionNotificationRequest',
  {
    description: 'Tells the sender of a message what became of it (IMDN, RFC 5438).',
    effect: 'An IMDN goes to `uri`, and the own journal record is marked. No event follows.',
    errors: [
      'Unknown account specified: <account>',
      'Account not authenticated',
      'The server cannot keep anything at the moment',
    ],
    needsRegistration: true,
  },
  {
    account,
    uri: field(aor, 'The sender of the message.'),
    message_id: field(identifier, 'Of the message.'),
    state: field(z.enum(['delivered', 'displayed', 'error', 'failed', 'forbidden']), 'What became of it.'),
    timestamp: field(timestamp, 'Of the message, ISO 8601.'),
  },
)

const outcome = {
  message_id: field(z.string(), 'Of the message.'),
  message_timestamp: field(z.string(), 'Of the message, ISO 8601.'),
  state: field(
    z.enum(['accepted', 'delivered', 'displayed', 'failed', 'processed', 'stored', 'forbidden', 'error']),
    'What became of it.',
  ),
  code: field(z.int(), 'SIP status; 200 when an IMDN told.'),
  reason: field(z.string(), 'SIP reason phrase; `""` when an IMDN told.'),
}

/** What became of a message the account has sent. */
export const dispositionNotificationEvent = accountEvent(
  'disposition-notification',
  'DispositionNotificationEvent',
  { description: 'What became of a message this account has sent. Follows the `sync` of that message on every connection.' },
  outcome,
)
export type DispositionNotificationEvent = z.infer<typeof dispositionNotificationEvent>

/** What became of a message sent within a call. */
export const sessionDispositionEvent = sessionEvent(
  'disposition-notification',
  'SessionDispositionEvent',
  { description: 'What became of a message sent with `session-message`.' },
  outcome,
)
export type SessionDispositionEvent = z.infer<typeof sessionDispositionEvent>
