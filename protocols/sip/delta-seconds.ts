// delta-seconds of RFC 3261 §25.1, in Expires, Min-Expires, Retry-After, Flow-Timer and the parameter expires.

/** §20.19. */
const LONGEST = 2 ** 32 - 1

/** Seconds, at most 2^32 - 1; parameters and comments after them, as in Retry-After, do not count. Null where there are none. */
export function readSeconds(value: string | null): number | null {
  const [, digits] = /^[ \t]*(\d{1,20})(?![^ \t;(])/.exec(value ?? '') ?? []
  return digits === undefined ? null : Math.min(Number(digits), LONGEST)
}
