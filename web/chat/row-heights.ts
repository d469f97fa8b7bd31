/** Rows from `first` up to, but not including, `end`. */
export interface RowRange {
  readonly first: number
  readonly end: number
}

/**
 * How high the rows of a long list are, in pixels: measured where they have been shown, estimated where not. It says which rows lie
 * within a part of the list and where each of them begins, so that only those have to be there.
 */
export class RowHeights {
  readonly #measured = new Map<string, number>()
  #keys: readonly string[] = []
  #index = new Map<string, number>()
  #estimate: number
  /** Where each row begins, and after the last where the list ends; null where it has to be summed up again. */
  #tops: Float64Array | null = null

  /** @param estimate pixels, of rows of which nothing is known yet */
  constructor(estimate: number) {
    this.#estimate = estimate
  }

  /** The keys of all rows, from the top. What was measured of those that stay is kept. */
  set keys(keys: readonly string[]) {
    this.#keys = keys
    this.#index = new Map(keys.map((key, index) => [key, index]))
    this.#tops = null
  }

  get keys(): readonly string[] {
    return this.#keys
  }

  /** @returns whether that is news */
  measure(key: string, height: number): boolean {
    if (this.#measured.get(key) === height) return false
    this.#measured.set(key, height)
    this.#tops = null
    return true
  }

  /** The width has changed: heights that were measured are no more than estimates now. */
  forget(): void {
    if (this.#measured.size === 0) return
    let sum = 0
    for (const height of this.#measured.values()) sum += height
    this.#estimate = sum / this.#measured.size
    this.#measured.clear()
    this.#tops = null
  }

  /** Pixels. */
  get total(): number {
    return this.#summed()[this.#keys.length] ?? 0
  }

  /** Where a row begins; where the list ends for those after the last. */
  top(index: number): number {
    return this.#summed()[Math.min(Math.max(index, 0), this.#keys.length)] ?? 0
  }

  /** -1 where there is no such row. */
  indexOf(key: string): number {
    return this.#index.get(key) ?? -1
  }

  /** The row at that many pixels from the top of the list; the first or the last where it is beyond them, 0 where there is none. */
  at(pixels: number): number {
    const tops = this.#summed()
    let low = 0
    let high = this.#keys.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((tops[middle] ?? 0) <= pixels) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The rows of which something lies between two distances from the top. */
  within(from: number, to: number): RowRange {
    return this.#keys.length === 0 ? { first: 0, end: 0 } : { first: this.at(from), end: this.at(to) + 1 }
  }

  #summed(): Float64Array {
    if (this.#tops !== null) return this.#tops
    const tops = new Float64Array(this.#keys.length + 1)
    let top = 0
    for (const [index, key] of this.#keys.entries()) {
      tops[index] = top
      top += this.#measured.get(key) ?? this.#estimate
    }
    tops[this.#keys.length] = top
    this.#tops = tops
    return tops
  }
}
