import type { Auth } from '../ports/auth.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { IceCandidate } from '../ports/media.ts'
import type { PushTokens } from '../ports/push-tokens.ts'
import type { Random } from '../ports/random.ts'
import type { IncomingCall, Leg, SipCalls, SipHeaders } from '../ports/sip-calls.ts'
import { Account, type AccountDetails } from './account/account.ts'
import type { AddressBooks } from './account/address-book.ts'
import { Call, type CallContext, type CallSettings } from './call/call.ts'
import { EarlyCandidates } from './call/early-candidates.ts'
import { sessionIdOf } from './call/session-id.ts'
import type { ClientEvent } from './events.ts'
import { Failure } from './failure.ts'
import type { Messaging } from './message/messaging.ts'
import type { RoomEvent } from './room/room-event.ts'
import { type RoomSessionSettings, RoomSessions } from './room/room-sessions.ts'
import type { JoinDetails, Rooms } from './room/rooms.ts'
import { SerialQueue } from './serial-queue.ts'

export interface ConnectionSettings extends CallSettings, RoomSessionSettings {
  readonly accountsPerConnection: number
  readonly callsPerConnection: number
  /** Requests and events that may wait in one connection's queue. */
  readonly queuedRequests: number
  /** Whether media is encrypted towards SIP where the other side can. */
  readonly offerSrtp: boolean
  /** Whether accounts of this SIP domain may be added. */
  domainAllowed(domain: string): boolean
}

/** What the rules need of the world. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly auth: Auth
  readonly sipCalls: SipCalls
  readonly pushTokens: PushTokens
  readonly messaging: Messaging
  readonly addressBooks: AddressBooks
  readonly rooms: Rooms
  readonly settings: ConnectionSettings
  /** The server takes no new calls: it is about to stop. */
  draining(): boolean
}

export interface CallRequestDetails {
  readonly session: string
  readonly account: string
  readonly target: string
  readonly sdp: string
  readonly headers: SipHeaders
}

/** Numbers in the public network: gateways there do not speak SRTP (sylkrtc-protocol §2.4). */
const PSTN = /^(?:\+|00)\d+@/

/** Who a connection is with. */
export interface ConnectionClient {
  /** IP address. */
  readonly address: string
  readonly log: Log
  readonly tell: (event: ClientEvent) => void
}

/** What one client holds: accounts, calls and places in rooms, and the one order in which everything happens to it. */
export class Connection {
  readonly rooms: RoomSessions
  readonly #world: World
  readonly #client: ConnectionClient
  readonly #queue: SerialQueue
  readonly #accounts = new Map<string, Account>()
  readonly #calls = new Map<string, Call>()
  readonly #turnedAway = new Set<Leg>()
  readonly #early: EarlyCandidates
  readonly #log: Log
  #closed = false

