import { fieldsOf, type SipRequest, type SipResponse } from './message.ts'
import { tagOf } from './message-identity.ts'

const NOTHING = new Uint8Array()

/**
 * A response to that request without a body (RFC 3261 §8.2.6.2): all its Via, its From, To, Call-ID and CSeq. `toTag` is added to the To unless it
 * has a tag already; it is null for 100 (Trying), and where the request is within a dialog.
 */
export function responseTo(request: SipRequest, status: number, reason: string, toTag: string | null): SipResponse {
  const copied = (name: string) => fieldsOf(request, name).map((value) => ({ name, value }))
  const to = copied('To').map((field) =>
    toTag === null || tagOf(field.value) !== null ? field : { ...field, value: `${field.value};tag=${toTag}` },
  )
  return {
    kind: 'response',
    status,
    reason,
    headers: [
      ...copied('Via'),
      ...copied('From'),
      ...to,
      ...copied('Call-ID'),
      ...copied('CSeq'),
      // §8.2.6.1: what 100 (Trying) says back to a client that measures the round trip.
      ...(status === 100 ? copied('Timestamp') : []),
    ],
    body: NOTHING,
  }
}
