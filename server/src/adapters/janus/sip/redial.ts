import type { SipRoute } from '../../../ports/sip-locator.ts'
import type { Ending } from './call-leg.ts'

/** One way to reach the callee. */
export interface Way {
  readonly route: SipRoute
  /** SDES-SRTP is demanded. */
  readonly secure: boolean
}

/** What is known of a call when it ended. */
export interface DialOutcome {
  readonly ending: Ending
  /** It rang. */
  readonly rang: boolean
  /** Early media or an answer has reached the client, so there is no going back. */
  readonly committed: boolean
  readonly hungUp: boolean
}

/** `Unsupported Media Type`, `Not Acceptable Here`, `Not Acceptable`: what a phone without SRTP says to an offer of nothing else. */
const NOT_SECURE: readonly (number | null)[] = [415, 488, 606]
/**
 * Some take the demand for SRTP and answer without. Janus hangs up on them at once, and reports a normal end (200) of a call that was never
 * answered, or a cancelled one (487) that nobody cancelled where it was early media.
 */
const ANSWERED_PLAINLY: readonly (number | null)[] = [200, 487]
/** RFC 3263 §4.3: the server is down (Sofia reports 503 for a transport failure), the next one may not be. */
const SERVER_AWAY: readonly (number | null)[] = [408, 503]

/*
 * Why SRTP is demanded first instead of offered as an option: Janus 1.1.2 can offer it as an option (`sdes_optional`, crypto in RTP/AVP), but
 * when a phone answers without crypto it goes on encrypting what it sends (has_srtp_local stays set; only a call, not a re-INVITE, resets
 * it). The phone hears loud noise and sees nothing, and as key-frame requests are encrypted too, the browser's picture stays black. The
 * plugin does not tell whether crypto came back, and the core removes it from the SDP, so that cannot be mended afterwards. A demand
 * (RTP/SAVP) is refused before the phone rings by a phone that cannot, and the same call without SRTP follows at once.
 */

/** The ways to a callee, best first. */
export function firstWay(routes: readonly SipRoute[], offerSrtp: boolean): Way | null {
  const [route] = routes
  return route ? { route, secure: offerSrtp } : null
}

/** The next way after one that led nowhere, with the reason for the log; null when the outcome stands. */
export function nextWay(
  routes: readonly SipRoute[],
  offerSrtp: boolean,
  last: Way,
  { ending, rang, committed, hungUp }: DialOutcome,
): { readonly way: Way; readonly why: string } | null {
  if (committed || hungUp) return null
  if (last.secure && NOT_SECURE.includes(ending.code)) return { way: { ...last, secure: false }, why: 'SRTP is refused' }
  // A 487 after it rang is the other side's own: its B2BUA gave up.
  if (last.secure && ANSWERED_PLAINLY.includes(ending.code) && !(rang && ending.code === 487))
    return { way: { ...last, secure: false }, why: 'answered without SRTP' }
  const route = routes[routes.indexOf(last.route) + 1]
  if (!rang && route && SERVER_AWAY.includes(ending.code)) return { way: { route, secure: offerSrtp }, why: 'the server is away' }
  return null
}
