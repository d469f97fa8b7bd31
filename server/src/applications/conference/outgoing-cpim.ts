import { parseContentType, printContentType } from '@weft/protocols/im/content-type'
import { type CpimHead, wrapInCpim } from '@weft/protocols/im/cpim'
import type { CpimHeader, CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { printDateTime } from '@weft/protocols/im/date-time'
import { IS_COMPOSING_CONTENT_TYPE, printIsComposing } from '@weft/protocols/im/is-composing'
import { MimeError, printMime, textPart } from '@weft/protocols/im/mime'
import type { ChatComposing, ChatMessage } from '../../core/chatroom/chatroom.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { AGP_NAMESPACE, MESSAGE_TYPE } from './agp-headers.ts'

/** The name of every room, as a recipient. */
const ROOM_NAME = 'Conference Room'
const STATUS: CpimHeader = { prefix: 'agp', namespace: AGP_NAMESPACE, name: MESSAGE_TYPE, language: null, value: 'status' }

/**
 * What is said in a room as members are sent it (msrp-conference §6.1, §6.2): the same bytes whenever it is said, so that clients know it again. Throws
 * CpimError or MimeError where a sender, or a type, cannot be said in CPIM.
 */
export function printMessage(room: string, message: ChatMessage): Uint8Array {
  const head = headOf(room, message, message.written ?? printDateTime(message.at))
  const headers = [...(message.type === 'status' ? [STATUS] : []), ...(message.extensions ?? [])]
  return wrapInCpim({ ...head, headers }, message.body ?? partOf(message))
}

/** That somebody is writing (RFC 3994). `now`: ms since the epoch. Throws as printMessage(), and IsComposingError. */
export function printComposing(room: string, composing: ChatComposing, now: number): Uint8Array {
  const { state, refresh, contentType } = composing
  const document = printIsComposing({ state, lastActive: null, contentType, refresh })
  const part = printMime(textPart(IS_COMPOSING_CONTENT_TYPE, document))
  return wrapInCpim(headOf(room, composing, printDateTime(now)), part)
}

function headOf(room: string, { sender, to }: Pick<ChatMessage, 'sender' | 'to'>, dateTime: string): CpimHead {
  const recipient = to ?? { uri: room, displayName: ROOM_NAME }
  return { from: identityOf(sender), to: [identityOf(recipient)], cc: [], dateTime, headers: [] }
}

function identityOf({ uri, displayName }: SipParty): CpimIdentity {
  return { displayName, uri: `sip:${uri}` }
}

/** Of a message whose door knows no MIME: text, or base64, which is said to be that. */
function partOf({ contentType, content }: ChatMessage): Uint8Array {
  if (contentType.toLowerCase().startsWith('text/')) return printMime(textPart(contentType, content))
  const parsed = parseContentType(contentType)
  const type = parsed && printContentType(parsed)
  if (!type) throw new MimeError('bad-content-type', 'the Content-Type cannot be read')
  const encoding = 'Content-Transfer-Encoding: base64'
  return new TextEncoder().encode(`MIME-Version: 1.0\r\nContent-Type: ${type}\r\n${encoding}\r\n\r\n${content}`)
}
