import { contactOf } from '@weft/protocols/sip/dialog'
import type { SipHeaderField } from '@weft/protocols/sip/message'
import type { Random } from '../../../ports/random.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import { answerTo } from '../proxy/application-answer.ts'
import { respondAs } from '../session/dialog-response.ts'
import type { Incoming } from '../transaction/transaction-user.ts'
import { EdgeNotifier, type EdgeNotifierNeeds } from './edge-notifier.ts'
import type { NotifierDecision, NotifierDoor, NotifierRequest, RequestOrigin } from './notifier-door.ts'
import type { NotifierShares } from './notifier-shares.ts'
import { ReferRequest } from './refer-request.ts'
import { SubscribeRequest } from './subscribe-request.ts'

export interface ReceptionNeeds extends Omit<EdgeNotifierNeeds, 'path' | 'touched' | 'over'> {
  readonly random: Random
  readonly shares: NotifierShares
  /** Whether what requests from that address say of themselves counts. */
  readonly believes: (address: string) => boolean
}

/** Who found us full may try again after so many seconds. */
const RETRY_AFTER: SipHeaderField = { name: 'Retry-After', value: '10' }
const FULL: SipAnswer = { status: 503, headers: [RETRY_AFTER] }

/** SUBSCRIBE and REFER that came in through one door, until the application has decided about them. */
export class NotifierReception {
  readonly #door: NotifierDoor
  readonly #needs: ReceptionNeeds

  constructor(door: NotifierDoor, needs: ReceptionNeeds) {
    this.#door = door
    this.#needs = needs
  }

  /** A SUBSCRIBE of no subscription that is there, or a REFER. */
  requested(incoming: Incoming): void {
    const { believes, log, shares } = this.#needs
    const { request, peer, believed = believes(peer.source.address) } = incoming
    const origin: RequestOrigin = { request, source: peer.source, believed }
    const judged =
      request.method === 'REFER' ? ReferRequest.judge(origin, this.#door) : SubscribeRequest.judge(origin, this.#door, log)
    if (!('ask' in judged)) {
      this.#answer(incoming, judged)
      return
    }
    // RFC 6665 §4.2.1, RFC 3515 §2.4.2: whoever wants NOTIFYs says where they go.
    if (contactOf(request) === null) {
      this.#answer(incoming, { status: 400 })
      return
    }
    const release = this.#door.admits() ? shares.take(this.#door.notifier) : null
    if (release) void this.#ask(incoming, judged, release)
    else this.#answer(incoming, FULL)
  }

  async #ask(incoming: Incoming, asked: NotifierRequest, release: () => void): Promise<void> {
    const { path, touched } = this.#door
    const subscription: EdgeNotifier = new EdgeNotifier({
      ...{ ...this.#needs, path },
      ...{ touched: () => touched(subscription), over: release },
    })
    try {
      const decision = await asked.ask(subscription)
      if (!this.#carryOut(incoming, decision, subscription)) release()
    } catch (error) {
      release()
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#needs.log.error('an application failed', { method: incoming.request.method, error: stack })
      this.#answer(incoming, { status: 500 })
    }
  }

  /** Whether a subscription began. Throws SipPrintError where the application's answer cannot be said. */
  #carryOut(incoming: Incoming, decision: NotifierDecision, subscription: EdgeNotifier): boolean {
    const { place, secure } = this.#door
    if (!decision.taken) {
      this.#answer(incoming, decision.answer)
      return false
    }
    if (this.#door.isGone()) {
      this.#answer(incoming, { status: 481 })
      decision.ended('lost')
      return false
    }
    const { clock, random } = this.#needs
    const { key, request } = incoming
    const birth = { key, request, toTag: random.id(), place, secure }
    const beginning = decision.begin(birth, this.#door.contactAs(decision.contact), clock.now())
    if (beginning.notifier === null) {
      respondAs(key, beginning.response, this.#needs)
      decision.ended('refused')
      return false
    }
    subscription.use(beginning.notifier, decision.ended)
    this.#door.begun(subscription)
    subscription.begin(beginning.effects)
    return true
  }

  #answer({ key, request }: Incoming, answer: SipAnswer): void {
    const { layer, product, random } = this.#needs
    layer.respond(key, answerTo(request, answer, product, random.id()))
  }
}
