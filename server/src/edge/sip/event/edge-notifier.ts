import type { Dialog } from '@weft/protocols/sip/dialog'
import { type EventField, isSameEvent } from '@weft/protocols/sip/event/event-field'
import type { Notifier } from '@weft/protocols/sip/event/notifier'
import type { NotifierEffect } from '@weft/protocols/sip/event/notifier-step'
import type { SipRequest } from '@weft/protocols/sip/message'
import type { Clock } from '../../../ports/clock.ts'
import type { SipSubscription, SubscriptionEnding, TerminationReason } from '../../../ports/sip-subscriptions.ts'
import type { DialogPath } from '../session/dialog-path.ts'
import { type ResponseNeeds, respondAs } from '../session/dialog-response.ts'

export interface EdgeNotifierNeeds extends ResponseNeeds {
  readonly clock: Clock
  readonly path: DialogPath
  /** Called after each step: nextWake, or that it is finished, may have changed. */
  readonly touched: () => void
  /** Called once, when nothing of it is under way any more. */
  readonly over: () => void
}

/** Seconds after which who was subscribed to a server that stops may come back. */
const RETRY_AFTER = 10

/** What is to be done now; each step of a notifier is made of it. `now` is in ms. */
type Step = (notifier: Notifier, now: number) => NotifierEffect[]

/** One subscription of somebody's on the wire: carries out what its notifier wants, and tells the application of its end. */
export class EdgeNotifier implements SipSubscription {
  readonly #needs: EdgeNotifierNeeds
  /** Null until it is taken, and once it is abandoned. */
  #notifier: Notifier | null = null
  #ended = (_why: SubscriptionEnding) => {}
  #leaving: TerminationReason | null = null
  /** Where the subscriber was when it answered a NOTIFY last. */
  #heardAt: string | null = null
  #whenHeard = () => {}
  /** What came while effects were being carried out. */
  readonly #steps: Step[] = []
  #performing = false
  #isOver = false

  constructor(needs: EdgeNotifierNeeds) {
    this.#needs = needs
  }

  get dialog(): Dialog | null {
    return this.#notifier?.dialog ?? null
  }

  get nextWake(): number | null {
    return this.#notifier?.nextWake ?? null
  }

  /** Whether nothing of it is under way any more. */
  get finished(): boolean {
    return this.#notifier?.finished ?? true
  }

  /** Whether the subscriber has answered a NOTIFY, so that it is where it says. */
  get isHeard(): boolean {
    return this.dialog !== null && this.#heardAt === this.dialog.remoteTarget
  }

  /** What is to be done once the subscriber answers a NOTIFY; the last one that was asked for. */
  onceHeard(task: () => void): void {
    this.#whenHeard = task
  }

  /** It is taken; begin() follows. `ended` is told once. */
  use(notifier: Notifier, ended: (why: SubscriptionEnding) => void): void {
    this.#notifier = notifier
    this.#ended = ended
  }

  /** What its beginning wants done. */
  begin(effects: NotifierEffect[]): void {
    this.step(() => effects)
    if (this.#leaving !== null) this.terminate(this.#leaving)
  }

  /** Whether a SUBSCRIBE for that event within the dialog is one for this. */
  isOf(event: EventField): boolean {
    return this.#notifier !== null && isSameEvent(this.#notifier.event, event)
  }

  changed(): void {
    this.step((notifier, now) => notifier.step({ kind: 'changed' }, now))
  }

  activate(): void {
    this.step((notifier, now) => notifier.step({ kind: 'activate' }, now))
  }

  terminate(reason: TerminationReason): void {
    if (this.#notifier === null) this.#leaving = reason
    else this.step((notifier, now) => notifier.step({ kind: 'terminate', reason, retryAfter: null }, now))
  }

  /** Ends it since the server stops. */
  leave(): void {
    this.step((notifier, now) => notifier.step({ kind: 'terminate', reason: 'probation', retryAfter: RETRY_AFTER }, now))
  }

  /** A SUBSCRIBE of the peer's, once a transaction of that key. */
  subscribed(key: string, request: SipRequest): void {
    this.step((notifier, now) => notifier.step({ kind: 'subscribe', key, request }, now))
  }

  /** Does what is due. */
  wake(): void {
    this.step((notifier, now) => notifier.step({ kind: 'wake' }, now))
  }

  /** The dialog is gone: there is nobody to tell anything. */
  abandon(): void {
    if (this.#notifier === null) return
    this.#notifier = null
    this.#tellEnd('lost')
    this.#settle()
  }

  /** Has a step made and carried out, after those that are being carried out. Nothing where there is no notifier. */
  step(step: Step): void {
    if (this.#notifier === null) return
    this.#steps.push(step)
    if (this.#performing) return
    this.#performing = true
    for (let next = this.#steps.shift(); next; next = this.#steps.shift()) {
      if (this.#notifier) this.#perform(next(this.#notifier, this.#needs.clock.now()))
    }
    this.#performing = false
    this.#settle()
  }

  #settle(): void {
    this.#needs.touched()
    if (this.#isOver || !this.finished) return
    this.#isOver = true
    this.#needs.over()
  }

  #perform(effects: readonly NotifierEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#send(effect.request)
      else if (effect.do === 'respond') respondAs(effect.key, effect.response, this.#needs)
      else if (effect.do === 'ended') this.#tellEnd(effect.why)
    }
  }

  #send(request: SipRequest): void {
    const { dialog } = this
    if (!dialog) return
    this.#needs.path.send(request, dialog, {
      role: 'agent',
      answered: (response) => {
        if (response.status >= 200) this.#heardAt = dialog.remoteTarget
        this.step((notifier, now) => notifier.step({ kind: 'response', response }, now))
        this.#tellHeard()
      },
      failed: (reason) => this.step((notifier, now) => notifier.step({ kind: 'failed', request, reason }, now)),
      ended: () => {},
    })
  }

  #tellHeard(): void {
    if (!this.isHeard) return
    const task = this.#whenHeard
    this.#whenHeard = () => {}
    task()
  }

  /** An application that throws is a defect, and costs nobody else anything. */
  #tellEnd(why: SubscriptionEnding): void {
    const ended = this.#ended
    this.#ended = () => {}
    try {
      ended(why)
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#needs.log.error('an application failed at the end of a subscription', { why, error: stack })
    }
  }
}
