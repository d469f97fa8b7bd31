// When a registration is refreshed, and when one that failed is tried again (RFC 5626 §4.5). All times are durations in milliseconds; `random` is
// from 0 up to, not including, 1, so that what began together does not stay together.
import { readSeconds } from './delta-seconds.ts'
import { fieldOf, type SipResponse } from './message.ts'

/** "base-time-all-fail" and "max-time". */
const BASE_TIME = 30_000
const MAX_TIME = 1_800_000
const LONGEST_RETRY_AFTER = 86_400_000
/** A request takes up to 32 s to fail (timer F), and some more may be needed. */
const REFRESH_MARGIN = 40_000
const SOONEST_REFRESH = 1000

/** From 80 to 100 % of the time that leaves a margin before a binding of that lifetime expires, or of half of it. */
export function refreshAfter(lifetime: number, random: number): number {
  return Math.max(SOONEST_REFRESH, Math.max(lifetime / 2, lifetime - REFRESH_MARGIN) * (0.8 + random * 0.2))
}

/** How long to wait after so many failures in a row, from 1: at first 30 to 60 s, at most 15 to 30 minutes. */
export function backOff(failures: number, random: number): number {
  return Math.min(MAX_TIME, BASE_TIME * 2 ** failures) * (0.5 + random / 2)
}

/** Whether the request that was refused so may fare better later. */
export function isTransient(response: SipResponse): boolean {
  const { status } = response
  if (fieldOf(response, 'Retry-After') !== null) return true
  if (status >= 500 && status < 600) return ![501, 505, 513].includes(status)
  // 430 Flow Failed (RFC 5626 §11.5) asks for another flow, which the next attempt may be.
  return [408, 430, 480, 491].includes(status)
}

/** How long the server wants us to wait at least (RFC 3261 §20.33), a day at most; 0 where it does not say. */
export function retryAfterOf(response: SipResponse): number {
  return Math.min((readSeconds(fieldOf(response, 'Retry-After')) ?? 0) * 1000, LONGEST_RETRY_AFTER)
}
