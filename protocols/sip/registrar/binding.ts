// What a registrar keeps of one contact (RFC 3261 §10.3, RFC 3327 §5.3, RFC 5626 §6).
import type { SipUri } from '../uri.ts'
import { parseUri } from '../uri.ts'
import { areSameUri } from '../uri-equality.ts'

/** Where a packet came from, and so where the way back begins. */
export interface Flow {
  readonly transport: 'udp' | 'tcp' | 'tls'
  /** IP address; IPv6 without brackets. */
  readonly address: string
  readonly port: number
  /** Names the one connection, of lower-case hex: who connects from there later is somebody else. Absent for UDP. */
  readonly connection?: string
}

/** One contact of an address of record. Plain data. */
export interface Binding {
  /** Tells it from the others of its address of record: `<instance>;reg-id` for one of Outbound, else the URI. */
  readonly key: string
  /** The contact's URI as it came. */
  readonly uri: string
  /** The contact's other parameters as they are printed behind it, such as `;+sip.instance="…";reg-id=1`; `q` and `expires` are not among them. */
  readonly parameters: string
  /** 0 to 1000, thousandths of the q-value. */
  readonly q: number
  /** Milliseconds. */
  readonly expiresAt: number
  /** Of the last REGISTER that set it. */
  readonly callId: string
  readonly cseq: number
  /** Route values for requests to it, the first one first (RFC 3327 §5.3). */
  readonly path: readonly string[]
  /** Where the REGISTER came from, when requests are to go back that way; null where they go to the URI or the Path. */
  readonly flow: Flow | null
}

/** What a contact of a request and a binding are compared by. */
export interface ContactIdentity {
  readonly key: string
  readonly uri: string
  readonly parsed: SipUri
}

/** The key of a binding made by Outbound. No URI begins like that. */
export function flowKey(instance: string, regId: number): string {
  return `<${instance.toLowerCase()}>;${regId}`
}

/**
 * Two flows are the same by their instance and number (RFC 5626 §6), all others by their URIs (RFC 3261 §19.1.4). So a device that goes over to
 * Outbound, or back, is not there twice.
 */
export function isSameContact(binding: Binding, contact: ContactIdentity): boolean {
  if (binding.key === contact.key) return true
  if (isFlowKey(binding.key) && isFlowKey(contact.key)) return false
  if (binding.uri === contact.uri) return true
  const uri = parseUri(binding.uri)
  return uri !== null && areSameUri(uri, contact.parsed)
}

function isFlowKey(key: string): boolean {
  return key.startsWith('<')
}
