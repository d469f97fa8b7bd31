import { RatePerKey } from '../rate.ts'

/** How many connections we open to others. */
export interface OpeningLimits {
  /** Open at a time. */
  readonly most: number
  /** To one address a second, with as many again at once after a silence. */
  readonly perAddress: number
}

export const OPENING_LIMITS: OpeningLimits = { most: 1_000, perAddress: 20 }

/**
 * Counts the connections that we open: where they lead is for others to say, who could have us knock at every door there is. Times are ms of one clock.
 */
export class OpeningLoad {
  readonly #most: number
  readonly #addresses: RatePerKey
  #open = 0

  constructor({ most, perAddress }: OpeningLimits) {
    this.#most = most
    this.#addresses = new RatePerKey(perAddress)
  }

  /** Whether so many are open that new ones may not stay idle for long. */
  get isCrowded(): boolean {
    return this.#open >= this.#most / 2
  }

  /** Counts one that is about to be opened; end() is owed once. Throws an Error that says why it may not be opened. */
  begin(address: string, now: number): void {
    if (this.#open >= this.#most) throw new Error('too many connections of ours are open')
    if (!this.#addresses.take(address, now)) throw new Error('too many connections of ours to that address')
    this.#open++
  }

  end(): void {
    this.#open--
  }
}
