import * as z from 'zod/mini'
import { accountEvent } from './envelope.ts'
import { accountMessageRequest } from './message.ts'
import { field } from './model.ts'

const contact = field(z.string(), 'The other party.')

const messageAddSync = accountEvent(
  'sync',
  'MessageAddSyncEvent',
  { description: 'Another device of this account has sent a message.' },
  {
    type: z.literal('message'),
    action: z.literal('add'),
    content: field(z.strictObject(accountMessageRequest.shape), 'The `account-message` request as it was sent.'),
  },
)

const messageRemoveSync = accountEvent(
  'sync',
  'MessageRemoveSyncEvent',
  { description: 'A message was removed, by another device or by its author.' },
  {
    type: z.literal('message'),
    action: z.literal('remove'),
    content: z.strictObject({
      contact,
      message_id: field(z.string(), 'Of the message.'),
      direction: field(z.enum(['outgoing', 'incoming']), '`outgoing`: this account had sent it.'),
    }),
  },
)

const conversationReadSync = accountEvent(
  'sync',
  'ConversationReadSyncEvent',
  { description: 'Another device of this account has read a conversation.' },
  { type: z.literal('conversation'), action: z.literal('read'), content: z.strictObject({ contact }) },
)

const conversationRemoveSync = accountEvent(
  'sync',
  'ConversationRemoveSyncEvent',
  { description: 'Another device of this account has removed a conversation.' },
  {
    type: z.literal('conversation'),
    action: z.literal('remove'),
    content: z.strictObject({
      contact,
      timestamp: field(z.string(), "The server's time of the removal, ISO 8601 with offset. Newer messages stay."),
    }),
  },
)

/** What another device of the account has done. */
export const syncEvent = z.discriminatedUnion('type', [
  z.discriminatedUnion('action', [messageAddSync, messageRemoveSync]),
  z.discriminatedUnion('action', [conversationReadSync, conversationRemoveSync]),
])
export type SyncEvent = z.infer<typeof syncEvent>
