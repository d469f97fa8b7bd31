import type { BlobDraft, Blobs, OpenBlob, StoredBlob } from '../../ports/blobs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Turns } from '../turns.ts'

export interface PartialFileLimits {
  /** Files, bytes of all of them, and ms for which one is kept. */
  readonly files: number
  readonly bytes: number
  readonly age: number
}

interface PartialFileNeeds {
  readonly blobs: Blobs
  readonly clock: Clock
  readonly turns: Turns
}

const FOLDER = ['partial'] as const

/** What came of files whose transfer broke off, so that it need not come again (msrp-conference §8.3). A key is a plain name, which says whose and which file it is. */
export class PartialFiles {
  readonly #limits: PartialFileLimits
  readonly #needs: PartialFileNeeds

  constructor(limits: PartialFileLimits, needs: PartialFileNeeds) {
    this.#limits = limits
    this.#needs = needs
  }

  /** Null where there is nothing, or it is too old. Must be read or closed. Rejects with Refusal. */
  async open(key: string): Promise<OpenBlob | null> {
    const blob = await this.#needs.blobs.open({ folder: FOLDER, name: key })
    if (!blob || !this.#isOld(blob)) return blob
    await blob.close()
    return null
  }

  /** Keeps it in place of what was there before; the oldest ones go where there is no room. Rejects with Refusal. */
  async keep(key: string, draft: BlobDraft): Promise<void> {
    await this.#needs.turns.take(FOLDER[0], async () => {
      await this.#remove(key)
      await this.#makeRoom(draft.size)
      if (draft.size > 0 && draft.size <= this.#limits.bytes) await draft.keep({ folder: FOLDER, name: key }, '')
    })
  }

  /** It is not needed any more. Rejects with Refusal. */
  async remove(key: string): Promise<void> {
    await this.#needs.turns.take(FOLDER[0], () => this.#remove(key))
  }

  /** Lets go of what is too old. Rejects with Refusal. */
  async clear(): Promise<void> {
    await this.#needs.turns.take(FOLDER[0], () => this.#makeRoom(0))
  }

  async #makeRoom(size: number): Promise<void> {
    const { files, bytes } = this.#limits
    const stored = await this.#needs.blobs.inFolder(FOLDER)
    const fresh = stored.filter((blob) => !this.#isOld(blob)).toSorted((one, other) => other.storedAt - one.storedAt)
    let [count, total] = [size > 0 ? 1 : 0, size]
    const kept = new Set<StoredBlob>()
    for (const blob of fresh) {
      count++
      total += blob.size
      if (count <= files && total <= bytes) kept.add(blob)
    }
    for (const blob of stored) if (!kept.has(blob)) await this.#needs.blobs.remove(blob.place)
  }

  async #remove(key: string): Promise<void> {
    await this.#needs.blobs.remove({ folder: FOLDER, name: key })
  }

  #isOld({ storedAt }: StoredBlob): boolean {
    return this.#needs.clock.now() - storedAt > this.#limits.age
  }
}