  constructor(world: World, client: ConnectionClient) {
    const { log } = client
    this.#world = world
    this.#client = client
    this.#log = log
    this.#early = new EarlyCandidates(world.clock)
    this.rooms = new RoomSessions(world.rooms, world.settings, this.#early)
    this.#queue = new SerialQueue((thrown) => log.error('event failed', { error: String(thrown) }))
  }

  /** Calls that are going on, rooms included, for a server that waits for them to end. */
  get callCount(): number {
    return this.#calls.size + this.rooms.size
  }

  /** Whether the queue has room for one more request. */
  get hasRoom(): boolean {
    return this.#queue.length < this.#world.settings.queuedRequests
  }

  /** Runs a job after everything that came before it: a client's request, or what the backends report. */
  enqueue(job: () => void | Promise<void>): void {
    this.#queue.push(job)
  }

  addAccount(details: AccountDetails): void {
    const { address } = details
    const { settings, messaging } = this.#world
    if (this.#accounts.has(address)) throw new Failure('account-exists', address)
    // What follows the last @ may name a port, which is no part of the domain.
    const domain = address.slice(address.lastIndexOf('@') + 1).replace(/:\d+$/, '')
    if (!settings.domainAllowed(domain)) throw new Failure('domain-not-allowed', domain)
    if (this.#accounts.size >= settings.accountsPerConnection)
      throw new Failure('too-many-accounts', String(settings.accountsPerConnection))
    const account = new Account(
      details,
      this.#client.address,
      { ...this.#world, log: this.#log },
      {
        enqueue: (job) => this.enqueue(job),
        authenticated: (device) =>
          messaging.join(device).catch((error: unknown) => {
            this.#log.error('messages are not kept for an account', { account: address, error: String(error) })
          }),
        accountEvent: (event) => this.#tell({ kind: 'account', account: address, event }),
        report: (report) => {
          this.#log.info('registration', { account: address, ...report })
          this.#tell({ kind: 'registration', account: address, report })
        },
        lineEvent: (event) => {
          if (event.kind === 'incoming') this.#arrive(address, event.call)
          else this.enqueue(() => this.#tell({ kind: 'missed-call', account: address, caller: event.caller }))
        },
      },
    )
    this.#accounts.set(address, account)
  }

  /** The account goes, and its calls with it. */
  async removeAccount(address: string): Promise<void> {
    const account = this.account(address, 'remove')
    this.#accounts.delete(address)
    this.#world.messaging.leave(account)
    const calls = [...this.#calls.values()].filter((call) => call.account === address)
    const ended = { kind: 'ended', code: null, reason: 'the account was removed', elsewhere: false } as const
    for (const call of calls) this.enqueue(() => call.take(ended))
    this.rooms.leaveAll(address)
    await account.unregister()
  }

  /** The account of that name on this connection; `purpose` words the failure as the request has it. */
  account(address: string, purpose = ''): Account {
    const account = this.#accounts.get(address)
    if (!account) throw new Failure('account-unknown', address, purpose)
    return account
  }

  /** Whether any account on this connection may do what only registered users may. */
  get isAuthenticated(): boolean {
    return [...this.#accounts.values()].some((account) => account.authenticated)
  }

  /** As account(), for what only registered users may do. */
  authenticated(address: string): Account {
    const account = this.account(address)
    if (!account.authenticated) throw new Failure('account-not-authenticated')
    return account
  }

  async dial({ session, account: address, target, sdp, headers }: CallRequestDetails): Promise<void> {
    if (this.#calls.has(session) || this.rooms.has(session)) throw new Failure('session-exists', session)
    const account = this.account(address)
    const refusal = this.#whyNoCall()
    if (refusal !== null) throw refusal
    const call = new Call(session, 'outgoing', { uri: target, displayName: '' }, null, this.#contextFor(address))
    this.#calls.set(session, call)
    try {
      const identity = await account.callerIdentity()
      if (this.#closed) return
      const request = { identity, target, sdp, headers, offerSrtp: this.#world.settings.offerSrtp && !PSTN.test(target) }
      const leg = await this.#world.sipCalls.dial(request, (event) => this.enqueue(() => call.take(event)))
      call.dialled(leg)
    } catch (refusal) {
      this.#forget(session)
      throw refusal
    }
    if (this.#closed) return call.release()
    for (const candidates of this.#early.take(session)) await this.trickle(session, candidates)
  }

  /** Takes a place in a room; resolves when the backend has taken the offer. Accounts that have proved nothing may. Rejects with Failure or Refusal. */
  async joinRoom(session: string, address: string, details: JoinDetails): Promise<void> {
    if (this.#calls.has(session)) throw new Failure('session-exists', session)
    const account = this.account(address)
    if (this.#world.draining()) throw new Failure('draining')
    const entrant = {
      ...{ session, device: account, log: this.#log },
      hasProved: () => account.authenticated,
      tell: (event: RoomEvent) => this.#tell({ kind: 'room', session, event }),
      enqueue: (job: () => void | Promise<void>) => this.enqueue(job),
    }
    await this.rooms.join(entrant, details)
  }

  /** The call of that session on this connection. */
  call(session: string): Call {
    const call = this.#calls.get(session)
    if (!call) throw new Failure('session-unknown', session)
    return call
  }

  /**
   * Candidates for a call. Those that come before their session-create wait for it, those that come after the end are dropped: an error here
   * would make a client hang up (sylkrtc-protocol §3.6).
   */
  async trickle(session: string, candidates: readonly IceCandidate[]): Promise<void> {
    const call = this.#calls.get(session)
    if (call)
      await call
        .trickle(candidates)
        .catch((refusal) => this.#log.debug('candidates not taken', { failure: Failure.from(refusal).text }))
    else this.#early.keep(session, candidates)
  }

  /** The client is gone: everything it held is given back. */
  async close(): Promise<void> {
    this.#closed = true
    this.#queue.close()
    this.#early.clear()
    this.rooms.close()
    const calls = [...this.#calls.values()].map((call) => call.release())
    for (const account of this.#accounts.values()) this.#world.messaging.leave(account)
    const accounts = [...this.#accounts.values()].map((account) => account.unregister())
    const turnedAway = [...this.#turnedAway].map((leg) => leg.release())
    this.#calls.clear()
    this.#accounts.clear()
    await Promise.all([...calls, ...accounts, ...turnedAway])
  }

  /** Tells the client something in its turn: after the answer to the request that is being carried out. */
  tellNext(event: ClientEvent): void {
    this.enqueue(() => this.#tell(event))
  }

  #tell(event: ClientEvent): void {
    this.#client.tell(event)
  }

  #arrive(address: string, incoming: IncomingCall): void {
    const refusal = this.#whyNoCall()
    if (refusal === null) this.#ring(address, incoming)
    else this.#turnAway(incoming, refusal)
  }

  #ring(address: string, incoming: IncomingCall): void {
    const { leg, callId, caller, sdp, headers } = incoming
    const session = this.#freeSessionId(callId, address)
    const call = new Call(session, 'incoming', caller, leg, this.#contextFor(address))
    this.#calls.set(session, call)
    // Before anything the call says itself: it may be over already.
    this.enqueue(() => this.#tell({ kind: 'incoming-call', account: address, session, caller, sdp, callId, headers }))
    incoming.listen((event) => this.enqueue(() => call.take(event)))
  }

  #whyNoCall(): Failure | null {
    const { callsPerConnection } = this.#world.settings
    if (this.#world.draining()) return new Failure('draining')
    return this.#calls.size >= callsPerConnection ? new Failure('too-many-calls', String(callsPerConnection)) : null
  }

  /** Declines a call that cannot be taken now; its leg is held until the decline is through. */
  #turnAway(incoming: IncomingCall, refusal: Failure): void {
    const { leg } = incoming
    this.#log.info('incoming call refused', { reason: refusal.failure })
    this.#turnedAway.add(leg)
    const over = () => {
      this.#turnedAway.delete(leg)
      void leg.release()
    }
    incoming.listen((event) => {
      if (event.kind === 'ended') over()
    })
    leg.decline(480).catch(over)
  }

  /**
   * The id that push servers know; another one when the same call already rings a second account of this connection, or a caller uses its Call-ID
   * again.
   */
  #freeSessionId(callId: string, address: string): string {
    let name = callId
    while (this.#calls.has(sessionIdOf(name))) name += ` ${address}`
    return sessionIdOf(name)
  }

  #forget(session: string): void {
    this.#calls.delete(session)
  }

  #contextFor(account: string): CallContext {
    const { clock, settings } = this.#world
    return {
      account,
      clock,
      settings,
      log: this.#log,
      tell: (event) => this.#tell(event),
      enqueue: (task) => this.enqueue(task),
      over: (session) => this.#forget(session),
    }
  }
}
