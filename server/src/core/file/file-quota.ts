/** What a file takes on disk beside its bytes: its folder, its note, and what is left of the last block. */
const COST_OF_A_FILE = 12_288

export interface FileQuotaLimits {
  /** Bytes of one account, and of all; 0 for no limit. */
  readonly perAccount: number
  readonly total: number
}

/** Room for one file that is on its way. */
export interface Reservation {
  /** The file is there. */
  keep(): void
  /** It is not, and never will be. Does nothing after keep(). */
  release(): void
}

/** Counts what files take, those on their way as well, so that many at once are no way around a limit. */
export class FileQuota {
  readonly #limits: FileQuotaLimits
  readonly #used = new Map<string, number>()
  #total = 0

  constructor(limits: FileQuotaLimits) {
    this.#limits = limits
  }

  /** Bytes of all. */
  get total(): number {
    return this.#total
  }

  /** Room for a file of that size, or whose limit stands against it. */
  reserve(account: string, size: number): Reservation | 'share-full' | 'disk-full' {
    const { perAccount, total } = this.#limits
    const cost = size + COST_OF_A_FILE
    if (perAccount > 0 && (this.#used.get(account) ?? 0) + cost > perAccount) return 'share-full'
    if (total > 0 && this.#total + cost > total) return 'disk-full'
    this.added(account, size)
    let open = true
    return {
      keep: () => {
        open = false
      },
      release: () => {
        if (open) this.removed(account, size)
        open = false
      },
    }
  }

  /** A file was found there. */
  added(account: string, size: number): void {
    this.#change(account, size + COST_OF_A_FILE)
  }

  /** A file is gone. */
  removed(account: string, size: number): void {
    this.#change(account, -size - COST_OF_A_FILE)
  }

  #change(account: string, bytes: number): void {
    const before = this.#used.get(account) ?? 0
    // What was not counted yet may be gone already.
    const after = Math.max(0, before + bytes)
    if (after > 0) this.#used.set(account, after)
    else this.#used.delete(account)
    this.#total += after - before
  }
}
