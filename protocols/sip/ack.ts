import { hopByHop } from './hop-by-hop.ts'
import { fieldsOf, type SipRequest, type SipResponse } from './message.ts'

/**
 * The ACK for a final response from 300 to 699 to that INVITE of ours (RFC 3261 §17.1.1.3), with the To of the response. That for a 2xx is a
 * request of its own, which the user builds within the dialog (§13.2.2.4).
 */
export function ackFor(invite: SipRequest, response: SipResponse): SipRequest {
  return hopByHop(invite, 'ACK', fieldsOf(response, 'To'), [])
}
