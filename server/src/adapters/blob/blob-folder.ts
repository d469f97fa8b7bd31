import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Nothing of ours is for anybody else on the machine. */
const PRIVATE_FOLDER = 0o700
/** What a part of a place must not be, whoever made it up: names without a dot in front cannot lead out of a folder. */
const NO_PART = /^$|^\.|[/\0]/

/** `code` of an error of the system, as `ENOENT`; '' for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** True where an error says that there is no such file or folder, or that a part of its path is none. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))
}

/** True where an error says that nothing more can be written. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
}

/** Resolves once the names in that folder are on disk (fsync(2): that of a file does not reach the entry that names it). */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  await handle.sync().finally(() => handle.close())
}

/** Opens what is a plain file itself: no link leads elsewhere, and no pipe keeps the one who opens it waiting. Null where there is none. */
export async function openPlainFile(path: string): Promise<FileHandle | null> {
  let handle: FileHandle
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  return null
}

/** The folders below one root, of which none is a link. */
export class BlobFolders {
  readonly #root: string
  readonly #mode: number

  /** `root` has no links in its own path; `mode`: of folders that are made. */
  constructor(root: string, mode = PRIVATE_FOLDER) {
    this.#root = root
    this.#mode = mode
  }

  /** The folder's path; null where there is none. Throws RangeError for parts that are no names. */
  async find(folder: readonly string[]): Promise<string | null> {
    const path = this.#path(folder)
    try {
      return (await realpath(path)) === path ? path : null
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** As find(), after making what is missing of it; resolves when that is on disk. */
  async make(folder: readonly string[]): Promise<string> {
    for (let depth = 1; depth <= folder.length; depth++) await this.#makeOne(folder.slice(0, depth))
    const path = await this.find(folder)
    if (path === null) throw new Error('a folder for files is none, or a link')
    return path
  }

  /** Removes it and those it is in, as far as they are empty. */
  async prune(folder: readonly string[]): Promise<void> {
    for (let depth = folder.length; depth > 0; depth--) {
      try {
        await rmdir(this.#path(folder.slice(0, depth)))
      } catch (error) {
        // Something is in it, or somebody else was faster.
        if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error)) || isMissing(error)) return
        throw error
      }
    }
  }

  /** What is in it, links and special files left out. */
  async list(folder: readonly string[]): Promise<{ readonly files: string[]; readonly folders: string[] }> {
    const path = await this.find(folder)
    const entries = path === null ? [] : await readdir(path, { withFileTypes: true }).catch(noneIfMissing)
    const visible = entries.filter(({ name }) => !NO_PART.test(name))
    return {
      files: visible.filter((entry) => entry.isFile()).map(({ name }) => name),
      folders: visible.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    }
  }

  #path(folder: readonly string[]): string {
    if (folder.some((part) => NO_PART.test(part))) throw new RangeError('a part of a path is no name')
    return join(this.#root, ...folder)
  }

  async #makeOne(folder: readonly string[]): Promise<void> {
    const path = this.#path(folder)
    try {
      await mkdir(path, this.#mode)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      if (!(await lstat(path)).isDirectory()) throw new Error('where a folder for files should be, there is something else')
      return
    }
    await syncFolder(this.#path(folder.slice(0, -1)))
  }
}

function noneIfMissing(error: unknown): never[] {
  if (isMissing(error)) return []
  throw error
}
