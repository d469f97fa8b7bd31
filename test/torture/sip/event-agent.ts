import { type ClientTableEffect, ClientTransactions } from '../../../protocols/sip/client-transactions.ts'
import { dialogKeyOf, dialogKeyOfMessage } from '../../../protocols/sip/dialog.ts'
import { Notifier } from '../../../protocols/sip/event/notifier.ts'
import type { NotifierSettings } from '../../../protocols/sip/event/notifier-settings.ts'
import type { NotifierEffect, NotifierInput } from '../../../protocols/sip/event/notifier-step.ts'
import {
  OutgoingSubscribe,
  type OutgoingSubscribeEffect,
  type OutgoingSubscribeInput,
} from '../../../protocols/sip/event/outgoing-subscribe.ts'
import { Subscriber } from '../../../protocols/sip/event/subscriber.ts'
import type { SubscriberEffect, SubscriberInput } from '../../../protocols/sip/event/subscriber-step.ts'
import type { SubscriptionSettings } from '../../../protocols/sip/event/subscription-settings.ts'
import { fieldOf, type SipMessage, type SipRequest, type SipResponse } from '../../../protocols/sip/message.ts'
import { tagOf } from '../../../protocols/sip/message-identity.ts'
import { parseMessage } from '../../../protocols/sip/parse-message.ts'
import { printMessage } from '../../../protocols/sip/print-message.ts'
import { responseTo } from '../../../protocols/sip/response.ts'
import { type ServerTableEffect, ServerTransactions } from '../../../protocols/sip/server-transactions.ts'
import { earliest, RELIABLE, type Timers, UNRELIABLE } from '../../../protocols/sip/timers.ts'
import { request as requestOf } from './messages.ts'
import type { Packet } from './virtual-network.ts'
import type { Inhabitant, World } from './world.ts'

type Machine = Subscriber | Notifier | OutgoingSubscribe
type Effect = SubscriberEffect | NotifierEffect | OutgoingSubscribeEffect

/** A user agent that subscribes and notifies over transactions, on a virtual network. What it notifies is its `text`. */
export class EventAgent implements Inhabitant {
  readonly name: string
  /** What the resource says; say() tells subscribers as well. */
  text = 'nothing'
  /** What becomes of a SUBSCRIBE to us. */
  policy: 'active' | 'pending' | number = 'active'
  readonly subscription: SubscriptionSettings
  readonly notification: NotifierSettings
  /** Everything that machines wanted, and when. */
  readonly diary: { readonly at: number; readonly effect: Effect }[] = []
  readonly subscribers: Subscriber[] = []
  readonly notifiers: Notifier[] = []
  readonly #world: World
  readonly #clients = new ClientTransactions<string>(1000)
  readonly #servers = new ServerTransactions<string>(1000)
  readonly #byDialog = new Map<string, Subscriber | Notifier>()
  readonly #byTag = new Map<string, OutgoingSubscribe>()
  readonly #sent = new Map<string, { readonly request: SipRequest; readonly owner: Machine }>()
  #serial = 0

  constructor(
    name: string,
    world: World,
    changes: { readonly subscription?: Partial<SubscriptionSettings>; readonly notification?: Partial<NotifierSettings> } = {},
  ) {
    this.name = name
    this.#world = world
    const contact = `sip:${name}@${name}.example`
    this.subscription = {
      event: { package: 'presence', id: null },
      contact,
      accept: ['text/plain'],
      expires: 600,
      headers: [],
      digest: null,
      random: () => world.random.below(1_000_000) / 1_000_000,
      ...changes.subscription,
    }
    this.notification = {
      packages: ['presence'],
      contact,
      expires: { usual: 600, least: 60, most: 3600 },
      gap: 0,
      content: () => ({ type: 'text/plain', body: new TextEncoder().encode(this.text) }),
      headers: [],
      digest: null,
      ...changes.notification,
    }
  }

