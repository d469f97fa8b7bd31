import type { Account } from '@weft/client/account'
import type { ConferenceEnd, ConferenceEndKind } from '@weft/client/conference-end'

/** For as long it is tried to come back into a room that was lost. */
const GIVE_UP_MS = 120_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000

/** Ends of an attempt to come back that pass: the server is just starting, or has not noticed yet that one was gone. */
const PASSING: readonly ConferenceEndKind[] = ['media', 'full', 'unavailable', 'failed']

interface RejoinListener {
  /** The room is to be joined now; `lost` or `succeeded` tells what becomes of it. */
  join(): void
  /** It was tried for long enough. */
  giveUp(end: ConferenceEnd): void
}

/** Comes back into a room that was lost with the connection, as soon as the account is back. */
export class Rejoin {
  readonly #account: Account
  readonly #listener: RejoinListener
  /** Only who was registered is let into some rooms. */
  readonly #registered: boolean
  #attempts = 0
  #deadline: ReturnType<typeof setTimeout> | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  #unsubscribe: (() => void) | null = null

  constructor(account: Account, listener: RejoinListener) {
    this.#account = account
    this.#listener = listener
    this.#registered = account.state.kind === 'registered'
  }

  get isTrying(): boolean {
    return this.#deadline !== undefined
  }

  /**
   * The room is lost, or an attempt to come back has failed.
   * @param established whether sound and picture had reached the room: what never worked will not work the next time
   * @returns whether it is tried to come back
   */
  lost(end: ConferenceEnd, established: boolean): boolean {
    const { kind } = end
    if (!(kind === 'connection-lost' || (kind === 'media' && established) || (this.isTrying && PASSING.includes(kind)))) {
      this.close()
      return false
    }
    this.#deadline ??= setTimeout(() => {
      this.close()
      this.#listener.giveUp(end)
    }, GIVE_UP_MS)
    this.#unsubscribe ??= this.#account.on('state', () => this.#plan())
    this.#plan()
    return true
  }

  /** The room was joined. */
  succeeded(): void {
    this.close()
    this.#attempts = 0
  }

  /** It is tried no longer. */
  close(): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#pause)
    this.#deadline = undefined
    this.#pause = undefined
    this.#unsubscribe?.()
    this.#unsubscribe = null
  }

  #plan(): void {
    if (!this.#isReady()) {
      clearTimeout(this.#pause)
      this.#pause = undefined
      return
    }
    if (this.#pause !== undefined) return
    const pause = this.#attempts === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (this.#attempts - 1), LONGEST_PAUSE_MS)
    this.#pause = setTimeout(() => {
      this.#attempts++
      this.#unsubscribe?.()
      this.#unsubscribe = null
      this.#pause = undefined
      this.#listener.join()
    }, pause)
  }

  #isReady(): boolean {
    const { kind } = this.#account.state
    return kind === 'registered' || (!this.#registered && (kind === 'added' || kind === 'registering')) || kind === 'failed'
  }
}
