import type { SessionDispositionEvent } from '@weft/wire/disposition'
import type { SessionMessageEvent } from '@weft/wire/message'
import { type Fields, hasStrings, isIdentity } from './fields.ts'

/** What the gateway says of the messages within a call (sylkrtc-protocol.md §2.5). */
export type CallChatFrame = SessionMessageEvent | SessionDispositionEvent

/** Whether an event of a call is one about messages, and complete. */
export function isCallChatFrame(fields: Fields): fields is Fields & CallChatFrame {
  if (fields.event === 'message') {
    const said = ['session', 'message_id', 'content', 'content_type', 'timestamp']
    return hasStrings(fields, said) && isIdentity(fields.sender)
  }
  if (fields.event !== 'disposition-notification') return false
  return hasStrings(fields, ['session', 'message_id', 'state', 'reason']) && typeof fields.code === 'number'
}
