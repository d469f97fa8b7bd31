import { type ClientTableEffect, ClientTransactions } from '../../../protocols/sip/client-transactions.ts'
import { dialogKeyOf, dialogKeyOfMessage } from '../../../protocols/sip/dialog.ts'
import { InviteSession } from '../../../protocols/sip/invite-session.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../../protocols/sip/message.ts'
import { type OutgoingEffect, OutgoingInvite } from '../../../protocols/sip/outgoing-invite.ts'
import { parseMessage } from '../../../protocols/sip/parse-message.ts'
import { printMessage } from '../../../protocols/sip/print-message.ts'
import { responseTo } from '../../../protocols/sip/response.ts'
import { type ServerTableEffect, ServerTransactions } from '../../../protocols/sip/server-transactions.ts'
import type { SessionSettings } from '../../../protocols/sip/session-message.ts'
import type { SessionCommand, SessionEffect } from '../../../protocols/sip/session-step.ts'
import { earliest, RELIABLE, type Timers, UNRELIABLE } from '../../../protocols/sip/timers.ts'
import { request as requestOf } from './messages.ts'
import type { Packet } from './virtual-network.ts'
import type { Inhabitant, World } from './world.ts'

/** What a phone does about an effect of a session of its own. */
export type Habit = (effect: SessionEffect, session: InviteSession) => readonly SessionCommand[]

export const text = (description: string) => new TextEncoder().encode(description)

/** Takes every call and every offer with the same description. */
export const OBLIGING: Habit = (effect) => {
  if (effect.do === 'invited') return [{ kind: 'accept', description: text('mine') }]
  const asks = effect.do === 'described' && effect.role === 'offer' && effect.in !== 'INVITE'
  return asks ? [{ kind: 'answer', description: text('mine') }] : []
}

/** A user agent with INVITE sessions over transactions, on a virtual network. */
export class Phone implements Inhabitant {
  readonly name: string
  habit: Habit = OBLIGING
  /** Everything that sessions wanted, and when. */
  readonly diary: { readonly at: number; readonly effect: SessionEffect | OutgoingEffect }[] = []
  readonly sessions: InviteSession[] = []
  readonly settings: SessionSettings
  readonly #world: World
  readonly #clients = new ClientTransactions<string>(1000)
  readonly #servers = new ServerTransactions<string>(1000)
  readonly #byKey = new Map<string, InviteSession>()
  readonly #sent = new Map<string, { readonly request: SipRequest; readonly owner: InviteSession | OutgoingInvite }>()
  #invite: OutgoingInvite | null = null
  #serial = 0

  constructor(name: string, world: World, changes: Partial<SessionSettings> = {}) {
    this.name = name
    this.#world = world
    const random = () => world.random.below(1_000_000) / 1_000_000
    const timer = { interval: null, minimum: 90 }
    this.settings = { contact: `sip:${name}@${name}.example`, timer, digest: null, random, ...changes }
  }

