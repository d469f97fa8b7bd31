import { type Dialog, dialogKeyOf, dialogKeyOfMessage } from '@weft/protocols/sip/dialog'
import {
  OutgoingSubscribe,
  type OutgoingSubscribeEffect,
  type OutgoingSubscribeInput,
} from '@weft/protocols/sip/event/outgoing-subscribe'
import type { Subscriber } from '@weft/protocols/sip/event/subscriber'
import type { SubscriberEffect, SubscriberInput, SubscriptionEnded } from '@weft/protocols/sip/event/subscriber-step'
import type { SubscriptionSettings } from '@weft/protocols/sip/event/subscription-settings'
import type { SubscriptionState } from '@weft/protocols/sip/event/subscription-state'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import { earliest } from '@weft/protocols/sip/timers'
import type { Clock } from '../../../ports/clock.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { SubscriberEnding, SubscriberEvent, SubscriptionOfOurs } from '../../../ports/sip-subscriber.ts'
import { FailOver } from '../fail-over.ts'
import { LONGEST_DATAGRAM, type Locating, nextHopOf, routesTo } from '../next-hop.ts'
import { DialogPath, type PathNeeds } from '../session/dialog-path.ts'
import { type ResponseNeeds, respondAs } from '../session/dialog-response.ts'
import type { Incoming, ResponseListener, TransactionUser } from '../transaction/transaction-user.ts'
import { contactUri } from '../transport/hop.ts'
import type { Ways } from '../transport/ways.ts'

export interface OwnSubscriptionNeeds extends PathNeeds, ResponseNeeds {
  readonly layer: PathNeeds['layer'] & ResponseNeeds['layer']
  readonly ways: Ways
  readonly clock: Clock
  /** Knows the outbound proxy, where there is one. */
  readonly locating: Locating
}

/** What it is made of. */
export interface SubscriptionPlan {
  /** A SUBSCRIBE without Via, Contact, Event, Expires and Accept. */
  readonly request: SipRequest
  /** To a sips URI. */
  readonly secure: boolean
  /** The user part of our Contact; null: our usual one. */
  readonly contactUser: string | null
  readonly settings: Omit<SubscriptionSettings, 'contact'>
}

const GIVEN_UP: SubscriberEnding = { why: 'unsubscribed', status: null, reason: null, retryAfter: null }
/** Bytes that Via, Contact and the like add to a request. */
const OVERHEAD = 400
/** One subscription; what other branches of a fork say is refused. */
const MOST_BRANCHES = 1

/** One subscription of ours on the wire: carries out what its machines want, and tells the application what they tell. */
export class OwnSubscription implements TransactionUser, SubscriptionOfOurs {
  readonly role = 'agent'
  readonly #plan: SubscriptionPlan
  readonly #needs: OwnSubscriptionNeeds
  readonly #listener: (event: SubscriberEvent) => void
  /** Called after each step: nextWake, or that it is finished, may have changed. */
  readonly #touched: (subscription: OwnSubscription) => void
  readonly #path: DialogPath
  #subscribe: OutgoingSubscribe | null = null
  #subscriber: Subscriber | null = null
  #attempts: FailOver | null = null
  #unwanted = false
  #over = false

  constructor(
    plan: SubscriptionPlan,
    listener: (event: SubscriberEvent) => void,
    needs: OwnSubscriptionNeeds,
    touched: (subscription: OwnSubscription) => void,
  ) {
    this.#plan = plan
    this.#listener = listener
    this.#needs = needs
    this.#touched = touched
    this.#path = new DialogPath(null, needs)
  }

