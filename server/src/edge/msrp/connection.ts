import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { MsrpFraming, type MsrpFramingEvent } from '@weft/protocols/msrp/framing'
import { headerOf, type MsrpHead, type MsrpRequestHead } from '@weft/protocols/msrp/message'
import { parsePath, sessionIdOf } from '@weft/protocols/msrp/path'
import { printEndLine, printHead, printWithoutBody } from '@weft/protocols/msrp/print'
import { readRequest } from '@weft/protocols/msrp/request'
import { responseTo } from '@weft/protocols/msrp/response'
import { type MsrpStatus, statusOf } from '@weft/protocols/msrp/status'
import type { MsrpUri } from '@weft/protocols/msrp/uri'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpEnding } from '../../ports/msrp.ts'
import { type Admission, type Candidate, judgeFirstRequest } from './admission.ts'
import type { MsrpTrace, TracedEnds } from './msrp-trace.ts'
import { type ByteSource, OutgoingTurns } from './outgoing-turns.ts'
import { Refusals } from './refusals.ts'

/** ms for the first request to come, for a message to go on that has begun, and for a peer to take what it is sent. */
const UNBOUND_TIME = 15_000
const PATIENCE = 30_000
/** ms for what is left to go out once nobody is on the connection any more. */
const FAREWELL = 5_000
/** Bytes that are fetched from sessions at a time, and that are one piece for the socket. */
const FETCH = 65_536
const ONE_PIECE = 8_192

type Wire = Exclude<MsrpFramingEvent, { kind: 'error' }>

/** A session, as connections know it. */
export interface Rider extends ByteSource, Candidate {
  readonly id: string
  /** Our URI. */
  readonly own: MsrpUri
  /** What was told to its user has not been dealt with: nothing more can be taken. */
  readonly isBusy: boolean
  take(event: Wire): void
  /** That connection goes on once the other side has been described. */
  waits(connection: MsrpConnection): void
  /** Whether that connection is this session's from now on. */
  board(connection: MsrpConnection): boolean
  /** It is gone, and was this session's. */
  lost(why: MsrpEnding): void
}

export interface ConnectionNeeds {
  /** The session of that id, whoever asks. */
  readonly find: (sessionId: string) => Rider | null
  /** Who answers where it is not known for which session. */
  readonly anonymous: MsrpUri
  /** A session is on it. */
  readonly bound: () => void
  readonly clock: Clock
  readonly log: Log
  readonly trace: MsrpTrace | null
  /** It is closed. */
  readonly gone: () => void
}

/** Whose request is coming: a session's; nobody's, and how it is answered at its end; or its answer does not matter. */
type Coming =
  | { readonly kind: 'for'; readonly rider: Rider }
  | { readonly kind: 'refuse'; readonly head: MsrpRequestHead; readonly status: MsrpStatus }
  | { readonly kind: 'ignore' }

/** One TCP or TLS connection that carries MSRP, whoever opened it, with the sessions that are on it: one, as a rule. */
export class MsrpConnection {
  readonly #socket: Socket
  readonly #needs: ConnectionNeeds
  readonly #ends: TracedEnds
  readonly #framing = new MsrpFraming()
  readonly #turns: OutgoingTurns
  readonly #riders = new Map<string, Rider>()
  /** Sessions that have ended, with chunks that have not. */
  #leaving: readonly Rider[] = []
  /** What came and could not be dealt with yet. */
  #events: Wire[] = []
  #coming: Coming = { kind: 'ignore' }
  #incoming: { readonly head: MsrpHead; readonly hasBody: boolean; size: number } | null = null
  /** What is answered in nobody's name; null where nothing was. */
  #refusals: Refusals | null = null
  #isPumping = false
  #isFlushPlanned = false
  /** When the socket had enough; null while it takes more. */
  #fullSince: number | null = null
  #heardAt: number
  /** By when the connection is to be over, or to have a session. */
  #until: number | null
  #why: MsrpEnding = 'lost'

