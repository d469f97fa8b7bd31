import type { Socket } from 'node:net'
import { HeldBudget } from '@weft/protocols/msrp/held-budget'
import type { MsrpUri } from '@weft/protocols/msrp/uri'
import type { Clock } from '../../ports/clock.ts'
import type { Dns } from '../../ports/dns.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpEnding, MsrpListener, MsrpSession, MsrpSessionSettings, MsrpSessions, MsrpTransport } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import { fingerprintOf, type MsrpIdentity } from './certificate.ts'
import { MsrpConnection } from './connection.ts'
import { CONNECTION_LIMITS, ConnectionCount, type ConnectionLimits } from './connection-limits.ts'
import { Door } from './door.ts'
import type { MsrpTrace } from './msrp-trace.ts'
import { Opener, type Opening, type TlsPolicy } from './opener.ts'
import { EdgeMsrpSession } from './session.ts'
import { SessionIds } from './session-ids.ts'

/** Bytes of messages that have not come to their end, in all sessions. */
const MOST_HELD = 268_435_456
/** ms between looks at what is due. */
const TICK = 1000
const TRANSPORTS = ['tcp', 'tls'] as const

export interface MsrpEdgeSettings {
  /** 0: any; null: not at all. */
  readonly ports: Readonly<Record<MsrpTransport, number | null>>
  /** Null: no TLS. */
  readonly identity: MsrpIdentity | null
  readonly tls: TlsPolicy
  /** ms of silence after which a peer is asked whether it is still there. */
  readonly keepAlive: number
  /** Bytes that may wait for a peer that reads slowly; two messages in any case. */
  readonly mostWaiting: number
  readonly limits?: ConnectionLimits
}

export interface MsrpEdgeNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly dns: Dns
  readonly log: Log
  readonly trace: MsrpTrace | null
}

/** MSRP: one listener for each transport, the connections that others open and ours, and the sessions on them. */
export class MsrpEdge implements MsrpSessions {
  readonly #settings: MsrpEdgeSettings
  readonly #needs: MsrpEdgeNeeds
  readonly #sessions: SessionIds<EdgeMsrpSession>
  readonly #connections = new Set<MsrpConnection>()
  readonly #count: ConnectionCount
  readonly #budget = new HeldBudget(MOST_HELD)
  readonly #opener: Opener
  readonly #doors = new Map<MsrpTransport, Door>()
  #identity: MsrpIdentity | null
  /** What listeners are bound to, and what paths say. */
  #place = { address: '', host: '' }
  #isTicking = false

  constructor(settings: MsrpEdgeSettings, needs: MsrpEdgeNeeds) {
    this.#settings = settings
    this.#needs = needs
    this.#identity = settings.identity
    this.#sessions = new SessionIds(needs.random.id())
    this.#count = new ConnectionCount(settings.limits ?? CONNECTION_LIMITS)
    this.#opener = new Opener({ ...needs, policy: settings.tls, count: this.#count })
  }

  /** Listens on `address`; `host` is what paths say. A port that is taken is told and costs that transport only. */
  async start(place: { readonly address: string; readonly host: string }): Promise<void> {
    this.#place = place
    for (const transport of TRANSPORTS) {
      const port = this.#settings.ports[transport]
      if (port !== null && (transport === 'tcp' || this.#identity)) await this.#listen(transport, port)
    }
  }

  /** Where peers connect to; null where that transport is not served. */
  port(transport: MsrpTransport): number | null {
    return this.#doors.get(transport)?.port ?? null
  }

  /** Sessions that have not ended. */
  get size(): number {
    return this.#sessions.size
  }

  serves(transport: MsrpTransport): boolean {
    return this.port(transport) !== null
  }

  open(settings: MsrpSessionSettings, listener: MsrpListener): MsrpSession | null {
    const { transport } = settings
    const port = this.port(transport)
    if (port === null) return null
    const { clock, random, log } = this.#needs
    const { keepAlive, mostWaiting } = this.#settings
    const id = random.id()
    const session = new EdgeMsrpSession(settings, listener, {
      ...{ clock, log, keepAlive, mostWaiting, budget: this.#budget },
      own: this.#uri(transport, id),
      fingerprint: transport === 'tls' && this.#identity ? fingerprintOf(this.#identity) : null,
      ids: () => random.id(),
      open: (place, fingerprints) => this.#open({ transport, place, fingerprints, ...this.#own }),
      gone: () => this.#sessions.remove(id),
    })
    this.#sessions.add(id, session)
    this.#tick()
    return session
  }

  /** New connections and sessions get this certificate; those there are keep theirs. */
  useCertificate(identity: MsrpIdentity): void {
    if (this.#identity === null) return
    this.#identity = identity
    this.#doors.get('tls')?.useCertificate(identity)
  }

  /** Ends all sessions and listens no more. */
  stop(): void {
    for (const door of this.#doors.values()) door.close()
    this.#doors.clear()
    for (const session of this.#sessions.all()) session.close()
    for (const connection of this.#connections) connection.close()
  }

  get #own(): Pick<Opening, 'own' | 'identity'> {
    return { own: this.#place.address, identity: this.#identity }
  }

  async #listen(transport: MsrpTransport, wanted: number): Promise<void> {
    const { log } = this.#needs
    const { address } = this.#place
    const identity = transport === 'tls' ? this.#identity : null
    const door = new Door(transport, identity, this.#count, log, (socket, bound) => this.#adopt(socket, transport, bound))
    try {
      const port = await door.listen(address, wanted)
      this.#doors.set(transport, door)
      log.info('MSRP', { transport, address, port })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      log.error('no MSRP', { transport, address, port: wanted, error: why })
    }
  }

  async #open(opening: Opening): Promise<MsrpConnection | MsrpEnding> {
    const { promise, resolve } = Promise.withResolvers<MsrpConnection>()
    const why = await this.#opener.open(opening, (socket, bound) => resolve(this.#adopt(socket, opening.transport, bound)))
    return why ?? promise
  }

  #adopt(socket: Socket, transport: MsrpTransport, bound: () => void): MsrpConnection {
    const { clock, log, trace } = this.#needs
    const connection: MsrpConnection = new MsrpConnection(socket, {
      ...{ clock, log, trace, bound },
      find: (id) => this.#sessions.find(id),
      anonymous: this.#uri(transport, null),
      gone: () => this.#connections.delete(connection),
    })
    this.#connections.add(connection)
    this.#tick()
    return connection
  }

  /** Our URI for that session. */
  #uri(transport: MsrpTransport, sessionId: string | null): MsrpUri {
    const scheme = transport === 'tls' ? 'msrps' : 'msrp'
    const { host } = this.#place
    return { scheme, userinfo: null, host, port: this.port(transport), sessionId, transport: 'tcp', parameters: [] }
  }

  /** Looks at what is due, again and again while there is anything. */
  #tick(): void {
    if (this.#isTicking) return
    this.#isTicking = true
    this.#needs.clock.after(TICK, () => {
      this.#isTicking = false
      const now = this.#needs.clock.now()
      for (const session of this.#sessions.all()) session.tick(now)
      for (const connection of this.#connections) connection.tick(now)
      if (this.#sessions.size > 0 || this.#connections.size > 0) this.#tick()
    })
  }
}
