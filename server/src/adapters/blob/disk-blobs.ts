import { lstat, mkdir, readdir, realpath, rm, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobDraft, BlobHashes, BlobPlace, BlobReceipt, Blobs, OpenBlob, StoredBlob } from '../../ports/blobs.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import { BlobFolders, codeOf, isFull, isMissing, openPlainFile, syncFolder } from './blob-folder.ts'
import { DraftFile } from './draft-file.ts'

/** Beside the blobs, so that a draft can be moved to its place in one step; no place's part has a dot in front. */
const DRAFTS = '.incoming'
const NOTE_PREFIX = 'meta-'
const MOST_OF_A_NOTE = 65_536
/** Bytes that are read at once. */
const READ_AT_ONCE = 262_144
/** ms after which a note without its blob was left behind by a crash, and is not that of one that is just being kept. */
const ORPHAN_AGE = 3_600_000
/** Folders may be emptied and removed between making them and putting something in. */
const ATTEMPTS = 3

/**
 * Blobs in a directory of the machine: `<root>/<folder…>/<name>`, beside each its note `meta-<name>`. A blob is there when its file is, which comes
 * last and in one step; so a crash leaves drafts, or a note alone, and both are swept.
 */
export class DiskBlobs implements Blobs {
  readonly #directory: string
  readonly #random: Random
  #opened: Promise<{ readonly root: string; readonly folders: BlobFolders }> | null = null

  /** No other process may use the same directory. It is made, and cleared of drafts, when it is first used. */
  constructor(directory: string, random: Random) {
    this.#directory = directory
    this.#random = random
  }

  receive(body: AsyncIterable<Uint8Array>, most: number): Promise<BlobReceipt> {
    return this.#guard(async () => {
      const draft = await this.#draft().catch(fullOrThrow)
      if (draft === 'full') return { outcome: 'full' }
      const outcome = await fill(draft, body, most)
      if (typeof outcome === 'object' && 'sha1' in outcome) return { outcome: 'received', draft: this.#offer(draft, outcome) }
      await draft.discard()
      if (outcome instanceof Error) throw outcome
      return { outcome }
    })
  }

  open(place: BlobPlace): Promise<OpenBlob | null> {
    return this.#guard(async () => {
      const paths = await this.#find(place)
      const handle = paths && (await openPlainFile(paths.blob))
      if (!handle) return null
      const note = await readNote(paths.note)
      if (note === null) {
        await handle.close()
        return null
      }
      const { size, mtimeMs } = await handle.stat()
      return {
        ...{ place, size, storedAt: mtimeMs, note },
        read: (first, last) => handle.createReadStream({ start: first, end: last, autoClose: true, highWaterMark: READ_AT_ONCE }),
        // Nothing was written: there is nothing that closing could lose.
        close: () => handle.close().catch(() => {}),
      }
    })
  }

  inFolder(folder: readonly string[]): Promise<readonly StoredBlob[]> {
    return this.#guard(async () => {
      const { files } = await (await this.#open()).folders.list(folder)
      const blobs = await Promise.all(files.filter(isBlobName).map((name) => this.#stat({ folder, name })))
      return blobs.filter((blob) => blob !== null)
    })
  }

  remove(place: BlobPlace): Promise<boolean> {
    return this.#guard(async () => {
      const paths = await this.#find(place)
      if (paths === null) return false
      // The blob first: without it a note means nothing.
      const removed = await removeFile(paths.blob)
      await removeFile(paths.note)
      await (await this.#open()).folders.prune(place.folder)
      return removed
    })
  }

  removeFolder(folder: readonly [string, ...string[]]): Promise<void> {
    return this.#guard(async () => {
      const { folders } = await this.#open()
      const path = await folders.find(folder)
      // Links in it go, and what they lead to stays (rm(1) -r).
      if (path !== null) await rm(path, { recursive: true, force: true })
      await folders.prune(folder.slice(0, -1))
    })
  }

  sweep(verdict: (blob: StoredBlob) => 'keep' | 'remove'): Promise<void> {
    return this.#guard(() => this.#sweepFolder([], verdict))
  }

  free(): Promise<number> {
    return this.#guard(async () => {
      const { bavail, bsize } = await statfs((await this.#open()).root)
      return bavail * bsize
    })
  }

  async #draft(): Promise<DraftFile> {
    const { root } = await this.#open()
    return DraftFile.create(join(root, DRAFTS, this.#random.id()))
  }

  #offer(draft: DraftFile, hashes: BlobHashes): BlobDraft {
    return {
      ...{ size: draft.size, ...hashes },
      keep: (place, note) => this.#guard(() => this.#keep(draft, place, note)),
      discard: () => draft.discard(),
    }
  }

  async #keep(draft: DraftFile, place: BlobPlace, text: string): Promise<'kept' | 'taken' | 'full'> {
    try {
      if ((await this.#stat(place)) !== null) return 'taken'
      const note = await this.#draft()
      try {
        await note.write(Buffer.from(text))
        await note.finish()
        await this.#settle(draft, note, place)
      } finally {
        await note.discard()
      }
      return 'kept'
    } catch (error) {
      return fullOrThrow(error)
    } finally {
      await draft.discard()
    }
  }

  async #settle(draft: DraftFile, note: DraftFile, place: BlobPlace): Promise<void> {
    const { folders } = await this.#open()
    for (let attempt = 1; ; attempt++) {
      const folder = await folders.make(place.folder)
      try {
        await note.moveTo(join(folder, `${NOTE_PREFIX}${place.name}`))
      } catch (error) {
        if (isMissing(error) && attempt < ATTEMPTS) continue
        throw error
      }
      await draft.moveTo(join(folder, place.name))
      await syncFolder(folder)
      return
    }
  }

  async #sweepFolder(folder: readonly string[], verdict: (blob: StoredBlob) => 'keep' | 'remove'): Promise<void> {
    const { folders } = await this.#open()
    const { files, folders: inner } = await folders.list(folder)
    for (const name of inner) await this.#sweepFolder([...folder, name], verdict)
    for (const name of files) {
      const place = { folder, name }
      if (!isBlobName(name)) await this.#sweepNote(folder, name)
      else {
        const blob = await this.#stat(place)
        if (blob !== null && verdict(blob) === 'remove') await this.remove(place)
      }
    }
    await folders.prune(folder)
  }

  async #sweepNote(folder: readonly string[], file: string): Promise<void> {
    const place = { folder, name: file.slice(NOTE_PREFIX.length) }
    const paths = place.name === '' ? null : await this.#find(place)
    if (paths === null || (await this.#stat(place)) !== null) return
    const age = Date.now() - (await lstat(paths.note).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs
    if (age > ORPHAN_AGE) await removeFile(paths.note)
  }

  async #stat(place: BlobPlace): Promise<StoredBlob | null> {
    const paths = await this.#find(place)
    if (paths === null) return null
    const found = await lstat(paths.blob).catch((error) => {
      if (isMissing(error)) return null
      throw error
    })
    return found?.isFile() ? { place, size: found.size, storedAt: found.mtimeMs } : null
  }

  async #find({ folder, name }: BlobPlace): Promise<{ readonly blob: string; readonly note: string } | null> {
    const { folders } = await this.#open()
    if (!isBlobName(name) || /^\.|[/\0]/.test(name)) throw new RangeError('a file has no name, or one that is no name')
    const path = await folders.find(folder)
    return path === null ? null : { blob: join(path, name), note: join(path, `${NOTE_PREFIX}${name}`) }
  }

  #open(): Promise<{ readonly root: string; readonly folders: BlobFolders }> {
    this.#opened ??= prepare(this.#directory).catch((error) => {
      // The next one tries again: the directory may have been put right by then.
      this.#opened = null
      throw error
    })
    return this.#opened
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      const code = codeOf(error)
      // A message of the system quotes the path, in which people are named.
      throw code === '' ? error : new Refusal('backend-refused', `files: ${code}`)
    }
  }
}

