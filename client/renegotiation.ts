import type { SessionUpdateEvent } from '@weft/wire/session-event'
import type { CallMedia } from './call-media.ts'
import { RequestFailure } from './request-failure.ts'

/** How long the other side may take to answer an offer of ours. */
const ANSWER_TIMEOUT_MS = 30_000

interface CallSteps {
  /** Runs a step after those before it, unless the call is over by then. */
  next(step: () => Promise<void>): void
  /** Sends an offer or an answer to the gateway; rejects with a RequestFailure. */
  send(sdp: string): Promise<void>
}

/** An offer of ours that waits for its answer. */
interface Change {
  readonly offer: () => Promise<string>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** How either side changes the media of an answered call: re-INVITEs (sylkrtc-protocol.md §3.4b). One of ours at a time. */
export class Renegotiation {
  readonly #media: CallMedia
  readonly #call: CallSteps
  #change: Change | null = null
  #over = false

  constructor(media: CallMedia, call: CallSteps) {
    this.#media = media
    this.#call = call
  }

  /** Whether an offer of ours waits for its answer. */
  get underWay(): boolean {
    return this.#change !== null
  }

  /**
   * Makes an offer; resolves when the other side has agreed. Otherwise everything is as before and the promise rejects.
   * @param offer applies the change to the media and describes them; a method of CallMedia
   */
  propose(offer: () => Promise<string>): Promise<void> {
    if (this.#change !== null) return Promise.reject(new RequestFailure('refused', 'another change is under way'))
    return new Promise((resolve, reject) => {
      const expire = (): void =>
        this.#call.next(() => this.#undo(change, new RequestFailure('timeout', 'no answer to the offer')))
      const change: Change = { offer, resolve, reject, timer: setTimeout(expire, ANSWER_TIMEOUT_MS) }
      this.#change = change
      this.#call.next(() => this.#offer(change))
    })
  }

  /** A step of the call: what the other side says to our offer, or an offer of its own. */
  async take(event: SessionUpdateEvent): Promise<void> {
    const change = this.#change
    if (event.state === 'received') await this.#answer(event.sdp)
    else if (change === null) return
    else if (event.state === 'failed') await this.#undo(change, new RequestFailure('refused', event.reason))
    else await this.#conclude(change, event.sdp)
  }

  /** The call is over: nothing is sent any more. */
  end(): void {
    this.#over = true
    if (this.#change !== null) this.#settle(this.#change).reject(new RequestFailure('refused', 'the call is over'))
  }

  async #offer(change: Change): Promise<void> {
    // The other side's offer came first.
    if (change !== this.#change) return
    try {
      const sdp = await change.offer()
      if (this.#over) return
      // The answer is another step, so this one must not wait for it.
      this.#call.send(sdp).catch((error: unknown) => this.#call.next(() => this.#undo(change, error)))
    } catch (error) {
      await this.#undo(change, error)
    }
  }

  async #conclude(change: Change, answer: string): Promise<void> {
    try {
      await this.#media.takeAnswer(answer)
      if (change === this.#change) this.#settle(change).resolve()
    } catch (error) {
      await this.#undo(change, error)
    }
  }

  /** The other side wants other media. There is no way to refuse, so it is answered with what is sent already. */
  async #answer(offer: string): Promise<void> {
    if (this.#change !== null) {
      await this.#undo(this.#change, new RequestFailure('refused', 'the other side made an offer at the same moment'))
    }
    try {
      const sdp = await this.#media.answer(offer, null)
      if (!this.#over) await this.#call.send(sdp)
    } catch {
      // The gateway refuses an offer that stays unanswered, and the call goes on as it was.
      await this.#media.rollBack()
    }
  }

  async #undo(change: Change, error: unknown): Promise<void> {
    if (change !== this.#change) return
    this.#settle(change)
    await this.#media.rollBack().finally(() => change.reject(error))
  }

  #settle(change: Change): Change {
    clearTimeout(change.timer)
    this.#change = null
    return change
  }
}
