import type { DeliveryOutcome } from '@weft/protocols/msrp/deliveries'
import type { MsrpFramingEvent } from '@weft/protocols/msrp/framing'
import type { HeldBudget } from '@weft/protocols/msrp/held-budget'
import { type MsrpPath, parsePath } from '@weft/protocols/msrp/path'
import type { IdentSource } from '@weft/protocols/msrp/transaction-id'
import { type MsrpUri, printMsrpUri } from '@weft/protocols/msrp/uri'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type {
  MsrpEnding,
  MsrpEvent,
  MsrpFingerprint,
  MsrpListener,
  MsrpPlace,
  MsrpRemote,
  MsrpSession,
  MsrpSessionSettings,
  MsrpSubmission,
} from '../../ports/msrp.ts'
import { isAnnounced } from './certificate.ts'
import type { MsrpConnection, Rider } from './connection.ts'
import { ToldEvents } from './told-events.ts'
import { SessionTraffic } from './traffic.ts'

/** ms from the other side's description to its first request, or to its answer to ours (msrp-conference §4.3, C12). */
const BINDING_TIME = 15_000

export interface SessionNeeds {
  readonly own: MsrpUri
  readonly fingerprint: MsrpFingerprint | null
  readonly ids: IdentSource
  readonly clock: Clock
  readonly log: Log
  /** What is held of messages in all sessions. */
  readonly budget: HeldBudget
  /** Bytes that may wait for a peer that reads slowly. */
  readonly mostWaiting: number
  /** ms of silence after which the peer is asked whether it is still there. */
  readonly keepAlive: number
  /** Opens a connection to `place`. Resolves with why there is none where there is none; never rejects. */
  readonly open: (place: MsrpPlace, fingerprints: readonly MsrpFingerprint[]) => Promise<MsrpConnection | MsrpEnding>
  /** The session has ended. */
  readonly gone: () => void
}

/** What is known of the other side. */
interface Described {
  readonly remote: MsrpRemote
  readonly path: MsrpPath
  readonly traffic: SessionTraffic
  /** By when the session is to be bound. */
  readonly until: number
}

/**
 * One MSRP session.
 *
 *   new ─ connect() ─┬─► expecting ─ the other side's first request ─────────────────► bound ─┐
 *                    └─► connecting ─ our first request is out ─► binding ─ 200 to it ─► bound ─┴─► ended
 */
export class EdgeMsrpSession implements MsrpSession, Rider {
  readonly #settings: MsrpSessionSettings
  readonly #needs: SessionNeeds
  readonly #told: ToldEvents<MsrpEvent>
  #state: 'new' | 'expecting' | 'connecting' | 'binding' | 'bound' | 'ended' = 'new'
  #isAnnounced = false
  #described: Described | null = null
  #connection: MsrpConnection | null = null
  /** Connections that came before the other side was described. */
  #early: readonly MsrpConnection[] = []
  /** When the other side was last heard, or asked. */
  #heardAt = 0