  get nextWake(): number | null {
    return earliest(this.#subscribe?.nextWake ?? null, this.#subscriber?.nextWake ?? null)
  }

  /** Whether nothing more comes of it; what a slow branch of a fork says then is of no subscription. */
  get finished(): boolean {
    return this.#over
  }

  /** Looks for routes and sends the SUBSCRIBE. Nothing is told before the look-up has ended. */
  async start(): Promise<void> {
    const { locating, log, ways } = this.#needs
    const { request, secure, contactUser } = this.#plan
    const { where, host } = nextHopOf(request.uri)
    try {
      const routes = await routesTo(where, printMessage(request).length + OVERHEAD > LONGEST_DATAGRAM, locating)
      if (this.#unwanted) return this.#finish(GIVEN_UP)
      const hop = ways.hop(routes[0]?.transport ?? 'udp')
      const contact = contactUri(hop, secure ? 'sips' : 'sip', contactUser ?? undefined)
      this.#attempts = new FailOver(routes, host, this.#needs)
      const settings = { ...this.#plan.settings, contact }
      const { subscribe, effects } = OutgoingSubscribe.start(
        settings,
        { request, secure, most: MOST_BRANCHES },
        this.#needs.clock.now(),
      )
      this.#subscribe = subscribe
      this.#perform(effects)
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('a subscription was not sent', { error: String(error) })
      this.#finish({ why: 'no-route', status: null, reason: error instanceof Refusal ? error.detail : null, retryAfter: 0 })
    }
  }

  end(): void {
    if (this.#unwanted || this.#over) return
    this.#unwanted = true
    this.#step({ kind: 'unsubscribe' })
  }

  wake(now: number): void {
    if (this.#due(this.#subscriber, now)) this.#within(this.#subscriber, { kind: 'wake' })
    if (this.#due(this.#subscribe, now)) this.#step({ kind: 'wake' })
  }

  requested({ key, request }: Incoming): void {
    if (request.method !== 'NOTIFY') {
      const refusal = responseTo(request, 405, reasonPhrase(405), null)
      respondAs(key, { ...refusal, headers: [...refusal.headers, { name: 'Allow', value: 'NOTIFY' }] }, this.#needs)
    } else if (this.#subscriber && dialogKeyOf(this.#subscriber.dialog) === dialogKeyOfMessage(request)) {
      this.#within(this.#subscriber, { kind: 'notify', key, request })
    } else this.#step({ kind: 'notify', key, request })
  }

  /** Only an INVITE is cancelled, and only that of a call is acknowledged. */
  cancelled(): void {}

  acknowledged(): void {}

  /** Who did not get an answer asks again. */
  undelivered(): void {}

  ended(): void {}

  #due(machine: OutgoingSubscribe | Subscriber | null, now: number): machine is OutgoingSubscribe & Subscriber {
    return machine !== null && machine.nextWake !== null && machine.nextWake <= now
  }

  #step(input: OutgoingSubscribeInput): void {
    if (this.#subscribe) this.#perform(this.#subscribe.step(input, this.#needs.clock.now()))
  }

  #within(subscriber: Subscriber, input: SubscriberInput): void {
    this.#carryOut(subscriber, subscriber.step(input, this.#needs.clock.now()))
    this.#touched(this)
  }

  #perform(effects: readonly OutgoingSubscribeEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#send(effect.request)
      else if (effect.do === 'respond') respondAs(effect.key, effect.response, this.#needs)
      else if (effect.do === 'begun') this.#subscriber = effect.subscriber
      else if (effect.do === 'within') this.#carryOut(effect.subscriber, effect.effects)
      else if (effect.do === 'accepted') this.#tell({ kind: 'accepted' })
      else if (effect.do === 'failed') this.#finish(this.#unwanted ? GIVEN_UP : endingOf(effect))
    }
    this.#touched(this)
  }

  #carryOut(subscriber: Subscriber, effects: readonly SubscriberEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#refresh(subscriber, effect.request, subscriber.dialog)
      else if (effect.do === 'respond') respondAs(effect.key, effect.response, this.#needs)
      else if (effect.do === 'notified') this.#notified(effect.state, effect.request)
      else if (effect.do === 'ended') this.#finish(endedAs(effect))
    }
  }

  /** The first SUBSCRIBE, or one that repeats it with credentials, or for longer. */
  #send(request: SipRequest): void {
    const sent = this.#attempts?.send(
      request,
      this.#heardBy((input) => this.#step(input)),
    )
    sent?.catch((error: unknown) => {
      this.#needs.log.error('a subscription was not sent', { error: String(error) })
      this.#step({ kind: 'failed', reason: 'transport' })
    })
  }

  #refresh(subscriber: Subscriber, request: SipRequest, dialog: Dialog): void {
    this.#path.send(
      request,
      dialog,
      this.#heardBy((input) => this.#within(subscriber, input.kind === 'failed' ? { ...input, request } : input)),
    )
  }

  #heardBy(step: (input: Extract<OutgoingSubscribeInput, { kind: 'response' | 'failed' }>) => void): ResponseListener {
    return {
      role: 'agent',
      answered: (response) => step({ kind: 'response', response }),
      failed: (reason) => step({ kind: 'failed', reason }),
      ended: () => {},
    }
  }

  /** What a last NOTIFY says of the state is told, too. */
  #notified({ state }: SubscriptionState, request: SipRequest): void {
    const type = fieldOf(request, 'Content-Type')
    const content = request.body.length === 0 || type === null ? null : { type, body: request.body }
    if (state === 'terminated' && content === null) return
    this.#tell({ kind: 'state', state: state === 'pending' ? 'pending' : 'active', content })
  }

  #finish(ending: SubscriberEnding): void {
    if (this.#over) return
    this.#over = true
    this.#tell({ kind: 'ended', ...ending })
    this.#touched(this)
  }

  /** An application that throws is a defect, and costs nobody else anything. */
  #tell(event: SubscriberEvent): void {
    if (this.#over && event.kind !== 'ended') return
    try {
      this.#listener(event)
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#needs.log.error('an application failed to hear of a subscription', { what: event.kind, error: stack })
    }
  }
}

type Failed = Extract<OutgoingSubscribeEffect, { do: 'failed' }>

function endingOf({ status, response, retryAfter }: Failed): SubscriberEnding {
  return { why: response === null ? 'lost' : 'refused', status, reason: response?.reason ?? null, retryAfter }
}

function endedAs({ why, status, reason, retryAfter }: SubscriptionEnded): SubscriberEnding {
  return { why: why === 'silent' || why === 'expired' ? 'lost' : why, status, reason, retryAfter }
}
