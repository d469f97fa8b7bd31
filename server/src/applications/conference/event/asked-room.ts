import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { addressOf } from '../guest.ts'

/** Who wants something of a room, and which rooms he may mean. */
export interface Petition {
  /** `user@host`. */
  readonly from: string
  /** The one of the Request-URI, and the one of To: within a call the Request-URI is our Contact (msrp-conference §9.1). Never empty. */
  readonly rooms: readonly string[]
}

/** Null where From or To is no address of SIP. */
export function petitionOf(request: SipRequest): Petition | null {
  const from = partyOf(request, 'From')
  const to = partyOf(request, 'To')
  if (from === null || to === null) return null
  const named = addressOf(request.uri)
  return { from, rooms: named === null || named === to ? [to] : [named, to] }
}

function partyOf(request: SipRequest, name: 'From' | 'To'): string | null {
  return addressOf(parseNameAddr(fieldOf(request, name) ?? '')?.uri ?? '')
}
