import type { Clock } from '../../../ports/clock.ts'

/** ms between two looks, and from the finding to the verdict. */
const PAUSE = 500

interface WatchOptions {
  readonly clock: Clock
  /** Asks for an update without a session description, which the plugin always refuses; `onRefused` gets its words. May reject. */
  readonly probe: (onRefused: (detail: string) => void) => Promise<void>
  readonly onRejected: () => void
}

/**
 * Finds out that the other side refused our re-INVITE, of which Janus 1.1.2 says nothing at all (janus_sip.c, nua_r_invite: a status of
 * 400 and above ends in `break`). The plugin can be asked, though: an `update` without SDP is refused for its state ("Wrong state") while
 * the re-INVITE is under way and for the missing SDP ("Missing SDP update") once it is not. The second, without an answer before, is a no.
 */
export class RejectedOfferWatch {
  readonly #options: WatchOptions
  #cancel: () => void = () => {}
  #round = 0

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** Our re-INVITE is out. */
  start(): void {
    this.stop()
    this.#look(this.#round)
  }

  /** It was answered, or the call is over. */
  stop(): void {
    this.#round++
    this.#cancel()
  }

  #look(round: number): void {
    this.#cancel = this.#options.clock.after(PAUSE, () => {
      const again = () => {
        if (round === this.#round) this.#look(round)
      }
      const refused = (detail: string) => {
        if (round !== this.#round) return
        if (detail.startsWith('Missing SDP')) this.#verdict(round)
        else again()
      }
      this.#options.probe(refused).catch(again)
    })
  }

  /** An answer changes the plugin's state a moment before it is told, so it gets the time to arrive. */
  #verdict(round: number): void {
    this.#cancel = this.#options.clock.after(PAUSE, () => {
      if (round !== this.#round) return
      this.stop()
      this.#options.onRejected()
    })
  }
}
