/** One figure of a benchmark. */
export interface Measurement {
  /** What was measured: the server, its back end or its peer. */
  readonly variant: string
  readonly metric: string
  readonly value: number
  readonly unit: string
}

/** What a module in benches/ exports as `bench`. */
export interface Bench {
  readonly name: string
  /** Says what the figures are and on what they depend, in a line. */
  readonly about: string
  /** Reports figures as they become known. Rejects where it cannot measure. */
  run(report: (measurement: Measurement) => void): Promise<void>
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Between the two nearest ranks, linearly. NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = ((sorted.length - 1) * percent) / 100
  const [below, above] = [sorted[Math.floor(rank)] ?? Number.NaN, sorted[Math.ceil(rank)] ?? Number.NaN]
  return below + (above - below) * (rank % 1)
}