  constructor(settings: MsrpSessionSettings, listener: MsrpListener, needs: SessionNeeds) {
    this.#settings = settings
    this.#needs = needs
    const idle = () => this.#connection?.goOn()
    this.#told = new ToldEvents(listener, idle, (error) => {
      needs.log.error('an MSRP session failed', { error: error instanceof Error ? error.stack : String(error) })
      this.#end('defect')
    })
  }

  get id(): string {
    return this.own.sessionId ?? ''
  }

  get own(): MsrpUri {
    return this.#needs.own
  }

  get path(): string {
    return printMsrpUri(this.own)
  }

  get place(): MsrpPlace {
    return { host: this.own.host, port: this.own.port ?? 0 }
  }

  get fingerprint(): MsrpFingerprint | null {
    return this.#needs.fingerprint
  }

  get claim(): Rider['claim'] {
    if (this.#state === 'new') return 'undescribed'
    return this.#state === 'expecting' ? 'expected' : 'taken'
  }

  get peer(): MsrpPath | null {
    return this.#described?.path ?? null
  }

  get isBusy(): boolean {
    return this.#told.isBusy || (this.#described?.traffic.isClogged ?? false)
  }

  connect(remote: MsrpRemote): ReturnType<MsrpSession['connect']> {
    if (this.#state !== 'new') return 'known-already'
    const path = parsePath(remote.path)
    if (!path || path.at(-1)?.sessionId === null) return 'bad-path'
    if (path.some(({ transport, scheme }) => transport !== 'tcp' || scheme !== this.own.scheme)) return 'wrong-transport'
    const { clock, ids } = this.#needs
    const traffic = new SessionTraffic({ to: path, from: this.own, ids }, this.#settings, this.#needs.mostWaiting, {
      ...{ clock, log: this.#needs.log, budget: this.#needs.budget },
      tell: (event) => {
        // Who says something has taken us, even if that is not what it says first.
        if (this.#state === 'binding') this.#bound()
        this.#announce()
        this.#told.tell(event)
      },
      probed: (outcome) => this.#probed(outcome),
      hasBytes: () => this.#connection?.hasBytes(),
    })
    this.#described = { remote, path, traffic, until: clock.now() + BINDING_TIME }
    if (remote.weConnect) void this.#connect(remote, path)
    else this.#state = 'expecting'
    // Who came early is let in, or turned away.
    const early = this.#early
    this.#early = []
    queueMicrotask(() => {
      for (const connection of early) connection.goOn()
    })
    return null
  }

  send(message: MsrpSubmission): ReturnType<MsrpSession['send']> {
    if (this.#state !== 'bound' || !this.#described) return 'not-bound'
    const obstacle = this.#described.traffic.send(message)
    if (obstacle === 'full') this.#end('too-slow')
    return obstacle
  }

  abort(id: string): void {
    if (this.#state === 'bound') this.#described?.traffic.abort(id)
  }

  close(): void {
    this.#end('closed')
  }

  /** Does what is due. To be called every second or so. */
  tick(now: number): void {
    const described = this.#described
    if (!described || this.#state === 'ended') return
    if (this.#state !== 'bound') {
      if (now >= described.until) this.#end('not-bound')
      return
    }
    // What the peer may have said is not known while it is not read.
    if (this.#connection?.isHeld) {
      this.#heardAt = now
      return
    }
    described.traffic.wake()
    if (now - this.#heardAt < this.#needs.keepAlive || described.traffic.isProbing) return
    this.#heardAt = now
    described.traffic.probe('keep-alive')
  }

  waits(connection: MsrpConnection): void {
    this.#early = [...this.#early, connection]
  }

  board(connection: MsrpConnection): boolean {
    if (!this.#described || this.#state !== 'expecting') return false
    if (!isAnnounced(connection.certificate ?? undefined, this.#described.remote.fingerprints)) {
      this.#end('wrong-certificate')
      return false
    }
    this.#bindTo(connection)
    this.#bound()
    return true
  }

  take(event: Exclude<MsrpFramingEvent, { kind: 'error' }>): void {
    this.#heardAt = this.#needs.clock.now()
    if (this.#state === 'ended') return
    this.#described?.traffic.take(event)
    // Not before the response to their first request, which is what they wait for.
    if (event.kind === 'end') this.#announce()
    this.#told.drain()
  }

  next(most: number): readonly Uint8Array[] {
    return this.#described?.traffic.next(most) ?? []
  }

  lost(why: MsrpEnding): void {
    this.#end(why)
  }

  async #connect({ cema, fingerprints }: MsrpRemote, path: MsrpPath): Promise<void> {
    this.#state = 'connecting'
    const [{ host, port }] = path
    // A relay is not what CEMA is about (RFC 6714 §4.2), and its path says where it is.
    const place = path.length === 1 && cema ? cema : { host, port: port ?? 2855 }
    const opened = await this.#needs.open(place, fingerprints)
    if (typeof opened === 'string') this.#end(opened)
    else if (this.#state !== 'connecting') opened.close()
    else {
      this.#bindTo(opened)
      this.#state = 'binding'
      this.#described?.traffic.probe('first')
    }
  }

  #bindTo(connection: MsrpConnection): void {
    this.#connection = connection
    connection.add(this)
  }

  #bound(): void {
    this.#state = 'bound'
    this.#heardAt = this.#needs.clock.now()
  }

  /** Tells that the session is bound, once. */
  #announce(): void {
    if (this.#state !== 'bound' || this.#isAnnounced) return
    this.#isAnnounced = true
    this.#told.tell({ kind: 'bound' })
  }

  #probed(outcome: DeliveryOutcome): void {
    if (outcome.kind === 'delivered') {
      if (this.#state === 'binding') this.#bound()
      this.#announce()
      return
    }
    const timedOut = this.#state === 'binding' ? 'not-bound' : 'silent'
    // What became of messages may be about to be told in the same go, and comes before the end.
    queueMicrotask(() => this.#end(outcome.kind === 'failed' ? 'refused' : timedOut))
  }

  #end(why: MsrpEnding): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    const isPolite = why === 'closed' || why === 'defect'
    if (isPolite) this.#described?.traffic.abortAll()
    this.#described?.traffic.close()
    this.#told.tell({ kind: 'ended', why })
    this.#connection?.leave(this, isPolite ? 'politely' : 'at-once')
    this.#needs.log.debug('an MSRP session ended', { why })
    this.#needs.gone()
    for (const connection of this.#early) connection.goOn()
  }
}
