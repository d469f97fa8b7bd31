import type { SipHeaderField, SipRequest, SipResponse } from '../../../protocols/sip/message.ts'
import { fieldsOf } from '../../../protocols/sip/message.ts'

interface RequestParts {
  readonly branch?: string
  readonly sentBy?: string
  readonly callId?: string
  readonly cseq?: number
  readonly fromTag?: string
  readonly toTag?: string
  readonly uri?: string
  readonly via?: string
  readonly more?: readonly SipHeaderField[]
}

/** A request of Alice's to Bob, as a client transaction is given it. */
export function request(method: string, parts: RequestParts = {}): SipRequest {
  const { branch = 'z9hG4bK1', sentBy = 'alice.example', callId = 'call-1', cseq = 1, fromTag = 'a1', toTag, more = [] } = parts
  return {
    kind: 'request',
    method,
    uri: parts.uri ?? 'sip:bob@bob.example',
    headers: [
      { name: 'Via', value: parts.via ?? `SIP/2.0/UDP ${sentBy};branch=${branch}` },
      { name: 'Max-Forwards', value: '69' },
      { name: 'From', value: `"Alice" <sip:alice@alice.example>;tag=${fromTag}` },
      { name: 'To', value: toTag === undefined ? '<sip:bob@bob.example>' : `<sip:bob@bob.example>;tag=${toTag}` },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `${cseq} ${method}` },
      ...more,
    ],
    body: new Uint8Array(),
  }
}

/** Bob's response. 100 comes without a tag. */
export function response(to: SipRequest, status: number, toTag = 'b1'): SipResponse {
  const copied = (name: string) => fieldsOf(to, name).map((value) => ({ name, value }))
  const tagged = copied('To').map(({ name, value }) => ({
    name,
    value: status === 100 || value.includes(';tag=') ? value : `${value};tag=${toTag}`,
  }))
  return {
    kind: 'response',
    status,
    reason: `Status ${status}`,
    headers: [...copied('Via'), ...copied('From'), ...tagged, ...copied('Call-ID'), ...copied('CSeq')],
    body: new Uint8Array(),
  }
}
