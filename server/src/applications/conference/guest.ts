import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parseUri } from '@weft/protocols/sip/uri'
import type { SipParty } from '../../ports/sip-calls.ts'

/** Somebody at the door of a chat room. */
export interface Guest {
  /** The room, `user@host`. */
  readonly room: string
  readonly party: SipParty
  /** URI at which this device of his is reached; that of his address where his own is long. */
  readonly contact: string
  /** `user@host` of who in the room has asked for him; null where he came by himself. */
  readonly invitedBy: string | null
}

export type GuestReading =
  | { readonly known: true; readonly guest: Guest }
  /** `no-room`: the Request-URI names none. `no-address`: From is no SIP address with a user. */
  | { readonly known: false; readonly reason: 'no-room' | 'no-address' }

/** Characters. What is longer would be told to everybody again and again: in lists of the room, and when somebody comes or goes. */
const LONGEST_ADDRESS = 255
const LONGEST_NAME = 200
const LONGEST_CONTACT = 512

/** Who an INVITE is from, and which room it is for: the one of its Request-URI (msrp-conference §1). */
export function guestOf(request: SipRequest): GuestReading {
  const room = addressOf(request.uri)
  const from = parseNameAddr(fieldOf(request, 'From') ?? '')
  const uri = from && addressOf(from.uri)
  if (room === null) return { known: false, reason: 'no-room' }
  if (!from || uri === null) return { known: false, reason: 'no-address' }
  const contact = deviceOf(parseNameAddr(fieldOf(request, 'Contact') ?? '')?.uri ?? from.uri, uri)
  // A pair of surrogates is not cut in two.
  const displayName = from.displayName.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, '')
  return { known: true, guest: { room, party: { uri, displayName }, contact, invitedBy: null } }
}

/** Where a device of that user is said to be reached. */
export function deviceOf(uri: string, address: string): string {
  return uri.length > LONGEST_CONTACT ? `sip:${address}` : uri
}

/** `user@host` of a SIP URI, whose user stays escaped; null where it is none, has no user, or is longer than addresses are. */
export function addressOf(uri: string): string | null {
  const parsed = parseUri(uri)
  if (parsed?.kind !== 'sip' || parsed.user === null) return null
  const address = `${parsed.user}@${parsed.host.includes(':') ? `[${parsed.host}]` : parsed.host}`
  return address.length > LONGEST_ADDRESS ? null : address
}
