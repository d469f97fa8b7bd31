import { ImdnError, parseImdn } from '@weft/protocols/im/imdn'
import type { RequestOf } from '@weft/wire/request'
import type { Device } from '../../core/devices.ts'
import { Failure } from '../../core/failure.ts'
import { kindOf } from '../../core/message-kind.ts'
import type { RequestContext, RequestHandlers } from './request-handlers.ts'

/** Messages, what becomes of them, and the journal (sylkrtc-protocol §5, §6). */
export const messageRequests: RequestHandlers<
  | 'lookup-public-key'
  | 'account-message'
  | 'account-disposition-notification'
  | 'account-sync-conversations'
  | 'account-mark-conversation-read'
  | 'account-remove-message'
  | 'account-remove-conversation'
> = {
  // Who is nobody here learns nothing of who has a key, and crashes without an answer (§11 S17).
  'lookup-public-key': async ({ connection, messaging }, { uri }) => {
    const key = connection.isAuthenticated ? await messaging.publicKey(uri) : null
    connection.tellNext({ kind: 'public-key', address: uri, key })
  },

  'account-message': (context, request) => {
    const device = context.connection.authenticated(request.account)
    if (kindOf(request.content_type) === 'receipt') return sendReceipt(context, device, request)
    const { transaction, uri, message_id, content, content_type, timestamp } = request
    return context.messaging.outgoing.send(device, {
      ...{ transaction, target: uri, messageId: message_id, timestamp, contentType: content_type },
      // Half a character is none in UTF-8, which is what everybody else gets.
      content: content.toWellFormed(),
    })
  },

  'account-disposition-notification': ({ connection, messaging }, { account, uri, message_id, state, timestamp }) =>
    messaging.receipts.send(connection.authenticated(account), {
      ...{ author: uri, messageId: message_id, messageTimestamp: timestamp, state },
    }),

  'account-sync-conversations': async ({ connection, messaging }, { account, message_id, since, limit }) => {
    const device = connection.authenticated(account)
    const time = Date.parse(since ?? '')
    const start = { after: message_id ?? null, since: Number.isNaN(time) ? null : time, limit: limit ?? null }
    device.tell({ kind: 'journal', entries: await messaging.pages.page(account, start) })
  },

  'account-mark-conversation-read': ({ connection, messaging }, { account, contact }) =>
    messaging.marks.read({ account, contact }, connection.authenticated(account)),

  'account-remove-message': ({ connection, messaging }, { account, message_id, contact }) =>
    messaging.removals.remove(connection.authenticated(account), { contact, messageId: message_id }),

  'account-remove-conversation': ({ connection, messaging }, { account, contact }) =>
    messaging.marks.remove({ account, contact }, null, connection.authenticated(account)),
}

/** A notification that a client has written itself. */
function sendReceipt(
  { messaging }: RequestContext,
  device: Device,
  { uri, content }: RequestOf<'account-message'>,
): Promise<void> {
  try {
    const { messageId, dateTime, status } = parseImdn(content)
    if (status === 'processed' || status === 'stored') throw new Failure('message-form', '', 'only servers say that')
    return messaging.receipts.send(device, { author: uri, messageId, messageTimestamp: dateTime, state: status })
  } catch (error) {
    if (error instanceof ImdnError) throw new Failure('message-form', '', error.message)
    throw error
  }
}
