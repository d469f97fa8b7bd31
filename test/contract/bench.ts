import { expect } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import { JanusConnection } from '../../server/src/adapters/janus/connection.ts'
import { JanusSession } from '../../server/src/adapters/janus/session.ts'
import { JanusSipCalls } from '../../server/src/adapters/janus/sip/sip-calls.ts'
import { systemRandom } from '../../server/src/adapters/random/system.ts'
import type { Log } from '../../server/src/ports/log.ts'
import type { IncomingCall, Leg, LegEvent, Line, LineEvent, SipHeaders, SipIdentity } from '../../server/src/ports/sip-calls.ts'
import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import type { Account, ContractEnvironment } from './environment.ts'
import { Inbox } from './inbox.ts'
import { Recorder } from './recorder.ts'
import { browserSdp } from './sdp.ts'

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silence }

type HeardCall = IncomingCall & { readonly events: Inbox<LegEvent> }

export interface OpenedLine {
  readonly line: Line
  /** All but the calls. */
  readonly events: Inbox<LineEvent>
  /** Calls that came in, with what happens to them. */
  readonly waiting: Inbox<HeardCall>
  nextCall(): Promise<HeardCall>
}

export interface DialledCall {
  readonly leg: Leg
  readonly events: Inbox<LegEvent>
}

/** JanusSipCalls on an environment's Janus, under a test's eyes. */
export class Bench {
  readonly environment: ContractEnvironment
  readonly recorder = new Recorder()
  /** The proxies it finds for any domain. */
  routes: readonly SipRoute[]
  readonly #connection: JanusConnection
  readonly #calls: JanusSipCalls

  private constructor(environment: ContractEnvironment) {
    this.environment = environment
    this.routes = [environment.route]
    const { url, apiSecret } = environment
    const world = { clock: systemClock, random: systemRandom, log: silence }
    this.#connection = new JanusConnection({
      url,
      apiSecret,
      ...world,
      trace: this.recorder.trace,
      reconnect: { first: 100, longest: 200 },
    })
    const session = new JanusSession({ connection: this.#connection, ...world })
    this.#calls = new JanusSipCalls({
      connection: this.#connection,
      session,
      locator: { locate: async () => this.routes },
      ...world,
    })
  }

  /** Connected when it resolves. */
  static async start(environment: ContractEnvironment): Promise<Bench> {
    const bench = new Bench(environment)
    const up = new Promise<void>((resolve) => bench.#connection.onState((isUp) => isUp && resolve()))
    bench.#connection.start()
    await up
    return bench
  }

  stop(): void {
    this.#connection.stop()
  }

  identity(user: Account, changes: Partial<SipIdentity> = {}): SipIdentity {
    return {
      address: `${user}@${this.environment.domain}`,
      displayName: null,
      userAgent: 'Weft contract',
      ha1: this.environment.secretOf(user),
      headerPrefixes: ['X-'],
      ...changes,
    }
  }

  async openLine(identity: SipIdentity, contactParameters: readonly (readonly [string, string])[] = []): Promise<OpenedLine> {
    const events = new Inbox<LineEvent>('line event')
    const waiting = new Inbox<HeardCall>('call on the line')
    const line = await this.#calls.openLine({ identity, contactParameters, register: true }, (event) => {
      if (event.kind !== 'incoming') events.put(event)
      else {
        const heard = new Inbox<LegEvent>('event of the incoming call')
        event.call.listen((legEvent) => heard.put(legEvent))
        waiting.put({ ...event.call, events: heard })
      }
    })
    return { line, events, waiting, nextCall: () => waiting.next() }
  }

  /** A line of an account that no registrar knows. */
  async openLocalLine(user: Account): Promise<{ readonly line: Line; readonly events: Inbox<LineEvent> }> {
    const events = new Inbox<LineEvent>('line event')
    const request = { identity: this.identity(user), contactParameters: [], register: false }
    return { line: await this.#calls.openLine(request, (event) => events.put(event)), events }
  }

  /** A line that is registered. */
  async register(user: Account): Promise<OpenedLine> {
    const opened = await this.openLine(this.identity(user))
    expect(await opened.events.next()).toEqual({ kind: 'registering' })
    expect(await opened.events.next()).toEqual({ kind: 'registered' })
    return opened
  }

  async dial(
    target: string,
    options: { identity?: SipIdentity; headers?: SipHeaders; offerSrtp?: boolean; sdp?: string } = {},
  ): Promise<DialledCall> {
    const { identity = this.identity('alice'), headers = {}, offerSrtp = false, sdp = browserSdp({ type: 'offer' }) } = options
    const events = new Inbox<LegEvent>('event of the dialled call')
    const leg = await this.#calls.dial({ identity, target, sdp, headers, offerSrtp }, (event) => events.put(event))
    return { leg, events }
  }
}
