// The two requests that go with an INVITE from hop to hop: ACK of a final response that is not 2xx, and CANCEL.

import { fieldsOf, type SipHeaderField, type SipRequest } from './message.ts'
import { cseqOf, topViaText } from './message-identity.ts'

const NOTHING = new Uint8Array()

/**
 * A request on the way of that INVITE: same Request-URI, From, Call-ID and Route, the number of its CSeq, and its top Via alone, so that the next hop
 * finds the INVITE by its branch (RFC 3261 §9.1, §17.1.1.3). `to` is the value of its To, `headers` come on top.
 */
export function hopByHop(
  invite: SipRequest,
  method: string,
  to: readonly string[],
  headers: readonly SipHeaderField[],
): SipRequest {
  const field = (name: string, values: readonly string[]) => values.map((value) => ({ name, value }))
  const copied = (name: string) => field(name, fieldsOf(invite, name))
  return {
    kind: 'request',
    method,
    uri: invite.uri,
    headers: [
      ...field('Via', [topViaText(invite) ?? '']),
      // Not the INVITE's: this one starts here.
      ...field('Max-Forwards', ['70']),
      ...copied('Route'),
      ...copied('From'),
      ...field('To', to),
      ...copied('Call-ID'),
      ...field('CSeq', [`${cseqOf(invite)?.number ?? 0} ${method}`]),
      ...headers,
    ],
    body: NOTHING,
  }
}
