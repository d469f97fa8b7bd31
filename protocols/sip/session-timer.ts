// Session timers (RFC 4028): a session that nobody refreshes in time ends, so that one whose peer vanished does not last for ever.
import { readSeconds } from './delta-seconds.ts'
import { fieldOf, type SipHeaderField, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { parameterOf, parseParameters } from './parameters.ts'
import { hasOption } from './reliable-provisional.ts'

export interface SessionTimerSettings {
  /** The Session-Expires we ask for, in seconds, at least `minimum`; null where we ask for none. */
  readonly interval: number | null
  /** The shortest we take, in seconds: our Min-SE, at least 90 (§5). */
  readonly minimum: number
}

/** Plain JSON. Times are ms of the caller's clock. */
export interface SessionTimer {
  /** Seconds. */
  readonly interval: number
  readonly weRefresh: boolean
  /** When we send the next refresh; null where the peer does, or where one is under way. */
  readonly refreshAt: number | null
  /** When the session is ended by BYE if nobody refreshed it. */
  readonly endAt: number
}

export interface SessionExpires {
  /** Seconds. */
  readonly interval: number
  readonly refresher: 'uac' | 'uas' | null
}

export type TimerAnswer =
  /** 422, with our Min-SE (§6). */
  | { readonly taken: false; readonly headers: readonly SipHeaderField[] }
  /** `timer` is null where the session has none; `headers` are for the 2xx. */
  | { readonly taken: true; readonly timer: SessionTimer | null; readonly headers: readonly SipHeaderField[] }

/** What Min-SE is where nobody says it, and the least it may be (§5). */
export const LEAST_INTERVAL = 90
const SOONEST_RETRY = 1000

/** Null where there is none, or none that can be read. */
export function sessionExpiresOf(message: SipMessage): SessionExpires | null {
  const value = fieldOf(message, 'Session-Expires')
  const interval = readSeconds(value)
  if (value === null || interval === null) return null
  const at = value.indexOf(';')
  const refresher = parameterOf((at < 0 ? null : parseParameters(value.slice(at))) ?? [], 'refresher')?.toLowerCase()
  return { interval, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null }
}

/**
 * What an INVITE or UPDATE of ours that refreshes the session says (§7.1, §7.4). Within a session whose timer runs, that one is asked for again with the
 * same refresher. `least` is the longest Min-SE that a 422 of this call said, in seconds, or 0.
 */
export function timerFields(settings: SessionTimerSettings, timer: SessionTimer | null, least: number): SipHeaderField[] {
  const wanted = timer?.interval ?? settings.interval
  if (wanted === null) return []
  const minimum = Math.max(settings.minimum, least)
  const refresher = timer ? `;refresher=${timer.weRefresh ? 'uac' : 'uas'}` : ''
  return [
    { name: 'Session-Expires', value: `${Math.max(wanted, minimum)}${refresher}` },
    ...(minimum > LEAST_INTERVAL ? [{ name: 'Min-SE', value: String(minimum) }] : []),
  ]
}

/** What the peer's INVITE or UPDATE makes of the timer once it is accepted (§9, table 2). */
export function answerTimer(request: SipRequest, settings: SessionTimerSettings, now: number): TimerAnswer {
  const supported = hasOption(request, 'timer')
  const asked = sessionExpiresOf(request)
  if (asked && supported && asked.interval < settings.minimum)
    return { taken: false, headers: [{ name: 'Min-SE', value: String(settings.minimum) }] }
  const least = Math.max(settings.minimum, readSeconds(fieldOf(request, 'Min-SE')) ?? 0)
  const wanted = asked?.interval ?? settings.interval
  if (wanted === null) return { taken: true, timer: null, headers: [] }
  const interval = Math.max(least, Math.min(wanted, settings.interval ?? wanted))
  // A client that does not know session timers cannot refresh.
  const refresher = supported ? (asked?.refresher ?? 'uac') : 'uas'
  const headers = [
    { name: 'Session-Expires', value: `${interval};refresher=${refresher}` },
    ...(refresher === 'uac' ? [{ name: 'Require', value: 'timer' }] : []),
  ]
  return { taken: true, timer: startTimer(interval, refresher === 'uas', now), headers }
}

/** What a 2xx to our INVITE or UPDATE makes of the timer (§7.2). Without Session-Expires in it, what we asked for is ours to keep alone. */
export function timerOfAnswer(request: SipRequest, response: SipResponse, now: number): SessionTimer | null {
  const agreed = sessionExpiresOf(response)
  if (agreed) return startTimer(Math.max(agreed.interval, LEAST_INTERVAL), agreed.refresher !== 'uas', now)
  const asked = sessionExpiresOf(request)
  return asked && startTimer(asked.interval, true, now)
}

/** The Min-SE of a 422 in seconds; null where it is none above `least`, so that asking again would be no use (§7.3). */
export function minimumOf(response: SipResponse, least: number): number | null {
  const minimum = response.status === 422 ? readSeconds(fieldOf(response, 'Min-SE')) : null
  return minimum !== null && minimum > least ? minimum : null
}

/** The timer after our refresh was sent. */
export function refreshSent(timer: SessionTimer): SessionTimer {
  return { ...timer, refreshAt: null }
}

/** The timer after our refresh was refused: tried again after half of what is left. */
export function refreshFailed(timer: SessionTimer, now: number): SessionTimer {
  return { ...timer, refreshAt: timer.weRefresh ? now + Math.max(SOONEST_RETRY, (timer.endAt - now) / 2) : null }
}

/** §10: refreshed after half of the interval; ended "the minimum of 32 seconds and one third of the session interval" before it is over. */
function startTimer(interval: number, weRefresh: boolean, now: number): SessionTimer {
  const endAt = now + (interval - Math.min(32, interval / 3)) * 1000
  return { interval, weRefresh, refreshAt: weRefresh ? now + interval * 500 : null, endAt }
}
