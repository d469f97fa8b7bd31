import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import type { BlobHashes } from '../../ports/blobs.ts'

const PRIVATE_FILE = 0o600

/** A file that is being written, under a name that nobody looks for. */
export class DraftFile {
  readonly path: string
  readonly #handle: FileHandle
  readonly #sha1 = createHash('sha1')
  readonly #sha256 = createHash('sha256')
  #size = 0

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /** `path`: where nothing is yet. */
  static async create(path: string): Promise<DraftFile> {
    return new DraftFile(path, await open(path, 'wx', PRIVATE_FILE))
  }

  /** Bytes written. */
  get size(): number {
    return this.#size
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#sha1.update(chunk)
    this.#sha256.update(chunk)
    for (let offset = 0; offset < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(chunk, offset)
      offset += bytesWritten
    }
    this.#size += chunk.length
  }

  /** Resolves with the hashes of all of it once it is on disk. Nothing can be written any more. */
  async finish(): Promise<BlobHashes> {
    await this.#handle.sync()
    await this.#handle.close()
    return { sha1: this.#sha1.digest(), sha256: this.#sha256.digest() }
  }

  /** Moves it to where it is looked for, all at once, over what is there (rename(2)). */
  async moveTo(path: string): Promise<void> {
    await rename(this.path, path)
  }

  /** Leaves nothing of it, as far as that can be done. */
  async discard(): Promise<void> {
    // Closing twice, or removing what was moved, is no harm; what cannot be removed is swept at the next start.
    await this.#handle.close().catch(() => {})
    await unlink(this.path).catch(() => {})
  }
}
