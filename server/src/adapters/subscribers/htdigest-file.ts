import { readFileSync, statSync } from 'node:fs'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SubscriberSecret, Subscribers } from '../../ports/subscribers.ts'
import { readHtdigest, type SubscriberTable } from './htdigest-lines.ts'

/** ms between two looks at whether the file has changed. */
const BETWEEN_LOOKS = 1000
/** Bytes. */
const LARGEST = 256 * 1024 * 1024

/** Users out of an htdigest file, read again when it changes. While it cannot be read, those from before count. */
export class HtdigestFile implements Subscribers {
  readonly #path: string
  readonly #clock: Clock
  readonly #log: Log
  #table: SubscriberTable = { realms: new Map(), users: 0, wrongLines: [] }
  /** What the file was when it was last looked at. */
  #seen = ''
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(path: string, clock: Clock, log: Log) {
    this.#path = path
    this.#clock = clock
    this.#log = log
    this.reload()
  }

  async find(user: string, realm: string): Promise<readonly SubscriberSecret[] | null> {
    if (this.#clock.now() - this.#lookedAt >= BETWEEN_LOOKS) this.#look()
    return this.#table.realms.get(realm)?.get(user) ?? null
  }

  /** Reads the file now, changed or not. */
  reload(): void {
    this.#seen = ''
    this.#look()
  }

  #look(): void {
    this.#lookedAt = this.#clock.now()
    try {
      const { mtimeMs, ino, size } = statSync(this.#path)
      const state = `${mtimeMs} ${ino} ${size}`
      if (state === this.#seen) return
      this.#seen = state
      if (size > LARGEST) throw new Error(`more than ${LARGEST} bytes`)
      this.#table = readHtdigest(readFileSync(this.#path, 'utf8'))
      this.#tell()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      // Told once, until something changes.
      if (this.#seen !== why) this.#log.error('the file of SIP users cannot be read', { file: this.#path, error: why })
      this.#seen = why
    }
  }

  #tell(): void {
    const { users, wrongLines } = this.#table
    this.#log.info('SIP users', { file: this.#path, users })
    // Their content may be a password.
    for (const line of wrongLines) this.#log.warn('no user:realm:HA1', { file: this.#path, line })
  }
}
