import { ImdnError, parseImdn } from '@weft/protocols/im/imdn'
import type { RequestOf } from '@weft/wire/request'
import type { Device } from '../../core/devices.ts'
import { Failure } from '../../core/failure.ts'
import { kindOf } from '../../core/message/message-kind.ts'
import { Refusal } from '../../ports/refusal.ts'
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
    const message = { transaction, target: uri, messageId: message_id, timestamp, contentType: content_type }
    // Half a character is none in UTF-8, which is what everybody else gets.
    return kept(context, context.messaging.outgoing.send(device, { ...message, content: content.toWellFormed() }))
  },

  'account-disposition-notification': (context, { account, uri, message_id, state, timestamp }) => {
    const { connection, messaging } = context
    const receipt = { author: uri, messageId: message_id, messageTimestamp: timestamp, state }
    return kept(context, messaging.receipts.send(connection.authenticated(account), receipt))
  },

  'account-sync-conversations': async ({ connection, messaging }, { account, message_id, since, limit }) => {
    const device = connection.authenticated(account)
    const time = Date.parse(since ?? '')
    const start = { after: message_id ?? null, since: Number.isNaN(time) ? null : time, limit: limit ?? null }
    device.tell({ kind: 'journal', entries: await messaging.pages.page(account, start) })
  },

  'account-mark-conversation-read': (context, { account, contact }) => {
    const { connection, messaging } = context
    return kept(context, messaging.marks.read({ account, contact }, connection.authenticated(account)))
  },

  'account-remove-message': (context, { account, message_id, contact }) => {
    const { connection, messaging } = context
    return kept(context, messaging.removals.remove(connection.authenticated(account), { contact, messageId: message_id }))
  },

  'account-remove-conversation': (context, { account, contact }) => {
    const { connection, messaging } = context
    return kept(context, messaging.marks.remove({ account, contact }, null, connection.authenticated(account)))
  },
}

/** What the store could not write has not happened: why is for the operator to know. */
function kept({ log }: RequestContext, work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    log.error('the store did not keep what a client asked for', { reason: error.reason, detail: error.detail })
    throw new Failure('not-kept')
  })
}

/** A notification that a client has written itself. */
function sendReceipt(context: RequestContext, device: Device, { uri, content }: RequestOf<'account-message'>): Promise<void> {
  try {
    const { messageId, dateTime, status } = parseImdn(content)
    if (status === 'processed' || status === 'stored') throw new Failure('message-form', '', 'only servers say that')
    const receipt = { author: uri, messageId, messageTimestamp: dateTime, state: status }
    return kept(context, context.messaging.receipts.send(device, receipt))
  } catch (error) {
    if (error instanceof ImdnError) throw new Failure('message-form', '', error.message)
    throw error
  }
}
