/** Which bytes of a message are there, counted from 1: ranges that neither touch nor overlap, in order. */
export class CoveredRanges {
  readonly #most: number
  #ranges: { readonly start: number; readonly end: number }[] = []

  /** At most `most` ranges at a time, so that what a peer leaves open costs no more than that. */
  constructor(most: number) {
    this.#most = most
  }

  /** Adds the bytes from `start` to `end`, both included. False, and nothing changes, where that would be too many ranges. */
  add(start: number, end: number): boolean {
    if (end < start) return true
    const before = this.#ranges.filter((range) => range.end < start - 1)
    const after = this.#ranges.filter((range) => range.start > end + 1)
    if (before.length + after.length + 1 > this.#most) return false
    const first = this.#ranges[before.length]
    const last = this.#ranges[this.#ranges.length - after.length - 1]
    const touched = before.length + after.length < this.#ranges.length
    const joined = {
      start: touched && first ? Math.min(start, first.start) : start,
      end: touched && last ? Math.max(end, last.end) : end,
    }
    this.#ranges = [...before, joined, ...after]
    return true
  }

  /** True where all bytes from 1 to `total` are there. */
  hasAll(total: number): boolean {
    const [first] = this.#ranges
    return total === 0 || (first !== undefined && first.start <= 1 && first.end >= total)
  }
}
