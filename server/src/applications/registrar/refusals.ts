import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import type { SipAnswer, SipField } from '../../ports/sip-agent.ts'
import type { SipRouting } from '../../ports/sip-router.ts'

/** Why a request goes nowhere: the one table of it. What REGISTER may be refused for besides is in protocols/sip/registrar/register-outcome. */
const REFUSALS = {
  'malformed-address': [400, 'Malformed Address'],
  'malformed-credentials': [400, 'Malformed Credentials'],
  /** WWW-Authenticate for REGISTER, Proxy-Authenticate for all that we pass on. */
  'register-challenge': [401, null],
  'proxy-challenge': [407, null],
  throttled: [403, 'Too Many Wrong Passwords'],
  'other-registrar': [403, 'Not the Registrar of That Domain'],
  'not-own-address': [403, 'Not Your Own Address'],
  'no-relay': [403, 'Not a Relay'],
  'no-strangers': [403, 'Strangers May Not Call'],
  'no-way-out': [403, 'Calls to Other Domains Are Not Allowed'],
  'unknown-user': [404, null],
  'no-route': [404, 'No Route'],
  offline: [480, null],
  'no-event-state': [489, null],
  'store-failed': [503, null],
} as const satisfies Record<string, readonly [status: number, reason: string | null]>

export type RegistrarRefusal = keyof typeof REFUSALS

export function refuse(cause: RegistrarRefusal, headers: readonly SipField[] = [], detail = ''): SipRouting {
  const [status, reason] = REFUSALS[cause]
  const answer: SipAnswer = { status, reason: reason ?? reasonPhrase(status), headers }
  return { do: 'answer', answer, why: detail === '' ? cause : `${cause}: ${detail}` }
}
