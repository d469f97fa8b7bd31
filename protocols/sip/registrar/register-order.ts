// What a REGISTER asks for, as far as it can be told without the bindings there are (RFC 3261 §10.3 steps 6 and 7, RFC 3327 §5.3, RFC 5626 §6).

import { readSeconds } from '../delta-seconds.ts'
import { tokensOf } from '../list.ts'
import { fieldOf, fieldsOf, type SipRequest } from '../message.ts'
import { cseqOf } from '../message-identity.ts'
import { type NameAddr, parseContacts, parseNameAddrs, printNameAddr } from '../name-addr.ts'
import { parameterOf, printParameters } from '../parameters.ts'
import { parseUri, type SipUri } from '../uri.ts'
import { parseVias } from '../via.ts'
import { type ContactIdentity, type Flow, flowKey } from './binding.ts'
import { wayBackTo } from './contact-flow.ts'
import { type RegisterOutcome, type RegisterRefusal, refuseRegister } from './register-outcome.ts'

export interface RegistrarSettings {
  /** Seconds. A lifetime that is asked for below `minExpires` is refused, one above `maxExpires` is shortened. */
  readonly minExpires: number
  readonly maxExpires: number
  /** Where none is asked for. */
  readonly defaultExpires: number
  /** Of one address of record. */
  readonly maxContacts: number
  /** Whether requests to that URI would come back to us. */
  readonly isOurs: (uri: SipUri) => boolean
}

export interface OrderedContact extends ContactIdentity {
  readonly parameters: string
  readonly q: number
  /** Seconds; 0 removes. */
  readonly expires: number
  readonly flow: Flow | null
}

export interface RegisterOrder {
  readonly callId: string
  readonly cseq: number
  /** `*`: all that are there go. Empty: it only asks. */
  readonly contacts: '*' | readonly OrderedContact[]
  readonly path: readonly string[]
  /** One of its contacts is a flow of Outbound, and is treated as one all the way. */
  readonly outbound: boolean
}

/** Characters. Push tokens make contacts of some 400. */
const LONGEST_CONTACT = 1500
const LONGEST_CALL_ID = 256
const LONGEST_PATH = 2000
const MOST_PROXIES = 10
/** RFC 5626 §4.2: "The reg-id … from 1 to 2^31 - 1". */
const HIGHEST_REG_ID = 2 ** 31 - 1
/** §10.3 step 7: nobody who asks for an hour or more is refused. */
const HOUR = 3600

type Reading<Value> = { readonly value: Value } | { readonly refusal: RegisterOutcome }

/** Reads a request that came from `source`; `refusal` is its answer where it cannot be carried out, whatever bindings there are. */
export function readRegister(request: SipRequest, source: Flow, settings: RegistrarSettings): Reading<RegisterOrder> {
  const callId = fieldOf(request, 'Call-ID')
  const cseq = cseqOf(request)
  if (callId === null || cseq === null) return refuse('no-order')
  if (callId.length > LONGEST_CALL_ID) return refuse('call-id-too-long')
  // NUL may stand in quoted strings (RFC 4475 §3.1.1.2), but what we keep is printed again, for peers that are written in C.
  if (fieldsOf(request, 'Contact').some(hasNul)) return refuse('malformed-contact')
  const path = readPath(request)
  if ('refusal' in path) return path
  const listed = parseContacts(fieldsOf(request, 'Contact'))
  if (listed === null) return refuse('malformed-contact')
  const order = { callId, cseq: cseq.number, path: path.value }
  if (listed === '*') {
    const all = readSeconds(fieldOf(request, 'Expires')) === 0
    return all ? { value: { ...order, contacts: '*', outbound: false } } : refuse('star-with-more')
  }
  if (listed.length > settings.maxContacts) return refuse('too-many-contacts')
  if (listed.filter((contact) => flowOf(contact) !== null).length > 1) return refuse('several-flows')
  const hop = firstHopOf(request, path.value, source)
  const outbound = offersOutbound(request, listed)
  if (outbound && hop === 'without-outbound') return refuse('first-hop')
  const contacts: OrderedContact[] = []
  for (const contact of listed) {
    const reading = readContact(contact, request, settings)
    if ('refusal' in reading) return reading
    const { parsed } = reading.value
    contacts.push({
      ...reading.value,
      flow: wayBackTo(parsed, source, { direct: hop === 'us' || hop === 'us-without-keepalive', path: path.value }),
    })
  }
  return { value: { ...order, contacts, outbound: outbound && hop !== 'us-without-keepalive' } }
}