async function prepare(directory: string): Promise<{ readonly root: string; readonly folders: BlobFolders }> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const root = await realpath(directory)
  const drafts = join(root, DRAFTS)
  await mkdir(drafts, { recursive: true, mode: 0o700 })
  for (const name of await readdir(drafts)) await rm(join(drafts, name), { recursive: true, force: true })
  return { root, folders: new BlobFolders(root) }
}

/** Resolves with the hashes of what was written, or why it was not; an Error where the disk fails. */
async function fill(
  draft: DraftFile,
  body: AsyncIterable<Uint8Array>,
  most: number,
): Promise<BlobHashes | 'too-large' | 'full' | 'broken-off' | Error> {
  let failure: unknown = null
  try {
    for await (const chunk of body) {
      if (draft.size + chunk.length > most) return 'too-large'
      try {
        await draft.write(chunk)
      } catch (error) {
        failure = error
        break
      }
    }
  } catch {
    return 'broken-off'
  }
  try {
    if (failure === null) return await draft.finish()
  } catch (error) {
    failure = error
  }
  if (isFull(failure)) return 'full'
  return failure instanceof Error ? failure : new Error(String(failure))
}

function fullOrThrow(error: unknown): 'full' {
  if (isFull(error)) return 'full'
  throw error
}

function isBlobName(name: string): boolean {
  return name !== '' && !name.toLowerCase().startsWith(NOTE_PREFIX)
}

async function readNote(path: string): Promise<string | null> {
  const handle = await openPlainFile(path)
  if (handle === null) return null
  try {
    return (await handle.stat()).size > MOST_OF_A_NOTE ? null : await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** False where there was none. */
async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
