import { createServer, type Server, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { DialbackOutcome, DomainPair } from '@weft/protocols/xmpp/dialback'
import type { Encryption, ProofKinds } from '@weft/protocols/xmpp/incoming-stream'
import { parseJid } from '@weft/protocols/xmpp/jid'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import { fitsStream } from '@weft/protocols/xmpp/stanza-size'
import { attributeOf } from '@weft/protocols/xmpp/xml'
import type { Clock } from '../../ports/clock.ts'
import type { Dns } from '../../ports/dns.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { XmppApplication, XmppElement, XmppRouter } from '../../ports/xmpp.ts'
import { bounceOf } from './bounce.ts'
import type { ConnectionCounter } from './connection-counter.ts'
import { IncomingPeer } from './incoming-peer.ts'
import { Opener } from './opener.ts'
import { type Allowance, Allowances } from './pace.ts'
import type { XmppIdentity } from './peer-identity.ts'
import type { PeerPlace } from './peer-places.ts'
import { Road } from './road.ts'
import { TlsDoor } from './tls-door.ts'
import { XmppConnection } from './xmpp-connection.ts'
import type { XmppTrace } from './xmpp-trace.ts'

/** Roads there may be at a time, those on which nothing goes since they failed among them; of those that nobody needs just now the oldest make room. */
const MOST_ROADS = 2000
/** Of them, those that are there because others claim to be a domain: anybody may do that. */
const MOST_VERIFICATIONS = 500

export interface XmppEdgeSettings {
  /** 0: any. `directTls`: encrypted from the first byte (XEP-0368); null: not at all. */
  readonly ports: { readonly s2s: number; readonly directTls: number | null }
  readonly encryption: Encryption
  readonly proofs: ProofKinds
  readonly bidi: boolean
  /** Null: there is none, so that encryption has to be `off`. */
  readonly identity: XmppIdentity | null
  /** Authorities in PEM that vouch for other servers; null for those that Node knows. */
  readonly ca: readonly string[] | null
  /** Domains with which we speak, and with which we do not, in their one form; of the former none: with all. */
  readonly welcome: readonly string[]
  readonly unwelcome: readonly string[]
  readonly overrides: ReadonlyMap<string, PeerPlace>
}

export interface XmppEdgeNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly dns: Dns
  readonly log: Log
  readonly trace: XmppTrace | null
  readonly count: ConnectionCounter
  /** What a connection, or a domain, may say. */
  readonly allowance: () => Allowance
  readonly mayConnectTo: (address: string) => boolean
}

/** XMPP between servers: those that connect to us, and the roads to others. */
export class XmppEdge implements XmppRouter {
  readonly #settings: XmppEdgeSettings
  readonly #needs: XmppEdgeNeeds
  readonly #opener: Opener
  readonly #allowances: Allowances
  /** Of the keys of dialback, new with each start: keys are asked about within seconds. */
  readonly #secret: string
  /** The one that was needed last is last. */
  readonly #roads = new Map<string, Road>()
  readonly #peers = new Set<IncomingPeer>()
  /** Those over which stanzas may go the other way, by pair. */
  readonly #bothWays = new Map<string, IncomingPeer>()
  readonly #plain: Server
  readonly #tls: TlsDoor | null
  #identity: XmppIdentity | null
  #application: XmppApplication | null = null
  #verifications = 0
  #port: number | null = null
  #directPort: number | null = null

