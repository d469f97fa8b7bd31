import type { Request } from '@weft/wire/request'
import type { CallChatFrame } from './call-chat-frame.ts'
import { Emitter } from './emitter.ts'
import { type AccountEvent, type PublicKeyFrame, readFrame, type SessionEvent } from './frame.ts'
import { browserPlatform, type Platform, type Socket } from './platform.ts'
import { RequestFailure } from './request-failure.ts'
import type { RoomFrame } from './room-frame.ts'

const SUBPROTOCOL = 'sylkRTC-2'
/** Between two pings of ours (sylkrtc-protocol.md §1.3). */
const PING_INTERVAL_MS = 5_000
/** Intervals in which nothing came from the gateway, not even its greeting, after which the link counts as dead (§1.3). */
const DEAD_AFTER_INTERVALS = 6
/** A heartbeat that comes so many intervals after the one before says that the device has slept, and its links may be gone. */
const SLEPT_INTERVALS = 3
/** Between a close and the next attempt, by the number of attempts that failed in a row; from the start again after the last (§1.7). */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 500] as const
const REQUEST_TIMEOUT_MS = 30_000
/** In which a link must give a sign of life after something that may have ended it. */
const CHECK_TIMEOUT_MS = 5_000

export type ConnectionState =
  | { readonly kind: 'closed' } // not connected, and not trying to
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly retryInMs: number } // between two attempts

export interface ConnectionOptions {
  /** `wss://gateway.example/webrtcgateway/ws` */
  readonly url: string
  readonly platform?: Platform
}

interface ConnectionEvents {
  state: ConnectionState
  publicKey: PublicKeyFrame
  account: AccountEvent
  session: SessionEvent
  callChat: CallChatFrame
  room: RoomFrame
}

type WithoutTransaction<Body> = Body extends unknown ? Omit<Body, 'transaction'> : never

/** A request as the gateway wants it, but for the transaction, which the connection adds. */
export type RequestBody = WithoutTransaction<Request>

interface Pending {
  readonly resolve: () => void
  readonly reject: (failure: RequestFailure) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** One attempt at a link and what is left of it; an attempt that was given up no longer counts, whatever its socket says later. */
interface Link {
  readonly socket: Socket
  readonly heartbeat: ReturnType<typeof setInterval>
  silentIntervals: number
  /** When the heartbeat was last felt, ms since the epoch. */
  beatAt: number
}

/**
 * The connection to a gateway (sylkrtc-protocol.md §1). It connects again by itself after every loss until it is closed; the gateway
 * forgets all accounts and calls with each connection, so those begin anew on `ready`.
 */
export class Connection extends Emitter<ConnectionEvents> {
  readonly platform: Platform
  /** Of the gateway's WebSocket. */
  readonly url: string
  readonly #pending = new Map<string, Pending>()
  #state: ConnectionState = { kind: 'closed' }
  #link: Link | null = null
  #retry: ReturnType<typeof setTimeout> | null = null
  #stopWatching: (() => void) | null = null
  #checking: ReturnType<typeof setTimeout> | undefined
  #failedAttempts = 0
  #requests = 0

