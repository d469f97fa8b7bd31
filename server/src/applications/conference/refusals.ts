import { quote } from '@weft/protocols/sip/quoted-string'
import type { SipAnswer, SipField } from '../../ports/sip-agent.ts'

/** 488 with what is in the way, for people (RFC 3261 §20.43, 399 is any other warning). */
export function notAcceptable(why: string): SipAnswer {
  return { status: 488, headers: [warningField(why)] }
}

/** What is in the way, for people. */
export function warningField(why: string): SipField {
  return { name: 'Warning', value: `399 Weft ${quote(why)}` }
}

/** Why a call is ended (RFC 3326), as it would have been answered. */
export function reasonField(text: string, cause: number): SipField {
  return { name: 'Reason', value: `SIP;cause=${cause};text=${quote(text)}` }
}
