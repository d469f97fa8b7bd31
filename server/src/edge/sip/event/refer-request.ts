import { AcceptedRefer } from '@weft/protocols/sip/event/accepted-refer'
import { judgeRefer, type ReferVerdict } from '@weft/protocols/sip/event/refer-request'
import { fieldOf } from '@weft/protocols/sip/message'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { EdgeNotifier } from './edge-notifier.ts'
import { EdgeReferral } from './edge-referral.ts'
import type { NotifierDecision, NotifierDoor, NotifierRequest, RequestOrigin } from './notifier-door.ts'

type Judged = Extract<ReferVerdict, { readonly taken: true }>

const NOT_TAKEN: SipAnswer = { status: 405 }

/** A REFER, and the subscription that it implies. */
export class ReferRequest implements NotifierRequest {
  readonly #origin: RequestOrigin
  readonly #judged: Judged
  readonly #door: NotifierDoor

  private constructor(origin: RequestOrigin, judged: Judged, door: NotifierDoor) {
    this.#origin = origin
    this.#judged = judged
    this.#door = door
  }

  /** The answer, where the application need not be asked: 400 where it does not say whom to refer to. */
  static judge(origin: RequestOrigin, door: NotifierDoor): ReferRequest | SipAnswer {
    const judged = judgeRefer(origin.request)
    return judged.taken ? new ReferRequest(origin, judged, door) : { status: judged.status }
  }

  async ask(subscription: EdgeNotifier): Promise<NotifierDecision> {
    const { notifier, session } = this.#door
    const { target, method, replaces } = this.#judged.referTo
    const referral = new EdgeReferral(subscription)
    const verdict = await notifier.referred?.({
      ...{ ...this.#origin, target, method: method.toUpperCase(), replaces: replaces !== null },
      ...{ referredBy: fieldOf(this.#origin.request, 'Referred-By'), referral, session },
    })
    if (!verdict?.taken) return verdict ?? { taken: false, answer: NOT_TAKEN }
    return {
      taken: true,
      contact: verdict.contact,
      begin: (birth, contact, now) => {
        const accepted = AcceptedRefer.accept({ ...contact, headers: [], digest: null }, birth, this.#judged, now)
        if (!accepted.refer) return { notifier: null, response: accepted.response }
        const { notifier: implied } = accepted.refer
        return { notifier: implied, effects: [...accepted.effects, ...referral.begin(accepted.refer, now)] }
      },
      // Whether anybody hears how it goes changes nothing for who does it.
      ended: () => {},
    }
  }
}
