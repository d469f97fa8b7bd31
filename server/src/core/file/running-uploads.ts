import { networkPlace } from '../network-place.ts'

export interface RunningUpload {
  /** True from the moment somebody has ended it. */
  readonly cancelled: boolean
  /** From now on nobody can end it: what came is being put in its place. False where somebody was faster. */
  settle(): boolean
  /** It is over, whichever way. */
  over(): void
}

interface Entry {
  readonly id: string
  readonly place: string
  readonly abort: () => void
  readonly ended: Promise<void>
  cancelled: boolean
  settling: boolean
}

export interface UploadLimits {
  /** Uploads at a time, of all and from one place. */
  readonly atOnce: number
  readonly atOncePerPlace: number
}

/** Uploads that are under way, so that they can be counted, and ended by who began them. */
export class RunningUploads {
  readonly #limits: UploadLimits
  readonly #entries = new Map<string, Entry>()
  readonly #perPlace = new Map<string, number>()
  #count = 0

  constructor(limits: UploadLimits) {
    this.#limits = limits
  }

  /**
   * Takes note of an upload; `key` stands for where it goes. One to the same place that is under way is ended first: its client has lost it, and
   * tries again. Null where there are too many.
   */
  async begin(key: string, id: string, address: string, abort: () => void): Promise<RunningUpload | null> {
    const place = networkPlace(address)
    const here = this.#perPlace.get(place) ?? 0
    if (this.#count >= this.#limits.atOnce || here >= this.#limits.atOncePerPlace) return null
    this.#count++
    this.#perPlace.set(place, here + 1)
    for (let before = this.#entries.get(key); before; before = this.#entries.get(key)) {
      end(before)
      await before.ended
    }
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const entry: Entry = { id, place, abort, ended, cancelled: false, settling: false }
    this.#entries.set(key, entry)
    return {
      get cancelled() {
        return entry.cancelled
      },
      settle: () => {
        entry.settling = !entry.cancelled
        return entry.settling
      },
      over: () => {
        this.#entries.delete(key)
        this.#count--
        const left = (this.#perPlace.get(place) ?? 1) - 1
        if (left > 0) this.#perPlace.set(place, left)
        else this.#perPlace.delete(place)
        resolve()
      },
    }
  }

  /** Ends those of that id that were begun where `address` is; false where there are none. */
  cancel(id: string, address: string): boolean {
    const place = networkPlace(address)
    const entries = [...this.#entries.values()].filter((entry) => entry.id === id && entry.place === place)
    return entries.map(end).includes(true)
  }

  /** Ends those of that id, wherever they were begun; resolves when all of them are over, those as well that could be ended no more. */
  async endAll(id: string): Promise<void> {
    const entries = [...this.#entries.values()].filter((entry) => entry.id === id)
    entries.forEach(end)
    await Promise.all(entries.map(({ ended }) => ended))
  }
}

/** False where it is too late, or has been done. */
function end(entry: Entry): boolean {
  if (entry.settling || entry.cancelled) return false
  entry.cancelled = true
  entry.abort()
  return true
}
