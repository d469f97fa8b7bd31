// Which of the final responses of its branches a proxy forwards (RFC 3261 §16.7 items 6 and 7), where none is a 2xx.
import type { SipHeaderField, SipResponse } from '../message.ts'

/** Says what to change so that the request succeeds: preferred within its class (item 6). */
const HELPFUL: ReadonlySet<number> = new Set([415, 420, 484])
const CHALLENGES: ReadonlySet<number> = new Set([401, 407])
/** Says nothing but that a branch came to nothing. */
const EMPTY: ReadonlySet<number> = new Set([408, 487])
const CHALLENGE_FIELDS: ReadonlySet<string> = new Set(['WWW-Authenticate', 'Proxy-Authenticate'])

/** Null where there is none. `cancelled`: who sent the request has cancelled it, and expects 487. */
export function bestResponse(responses: readonly SipResponse[], cancelled: boolean): SipResponse | null {
  let best: SipResponse | null = null
  for (const response of responses)
    if (best === null || rankOf(response.status, cancelled) < rankOf(best.status, cancelled)) best = response
  return best && CHALLENGES.has(best.status) ? withChallengesOf(responses, best) : best
}

/** The lowest one is the best. */
function rankOf(status: number, cancelled: boolean): number {
  // "It MUST be a 6xx if one has been received"; a 487 after a CANCEL comes next, then the lowest class, 503 behind all others.
  if (status >= 600) return 0
  if (cancelled && status === 487) return 1
  if (status === 503) return 10_000
  const within = CHALLENGES.has(status) ? 0 : HELPFUL.has(status) ? 1 : EMPTY.has(status) ? 3 : 2
  return Math.floor(status / 100) * 100 + within
}

/** Item 7: the challenges of all branches go along, or the client could answer one proxy only. */
function withChallengesOf(responses: readonly SipResponse[], best: SipResponse): SipResponse {
  const added: SipHeaderField[] = []
  for (const response of responses) {
    if (response === best || !CHALLENGES.has(response.status)) continue
    added.push(...response.headers.filter(({ name }) => CHALLENGE_FIELDS.has(name)))
  }
  return added.length === 0 ? best : { ...best, headers: [...best.headers, ...added] }
}
