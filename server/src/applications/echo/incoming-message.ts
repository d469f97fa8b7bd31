import { parseContentType } from '@weft/protocols/im/content-type'
import { type Cpim, CpimError, parseCpim } from '@weft/protocols/im/cpim'
import { IMDN_CONTENT_TYPE } from '@weft/protocols/im/imdn'
import { readDispositions, readMessageId } from '@weft/protocols/im/imdn-headers'
import { IS_COMPOSING_CONTENT_TYPE } from '@weft/protocols/im/is-composing'
import { MimeError, type MimePart, readText } from '@weft/protocols/im/mime'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { type NameAddr, parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parseUri } from '@weft/protocols/sip/uri'
import type { SipAnswer, SipField } from '../../ports/sip-agent.ts'

/** A text that somebody sent us. */
export interface IncomingMessage {
  readonly sender: NameAddr
  /** Whom the sender wrote to: us. */
  readonly recipient: NameAddr
  /** `text/plain` or `text/html`, out of its CPIM if it came in one, not yet as UTF-8. */
  readonly part: MimePart
  readonly text: string
  /** What is to be said of its delivery; null where its sender did not ask. */
  readonly receipt: Receipt | null
}

interface Receipt {
  /** As its sender wrote them; null when missing. */
  readonly messageId: string | null
  readonly dateTime: string | null
}

/** A message, or the answer for a request that is none that is echoed. */
export type Reading =
  | { readonly echoed: true; readonly message: IncomingMessage }
  | { readonly echoed: false; readonly answer: SipAnswer }

const CPIM = 'message/cpim'
const ECHOED = ['text/plain', 'text/html']
/** Taken and not replied to: answers to our own notifications would go to and fro for ever. */
const SILENT = [IMDN_CONTENT_TYPE, IS_COMPOSING_CONTENT_TYPE]
const ACCEPT: SipField = { name: 'Accept', value: [...ECHOED, CPIM, ...SILENT].join(', ') }
/** Bytes. Quoting makes four of a line end: what is echoed is to stay below what peers take in one message (64 KiB). */
const MOST_CONTENT = 15_360

/** Reads a MESSAGE (server-framework.md §4.1): what is not understood is told so, what is no text is taken in silence. Throws nothing. */
export function readMessage(request: SipRequest): Reading {
  const sender = addressOf(request, 'From')
  const recipient = addressOf(request, 'To')
  if (!sender || !recipient) return refuse(400, 'From or To Missing or Malformed')
  const contentType = parseContentType(fieldOf(request, 'Content-Type') ?? '')
  if (!contentType) return refuse(400, 'Content-Type Missing or Malformed')
  if (request.body.length === 0) return refuse(400, 'Empty Body')
  if ((fieldOf(request, 'Content-Encoding') ?? 'identity').toLowerCase() !== 'identity')
    return refuse(415, 'Unsupported Content-Encoding', [{ name: 'Accept-Encoding', value: 'identity' }])
  const cpim = contentType.type === CPIM ? readCpim(request.body) : null
  if (contentType.type === CPIM && !cpim) return refuse(400, 'Malformed CPIM')
  const part = cpim?.part ?? { ...contentType, content: request.body }
  // An echo may come back where From and To are both ours.
  if (SILENT.includes(part.type) || fieldOf(request, 'X-Sylk-To-Sip') !== null) return { echoed: false, answer: { status: 200 } }
  if (!ECHOED.includes(part.type)) return refuse(415, 'Unsupported Media Type', [ACCEPT])
  if (part.content.length > MOST_CONTENT) return refuse(413, 'Message Too Large to Echo')
  const text = textOf(part)
  if (text === null) return refuse(400, 'Text Not in Its Charset')
  return { echoed: true, message: { sender, recipient, part, text, receipt: cpim && receiptOf(cpim) } }
}

function refuse(status: number, reason: string, headers: readonly SipField[] = []): Reading {
  return { echoed: false, answer: { status, reason, headers } }
}

function addressOf(request: SipRequest, name: 'From' | 'To'): NameAddr | null {
  const address = parseNameAddr(fieldOf(request, name) ?? '')
  return address && parseUri(address.uri) ? address : null
}

function readCpim(body: Uint8Array): Cpim | null {
  try {
    return parseCpim(body)
  } catch (error) {
    if (error instanceof CpimError) return null
    throw error
  }
}

function textOf(part: MimePart): string | null {
  try {
    return readText(part)
  } catch (error) {
    if (error instanceof MimeError) return null
    throw error
  }
}

function receiptOf({ headers, dateTime }: Cpim): Receipt | null {
  const asked = readDispositions(headers)?.includes('positive-delivery') ?? false
  return asked ? { messageId: readMessageId(headers), dateTime } : null
}
