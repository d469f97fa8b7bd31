import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { tagOf } from './message-identity.ts'

const NOTHING = new Uint8Array()
const COPIED: ReadonlySet<string> = new Set(['via', 'from', 'to', 'call-id', 'cseq'])

/**
 * A response to that request without a body (RFC 3261 §8.2.6.2): all its Via, its From, To, Call-ID and CSeq, in its order. `toTag` is added to the To
 * unless it has a tag already; it is null for 100 (Trying), and where the request is within a dialog.
 */
export function responseTo(request: SipRequest, status: number, reason: string, toTag: string | null): SipResponse {
  const headers: SipHeaderField[] = []
  for (const field of request.headers) {
    const name = field.name.toLowerCase()
    if (name === 'to' && toTag !== null && tagOf(field.value) === null)
      headers.push({ ...field, value: `${field.value};tag=${toTag}` })
    // §8.2.6.1: 100 (Trying) says the Timestamp back to a client that measures the round trip.
    else if (COPIED.has(name) || (status === 100 && name === 'timestamp')) headers.push(field)
  }
  return { kind: 'response', status, reason, headers, body: NOTHING }
}
