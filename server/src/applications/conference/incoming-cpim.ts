import { type Cpim, CpimError, parseCpim } from '@weft/protocols/im/cpim'
import type { CpimHeader, CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { readHeaderBlock } from '@weft/protocols/im/header-block'
import { readMessageId } from '@weft/protocols/im/imdn-headers'
import { IS_COMPOSING_CONTENT_TYPE, type IsComposing, IsComposingError, parseIsComposing } from '@weft/protocols/im/is-composing'
import { MimeError, type MimePart, readText } from '@weft/protocols/im/mime'
import { addressKey } from '../../core/address-key.ts'
import type { ChatSubmission } from '../../core/chatroom/chatroom.ts'
import type { ChatRecipient } from '../../core/chatroom/room-seat.ts'
import type { MsrpVerdict } from '../../ports/msrp.ts'
import { AGP_NAMESPACE, MESSAGE_TYPE } from './agp-headers.ts'
import { base64Of, imageOf } from './base64.ts'
import type { Guest } from './guest.ts'

/** What somebody in a room wrote; `to` null is the room. */
export type CpimReading =
  | { readonly kind: 'message'; readonly to: ChatRecipient | null; readonly submission: ChatSubmission }
  | { readonly kind: 'composing'; readonly to: ChatRecipient | null; readonly composing: IsComposing }
  /** A picture of his screen, which is for the room. */
  | { readonly kind: 'screen'; readonly image: Uint8Array }
  | { readonly kind: 'refused'; readonly verdict: MsrpVerdict }

/** What AG Projects' clients call a picture of a screen (msrp-conference §11). */
const SCREEN = 'application/blink-screensharing'
/** As many as a message may have; those that can be parsed have fewer. */
const MOST_LINES = 1000
const TO = /^To[:;]/

/**
 * Reads what a member sent (RFC 3862, msrp-conference §6). Says why it is no message of his: 400 where it cannot be read, 403 where it says to be from
 * somebody else (RFC 7701 §6.3) or to show his screen to one alone, 415 where its text is in no charset that others could be told.
 */
export function readCpim(body: Uint8Array, messageId: string, { room, party }: Pick<Guest, 'room' | 'party'>): CpimReading {
  const cpim = parsed(body)
  if (!cpim) return refused(400, 'CPIM Parser Error')
  if (cpim.from && addressKey(bare(cpim.from)) !== addressKey(party.uri)) return refused(403, 'From is somebody else')
  const { lines, part } = rawOf(body)
  const to = recipientOf(cpim.to, lines, room)
  if (to === 'unreadable') return refused(400, 'The recipient cannot be read')
  if (cpim.part.type === IS_COMPOSING_CONTENT_TYPE) return composingOf(cpim.part, to)
  if (cpim.part.type === SCREEN)
    return to ? refused(403, 'Screens are shown to all') : { kind: 'screen', image: imageOf(cpim.part.content) }
  const content = contentOf(cpim.part)
  if (content === null) return refused(415, 'The charset is unknown, or not that of the text')
  const submission: ChatSubmission = {
    ...{ id: readMessageId(cpim.headers) ?? messageId, contentType: cpim.part.type, content, body: part },
    ...(cpim.dateTime === null ? {} : { written: cpim.dateTime }),
    extensions: cpim.headers.filter((header) => !isRoomsWord(header)),
  }
  return { kind: 'message', to, submission }
}

/**
 * Whom it is for: the room where it does not say, or names the room; else one user. `unreadable` where it names several others, or something that is no
 * address: what was meant for somebody must not reach everybody.
 */
function recipientOf(to: readonly CpimIdentity[], lines: readonly string[], room: string): ChatRecipient | null | 'unreadable' {
  const addresses = to.map(bare)
  if (addresses.some((address) => addressKey(address) === addressKey(room))) return null
  const [address] = addresses
  const isRead = addresses.length === lines.filter((line) => TO.test(line)).length
  if (address === undefined) return isRead ? null : 'unreadable'
  return isRead && addresses.length === 1 && address.includes('@') ? { address } : 'unreadable'
}

function composingOf(part: MimePart, to: ChatRecipient | null): CpimReading {
  try {
    return { kind: 'composing', to, composing: parseIsComposing(part.content) }
  } catch (error) {
    if (error instanceof IsComposingError) return refused(400, 'Malformed composing indication')
    throw error
  }
}

/** As members are told it that read JSON; "" for what no room takes. Null where it is no text in its charset. */
function contentOf(part: MimePart): string | null {
  if (part.type.startsWith('image/')) return base64Of(part.content)
  if (!part.type.startsWith('text/')) return ''
  try {
    return readText(part)
  } catch (error) {
    if (error instanceof MimeError) return null
    throw error
  }
}

/** Whether it makes a message one of the room itself, which none of a member's is. */
function isRoomsWord({ namespace, name }: CpimHeader): boolean {
  return namespace === AGP_NAMESPACE && name === MESSAGE_TYPE
}

function parsed(body: Uint8Array): Cpim | null {
  try {
    return parseCpim(body, body.length)
  } catch (error) {
    if (error instanceof CpimError) return null
    throw error
  }
}

/** The headers and the MIME part of what has been parsed, as they stand there. */
function rawOf(body: Uint8Array): { readonly lines: readonly string[]; readonly part: Uint8Array } {
  const block = readHeaderBlock(body, 0, { bytes: body.length, lines: MOST_LINES })
  return typeof block === 'string' ? { lines: [], part: body } : { lines: block.lines, part: body.subarray(block.next) }
}

/** `user@host`: people have the same address whichever way SIP reaches them. */
function bare({ uri }: CpimIdentity): string {
  return uri.replace(/^sips?:/i, '')
}

function refused(code: number, comment: string): CpimReading {
  return { kind: 'refused', verdict: { code, comment } }
}
