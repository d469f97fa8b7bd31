import type { ServerMessage } from '@weft/wire/server-message'
import type { AccountEvent, SentCopy, VisibleEntry } from '../../core/events.ts'
import { addressBookMessage, addressBookReportMessage } from './address-book-words.ts'

/** What a client is sent for what happens to one of its accounts on any of that account's devices (sylkrtc-protocol §2.3, §5.8). */
export function accountMessage(account: string, event: AccountEvent): ServerMessage {
  const envelope = { sylkrtc: 'account-event', account } as const
  const sync = { ...envelope, event: 'sync' } as const
  switch (event.kind) {
    case 'message':
      return {
        ...envelope,
        event: 'message',
        sender: { uri: event.sender.uri, display_name: event.sender.displayName },
        timestamp: event.timestamp,
        disposition_notification: event.dispositions && [...event.dispositions],
        message_id: event.messageId,
        content: event.content,
        content_type: event.contentType,
      }
    case 'disposition':
      return {
        ...envelope,
        event: 'disposition-notification',
        message_id: event.messageId,
        message_timestamp: event.timestamp,
        ...{ state: event.state, code: event.code, reason: event.reason },
      }
    case 'composing': {
      const { sender, state, refresh, contentType } = event
      return {
        ...envelope,
        event: 'composing-indication',
        sender: { uri: sender.uri, display_name: sender.displayName },
        ...{ state, refresh, content_type: contentType },
      }
    }
    case 'sent':
      return { ...sync, type: 'message', action: 'add', content: sentMessage(account, event.copy) }
    case 'message-removed': {
      const { contact, messageId, direction } = event
      return { ...sync, type: 'message', action: 'remove', content: { contact, message_id: messageId, direction } }
    }
    case 'conversation-read':
      return { ...sync, type: 'conversation', action: 'read', content: { contact: event.contact } }
    case 'conversation-removed':
      return {
        ...sync,
        type: 'conversation',
        action: 'remove',
        content: { contact: event.contact, timestamp: event.timestamp },
      }
    case 'journal':
      return { ...envelope, event: 'sync-conversations', messages: event.entries.map(journalEntry) }
    case 'room-invitation': {
      const { room, session, originator } = event
      return {
        ...envelope,
        event: 'conference-invite',
        ...{ room, session_id: session, originator: { uri: originator.uri, display_name: originator.displayName } },
      }
    }
    case 'address-book':
      return addressBookMessage(account, event.book)
    case 'address-book-report':
      return addressBookReportMessage(account, event.report)
  }
}

function sentMessage(account: string, copy: SentCopy) {
  const { transaction, target, messageId, content, contentType, timestamp, serverGenerated } = copy
  return {
    sylkrtc: 'account-message',
    ...{ transaction, account, uri: target, message_id: messageId, content, content_type: contentType, timestamp },
    ...(serverGenerated ? { server_generated: true } : {}),
  } as const
}

/** An entry as it is over WebSocket and HTTP alike (§6.2). */
export function journalEntry({
  contact,
  timestamp,
  disposition,
  messageId,
  contentType,
  content,
  direction,
  state,
}: VisibleEntry) {
  // Written out, since a page has thousands of them.
  return {
    contact,
    timestamp,
    disposition: disposition && [...disposition],
    message_id: messageId,
    content_type: contentType,
    content,
    direction,
    state,
  }
}