  constructor(options: ConnectionOptions) {
    super()
    this.url = options.url
    this.platform = options.platform ?? browserPlatform()
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Connects now: for the first time, or without waiting for the next attempt to be due (as when the network came back). */
  connect(): void {
    if (this.#link !== null) return
    this.#stopWatching ??= this.platform.onOnline(() => this.check())
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#retry = null
    const socket = this.platform.openSocket(this.url, SUBPROTOCOL)
    const link: Link = {
      socket,
      heartbeat: setInterval(() => this.#beat(link), PING_INTERVAL_MS),
      silentIntervals: 0,
      beatAt: Date.now(),
    }
    this.#link = link
    socket.addEventListener('message', (event) => this.#take(link, event.data))
    socket.addEventListener('close', () => this.#lose(link))
    this.#change({ kind: 'connecting' })
  }

  /**
   * Finds out now whether there still is a connection, and makes one where there is none: the network has changed, or the device has
   * slept. In browsers that is done by itself when they are online again.
   */
  check(): void {
    const link = this.#link
    if (link === null) {
      if (this.#state.kind === 'waiting') this.connect()
      return
    }
    if (this.#state.kind !== 'ready') return
    clearTimeout(this.#checking)
    // Whatever comes makes it 0 again.
    link.silentIntervals++
    this.#ping()
    this.#checking = setTimeout(() => link.silentIntervals > 0 && this.#lose(link), CHECK_TIMEOUT_MS)
  }

  /** Ends the connection for good. What the gateway holds for it, calls included, ends with it. */
  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#retry = null
    this.#failedAttempts = 0
    this.#stopWatching?.()
    this.#stopWatching = null
    this.#drop()
    this.#change({ kind: 'closed' })
  }

  /**
   * Sends a request; resolves when the gateway has acknowledged it and rejects with a RequestFailure otherwise.
   * Requests are carried out in the order in which they were sent (§1.6).
   */
  request(body: RequestBody): Promise<void> {
    const link = this.#link
    if (link === null || this.#state.kind !== 'ready') {
      return Promise.reject(new RequestFailure('disconnected', 'not connected to the gateway'))
    }
    const transaction = String(++this.#requests)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction)
        reject(new RequestFailure('timeout', `no answer to ${body.sylkrtc} within ${REQUEST_TIMEOUT_MS} ms`))
      }, REQUEST_TIMEOUT_MS)
      this.#pending.set(transaction, { resolve, reject, timer })
      link.socket.send(JSON.stringify({ ...body, transaction }))
    })
  }

  #take(link: Link, data: unknown): void {
    if (link !== this.#link) return
    link.silentIntervals = 0
    const frame = readFrame(data)
    if (frame === null) return
    switch (frame.sylkrtc) {
      case 'ready-event':
        this.#greeted()
        break
      case 'ack':
        this.#settle(frame.transaction)?.resolve()
        break
      case 'error':
        this.#settle(frame.transaction)?.reject(new RequestFailure('refused', frame.error))
        break
      case 'lookup-public-key-event':
        this.emit('publicKey', frame)
        break
      case 'account-event':
        this.emit('account', frame)
        break
      case 'session-event':
        if (frame.event === 'message' || frame.event === 'disposition-notification') this.emit('callChat', frame)
        else this.emit('session', frame)
        break
      case 'videoroom-event':
        this.emit('room', frame)
        break
    }
  }

  #greeted(): void {
    if (this.#state.kind === 'ready') return
    this.#failedAttempts = 0
    this.#change({ kind: 'ready' })
  }

  #settle(transaction: string): Pending | undefined {
    const pending = this.#pending.get(transaction)
    this.#pending.delete(transaction)
    clearTimeout(pending?.timer)
    return pending
  }

  /** Every interval: the link dies of silence, or is asked for a sign of life. */
  #beat(link: Link): void {
    const now = Date.now()
    const hasSlept = now - link.beatAt > PING_INTERVAL_MS * SLEPT_INTERVALS
    link.beatAt = now
    link.silentIntervals++
    if (link.silentIntervals >= DEAD_AFTER_INTERVALS) this.#lose(link)
    else if (hasSlept) this.check()
    else if (this.#state.kind === 'ready') this.#ping()
  }

  /** Any frame counts as a sign of life, so the answer itself does not matter, nor that there is none. */
  #ping(): void {
    this.request({ sylkrtc: 'ping' }).catch(() => undefined)
  }

  /** The link is gone: try again after a while. */
  #lose(link: Link): void {
    if (link !== this.#link) return
    this.#drop()
    const retryInMs = RETRY_DELAYS_MS[this.#failedAttempts % RETRY_DELAYS_MS.length] ?? RETRY_DELAYS_MS[0]
    this.#failedAttempts++
    this.#retry = setTimeout(() => this.connect(), retryInMs)
    this.#change({ kind: 'waiting', retryInMs })
  }

  /** Forgets the link and rejects whatever waits for an answer on it. */
  #drop(): void {
    const link = this.#link
    if (link === null) return
    this.#link = null
    clearInterval(link.heartbeat)
    clearTimeout(this.#checking)
    // The close of a dead link takes minutes; nobody waits for it.
    link.socket.close()
    for (const transaction of [...this.#pending.keys()]) {
      this.#settle(transaction)?.reject(new RequestFailure('disconnected', 'the connection to the gateway was lost'))
    }
  }

  #change(state: ConnectionState): void {
    if (state.kind === 'closed' && this.#state.kind === 'closed') return
    this.#state = state
    this.emit('state', state)
  }
}