function readPath(request: SipRequest): Reading<string[]> {
  const values = fieldsOf(request, 'Path')
  if (values.length === 0) return { value: [] }
  const parsed = values.some(hasNul) ? null : parseNameAddrs(values)
  if (!parsed?.every(({ uri }) => parseUri(uri)?.kind === 'sip')) return refuse('malformed-path')
  const path = parsed.map(printNameAddr)
  if (path.length > MOST_PROXIES || path.join('').length > LONGEST_PATH) return refuse('path-too-long')
  // RFC 3327 §5.3: a client that does not know of it would not see that its requests go through proxies of which it knows nothing.
  return supports(request, 'path')
    ? { value: path }
    : { refusal: refuseRegister('path-unsupported', [{ name: 'Require', value: 'path' }]) }
}

function readContact(contact: NameAddr, request: SipRequest, settings: RegistrarSettings): Reading<Omit<OrderedContact, 'flow'>> {
  const uri = parseUri(contact.uri)
  if (uri === null) return refuse('malformed-contact')
  if (uri.kind !== 'sip') return refuse('contact-scheme')
  // A Request-URI has none, so that nothing could be sent there as it is meant (§19.1.1).
  if (uri.headers.length > 0) return refuse('contact-headers')
  if (settings.isOurs(uri)) return refuse('own-contact')
  const q = readQ(parameterOf(contact.parameters, 'q'))
  const expires = readExpires(contact, request, settings)
  if (q === null) return refuse('malformed-contact')
  if (expires > 0 && expires < HOUR && expires < settings.minExpires)
    return { refusal: refuseRegister('too-brief', [{ name: 'Min-Expires', value: String(settings.minExpires) }]) }
  const parameters = printParameters(contact.parameters.filter(({ name }) => !['q', 'expires'].includes(name.toLowerCase())))
  if (contact.uri.length + parameters.length > LONGEST_CONTACT) return refuse('contact-too-long')
  const key = flowOf(contact) ?? contact.uri
  return { value: { key, uri: contact.uri, parsed: uri, parameters, q, expires: Math.min(expires, settings.maxExpires) } }
}

/** Thousandths (§20.10); 1000 where there is none, null where it is none. */
function readQ(value: string | null): number | null {
  if (value === null) return 1000
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value) ? Math.round(Number(value) * 1000) : null
}

/** §10.3 step 6: the contact's own, else that of all, else ours; so as well where it is malformed. */
function readExpires({ parameters }: NameAddr, request: SipRequest, { defaultExpires }: RegistrarSettings): number {
  return readSeconds(parameterOf(parameters, 'expires')) ?? readSeconds(fieldOf(request, 'Expires')) ?? defaultExpires
}

/** The key of a contact with instance and reg-id, else null: "a reg-id … without an instance-id is ignored" (RFC 5626 §6). */
function flowOf({ parameters }: NameAddr): string | null {
  const [, instance] = /^<([^<>]+)>$/.exec(parameterOf(parameters, '+sip.instance') ?? '') ?? []
  const digits = parameterOf(parameters, 'reg-id') ?? ''
  const regId = /^\d{1,10}$/.test(digits) ? Number(digits) : 0
  return instance !== undefined && regId >= 1 && regId <= HIGHEST_REG_ID ? flowKey(instance, regId) : null
}

function offersOutbound(request: SipRequest, contacts: readonly NameAddr[]): boolean {
  return supports(request, 'outbound') && contacts.some((contact) => flowOf(contact) !== null)
}

/**
 * Whom the device has its connection with (RFC 5626 §6). We keep flows over connections alive; over UDP that takes STUN, which we do not speak: such
 * a contact is kept by instance and reg-id, but not promised to be a flow.
 */
function firstHopOf(request: SipRequest, path: readonly string[], source: Flow): FirstHop {
  const edge = path.at(-1)
  if (edge !== undefined) return hasOb(edge) ? 'outbound-proxy' : 'without-outbound'
  const vias = parseVias(fieldsOf(request, 'Via')) ?? []
  if (vias.length > 1) return 'without-outbound'
  return source.transport === 'udp' ? 'us-without-keepalive' : 'us'
}

type FirstHop = 'us' | 'us-without-keepalive' | 'outbound-proxy' | 'without-outbound'

/** The proxy nearest to the device says by `ob` that it keeps the flow (RFC 5626 §5.1). */
function hasOb(route: string): boolean {
  const uri = parseUri(parseNameAddrs([route])?.[0]?.uri ?? '')
  return uri?.kind === 'sip' && parameterOf(uri.parameters, 'ob') !== null
}

function supports(request: SipRequest, tag: string): boolean {
  return tokensOf([...fieldsOf(request, 'Supported'), ...fieldsOf(request, 'Require')]).some((one) => one.toLowerCase() === tag)
}

function hasNul(value: string): boolean {
  return value.includes('\0')
}

function refuse(why: RegisterRefusal): { readonly refusal: RegisterOutcome } {
  return { refusal: refuseRegister(why) }
}
