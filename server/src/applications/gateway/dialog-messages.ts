import { CpimError } from '@weft/protocols/im/cpim'
import type { CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { normaliseDateTime, printDateTime } from '@weft/protocols/im/date-time'
import { ImdnError, parseImdn } from '@weft/protocols/im/imdn'
import {
  type InstantMessage,
  parseInstantMessage,
  printInstantMessage,
  USUAL_DISPOSITIONS,
} from '@weft/protocols/im/instant-message'
import type { RequestOf } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import type { CallEvent } from '../../core/events.ts'
import { Failure } from '../../core/failure.ts'
import type { SipParty } from '../../ports/sip-calls.ts'

/** A message for the client, or why there is none. */
export type Decision =
  | { readonly send: true; readonly message: ServerMessage }
  | { readonly send: false; readonly reason: string }

/** What a message gets that it does not bring itself. */
export interface Stamp {
  /** ms since the epoch. */
  now(): number
  id(): string
}

/** What goes out for `session-message`: a CPIM that asks for dispositions, and the time that stands in it (sylkrtc-protocol §5.3). */
export function cpimOf(
  request: RequestOf<'session-message'>,
  from: SipParty,
  to: SipParty,
  stamp: Stamp,
): { readonly text: string; readonly timestamp: string } {
  // Janus' JSON cannot carry it, and no text has it (RFC 2045 §2.7, §2.8).
  if (request.content.includes('\0')) throw new Failure('message-form', '', 'it contains a NUL')
  const timestamp = normaliseDateTime(request.timestamp) ?? printDateTime(stamp.now())
  const printed = print({
    from: identityOf(from),
    to: identityOf(to),
    dateTime: timestamp,
    id: request.message_id,
    dispositions: USUAL_DISPOSITIONS,
    contentType: request.content_type,
    content: request.content,
  })
  return { text: new TextDecoder().decode(printed), timestamp }
}

/** What cannot be written as a message is the client's fault. */
function print(message: InstantMessage): Uint8Array {
  try {
    return printInstantMessage(message)
  } catch (error) {
    if (error instanceof CpimError) throw new Failure('message-form', '', error.message)
    throw error
  }
}

function identityOf({ uri, displayName }: SipParty): CpimIdentity {
  return { displayName, uri: `sip:${uri}` }
}

type IncomingMessage = Extract<CallEvent, { kind: 'message' }>

/** Of no use to a client within a call (sylkrtc-protocol §3.4). */
const DROPPED = new Set(['application/im-iscomposing+xml', 'text/pgp-public-key'])

/** What the client is told of a MESSAGE that came in within its call. */
export function dialogMessage(session: string, event: IncomingMessage, stamp: Stamp): Decision {
  try {
    const message = readMessage(event, stamp)
    if (DROPPED.has(message.content_type)) return { send: false, reason: `${message.content_type} within a call` }
    if (message.content_type === 'message/imdn+xml') return disposition(session, message.content)
    return { send: true, message: { sylkrtc: 'session-event', session, event: 'message', ...message } }
  } catch (error) {
    if (error instanceof CpimError || error instanceof ImdnError) return { send: false, reason: error.message }
    throw error
  }
}

function readMessage({ sender, contentType, content }: IncomingMessage, stamp: Stamp) {
  if (mediaType(contentType) !== 'message/cpim') {
    return {
      sender: { uri: sender.uri, display_name: sender.displayName },
      timestamp: printDateTime(stamp.now()),
      disposition_notification: null,
      message_id: stamp.id(),
      content,
      content_type: mediaType(contentType),
    }
  }
  const message = parseInstantMessage(content)
  // The dialog says who speaks; of the CPIM's own From only the name is taken, and only where it names the same.
  const named = message.from?.uri === `sip:${sender.uri}` ? message.from.displayName : ''
  return {
    sender: { uri: sender.uri, display_name: named || sender.displayName },
    timestamp: message.dateTime ?? printDateTime(stamp.now()),
    disposition_notification: message.dispositions && [...message.dispositions],
    message_id: message.id ?? stamp.id(),
    content: message.content,
    content_type: message.contentType,
  }
}

function disposition(session: string, body: string): Decision {
  const imdn = parseImdn(body)
  return {
    send: true,
    message: {
      sylkrtc: 'session-event',
      session,
      event: 'disposition-notification',
      message_id: imdn.messageId,
      message_timestamp: imdn.dateTime,
      state: imdn.status,
      code: 200,
      reason: '',
    },
  }
}

function mediaType(contentType: string): string {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
