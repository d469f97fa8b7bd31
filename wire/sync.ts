import * as z from 'zod/mini'
import { accountEvent } from './envelope.ts'
import { accountMessageRequest } from './message.ts'
import { field, named } from './model.ts'

const contact = field(z.string(), 'The other party.')

const messageAddSync = accountEvent(
  'sync',
  'MessageAddSyncEvent',
  { description: 'Another device of this account has sent a message.' },
  {
    type: z.literal('message'),
    action: z.literal('add'),
    content: named('SentMessage', z.strictObject(accountMessageRequest.shape), {
      description: 'The `account-message` request as it was sent.',
    }),
  },
)

const messageRemoveSync = accountEvent(
  'sync',
  'MessageRemoveSyncEvent',
  { description: 'A message was removed, by another device or by its author.' },
  {
    type: z.literal('message'),
    action: z.literal('remove'),
    content: named(
      'RemovedMessage',
      z.strictObject({
        contact,
        message_id: field(z.string(), 'Of the message.'),
        direction: field(z.enum(['outgoing', 'incoming']), '`outgoing`: this account had sent it.'),
      }),
      { description: 'Which message was removed.' },
    ),
  },
)

const conversationReadSync = accountEvent(
  'sync',
  'ConversationReadSyncEvent',
  { description: 'Another device of this account has read a conversation.' },
  {
    type: z.literal('conversation'),
    action: z.literal('read'),
    content: named('ReadConversation', z.strictObject({ contact }), { description: 'Which conversation was read.' }),
  },
)

const conversationRemoveSync = accountEvent(
  'sync',
  'ConversationRemoveSyncEvent',
  { description: 'Another device of this account has removed a conversation.' },
  {
    type: z.literal('conversation'),
    action: z.literal('remove'),
    content: named(
      'RemovedConversation',
      z.strictObject({
        contact,
        timestamp: field(z.string(), "The server's time of the removal, ISO 8601 with offset. Newer messages stay."),
      }),
      { description: 'Which conversation was removed.' },
    ),
  },
)

/** What another device of the account has done. */
export const syncEvent = z.discriminatedUnion('type', [
  z.discriminatedUnion('action', [messageAddSync, messageRemoveSync]),
  z.discriminatedUnion('action', [conversationReadSync, conversationRemoveSync]),
])
export type SyncEvent = z.infer<typeof syncEvent>
