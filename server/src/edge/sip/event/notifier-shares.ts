import type { SipRequest } from '@weft/protocols/sip/message'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'

type Notifier = Partial<SipNotifier<SipRequest>>

/** How many subscriptions each application has, in calls and outside, so that none has them without end. */
export class NotifierShares {
  readonly #most: number
  readonly #counts = new Map<Notifier, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** Counts one more; what is returned is to be called once, when it is over. Null where there are as many as there may be. */
  take(notifier: Notifier): (() => void) | null {
    const count = this.#counts.get(notifier) ?? 0
    if (count >= this.#most) return null
    this.#counts.set(notifier, count + 1)
    return () => this.#release(notifier)
  }

  #release(notifier: Notifier): void {
    const left = (this.#counts.get(notifier) ?? 1) - 1
    if (left === 0) this.#counts.delete(notifier)
    else this.#counts.set(notifier, left)
  }
}