  /** `socket` is connected. */
  constructor(socket: Socket, needs: ConnectionNeeds) {
    this.#socket = socket
    this.#needs = needs
    const endOf = (address = '', port = 0) => `${address.includes(':') ? `[${address}]` : address}:${port}`
    this.#ends = {
      transport: socket instanceof TLSSocket ? 'tls' : 'tcp',
      local: endOf(socket.localAddress, socket.localPort),
      remote: endOf(socket.remoteAddress, socket.remotePort),
    }
    this.#turns = new OutgoingTurns((chunk) => needs.trace?.chunk('OUTGOING', this.#ends, chunk))
    this.#heardAt = needs.clock.now()
    this.#until = this.#heardAt + UNBOUND_TIME
    socket.setNoDelay(true)
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('drain', () => {
      this.#fullSince = null
      this.#guard(() => this.#flush())
      this.goOn()
    })
    // Errors end in "close", which is all that matters.
    socket.on('error', (error) => needs.log.debug('an MSRP connection broke', { error: error.message }))
    socket.on('close', () => this.#close())
  }

  /** Null over TCP, and where the peer showed none. */
  get certificate(): X509Certificate | null {
    return (this.#socket instanceof TLSSocket && this.#socket.getPeerX509Certificate()) || null
  }

  /** What came waits for a session to have dealt with what came before. */
  get isHeld(): boolean {
    return this.#events.length > 0
  }

  /** The session is on this connection from now on. */
  add(rider: Rider): void {
    this.#riders.set(rider.id, rider)
    this.#turns.add(rider)
    this.#needs.bound()
    this.#until = null
  }

  /** The session has ended. What it still has to say goes out; with the last session, the connection is closed. */
  leave(rider: Rider, how: 'politely' | 'at-once'): void {
    if (!this.#riders.delete(rider.id)) return
    this.#leaving = [...this.#leaving, rider]
    if (this.#riders.size === 0) {
      if (how === 'at-once') this.#socket.destroy()
      else this.#until = this.#needs.clock.now() + FAREWELL
    }
    this.hasBytes()
  }

  /** Closes it, where no session is on it, nor one that has something left to say. */
  close(): void {
    if (this.#riders.size > 0 || this.#leaving.length > 0) return
    // What still comes is read until the other side closes as well: unread, it would have the system throw away what is on its way there.
    this.#socket.end()
    this.#socket.resume()
  }

  /** A session may have bytes to send. */
  hasBytes(): void {
    if (this.#isFlushPlanned || this.#fullSince !== null) return
    this.#isFlushPlanned = true
    queueMicrotask(() => {
      this.#isFlushPlanned = false
      this.#guard(() => this.#flush())
    })
  }

  /** A session can take more, or has found its other side. */
  goOn(): void {
    if (this.isHeld && !this.#isPumping) this.#pump()
  }

  /** Closes what has been idle, deaf or half-said for too long. To be called every second or so. */
  tick(now: number): void {
    if (this.#until !== null && now >= this.#until) this.#fail('lost')
    else if (this.#fullSince !== null && now - this.#fullSince >= PATIENCE) this.#fail('too-slow')
    else if (this.#framing.isWaiting && !this.isHeld && now - this.#heardAt >= PATIENCE) this.#fail('lost')
  }

  #receive(bytes: Uint8Array): void {
    // It is being closed.
    if (!this.#socket.writable) return
    this.#heardAt = this.#needs.clock.now()
    for (const event of this.#framing.push(bytes)) {
      if (event.kind === 'error') {
        this.#needs.log.debug('what came was no MSRP', { fault: event.error.fault, from: this.#ends.remote })
        // What came before it still counts.
        this.#pump()
        this.#fail('garbage')
        return
      }
      this.#events.push(event)
    }
    this.#pump()
  }

  /** Deals with what came, as far as that can be done now. */
  #pump(): void {
    this.#isPumping = true
    this.#guard(() => {
      let left = 0
      do {
        left = this.#events.length
        this.#flush()
        const wait = this.#events.findIndex((event) => !this.#socket.writable || !this.#deal(event))
        this.#events = wait < 0 ? [] : this.#events.slice(wait)
      } while (this.isHeld && this.#events.length < left)
      // Nobody is there any more for what has come.
      if (!this.#socket.writable) this.#events = []
      if (this.isHeld && !this.#socket.isPaused()) this.#socket.pause()
      if (!this.isHeld && this.#socket.isPaused()) this.#socket.resume()
      this.#flush()
    })
    this.#isPumping = false
  }

  /** What goes wrong is ours, since none of what a peer sends throws; it costs this connection, and not the server. */
  #guard(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#needs.log.error('an MSRP connection failed', { error: error instanceof Error ? error.stack : String(error) })
      this.#fail('defect')
    }
  }

  /** False where it has to wait. */
  #deal(event: Wire): boolean {
    if (this.#coming.kind === 'for' && this.#coming.rider.isBusy) return false
    if (event.kind === 'head') {
      if (this.#refusals?.isClogged) return false
      const coming = this.#whose(event.head)
      if (!coming) return false
      this.#coming = coming
    }
    if (this.#needs.trace) this.#traceIncoming(event, this.#needs.trace)
    const coming = this.#coming
    if (coming.kind === 'for') coming.rider.take(event)
    else if (coming.kind === 'refuse' && event.kind === 'end') this.#refuse(coming.head, coming.status)
    return true
  }

  /** Null where that cannot be said yet. */
  #whose(head: MsrpHead): Coming | null {
    const [only] = this.#riders.values()
    const path = headerOf(head, 'To-Path')
    // As good as all of them, and its session judges it itself.
    if (only && this.#riders.size === 1 && (path === null || path.includes(only.id))) return { kind: 'for', rider: only }
    const rider = this.#riders.get(sessionIdOf(parsePath(path ?? '') ?? [this.#needs.anonymous]) ?? '')
    if (rider) return { kind: 'for', rider }
    if (head.kind === 'response') return { kind: 'ignore' }
    const admission = judgeFirstRequest(readRequest(head), this.#needs.find)
    if (admission.kind !== 'wait') return this.#admit(head, admission)
    admission.session.waits(this)
    return null
  }

  #admit(head: MsrpRequestHead, admission: Exclude<Admission<Rider>, { kind: 'wait' }>): Coming {
    if (admission.kind === 'bind' && admission.session.board(this)) return { kind: 'for', rider: admission.session }
    const status = admission.kind === 'refuse' ? admission.status : statusOf(481)
    const why = admission.kind === 'refuse' ? admission.why : 'wrong-certificate'
    this.#needs.log.debug('an MSRP connection was not taken', { why, status: status.code, from: this.#ends.remote })
    return { kind: 'refuse', head, status }
  }

  #refuse(request: MsrpRequestHead, status: MsrpStatus): void {
    const response = responseTo(request, status, this.#needs.anonymous)
    if (response) {
      const refusals = this.#refusals ?? new Refusals()
      if (!this.#refusals) this.#turns.add(refusals)
      this.#refusals = refusals
      refusals.add(printWithoutBody(response))
      this.#flush()
    }
    // Who came for nobody has no business here.
    this.close()
  }

  #flush(): void {
    while (this.#fullSince === null && this.#socket.writable) {
      const pieces = this.#turns.next(FETCH)
      if (pieces.length === 0) break
      if (!this.#write(pieces)) this.#fullSince = this.#needs.clock.now()
    }
    if (this.#fullSince === null) this.#dismiss()
  }

  /** What is small is one piece for the system; what is large is not copied. False where that is enough for now. */
  #write(pieces: readonly Uint8Array[]): boolean {
    const size = pieces.reduce((sum, { length }) => sum + length, 0)
    if (size <= ONE_PIECE) return this.#socket.write(Buffer.concat(pieces, size))
    this.#socket.cork()
    let wantsMore = true
    for (const piece of pieces) wantsMore = this.#socket.write(piece)
    this.#socket.uncork()
    return wantsMore
  }

  /** Those who were leaving have said all. */
  #dismiss(): void {
    if (this.#leaving.length === 0) return
    for (const rider of this.#leaving) this.#turns.remove(rider)
    this.#leaving = []
    this.close()
  }

  #fail(why: MsrpEnding): void {
    this.#why = why
    this.#socket.destroy()
  }

  #close(): void {
    this.#events = []
    for (const rider of this.#riders.values()) rider.lost(this.#why)
    this.#riders.clear()
    this.#needs.gone()
  }

  #traceIncoming(event: Wire, trace: MsrpTrace): void {
    if (event.kind === 'head') this.#incoming = { ...event, size: 0 }
    const incoming = this.#incoming
    if (!incoming) return
    if (event.kind === 'body') incoming.size += event.bytes.length
    if (event.kind !== 'end') return
    const { head, hasBody, size } = incoming
    const end = printEndLine(head.transaction, event.flag, hasBody)
    trace.chunk('INCOMING', this.#ends, { head: printHead(head, hasBody), size, end })
    this.#incoming = null
  }
}
