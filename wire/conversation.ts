import { account } from './account.ts'
import { aor } from './aor.ts'
import { request } from './envelope.ts'
import { field } from './model.ts'
import { identifier } from './text.ts'

const errors = [
  'Unknown account specified: <account>',
  'Account not authenticated',
  'The server cannot keep anything at the moment',
]
const contact = field(aor, 'The other party.')

export const accountMarkConversationReadRequest = request(
  'account-mark-conversation-read',
  'AccountMarkConversationReadRequest',
  {
    description: 'Marks everything from a contact as read.',
    effect: "A journal entry, and `sync` conversation/read to the account's other connections. The contact is not told.",
    errors,
    needsRegistration: true,
  },
  { account, contact },
)

export const accountRemoveMessageRequest = request(
  'account-remove-message',
  'AccountMessageRemoveRequest',
  {
    description: 'Removes a message.',
    effect:
      "The record and its file are deleted, and `sync` message/remove goes to the account's other connections. The author's removal also removes the recipient's copy.",
    errors,
    needsRegistration: true,
  },
  { account, message_id: field(identifier, 'Of the message.'), contact },
)

export const accountRemoveConversationRequest = request(
  'account-remove-conversation',
  'AccountConversationRemoveRequest',
  {
    description: 'Removes everything exchanged with a contact. The contact keeps its copy.',
    effect: "The records are deleted, and `sync` conversation/remove goes to the account's other connections.",
    errors,
    needsRegistration: true,
  },
  { account, contact },
)
