// Subscription-State (RFC 6665 §8.2.3): what a NOTIFY says of the subscription that it is for.
import { readSeconds } from '../delta-seconds.ts'
import { trimBlanks } from '../field-text.ts'
import { parameterOf, parseParameters, printParameters, type SipParameter } from '../parameters.ts'
import { SipPrintError } from '../sip-error.ts'
import { isToken } from '../token.ts'

export interface SubscriptionState {
  /** Lower case: `active`, `pending`, `terminated`, or what an extension adds, which goes on like `active`. */
  readonly state: string
  /** Seconds that are left; null where it does not say. */
  readonly expires: number | null
  /** Why it is terminated, in lower case; one that is no token says nothing. */
  readonly reason: string | null
  /** Seconds to wait before subscribing anew. */
  readonly retryAfter: number | null
}

/** Reasons after which "clients SHOULD NOT attempt to re-subscribe" (§4.1.3). */
const FINAL: ReadonlySet<string> = new Set(['rejected', 'noresource', 'invariant'])
/** Reasons that let a client wait as long as it likes where nothing says how long, in seconds. */
const PATIENT: ReadonlySet<string> = new Set(['probation', 'giveup'])
const PATIENCE = 60
/** Whoever wants us back later than that does not want us back. */
const LONGEST_RETRY = 86_400

/** Null where the value is no Subscription-State. */
export function parseSubscriptionState(value: string): SubscriptionState | null {
  const end = value.indexOf(';')
  const state = trimBlanks(value, 0, end < 0 ? value.length : end).toLowerCase()
  const parameters = end < 0 ? [] : parseParameters(value.slice(end))
  if (!isToken(state) || !parameters) return null
  const reason = parameterOf(parameters, 'reason')?.toLowerCase() ?? ''
  return {
    state,
    expires: readSeconds(parameterOf(parameters, 'expires')),
    reason: isToken(reason) ? reason : null,
    retryAfter: readSeconds(parameterOf(parameters, 'retry-after')),
  }
}

/** Throws SipPrintError where a part is no token, or no number of seconds. */
export function printSubscriptionState({ state, expires, reason, retryAfter }: SubscriptionState): string {
  if (!isToken(state) || (reason !== null && !isToken(reason)))
    throw new SipPrintError('the state of a subscription, or its reason, is no token')
  const parameters: SipParameter[] = []
  if (reason !== null) parameters.push({ name: 'reason', value: reason })
  for (const [name, seconds] of [
    ['expires', expires],
    ['retry-after', retryAfter],
  ] as const) {
    if (seconds === null) continue
    if (!Number.isSafeInteger(seconds) || seconds < 0) throw new SipPrintError(`${name} is no number of seconds`)
    parameters.push({ name, value: String(seconds) })
  }
  return state + printParameters(parameters)
}

/**
 * After how many ms one may subscribe anew to what was terminated so; null: not by oneself (§4.1.3). `deactivated` and `timeout` say at once; an unknown
 * reason, or none, any time.
 */
export function resubscribeAfter({ reason, retryAfter }: SubscriptionState): number | null {
  if (reason !== null && FINAL.has(reason)) return null
  const usual = reason !== null && PATIENT.has(reason) ? PATIENCE : 0
  // "deactivated: … should retry immediately", whatever retry-after says there: it has meaning for no other than probation, giveup and unknown ones.
  const wait = reason === 'deactivated' || reason === 'timeout' ? 0 : (retryAfter ?? usual)
  return wait > LONGEST_RETRY ? null : wait * 1000
}
