/** How long to wait before trying again, in ms. */
export interface BackOffLimits {
  readonly first: number
  readonly longest: number
}

/**
 * The delay before attempt `attempt` (0 is the first one after a failure): doubling from `first` to `longest`, of which the upper half is
 * random, so that many who lost the same peer do not come back in one moment. `randomness` is hexadecimal, as Random.id() gives it.
 */
export function backOff(attempt: number, randomness: string, limits: BackOffLimits): number {
  const full = Math.min(limits.longest, limits.first * 2 ** Math.min(attempt, 30))
  const fraction = Number.parseInt(randomness.slice(0, 8), 16) / 2 ** 32
  return Math.round(full * (0.5 + fraction / 2))
}
