import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import type { SipAnswer } from '../../../ports/sip-agent.ts'

/** An application's answer as a response: with all that is copied from its request. `product` is the Server field, `toTag` fresh. */
export function answerTo(request: SipRequest, answer: SipAnswer, product: string, toTag: string): SipResponse {
  const { status, reason = reasonPhrase(status), headers = [] } = answer
  const bare = responseTo(request, status, reason, toTag)
  return { ...bare, headers: [...bare.headers, ...headers, { name: 'Server', value: product }] }
}
