import type { DispositionNotificationEvent } from '@weft/wire/disposition'
import type { JournalEntry } from '@weft/wire/journal'
import type { MessageEvent } from '@weft/wire/message'
import type { SyncEvent } from '@weft/wire/sync'
import { type Message, type MessageState, type Receipt, stateNamed } from './message.ts'

/** Something that happened to the messages of an account: told as it happens, or found in the journal. */
export type MessageChange =
  | { readonly kind: 'message'; readonly message: Message } // new, or known already and perhaps further now
  /** `reason` is for people; `""` when there is nothing to say. */
  | { readonly kind: 'state'; readonly id: string; readonly state: MessageState; readonly reason: string }
  | { readonly kind: 'removed'; readonly id: string; readonly contact: string } // by another device, or by that contact, who wrote it
  | { readonly kind: 'read'; readonly contact: string } // another device has shown everything of that contact
  /** Everything with that contact up to a time, ISO 8601, is gone. */
  | { readonly kind: 'conversation-removed'; readonly contact: string; readonly until: string }

export type MessagingEvent = MessageEvent | DispositionNotificationEvent | SyncEvent

/** What an event of the gateway says (sylkrtc-protocol.md §2.3, §5.8); null where it says nothing that is understood. */
export function changeOfEvent(event: MessagingEvent): MessageChange | null {
  switch (event.event) {
    case 'message':
      return {
        kind: 'message',
        message: {
          id: event.message_id,
          contact: event.sender.uri,
          displayName: event.sender.display_name,
          direction: 'incoming',
          content: event.content,
          contentType: event.content_type,
          timestamp: event.timestamp,
          state: 'received',
          owed: owed(event.disposition_notification ?? []),
        },
      }
    case 'disposition-notification':
      return stateChange(event.message_id, event.state, event.code === 200 ? '' : `${event.code} ${event.reason}`.trim())
    case 'sync':
      return changeOfSync(event)
  }
}

function changeOfSync(event: SyncEvent): MessageChange {
  if (event.type === 'conversation') {
    const { contact } = event.content
    if (event.action === 'read') return { kind: 'read', contact }
    return { kind: 'conversation-removed', contact, until: event.content.timestamp }
  }
  if (event.action === 'remove') return { kind: 'removed', id: event.content.message_id, contact: event.content.contact }
  const { content: sent } = event
  return {
    kind: 'message',
    message: {
      id: sent.message_id,
      contact: sent.uri,
      displayName: '',
      direction: 'outgoing',
      content: sent.content,
      contentType: sent.content_type,
      timestamp: sent.timestamp,
      // What SIP devices send and what is uploaded has been taken already (§5.8).
      state: sent.server_generated ? 'accepted' : 'pending',
      owed: [],
    },
  }
}

/** What an entry of the journal says (§6.2); null where it says nothing that is understood. */
export function changeOfEntry(entry: JournalEntry): MessageChange | null {
  switch (entry.content_type) {
    case 'message/imdn': {
      const { message_id: id, state } = fieldsOf(entry.content)
      return typeof id === 'string' && typeof state === 'string' ? stateChange(id, state, '') : null
    }
    case 'application/sylk-message-remove': {
      const { message_id: id } = fieldsOf(entry.content)
      return typeof id === 'string' ? { kind: 'removed', id, contact: entry.contact } : null
    }
    case 'application/sylk-conversation-read':
      return { kind: 'read', contact: entry.content }
    case 'application/sylk-conversation-remove':
      return { kind: 'conversation-removed', contact: entry.content, until: entry.timestamp }
  }
  const { direction } = entry
  const state = stateNamed(entry.state)
  if (direction === '' || state === null) return null
  return {
    kind: 'message',
    message: {
      id: entry.message_id,
      contact: entry.contact,
      displayName: '',
      direction,
      content: entry.content,
      contentType: entry.content_type,
      timestamp: entry.timestamp,
      state,
      owed: direction === 'incoming' ? owed(entry.disposition ?? []) : [],
    },
  }
}

function stateChange(id: string, word: string, reason: string): MessageChange | null {
  const state = stateNamed(word)
  return state === null ? null : { kind: 'state', id, state, reason }
}

function owed(dispositions: readonly string[]): readonly Receipt[] {
  return [
    ...(dispositions.includes('positive-delivery') ? (['delivered'] as const) : []),
    ...(dispositions.includes('display') ? (['displayed'] as const) : []),
  ]
}

function fieldsOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
