import { parseContentType } from '@weft/protocols/im/content-type'
import { CpimError } from '@weft/protocols/im/cpim'
import type { CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { parseInstantMessage } from '@weft/protocols/im/instant-message'
import { MimeError, readText } from '@weft/protocols/im/mime'
import { printHostPort } from '@weft/protocols/sip/host'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parseUri } from '@weft/protocols/sip/uri'
import { parseAor } from '@weft/wire/aor'
import type { Inflate } from '../../ports/inflate.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { utcDateTime } from './journal-words.ts'

/** What a MESSAGE brings, be it in an envelope of its own or not. */
export interface SipMessage {
  readonly sender: SipParty
  /** Address of record. */
  readonly recipient: string
  /** Null: it has none. */
  readonly id: string | null
  /** ISO 8601 in UTC; null: it does not say. */
  readonly timestamp: string | null
  readonly dispositions: readonly string[] | null
  /** Lower-case `type/subtype`. */
  readonly contentType: string
  readonly content: string
  /** False: the envelope names somebody else as its sender than the request. */
  readonly consistent: boolean
}

/** A message, or the answer to a request that brings none. */
export type SipMessageReading =
  | { readonly read: true; readonly message: SipMessage }
  | { readonly read: false; readonly answer: SipAnswer }

const CPIM = 'message/cpim'
/** Bytes of a body, also once inflated. */
const MOST_BYTES = 2 * 1024 * 1024
/** Characters of an id, as clients take them, and nothing that could end a line. */
const ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a MESSAGE (sylkrtc-protocol §5.9). Throws nothing for what is in it. */
export async function readSipMessage(request: SipRequest, inflate: Inflate): Promise<SipMessageReading> {
  const sender = partyOf(request, 'From')
  const recipient = partyOf(request, 'To')
  if (!sender || !recipient) return refuse(400, 'From or To Missing or Malformed')
  const contentType = parseContentType(fieldOf(request, 'Content-Type') ?? '')
  if (!contentType) return refuse(400, 'Content-Type Missing or Malformed')
  if (request.body.length === 0) return refuse(400, 'Empty Body')
  if (request.body.length > MOST_BYTES) return refuse(413, 'Message Too Large')
  const ends = { sender, recipient: recipient.uri }
  if (contentType.type === CPIM) return readEnvelope(request.body, ends)
  const body = await bodyOf(request, inflate)
  if (body === null) return refuse(400, 'Body Not in Its Content-Encoding')
  const content = textOf({ ...contentType, content: body })
  if (content === null) return refuse(400, 'Text Not in Its Charset')
  return read({
    ...ends,
    id: null,
    timestamp: null,
    dispositions: null,
    contentType: contentType.type,
    content,
    consistent: true,
  })
}

function readEnvelope(body: Uint8Array, { sender, recipient }: Pick<SipMessage, 'sender' | 'recipient'>): SipMessageReading {
  try {
    const { from, dateTime, id, dispositions, contentType, content } = parseInstantMessage(body)
    if (content === '') return refuse(400, 'Empty Message')
    if (id !== null && !ID.test(id)) return refuse(400, 'Malformed Message-ID')
    const consistent = from === null || isSame(from, sender)
    // Who sent it is what the request says, which servers have checked; the envelope may only name it (§11 S8).
    const displayName = (consistent ? from?.displayName : '') || sender.displayName
    const timestamp = dateTime === null ? null : utcDateTime(dateTime)
    return read({ sender: { ...sender, displayName }, recipient, id, timestamp, dispositions, contentType, content, consistent })
  } catch (error) {
    if (error instanceof CpimError) return refuse(400, 'Malformed CPIM')
    throw error
  }
}

/** The text itself where it says that it is deflated and is not, as some do. Null where neither makes sense. */
async function bodyOf(request: SipRequest, inflate: Inflate): Promise<Uint8Array | null> {
  const encoding = (fieldOf(request, 'Content-Encoding') ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity') return request.body
  if (encoding !== 'deflate') return null
  return (await inflate(request.body, MOST_BYTES)) ?? (isUtf8(request.body) ? request.body : null)
}

function textOf(part: Parameters<typeof readText>[0]): string | null {
  try {
    const text = readText(part)
    // No text has it, and not every store takes it.
    return text.includes('\0') ? null : text
  } catch (error) {
    if (error instanceof MimeError) return null
    throw error
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Who a request says it is from or to. Null where that is nobody who can have an account; parameters say how somebody is reached and not who it is. */
export function partyOf(request: SipRequest, name: 'From' | 'To'): SipParty | null {
  const address = parseNameAddr(fieldOf(request, name) ?? '')
  const uri = address === null ? null : addressOf(address.uri)
  return address === null || uri === null ? null : { uri, displayName: address.displayName }
}

function addressOf(text: string): string | null {
  const uri = parseUri(text)
  return uri?.kind === 'sip' && uri.user !== null ? parseAor(`${uri.user}@${printHostPort(uri)}`) : null
}

/** Envelopes of file transfers have no scheme (§5.3). */
function isSame({ uri }: CpimIdentity, { uri: sender }: SipParty): boolean {
  const named = addressOf(uri.includes(':') ? uri : `sip:${uri}`) ?? ''
  return named.toLowerCase() === sender.toLowerCase()
}

function read(message: SipMessage): SipMessageReading {
  return { read: true, message }
}

function refuse(status: number, reason: string): SipMessageReading {
  return { read: false, answer: { status, reason } }
}
