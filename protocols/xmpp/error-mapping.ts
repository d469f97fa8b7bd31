// What failures in SIP and MSRP are called in XMPP, and the other way (RFC 7247 §7).
import { type StanzaError, type StanzaErrorCondition, type StanzaErrorType, stanzaError } from './stanza-error.ts'

interface XmppRow {
  readonly codes: readonly number[]
  readonly condition: StanzaErrorCondition
  readonly type: StanzaErrorType
}

/** Final responses of SIP. */
const FROM_SIP: readonly XmppRow[] = [
  { codes: [300, 302, 305], condition: 'redirect', type: 'modify' },
  { codes: [301, 410], condition: 'gone', type: 'cancel' },
  { codes: [380, 406, 415, 416, 420, 421, 488, 493, 505, 606], condition: 'not-acceptable', type: 'modify' },
  { codes: [400], condition: 'bad-request', type: 'modify' },
  { codes: [484], condition: 'jid-malformed', type: 'modify' },
  { codes: [401], condition: 'not-authorized', type: 'auth' },
  { codes: [403], condition: 'forbidden', type: 'auth' },
  { codes: [404, 481, 485, 604], condition: 'item-not-found', type: 'cancel' },
  { codes: [405, 439, 501], condition: 'feature-not-implemented', type: 'cancel' },
  { codes: [407], condition: 'registration-required', type: 'auth' },
  { codes: [408, 504], condition: 'remote-server-timeout', type: 'wait' },
  { codes: [413, 414, 440, 489, 513], condition: 'policy-violation', type: 'modify' },
  { codes: [423, 503], condition: 'resource-constraint', type: 'wait' },
  { codes: [430, 480, 486, 487, 600, 603], condition: 'recipient-unavailable', type: 'wait' },
  { codes: [482, 483], condition: 'not-acceptable', type: 'cancel' },
  { codes: [491], condition: 'unexpected-request', type: 'wait' },
  { codes: [500], condition: 'internal-server-error', type: 'cancel' },
  { codes: [502], condition: 'remote-server-not-found', type: 'cancel' },
]

/** Status codes of MSRP's responses and reports (RFC 4975 §10, RFC 7701 §6.3 and §7). */
const FROM_MSRP: readonly XmppRow[] = [
  { codes: [400], condition: 'bad-request', type: 'modify' },
  { codes: [403], condition: 'forbidden', type: 'auth' },
  { codes: [404], condition: 'item-not-found', type: 'cancel' },
  { codes: [408], condition: 'remote-server-timeout', type: 'wait' },
  { codes: [413, 423], condition: 'policy-violation', type: 'modify' },
  { codes: [415], condition: 'not-acceptable', type: 'modify' },
  { codes: [425], condition: 'conflict', type: 'cancel' },
  { codes: [428, 501], condition: 'feature-not-implemented', type: 'cancel' },
  { codes: [481, 506], condition: 'recipient-unavailable', type: 'wait' },
]

interface SipRow {
  readonly sip: number
  /** To an INVITE whose description is what was refused. */
  readonly sdp?: number
  /** Where the error says where to go instead. */
  readonly moved?: number
  readonly msrp: number
}

/** No challenge can be made of `not-authorized`: who asked could not meet it. */
const TO_SIP: Readonly<Record<StanzaErrorCondition, SipRow>> = {
  'bad-request': { sip: 400, msrp: 400 },
  conflict: { sip: 400, msrp: 400 },
  'feature-not-implemented': { sip: 501, msrp: 415 },
  forbidden: { sip: 403, msrp: 403 },
  gone: { sip: 410, moved: 301, msrp: 403 },
  'internal-server-error': { sip: 500, msrp: 413 },
  'item-not-found': { sip: 404, msrp: 404 },
  'jid-malformed': { sip: 400, msrp: 400 },
  'not-acceptable': { sip: 406, sdp: 488, msrp: 415 },
  'not-allowed': { sip: 403, msrp: 403 },
  'not-authorized': { sip: 403, msrp: 403 },
  'policy-violation': { sip: 403, msrp: 403 },
  'recipient-unavailable': { sip: 480, msrp: 408 },
  redirect: { sip: 480, moved: 302, msrp: 403 },
  'registration-required': { sip: 403, msrp: 403 },
  'remote-server-not-found': { sip: 404, msrp: 404 },
  'remote-server-timeout': { sip: 408, msrp: 408 },
  'resource-constraint': { sip: 503, msrp: 413 },
  'service-unavailable': { sip: 480, msrp: 408 },
  'subscription-required': { sip: 403, msrp: 403 },
  'undefined-condition': { sip: 400, msrp: 400 },
  'unexpected-request': { sip: 491, msrp: 400 },
}

/** What a final response of 300 to 699 is in XMPP. Those of no row are what the first of their class is (RFC 3261 §8.1.3.2). */
export function errorOfSip(status: number): StanzaError {
  return errorOf(FROM_SIP, status) ?? errorOf(FROM_SIP, Math.floor(status / 100) * 100) ?? stanzaError('undefined-condition')
}

/** What a status of MSRP other than 200 is in XMPP. */
export function errorOfMsrp(status: number): StanzaError {
  return errorOf(FROM_MSRP, status) ?? stanzaError('undefined-condition')
}

/** The final response that says the same. `refuses`: what to; to `sdp`, what was refused is what was offered in a description. */
export function sipOfError({ condition, address }: StanzaError, refuses: 'request' | 'sdp'): number {
  const row = TO_SIP[condition]
  if (address !== null && row.moved !== undefined) return row.moved
  return (refuses === 'sdp' ? row.sdp : undefined) ?? row.sip
}

/** The status of an MSRP report that says the same. */
export function msrpOfError({ condition }: StanzaError): number {
  return TO_SIP[condition].msrp
}

/** How a subscription ends that such an error refuses (RFC 6665 §4.1.3); null where it may yet come through. */
export function subscriptionEndOf({ condition }: StanzaError): 'rejected' | 'noresource' | null {
  switch (condition) {
    case 'forbidden':
    case 'not-allowed':
    case 'not-authorized':
    case 'policy-violation':
    case 'subscription-required':
      return 'rejected'
    case 'gone':
    case 'item-not-found':
    case 'service-unavailable':
    case 'remote-server-not-found':
    case 'feature-not-implemented':
      return 'noresource'
    default:
      return null
  }
}

function errorOf(rows: readonly XmppRow[], code: number): StanzaError | null {
  const row = rows.find(({ codes }) => codes.includes(code))
  return row ? stanzaError(row.condition, { type: row.type }) : null
}
