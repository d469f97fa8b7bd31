import type { Blobs, StoredBlob } from '../../ports/blobs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { FileQuota } from './file-quota.ts'
import { ownerOf } from './transferred-file.ts'

/** Bytes from which a file is let go of after its lifetime; smaller ones stay twice as long (sylkrtc-protocol §7.3). */
const LARGE = 50 * 1024 * 1024
const INTERVAL = 3_600_000

interface HousekeepingNeeds {
  readonly blobs: Blobs
  readonly clock: Clock
  readonly log: Log
  readonly quota: FileQuota
}

/** Whether a file has been there long enough. `lifetime` and `now` in ms. */
function hasExpired({ size, storedAt }: Pick<StoredBlob, 'size' | 'storedAt'>, lifetime: number, now: number): boolean {
  return now - storedAt > (size >= LARGE ? lifetime : 2 * lifetime)
}

/** Lets go of old files, every hour; the first time it counts what there is, which limits only what comes then. */
export class FileHousekeeping {
  readonly #lifetime: number
  readonly #needs: HousekeepingNeeds
  #cancel: () => void = () => {}
  #sweeping: Promise<void> = Promise.resolve()
  #stopped = false

  /** `lifetime` in ms. */
  constructor(lifetime: number, needs: HousekeepingNeeds) {
    this.#lifetime = lifetime
    this.#needs = needs
  }

  /** Begins, and goes on until stop(). Call once. */
  start(): void {
    const { clock, log, quota } = this.#needs
    const started = clock.now()
    let files = 0
    const count = ({ place, size, storedAt }: StoredBlob) => {
      // What has come since has been counted by who took it.
      if (storedAt >= started) return
      quota.added(ownerOf(place), size)
      files++
    }
    this.#sweeping = this.#sweep(count).then(() => {
      log.info('files counted', { files, bytes: quota.total })
      this.#schedule()
    })
  }

  /** Resolves when it does not touch the disk any more. Never rejects. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#sweeping
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#cancel = this.#needs.clock.after(INTERVAL, () => {
      this.#sweeping = this.#sweep().then(() => this.#schedule())
    })
  }

  async #sweep(count: (blob: StoredBlob) => void = () => {}): Promise<void> {
    const { blobs, clock, log, quota } = this.#needs
    const now = clock.now()
    let removed = 0
    try {
      await blobs.sweep((blob) => {
        count(blob)
        if (!hasExpired(blob, this.#lifetime, now)) return 'keep'
        quota.removed(ownerOf(blob.place), blob.size)
        removed++
        return 'remove'
      })
    } catch (error) {
      log.error('old files were not removed', { error: String(error) })
    }
    if (removed > 0) log.info('old files removed', { files: removed, bytesLeft: quota.total })
  }
}
