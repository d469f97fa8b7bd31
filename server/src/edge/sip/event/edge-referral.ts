import type { AcceptedRefer } from '@weft/protocols/sip/event/accepted-refer'
import type { NotifierEffect } from '@weft/protocols/sip/event/notifier-step'
import type { ReferProgress } from '@weft/protocols/sip/event/refer-progress'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import type { SipReferral } from '../../../ports/sip-subscriptions.ts'
import { mustBeSayable } from '../session/sayable.ts'
import type { EdgeNotifier } from './edge-notifier.ts'

/** A REFER as the application that carries it out has it. */
export class EdgeReferral implements SipReferral {
  readonly #notifier: EdgeNotifier
  #refer: AcceptedRefer | null = null
  /** What was reported before the REFER is answered; the newest counts. */
  #early: ReferProgress | null = null

  constructor(notifier: EdgeNotifier) {
    this.#notifier = notifier
  }

  report(status: number, reason = reasonPhrase(status)): void {
    mustBeSayable([], reason)
    const refer = this.#refer
    if (refer) this.#notifier.step((_notifier, now) => refer.report({ status, reason }, now))
    else this.#early = { status, reason }
  }

  /** The REFER is answered, and its sender is told how it goes: what that wants sent by what was reported before. `now` is in ms. */
  begin(refer: AcceptedRefer, now: number): NotifierEffect[] {
    this.#refer = refer
    return this.#early ? refer.report(this.#early, now) : []
  }
}