  get nextWake(): number | null {
    return earliest(this.#clients.nextWake, this.#servers.nextWake, ...this.sessions.map(({ nextWake }) => nextWake))
  }

  /** The session that began first. */
  get session(): InviteSession {
    const [session] = this.sessions
    if (!session) throw new Error(`${this.name} has no session`)
    return session
  }

  call(to: string, description: Uint8Array | null = text('mine')): void {
    const { headers, ...rest } = requestOf('INVITE', {
      callId: `${this.name}-call`,
      fromTag: `${this.name}-tag`,
      uri: `sip:${to}@${to}.example`,
    })
    const request = { ...rest, headers: headers.filter(({ name }) => name !== 'Via') }
    const { invite, effects } = OutgoingInvite.start(this.settings, { request, description, secure: false })
    this.#invite = invite
    this.#outgoing(invite, effects)
  }

  cancel(): void {
    if (this.#invite) this.#outgoing(this.#invite, this.#invite.step({ kind: 'cancel' }, this.#world.now))
  }

  command(command: SessionCommand, session = this.session): void {
    this.#within(session, session.step(command, this.#world.now))
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
    for (const session of this.sessions)
      if (session.nextWake !== null && session.nextWake <= now) this.#within(session, session.step({ kind: 'wake' }, now))
  }

  /** Effects of that kind, in their order. */
  effects<Kind extends (SessionEffect | OutgoingEffect)['do']>(kind: Kind) {
    return this.diary.flatMap(({ at, effect }) =>
      effect.do === kind ? [{ at, effect: effect as Extract<SessionEffect | OutgoingEffect, { do: Kind }> }] : [],
    )
  }

  get #timers(): Timers {
    return this.#world.network.weather.reliable ? RELIABLE : UNRELIABLE
  }

  #outgoing(invite: OutgoingInvite, effects: readonly OutgoingEffect[]): void {
    for (const effect of effects) {
      this.diary.push({ at: this.#world.now, effect })
      if (effect.do === 'send') this.#send(effect.request, invite)
      else if (effect.do === 'cancel') this.#cancel(effect.invite)
      else if (effect.do === 'begun') this.#begin(effect.session)
      else if (effect.do === 'within') this.#within(effect.session, effect.effects)
    }
  }

  #begin(session: InviteSession): void {
    this.sessions.push(session)
    this.#byKey.set(dialogKeyOf(session.dialog), session)
  }

  #within(session: InviteSession, effects: readonly SessionEffect[]): void {
    for (const effect of effects) {
      this.diary.push({ at: this.#world.now, effect })
      if (effect.do === 'send') this.#send(effect.request, session)
      else if (effect.do === 'ack') this.#put(this.#via(effect.request), peerOf(effect.request))
      else if (effect.do === 'respond') this.#respond(effect.key, effect.response)
      else if (effect.do === 'cancel') this.#cancel(effect.invite)
    }
    for (const effect of effects) for (const command of this.habit(effect, session)) this.command(command, session)
  }

  #send(request: SipRequest, owner: InviteSession | OutgoingInvite): void {
    const sending = this.#clients.send(this.#via(request), peerOf(request), this.#timers, this.#world.now)
    if (!sending.sent) throw new Error(`not sent: ${sending.reason}`)
    this.#sent.set(sending.key, { request, owner })
    this.#client(sending.effects)
  }

  #cancel(invite: SipRequest): void {
    const [key] = [...this.#sent].find(([, { request }]) => request === invite) ?? []
    if (key !== undefined) this.#client(this.#clients.cancel(key, [], this.#world.now))
  }

  #respond(key: string, response: SipResponse): void {
    this.#server(this.#servers.respond(key, response, this.#world.now))
  }

  #via(request: SipRequest): SipRequest {
    const via = { name: 'Via', value: `SIP/2.0/UDP ${this.name}.example;branch=z9hG4bK${this.name}${++this.#serial}` }
    return { ...request, headers: [via, ...request.headers] }
  }

  #put(message: SipMessage, to: string): void {
    this.#world.network.send({ from: this.name, to, bytes: printMessage(message) }, this.#world.now)
  }

  #client(effects: readonly ClientTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      else if (effect.do === 'stray-answer' && this.#invite) this.#respondTo(this.#invite, effect.response)
      else if (effect.do === 'response') {
        const sent = this.#sent.get(effect.key)
        if (sent) this.#respondTo(sent.owner, effect.response)
      } else if (effect.do === 'fail') {
        const { request, owner } = this.#sent.get(effect.key) ?? {}
        const { reason } = effect
        if (owner instanceof OutgoingInvite) this.#outgoing(owner, owner.step({ kind: 'failed', reason }, this.#world.now))
        else if (owner && request) this.#within(owner, owner.step({ kind: 'failed', request, reason }, this.#world.now))
      }
    }
  }

  #respondTo(owner: InviteSession | OutgoingInvite, response: SipResponse): void {
    if (owner instanceof OutgoingInvite) this.#outgoing(owner, owner.step({ kind: 'response', response }, this.#world.now))
    else this.#within(owner, owner.step({ kind: 'response', response }, this.#world.now))
  }

  #server(effects: readonly ServerTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      else if (effect.do === 'request') this.#requested(effect.key, effect.request, effect.cancels)
      else if (effect.do === 'ack') {
        const session = this.#byKey.get(dialogKeyOfMessage(effect.request) ?? '')
        if (session) this.#within(session, session.step({ kind: 'ack', request: effect.request }, this.#world.now))
      }
    }
  }

  #requested(key: string, request: SipRequest, cancels: string | null): void {
    // A CANCEL of the first INVITE has no To tag yet.
    const session =
      this.#byKey.get(dialogKeyOfMessage(request) ?? '') ?? (request.method === 'CANCEL' ? this.sessions[0] : undefined)
    if (session) this.#within(session, session.step({ kind: 'request', key, request, cancels }, this.#world.now))
    else if (request.method === 'INVITE') this.#called(key, request)
    else this.#respond(key, responseTo(request, 481, 'Unknown', this.name))
  }

  #called(key: string, request: SipRequest): void {
    const invite = { key, request, toTag: `${this.name}-tag`, secure: false }
    const called = InviteSession.called(this.settings, invite, this.#world.now)
    if (called.session) {
      this.#begin(called.session)
      this.#within(called.session, called.effects)
    } else this.#respond(key, called.response)
  }
}

/** Hosts are named after who lives there. */
function peerOf({ uri }: SipRequest): string {
  return /@([^.]+)\./.exec(uri)?.[1] ?? ''
}
