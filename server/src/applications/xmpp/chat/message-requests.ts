import { printDateTime } from '@weft/protocols/im/date-time'
import { type ImdnStatus, imdnKind } from '@weft/protocols/im/imdn'
import { type InstantMessage, imdnMessage, printInstantMessage } from '@weft/protocols/im/instant-message'
import { IS_COMPOSING_CONTENT_TYPE, printIsComposing } from '@weft/protocols/im/is-composing'
import type { OutgoingRequest } from '../../../ports/sip-agent.ts'

/** `sip:user@host` of both. */
export interface SipEnds {
  readonly from: string
  readonly to: string
}

interface MessageHead {
  /** ms since the epoch. */
  readonly now: number
  /** Whether it goes out in an envelope. */
  readonly cpim: boolean
}

/** What somebody on XMPP wrote. */
export interface TextForSip {
  readonly id: string
  readonly text: string
  readonly subject: string | null
  /** What the writer wants to be told; said in an envelope alone. */
  readonly dispositions: readonly string[]
}

const PLAIN = 'text/plain; charset=utf-8'
const CPIM = 'message/cpim'
/** Seconds for which somebody counts as writing (xmpp-gateway §4.4). */
export const REFRESH = 60
/** Characters of a header field: proxies refuse requests whose headers are as long as a body may be. */
const LONGEST_SUBJECT = 255

/** A text as a MESSAGE (RFC 7572 §4), however long: what does not fit into a datagram goes over TCP. Throws CpimError where it cannot be said. */
export function textRequest(
  ends: SipEnds,
  { id, text, subject, dispositions }: TextForSip,
  { now, cpim }: MessageHead,
): OutgoingRequest {
  const line = subject?.slice(0, LONGEST_SUBJECT).replace(/[\r\n]+/g, ' ') ?? ''
  const said = line === '' ? [] : [{ name: 'Subject', value: line }]
  if (!cpim) return request(ends, PLAIN, new TextEncoder().encode(text), said)
  const message = { ...headOf(ends, now), id, dispositions, contentType: 'text/plain', content: text }
  return request(ends, CPIM, printInstantMessage(message), said)
}

/** That somebody is writing, or is not any more, as a MESSAGE (RFC 3994). */
export function composingRequest(
  ends: SipEnds,
  state: 'active' | 'idle',
  { now, cpim }: MessageHead,
  id: string,
): OutgoingRequest {
  const refresh = state === 'active' ? REFRESH : null
  const document = printIsComposing({ state, lastActive: printDateTime(now), contentType: 'text', refresh })
  if (!cpim) return request(ends, IS_COMPOSING_CONTENT_TYPE, new TextEncoder().encode(document), [])
  const message = { ...headOf(ends, now), id, dispositions: [], contentType: IS_COMPOSING_CONTENT_TYPE, content: document }
  return request(ends, CPIM, printInstantMessage(message), [])
}

/** What became of a message that came from SIP, as an IMDN (RFC 5438 §7). `messageId`: of that message. */
export function receiptRequest(
  ends: SipEnds,
  { messageId, status, id }: { readonly messageId: string; readonly status: ImdnStatus; readonly id: string },
  now: number,
): OutgoingRequest {
  const imdn = {
    ...{ messageId, dateTime: printDateTime(now), status, kind: imdnKind(status) },
    ...{ recipientUri: ends.from, originalRecipientUri: ends.from },
  }
  return request(ends, CPIM, printInstantMessage(imdnMessage(imdn, { ...headOf(ends, now), id })), [])
}

function headOf({ from, to }: SipEnds, now: number): Pick<InstantMessage, 'from' | 'to' | 'dateTime'> {
  return { from: { displayName: '', uri: from }, to: { displayName: '', uri: to }, dateTime: printDateTime(now) }
}

function request(
  { from, to }: SipEnds,
  contentType: string,
  body: Uint8Array,
  headers: OutgoingRequest['headers'],
): OutgoingRequest {
  return { method: 'MESSAGE', uri: to, from: `<${from}>`, to: `<${to}>`, headers, contentType, body }
}
