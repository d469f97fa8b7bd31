// Whether a response that could be read is one that can be worked on. One that cannot is discarded: nobody answers responses.
import { parseCSeq } from './cseq.ts'
import { fieldOf, fieldsOf, type SipResponse } from './message.ts'
import { parseNameAddr } from './name-addr.ts'
import { parseVias, responseTargetOf } from './via.ts'

export type ResponseVerdict = { readonly acceptable: true } | { readonly acceptable: false; readonly why: string }

const BROADCAST = '255.255.255.255'

/** `client` sent the request itself: "If more than one Via header field value is present … the UAC SHOULD discard the message" (RFC 3261 §8.1.3.3). */
export function validateResponse(response: SipResponse, role: 'client' | 'proxy'): ResponseVerdict {
  for (const name of ['From', 'To', 'Call-ID', 'CSeq'])
    if (fieldsOf(response, name).length !== 1) return { acceptable: false, why: `not one ${name}` }
  for (const name of ['From', 'To'])
    if (!parseNameAddr(fieldOf(response, name) ?? '')) return { acceptable: false, why: `malformed ${name}` }
  if (!parseCSeq(fieldOf(response, 'CSeq') ?? '')) return { acceptable: false, why: 'malformed CSeq' }
  const vias = parseVias(fieldsOf(response, 'Via'))
  if (!vias || vias.length === 0) return { acceptable: false, why: 'no Via, or a malformed one' }
  if (role === 'client')
    return vias.length > 1 ? { acceptable: false, why: 'the response is for somebody else' } : { acceptable: true }
  // RFC 4475 §3.3.10: who forwards this blindly lets others send to a whole network.
  const next = vias[1] && responseTargetOf(vias[1]).host
  return next === BROADCAST ? { acceptable: false, why: 'the response would be broadcast' } : { acceptable: true }
}