  get nextWake(): number | null {
    return earliest(this.#clients.nextWake, this.#servers.nextWake, ...this.#machines.map(({ nextWake }) => nextWake))
  }

  /** The text that came last. */
  get heard(): string | null {
    const last = this.effects('notified').at(-1)
    return last ? new TextDecoder().decode(last.effect.request.body) : null
  }

  subscribe(to: string, most = 10): OutgoingSubscribe {
    const fromTag = `${this.name}-${++this.#serial}`
    const plain = requestOf('SUBSCRIBE', { callId: `${fromTag}-call`, fromTag, uri: `sip:${to}@${to}.example` })
    const request = { ...plain, headers: plain.headers.filter(({ name }) => name !== 'Via') }
    const started = OutgoingSubscribe.start(this.subscription, { request, secure: false, most }, this.#world.now)
    this.#byTag.set(fromTag, started.subscribe)
    this.#do(started.subscribe, started.effects)
    return started.subscribe
  }

  say(text: string): void {
    this.text = text
    for (const notifier of this.notifiers) this.notify(notifier, { kind: 'changed' })
  }

  notify(notifier: Notifier, input: NotifierInput): void {
    this.#do(notifier, notifier.step(input, this.#world.now))
  }

  command(subscriber: Subscriber, input: SubscriberInput): void {
    this.#do(subscriber, subscriber.step(input, this.#world.now))
  }

  receive(packet: Packet): void {
    const message = parseMessage(packet.bytes)
    if (message.kind === 'response') this.#client(this.#clients.receive(message, this.#world.now))
    else this.#server(this.#servers.receive(message, packet.from, this.#timers, this.#world.now))
  }

  wake(): void {
    const { now } = this.#world
    this.#client(this.#clients.wake(now))
    this.#server(this.#servers.wake(now))
    for (const machine of this.#machines)
      if (machine.nextWake !== null && machine.nextWake <= now) this.#do(machine, machine.step({ kind: 'wake' }, now))
  }

  /** Forgets every subscription, as a program does that starts anew. */
  forget(): void {
    this.#byDialog.clear()
    this.#byTag.clear()
    this.subscribers.length = 0
    this.notifiers.length = 0
  }

  /** Takes up what was kept. */
  resume(machine: Subscriber | Notifier): void {
    this.#byDialog.set(dialogKeyOf(machine.dialog), machine)
    if (machine instanceof Subscriber) this.subscribers.push(machine)
    else this.notifiers.push(machine)
  }

  /** Effects of that kind, in their order. */
  effects<Kind extends Effect['do']>(kind: Kind) {
    return this.diary.flatMap(({ at, effect }) =>
      effect.do === kind ? [{ at, effect: effect as Extract<Effect, { do: Kind }> }] : [],
    )
  }

  get #machines(): readonly Machine[] {
    return [...this.#byTag.values(), ...this.subscribers, ...this.notifiers]
  }

  get #timers(): Timers {
    return this.#world.network.weather.reliable ? RELIABLE : UNRELIABLE
  }

  #do(owner: Machine, effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.diary.push({ at: this.#world.now, effect })
      if (effect.do === 'send') this.#send(effect.request, owner)
      else if (effect.do === 'respond') this.#respond(effect.key, effect.response)
      else if (effect.do === 'begun') this.resume(effect.subscriber)
      else if (effect.do === 'within') this.#do(effect.subscriber, effect.effects)
    }
  }

  #send(request: SipRequest, owner: Machine): void {
    const to = /@([^.]+)\./.exec(request.uri)?.[1] ?? ''
    const via = { name: 'Via', value: `SIP/2.0/UDP ${this.name}.example;branch=z9hG4bK${this.name}${++this.#serial}` }
    const whole = { ...request, headers: [via, ...request.headers] }
    const sending = this.#clients.send(whole, to, this.#timers, this.#world.now)
    if (!sending.sent) throw new Error(`not sent: ${sending.reason}`)
    this.#sent.set(sending.key, { request, owner })
    this.#client(sending.effects)
  }

  #respond(key: string, response: SipResponse): void {
    this.#server(this.#servers.respond(key, response, this.#world.now))
  }

  #put(message: SipMessage, to: string): void {
    this.#world.network.send({ from: this.name, to, bytes: printMessage(message) }, this.#world.now)
  }

  #client(effects: readonly ClientTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      const found = effect.do === 'response' || effect.do === 'fail' ? this.#sent.get(effect.key) : undefined
      if (!found) continue
      const { owner, request } = found
      if (effect.do === 'response') this.#do(owner, owner.step({ kind: 'response', response: effect.response }, this.#world.now))
      else if (effect.do === 'fail') {
        const { reason } = effect
        const failed: OutgoingSubscribeInput & { readonly request: SipRequest } = { kind: 'failed', request, reason }
        this.#do(owner, owner.step(failed, this.#world.now))
      }
    }
  }

  #server(effects: readonly ServerTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      else if (effect.do === 'request') this.#requested(effect.key, effect.request)
    }
  }

  #requested(key: string, request: SipRequest): void {
    const { now } = this.#world
    const found = this.#byDialog.get(dialogKeyOfMessage(request) ?? '')
    if (found instanceof Notifier) this.#do(found, found.step({ kind: 'subscribe', key, request }, now))
    else if (found) this.#do(found, found.step({ kind: 'notify', key, request }, now))
    else if (request.method === 'SUBSCRIBE' && dialogKeyOfMessage(request) === null) this.#subscribed(key, request)
    else {
      const asked = request.method === 'NOTIFY' ? this.#byTag.get(tagOf(fieldOf(request, 'To')) ?? '') : undefined
      if (asked) this.#do(asked, asked.step({ kind: 'notify', key, request }, now))
      else this.#respond(key, responseTo(request, 481, 'Unknown', this.name))
    }
  }

  #subscribed(key: string, request: SipRequest): void {
    const toTag = `${this.name}-${++this.#serial}`
    if (typeof this.policy === 'number') {
      this.#respond(key, responseTo(request, this.policy, 'No', toTag))
      return
    }
    const incoming = { key, request, toTag, place: null, secure: false }
    const subscribed = Notifier.subscribed(this.notification, incoming, this.policy, this.#world.now)
    if (subscribed.notifier) {
      this.resume(subscribed.notifier)
      this.#do(subscribed.notifier, subscribed.effects)
    } else this.#respond(key, subscribed.response)
  }
}
