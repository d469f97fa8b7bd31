import { hopByHop } from './hop-by-hop.ts'
import { fieldsOf, type SipHeaderField, type SipRequest } from './message.ts'

/**
 * The CANCEL for that INVITE of ours (RFC 3261 §9.1): its To, too, "MUST be identical to those in the request being cancelled, including tags".
 * `headers` come on top, such as Reason (RFC 3326). The INVITE client transaction says when it may be sent.
 */
export function cancelFor(invite: SipRequest, headers: readonly SipHeaderField[] = []): SipRequest {
  return hopByHop(invite, 'CANCEL', fieldsOf(invite, 'To'), headers)
}
