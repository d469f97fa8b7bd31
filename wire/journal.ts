import * as z from 'zod/mini'
import { account } from './account.ts'
import { accountEvent, request } from './envelope.ts'
import { field, named } from './model.ts'
import { identifier, timestamp } from './text.ts'

export const accountSyncConversationsRequest = request(
  'account-sync-conversations',
  'AccountSyncConversationsRequest',
  {
    description: 'Asks for the journal: everything that happened to the messages of an account, in the order of arrival.',
    effect: 'One `sync-conversations` event after the ack. Ask again with the last id until the answer is empty.',
    errors: ['Unknown account specified: <account>', 'Account not authenticated'],
    needsRegistration: true,
  },
  {
    account,
    message_id: field(z.nullish(identifier), 'Cursor: entries after this one. Absent: from the beginning, or from `since`.'),
    since: field(z.nullish(timestamp), 'Where to begin when the cursor is absent or unknown; ISO 8601.'),
    limit: field(z.nullish(z.int().check(z.minimum(1))), 'Entries at most; 5000 when absent.'),
  },
)

/** One entry of the journal. */
export const journalEntry = named(
  'JournalEntry',
  z.strictObject({
    contact: field(z.string(), 'The other party.'),
    timestamp: field(z.string(), 'Time of the message, ISO 8601 in UTC with offset `+00:00`.'),
    disposition: field(z.nullable(z.array(z.string())), 'What the sender still waits for; unread while it has `display`.'),
    message_id: field(z.string(), 'Also the cursor of the next request.'),
    content_type: field(z.string(), 'MIME type; `message/imdn` and `application/sylk-…` are control entries.'),
    content: field(z.string(), 'The message; JSON or an AOR in control entries.'),
    direction: field(z.enum(['outgoing', 'incoming', '']), '`""` in control entries.'),
    // Any other value makes the original's clients lose the whole answer.
    state: field(
      z.nullable(z.enum(['delivered', 'failed', 'displayed', 'forbidden', 'error', 'accepted', 'pending', 'received'])),
      '`null` in control entries.',
    ),
  }),
  { description: 'One entry of the journal, the same over WebSocket and HTTP.' },
)
export type JournalEntry = z.infer<typeof journalEntry>

/** The answer to `account-sync-conversations`. */
export const syncConversationsEvent = accountEvent(
  'sync-conversations',
  'SyncConversationsEvent',
  { description: 'Entries of the journal, oldest first.' },
  { messages: field(z.array(journalEntry), 'May be empty: nothing newer.') },
)
export type SyncConversationsEvent = z.infer<typeof syncConversationsEvent>
