import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isName } from './journal-record.ts'
import { PickleError, type PickleValue, readPickle } from './pickle.ts'

/** Bytes of a file that is read as a whole: what one string of JavaScript can hold. */
const LONGEST_FILE = 500 * 1024 * 1024
const MESSAGES = '_messages.json'
const IDS = '_id_timestamp.json'
const TOKENS = 'webrtc_device_tokens'

/** A file cannot be read; the message says why. */
export class UnreadableFile extends Error {}

/** An account, and its files by their paths in the directory; null for one that is not there. */
export interface AccountFiles {
  /** In lower case. */
  readonly account: string
  readonly messages: string | null
  readonly ids: string | null
}

/** The directory in which the original keeps what it has: `storage_dir` of its webrtcgateway.ini (sylkrtc-protocol §10.6). */
export class OriginalFiles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** True where something of the original's is there. */
  async isThere(): Promise<boolean> {
    const names = await this.#names('.')
    return ['conversations', 'addressbooks', TOKENS].some((name) => names.includes(name))
  }

  /** Those with a journal, in the order of their names. */
  async accounts(): Promise<readonly AccountFiles[]> {
    const found = new Map<string, AccountFiles>()
    for (const folder of await this.#names('conversations'))
      for (const name of await this.#names(join('conversations', folder))) {
        const suffix = [MESSAGES, IDS].find((one) => name.endsWith(one))
        if (suffix === undefined) continue
        const account = name.slice(0, -suffix.length).toLowerCase()
        const files = found.get(account) ?? { account, messages: null, ids: null }
        found.set(account, { ...files, [suffix === MESSAGES ? 'messages' : 'ids']: join('conversations', folder, name) })
      }
    return [...found.values()].filter(({ account }) => isName(account)).toSorted((a, b) => (a.account < b.account ? -1 : 1))
  }

  async addressBooks(): Promise<readonly { readonly account: string; readonly path: string }[]> {
    const names = (await this.#names('addressbooks')).filter((name) => name.endsWith('.json'))
    return names
      .toSorted()
      .map((name) => ({ account: name.slice(0, -'.json'.length).toLowerCase(), path: join('addressbooks', name) }))
  }

  /** Parsed; null where there is no such file. Throws UnreadableFile. */
  async json(path: string): Promise<unknown> {
    const bytes = await this.#bytes(path)
    if (bytes === null) return null
    try {
      return JSON.parse(bytes.toString('utf8'))
    } catch {
      throw new UnreadableFile('it is not JSON')
    }
  }

  /** Null where there is no such file. Throws UnreadableFile. */
  async deviceTokens(): Promise<PickleValue> {
    const bytes = await this.#bytes(TOKENS)
    try {
      return bytes && readPickle(bytes)
    } catch (error) {
      throw error instanceof PickleError ? new UnreadableFile(error.message) : error
    }
  }

  async #names(folder: string): Promise<readonly string[]> {
    return await readdir(join(this.#directory, folder)).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
  }

  async #bytes(path: string): Promise<Buffer | null> {
    const file = join(this.#directory, path)
    try {
      const status = await stat(file)
      if (!status.isFile()) throw new UnreadableFile('it is not a file')
      if (status.size > LONGEST_FILE) throw new UnreadableFile(`it is longer than ${LONGEST_FILE} bytes`)
      return await readFile(file)
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
