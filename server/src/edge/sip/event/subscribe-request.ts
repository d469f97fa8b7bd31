import { contactOf, type Dialog, routesOf } from '@weft/protocols/sip/dialog'
import { judgeSubscribe, type SubscribeVerdict } from '@weft/protocols/sip/event/incoming-subscribe'
import { Notifier } from '@weft/protocols/sip/event/notifier'
import type { SubscriptionState } from '@weft/protocols/sip/event/subscription-state'
import type { Log } from '../../../ports/log.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { SipContent, SubscriptionVerdict } from '../../../ports/sip-subscriptions.ts'
import { nextHopWithin } from '../next-hop.ts'
import type { EdgeNotifier } from './edge-notifier.ts'
import type { NotifierDecision, NotifierDoor, NotifierRequest, RequestOrigin } from './notifier-door.ts'

type Taken = Extract<SubscriptionVerdict, { readonly taken: true }>
type Judged = Extract<SubscribeVerdict, { readonly taken: true }>

/** Seconds, of conference and presence alike (RFC 4575 §3.3, RFC 3856 §6.4). */
const USUAL = 3600
const ASKED = { usual: USUAL, least: 0, most: 2 ** 32 - 1 }
/**
 * Bytes of state that are sent in datagrams to who has not answered from there: a SUBSCRIBE of some hundred bytes may be forged, and a NOTIFY that nobody
 * answers is repeated for half a minute.
 */
const MOST_UNHEARD = 8192
/** What goes over a connection goes to nobody who does not take it. */
const CONNECTED = /;transport=(?!udp)/i
const NOT_TAKEN: SipAnswer = { status: 405 }

/** A SUBSCRIBE that would begin a subscription. */
export class SubscribeRequest implements NotifierRequest {
  readonly #origin: RequestOrigin
  readonly #judged: Judged
  readonly #door: NotifierDoor
  readonly #log: Log

  private constructor(origin: RequestOrigin, judged: Judged, door: NotifierDoor, log: Log) {
    this.#origin = origin
    this.#judged = judged
    this.#door = door
    this.#log = log
  }

  /** The answer, where the application need not be asked: 489 for an event that it does not serve. */
  static judge(origin: RequestOrigin, door: NotifierDoor, log: Log): SubscribeRequest | SipAnswer {
    const judged = judgeSubscribe(origin.request, { packages: door.notifier.events ?? [], expires: ASKED })
    return judged.taken ? new SubscribeRequest(origin, judged, door, log) : { status: judged.status, headers: judged.fields }
  }

  async ask(subscription: EdgeNotifier): Promise<NotifierDecision> {
    const { notifier, session } = this.#door
    const { event, expires } = this.#judged
    const verdict = await notifier.subscribed?.({ ...this.#origin, event: event.package, expires, subscription, session })
    if (!verdict?.taken) return verdict ?? { taken: false, answer: NOT_TAKEN }
    return {
      taken: true,
      contact: verdict.contact,
      begin: (birth, contact, now) =>
        Notifier.subscribed({ ...contact, ...this.#settingsOf(verdict, subscription) }, birth, verdict.state ?? 'active', now),
      ended: verdict.ended,
    }
  }

  #settingsOf(verdict: Taken, subscription: EdgeNotifier) {
    const { expires: most, gap = 0 } = verdict
    const expires = { usual: Math.min(USUAL, most), least: 0, most }
    return {
      packages: [this.#judged.event.package],
      expires,
      gap,
      content: (_full: boolean, { state }: SubscriptionState) =>
        state === 'pending' ? null : this.#contentFor(subscription, verdict),
      headers: [],
      digest: null,
    }
  }

  /** The state; where it is much, only to who is there: he gets it when he has answered a NOTIFY without it. */
  #contentFor(subscription: EdgeNotifier, verdict: Taken): SipContent | null {
    const content = this.#contentOf(verdict)
    if (content === null || content.body.length <= MOST_UNHEARD || this.#takesMuch(subscription)) return content
    subscription.onceHeard(() => subscription.changed())
    return null
  }

  #takesMuch({ dialog, isHeard }: EdgeNotifier): boolean {
    if (isHeard || this.#door.session !== null) return true
    const { request } = this.#origin
    // Before the first NOTIFY there is no dialog yet.
    const to: Pick<Dialog, 'routeSet' | 'remoteTarget'> = dialog ?? {
      routeSet: routesOf(request) ?? [],
      remoteTarget: contactOf(request) ?? '',
    }
    return CONNECTED.test(nextHopWithin(to).where)
  }

  /** An application that throws is a defect, which must not stop the notifier in the middle of a step. */
  #contentOf(verdict: Taken): SipContent | null {
    try {
      return verdict.content()
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#log.error('an application failed to say its state', { event: this.#judged.event.package, error: stack })
      return null
    }
  }
}
