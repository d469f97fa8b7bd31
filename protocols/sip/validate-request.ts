// Whether a request that could be read is one that can be worked on (RFC 3261 §8.2 for servers, §16.3 for proxies).
import { parseCSeq } from './cseq.ts'
import { tokensOf } from './list.ts'
import { parseMaxForwards } from './max-forwards.ts'
import { fieldOf, fieldsOf, type SipRequest } from './message.ts'
import { parseContacts, parseNameAddr, parseNameAddrs } from './name-addr.ts'
import { parseSipDate } from './sip-date.ts'
import { parseUri } from './uri.ts'
import { parseVias } from './via.ts'

/** What who is asked can do. */
export interface RequestPolicy {
  /** A server answers requests, a proxy forwards them. */
  readonly role: 'server' | 'proxy'
  /** Methods that are known at all; null where all are, as to a proxy. */
  readonly methods: ReadonlySet<string> | null
  /** Lower-case schemes of the Request-URI that are understood. */
  readonly schemes: ReadonlySet<string>
  /** Option tags that may be required. */
  readonly extensions: ReadonlySet<string>
}

export type RequestVerdict =
  | { readonly acceptable: true }
  | {
      readonly acceptable: false
      readonly status: 400 | 416 | 420 | 483 | 501
      /** For the log and for the reason phrase; quotes nothing of the request. */
      readonly why: string
      /** Option tags for the Unsupported field of a 420. */
      readonly unsupported: readonly string[]
      /** An ACK is never answered, nor is a request that does not say what way it came. */
      readonly answerable: boolean
    }

type Refusal = readonly [status: 400 | 416 | 420 | 483 | 501, why: string, unsupported?: readonly string[]]

/** Option tags that one request may require: a 420 says them all again (§8.2.2.3). */
const MOST_REQUIRED = 20

/** The first thing that is wrong, in the order in which RFC 3261 has it looked at. */
export function validateRequest(request: SipRequest, policy: RequestPolicy): RequestVerdict {
  const refusal = checkMethod(request, policy) ?? checkFields(request) ?? checkUri(request, policy) ?? checkHops(request, policy)
  const [status, why, unsupported = []] = refusal ?? checkExtensions(request, policy) ?? []
  if (status === undefined || why === undefined) return { acceptable: true }
  const answerable = request.method !== 'ACK' && fieldOf(request, 'Via') !== null
  return { acceptable: false, status, why, unsupported, answerable }
}

/** §8.2.1. RFC 4475 §3.1.2.18 prefers 501 where something else is wrong as well. */
function checkMethod({ method }: SipRequest, { methods }: RequestPolicy): Refusal | null {
  return methods === null || methods.has(method) ? null : [501, 'the method is unknown']
}

/** §8.1.1: what each request has exactly once. Max-Forwards and tags were not there yet in RFC 2543 (RFC 4475 §3.4.1). */
function checkFields(request: SipRequest): Refusal | null {
  for (const name of ['From', 'To', 'Call-ID', 'CSeq']) {
    const values = fieldsOf(request, name)
    if (values.length !== 1) return [400, `${values.length === 0 ? 'no' : 'more than one'} ${name}`]
  }
  for (const name of ['Max-Forwards', 'Content-Type', 'Date'])
    if (fieldsOf(request, name).length > 1) return [400, `more than one ${name}`]
  return checkCSeq(request) ?? checkWay(request) ?? checkAddresses(request) ?? checkDate(request)
}

function checkCSeq(request: SipRequest): Refusal | null {
  const cseq = parseCSeq(fieldOf(request, 'CSeq') ?? '')
  if (!cseq) return [400, 'malformed CSeq']
  if (cseq.method !== request.method) return [400, 'CSeq of another method']
  return /^\S+$/.test(fieldOf(request, 'Call-ID') ?? '') ? null : [400, 'malformed Call-ID']
}

function checkWay(request: SipRequest): Refusal | null {
  const vias = fieldsOf(request, 'Via')
  if (vias.length === 0) return [400, 'no Via']
  if (!parseVias(vias)) return [400, 'malformed Via']
  for (const name of ['Route', 'Record-Route']) if (!parseNameAddrs(fieldsOf(request, name))) return [400, `malformed ${name}`]
  return null
}

function checkAddresses(request: SipRequest): Refusal | null {
  for (const name of ['From', 'To']) {
    const address = parseNameAddr(fieldOf(request, name) ?? '')
    if (!address || !parseUri(address.uri)) return [400, `malformed ${name}`]
  }
  return parseContacts(fieldsOf(request, 'Contact')) ? null : [400, 'malformed Contact']
}

function checkDate(request: SipRequest): Refusal | null {
  const date = fieldOf(request, 'Date')
  return date === null || parseSipDate(date) !== null ? null : [400, 'malformed Date']
}

/** §8.2.2.1. */
function checkUri(request: SipRequest, { schemes, role }: RequestPolicy): Refusal | null {
  const uri = parseUri(request.uri)
  if (!uri) return [400, 'malformed Request-URI']
  if (!schemes.has(uri.kind === 'tel' ? 'tel' : uri.scheme)) return [416, 'unsupported scheme of the Request-URI']
  // §19.1.5: a request is made without them. RFC 4475 §3.1.2.11.
  if (uri.kind === 'sip' && uri.headers.length > 0) return [400, 'headers in the Request-URI']
  // §10.3: the address of record is a SIP or SIPS URI (RFC 4475 §3.3.4). To a proxy the request is one as any other.
  const subject =
    request.method === 'REGISTER' && role === 'server' ? parseUri(parseNameAddr(fieldOf(request, 'To') ?? '')?.uri ?? '') : null
  return subject && subject.kind !== 'sip' ? [400, 'unsupported scheme of To'] : null
}

/** §16.3, and §8.2: a server does not count. */
function checkHops(request: SipRequest, { role }: RequestPolicy): Refusal | null {
  const value = fieldOf(request, 'Max-Forwards')
  if (value === null) return null
  const hops = parseMaxForwards(value)
  if (hops === null) return [400, 'malformed Max-Forwards']
  return hops === 0 && role === 'proxy' ? [483, 'no hops left'] : null
}

/** §8.2.2.3, §16.3: not for an ACK, and not for a CANCEL, which has to follow its request. */
function checkExtensions(request: SipRequest, { role, extensions }: RequestPolicy): Refusal | null {
  if (request.method === 'ACK' || request.method === 'CANCEL') return null
  const required = tokensOf(fieldsOf(request, role === 'proxy' ? 'Proxy-Require' : 'Require'))
  if (required.length > MOST_REQUIRED) return [400, `more than ${MOST_REQUIRED} option tags`]
  const unsupported = required.filter((tag) => !extensions.has(tag.toLowerCase()))
  return unsupported.length > 0 ? [420, 'unsupported extension', unsupported] : null
}
