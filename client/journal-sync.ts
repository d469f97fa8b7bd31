import type { Account } from './account.ts'
import { Emitter } from './emitter.ts'
import type { JournalPage } from './journal.ts'
import { RequestFailure } from './request-failure.ts'

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 60_000

/** Whether this device knows what happened while it was away. */
export type SyncState =
  | 'waiting' // for the account to be registered; what was kept is there
  | 'reading' // the journal, page by page
  | 'current'

export interface JournalSyncNeeds {
  /** Where to read on; null: from the beginning. */
  readonly cursor: () => string | null
  /** Keeps a page, and its cursor with it. False: it could not be kept, and is to be read again later. */
  readonly keep: (page: JournalPage) => Promise<boolean>
}

interface JournalSyncEvents {
  state: SyncState
}

/** Reads an account's journal to its end, from where it was left, whenever the account has been registered (sylkrtc-protocol.md §6). */
export class JournalSync extends Emitter<JournalSyncEvents> {
  readonly #account: Account
  readonly #needs: JournalSyncNeeds
  #unsubscribe: () => void = () => undefined
  #state: SyncState = 'waiting'
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  /** Counts beginnings and ends of reading, so that a reading that was given up notices. */
  #readings = 0

  constructor(account: Account, needs: JournalSyncNeeds) {
    super()
    this.#account = account
    this.#needs = needs
  }

  get state(): SyncState {
    return this.#state
  }

  /** Begins, now or with the next registration. */
  start(): void {
    this.#unsubscribe = this.#account.on('state', ({ kind }) => (kind === 'registered' ? void this.#read() : this.#wait()))
    if (this.#account.state.kind === 'registered') void this.#read()
  }

  close(): void {
    this.#unsubscribe()
    this.#wait()
  }

  async #read(): Promise<void> {
    clearTimeout(this.#retry)
    const reading = ++this.#readings
    this.#turn('reading')
    try {
      for await (const page of this.#account.messages.history(this.#needs.cursor())) {
        const isKept = await this.#needs.keep(page)
        if (reading !== this.#readings) return
        if (!isKept) return this.#readLater()
      }
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      // A connection that is lost comes back with a registration; anything else is tried again.
      if (reading === this.#readings) this.#readLater()
      return
    }
    if (reading !== this.#readings) return
    this.#failures = 0
    this.#turn('current')
  }

  #readLater(): void {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS)
    this.#retry = setTimeout(() => void this.#read(), delay)
    this.#turn('waiting')
  }

  #wait(): void {
    this.#readings++
    clearTimeout(this.#retry)
    this.#turn('waiting')
  }

  #turn(state: SyncState): void {
    if (this.#state === state) return
    this.#state = state
    this.emit('state', state)
  }
}