  constructor(settings: XmppEdgeSettings, needs: XmppEdgeNeeds) {
    this.#settings = settings
    this.#needs = needs
    this.#identity = settings.identity
    this.#allowances = new Allowances(needs.allowance)
    this.#secret = needs.random.id() + needs.random.id()
    this.#opener = new Opener({
      ...needs,
      overrides: settings.overrides,
      chance: () => Number.parseInt(needs.random.id().slice(0, 8), 16) / 2 ** 32,
      tls: () => ({ identity: this.#identity, ca: settings.ca }),
      mayEncrypt: settings.encryption !== 'off',
    })
    const { identity, encryption } = settings
    this.#tls = identity && encryption !== 'off' ? new TlsDoor(identity, settings.ca, (socket) => this.#adopt(socket)) : null
    this.#plain = createServer((socket) => this.#adopt(socket))
    this.#guard(this.#plain)
    if (this.#tls) this.#guard(this.#tls.server)
  }

  /** Where others connect to; null where they cannot. */
  get port(): number | null {
    return this.#port
  }

  get directPort(): number | null {
    return this.#directPort
  }

  /** Listens for the application's domains. A port that is taken is told, and costs that door only. */
  async start(application: XmppApplication, address: string): Promise<void> {
    this.#application = application
    const { ports, encryption } = this.#settings
    const { log } = this.#needs
    if (this.#tls === null && encryption !== 'off')
      log.error('no XMPP from others: it takes a certificate, or starttls = off', { domains: application.domains.join(' ') })
    else {
      this.#port = await this.#listen(this.#plain, address, ports.s2s, 'XMPP')
      if (this.#tls && ports.directTls !== null)
        this.#directPort = await this.#listen(this.#tls.server, address, ports.directTls, 'XMPP over TLS')
    }
  }

  async send(stanza: XmppElement): Promise<boolean> {
    const [from, to] = [parseJid(attributeOf(stanza, 'from') ?? ''), parseJid(attributeOf(stanza, 'to') ?? '')]
    if (from === null || to === null || !this.#isOwn(from.domain)) {
      this.#needs.log.error('a stanza was to be sent that says not from whom or to whom')
      return false
    }
    if (this.#isOwn(to.domain) || !this.#accepts(to.domain))
      return this.#refuse(stanza, 'not-allowed', 'nothing is sent to that domain')
    if (!fitsStream(stanza)) return this.#refuse(stanza, 'policy-violation', 'it is larger than other servers take')
    const pair = { local: from.domain, remote: to.domain }
    if (this.#bothWays.get(keyOf(pair))?.send(stanza)) return true
    const road = this.#roadTo(pair)
    return road ? road.send(stanza) : this.#refuse(stanza, 'resource-constraint', 'too many domains are written to')
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: XmppIdentity): void {
    if (this.#tls === null) return
    this.#identity = identity
    this.#tls.useCertificate(identity, this.#settings.ca)
  }

  /** Takes nobody new, and says good-bye to all. */
  stop(): void {
    this.#plain.close()
    this.#tls?.server.close()
    for (const peer of this.#peers) peer.close('system-shutdown')
    for (const road of [...this.#roads.values()]) road.stop()
    this.#port = null
    this.#directPort = null
  }

  #isOwn(domain: string): boolean {
    return this.#application?.domains.includes(domain) === true
  }

  #accepts(domain: string): boolean {
    const { welcome, unwelcome } = this.#settings
    return !unwelcome.includes(domain) && (welcome.length === 0 || welcome.includes(domain))
  }

  #roadTo(pair: DomainPair): Road | null {
    const key = keyOf(pair)
    const known = this.#roads.get(key)
    if (known) {
      this.#roads.delete(key)
      this.#roads.set(key, known)
      return known
    }
    if (this.#roads.size >= MOST_ROADS && !this.#makeRoom()) return null
    const { encryption, proofs, bidi } = this.#settings
    const external = proofs.external && this.#identity !== null
    const road: Road = new Road(pair, {
      settings: {
        ...{ encryption, bidi, secret: this.#secret },
        proofs: { external, dialback: proofs.dialback },
        isOwn: (domain) => this.#isOwn(domain),
      },
      open: (domain) => this.#opener.open(domain),
      bounce: (stanza, condition, why) => this.#bounce(stanza, condition, why),
      received: (stanza) => void this.#receive(stanza),
      allowances: this.#allowances,
      gone: () => {
        if (this.#roads.get(key) === road) this.#roads.delete(key)
      },
      ...{ clock: this.#needs.clock, log: this.#needs.log },
    })
    this.#roads.set(key, road)
    return road
  }

  /** False where all roads are needed. */
  #makeRoom(): boolean {
    for (const [key, road] of this.#roads) {
      if (!road.isIdle) continue
      this.#roads.delete(key)
      road.stop()
      return true
    }
    return false
  }

  #adopt(socket: Socket | TLSSocket): void {
    const { log, trace, clock, random } = this.#needs
    if (socket.destroyed) return
    const counted = this.#counted.get(nameOf(socket))
    const encrypt = this.#tls?.encrypt ?? (() => Promise.reject(new Error('there is no certificate')))
    const connection = new XmppConnection(socket, { clock, log, trace, encrypt })
    const { encryption, proofs, bidi } = this.#settings
    const peer: IncomingPeer = new IncomingPeer(connection, {
      settings: {
        ...{ encryption, proofs, bidi, secret: this.#secret, ids: () => random.id() },
        isOwn: (domain) => this.#isOwn(domain),
        accepts: (domain) => this.#accepts(domain),
      },
      allowances: this.#allowances,
      verify: (pair, id, key) => this.#verify(pair, id, key),
      received: (stanza) => this.#receive(stanza),
      proved: (pair, bothWays) => {
        counted?.bound()
        if (bothWays) this.#bothWays.set(keyOf(pair), peer)
      },
      gone: () => {
        this.#peers.delete(peer)
        for (const [key, other] of this.#bothWays) if (other === peer) this.#bothWays.delete(key)
      },
      ...{ clock, log },
    })
    this.#peers.add(peer)
  }

  async #verify(pair: DomainPair, id: string, key: string): Promise<DialbackOutcome> {
    const road = this.#verifications < MOST_VERIFICATIONS ? this.#roadTo(pair) : null
    if (road === null) return { kind: 'error', condition: 'resource-constraint' }
    this.#verifications++
    try {
      return await road.verify(id, key)
    } finally {
      this.#verifications--
    }
  }

  /** Bytes from outside throw nothing on their way here: what the application throws is its defect, and costs this stanza. */
  #receive(stanza: XmppElement): Promise<void> | void {
    try {
      return this.#application?.received(stanza)
    } catch (error) {
      this.#needs.log.error('a stanza made the application fail', { error: error instanceof Error ? error.stack : String(error) })
      const answer = bounceOf(stanza, 'internal-server-error', null)
      if (answer) void this.send(answer)
    }
  }

  #refuse(stanza: XmppElement, condition: StanzaErrorCondition, why: string): boolean {
    this.#bounce(stanza, condition, why)
    return false
  }

  /** Never before what led to it has returned. */
  #bounce(stanza: XmppElement, condition: StanzaErrorCondition, why: string): void {
    const back = bounceOf(stanza, condition, why)
    if (back) queueMicrotask(() => void this.#receive(back))
  }

  readonly #counted = new Map<string, ReturnType<ConnectionCounter['begin']>>()

  /** Counts connections from before their handshakes, which is where they cost. */
  #guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      const name = nameOf(socket)
      // Those that become encrypted come by twice.
      if (this.#counted.has(name)) return
      // Without this a connection that breaks before its handshake would end the process.
      socket.on('error', () => {})
      const address = socket.remoteAddress ?? ''
      const verdict = this.#needs.count.judge(address)
      if (verdict !== 'ok') {
        this.#needs.log.info('an XMPP connection was not taken', { why: verdict, from: address })
        socket.destroy()
        return
      }
      const counted = this.#needs.count.begin(address)
      this.#counted.set(name, counted)
      socket.on('close', () => {
        counted.end()
        this.#counted.delete(name)
      })
    })
  }

  async #listen(server: Server, address: string, port: number, what: string): Promise<number | null> {
    const { log } = this.#needs
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, address, resolve)
    try {
      await promise
    } catch (error) {
      log.error(`no ${what}`, { address, port, error: error instanceof Error ? error.message : String(error) })
      return null
    }
    server.off('error', reject)
    server.on('error', (error) => log.warn(`${what} listener`, { error: error.message }))
    const bound = server.address()
    const got = typeof bound === 'object' && bound !== null ? bound.port : port
    log.info(what, { address, port: got, domains: this.#application?.domains.join(' ') ?? '' })
    return got
  }
}

function keyOf({ local, remote }: DomainPair): string {
  return `${local} ${remote}`
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
