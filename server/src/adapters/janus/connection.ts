import WebSocket from 'ws'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import { type BackOffLimits, backOff } from './back-off.ts'
import { type Frame, readFrame } from './frame.ts'
import type { JsonObject } from './json.ts'
import { type JanusTrace, withoutSecrets } from './trace.ts'
import { Transactions } from './transactions.ts'

const SUBPROTOCOL = 'janus-protocol'
const HANDSHAKE_TIMEOUT = 10_000
const ANSWER_TIMEOUT = 10_000
/** Bytes. The biggest frames are session descriptions. */
const BIGGEST_FRAME = 1024 * 1024
/** Bytes that may wait for a peer that does not read. */
const MOST_BUFFERED = 8 * 1024 * 1024

export interface JanusConnectionOptions {
  /** `ws://host:port` or `wss://…`. */
  readonly url: string
  /** Goes into every request; null for a Janus without `api_secret`. */
  readonly apiSecret: string | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly trace?: JanusTrace
  /** ms between attempts to connect: the first, and the longest. */
  readonly reconnect: BackOffLimits
  /** ms; for tests. */
  readonly answerTimeout?: number
}

/**
 * The WebSocket to one Janus. It is kept: after a loss it comes back by itself, later and later. What lived in Janus
 * (sessions, handles) dies with the connection, because Janus destroys a session as soon as its transport goes.
 */
export class JanusConnection {
  readonly #options: JanusConnectionOptions
  readonly #transactions: Transactions
  readonly #stateListeners = new Set<(up: boolean) => void>()
  readonly #frameListeners = new Set<(frame: Frame) => void>()
  #socket: WebSocket | null = null
  #up = false
  #attempt = 0
  #cancelRetry: () => void = () => {}
  #stopped = true

  constructor(options: JanusConnectionOptions) {
    this.#options = options
    this.#transactions = new Transactions(options)
  }

  get isUp(): boolean {
    return this.#up
  }

  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    this.#connect()
  }

  /** Closes for good. What waits for an answer is refused. */
  stop(): void {
    this.#stopped = true
    this.#cancelRetry()
    this.#socket?.close()
    this.#lost('stopped')
  }

  /** Tells of every change between up and down. The returned function ends that. */
  onState(listener: (up: boolean) => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  /** Tells of every frame that is no answer to a request, in order. The returned function ends that. */
  onFrame(listener: (frame: Frame) => void): () => void {
    this.#frameListeners.add(listener)
    return () => this.#frameListeners.delete(listener)
  }

  /**
   * Sends one request (without transaction and secret) and resolves with its `ack` or `success`. Rejects with JanusError, or with Refusal
   * `backend-away`, `backend-timeout`. `transaction` comes at once, as what the plugin does later bears it too.
   */
  request(body: JsonObject & { readonly janus: string }): { readonly transaction: string; readonly answer: Promise<Frame> } {
    const socket = this.#socket
    if (!this.#up || !socket) return refused(new Refusal('backend-away', 'no connection to Janus'))
    if (socket.bufferedAmount > MOST_BUFFERED)
      return refused(new Refusal('backend-timeout', `${body.janus}: Janus does not read`))
    try {
      const { id, answer } = this.#transactions.open(body.janus, this.#options.answerTimeout ?? ANSWER_TIMEOUT)
      const { apiSecret } = this.#options
      const message = JSON.stringify(
        { ...body, transaction: id, ...(apiSecret === null ? {} : { apisecret: apiSecret }) },
        readable,
      )
      this.#options.trace?.('sent', withoutSecrets(message))
      socket.send(message)
      return { transaction: id, answer }
    } catch (error) {
      if (error instanceof Refusal) return refused(error)
      throw error
    }
  }

  /** Gives this connection up for a new one: it is open, yet nothing comes back. */
  reconnect(why: string): void {
    const socket = this.#socket
    if (!socket) return
    socket.terminate()
    this.#lost(why)
  }

  #connect(): void {
    const socket = new WebSocket(this.#options.url, SUBPROTOCOL, {
      perMessageDeflate: false,
      maxPayload: BIGGEST_FRAME,
      handshakeTimeout: HANDSHAKE_TIMEOUT,
    })
    this.#socket = socket
    let cause = 'closed by Janus'
    socket.on('open', () => {
      if (socket !== this.#socket) return
      this.#up = true
      this.#attempt = 0
      this.#options.log.info('connected to Janus', { url: this.#options.url })
      for (const listener of [...this.#stateListeners]) listener(true)
    })
    socket.on('message', (data, isBinary) => {
      if (socket === this.#socket && !isBinary) this.#receive(data.toString())
    })
    socket.on('error', (error) => {
      cause = error.message
    })
    socket.on('close', () => {
      if (socket === this.#socket) this.#lost(cause)
    })
  }

  #receive(text: string): void {
    this.#options.trace?.('received', withoutSecrets(text))
    const frame = readFrame(text)
    if (!frame) {
      this.#options.log.warn('Janus sent what is no Janus message', { length: text.length })
      return
    }
    // An event bears the transaction of the request that caused it, and may come even before that request's ack.
    const isAnswer = frame.janus === 'ack' || frame.janus === 'success' || frame.janus === 'error'
    if (isAnswer) {
      if (!this.#transactions.settle(frame)) this.#options.log.debug('late answer from Janus', { janus: frame.janus })
      return
    }
    for (const listener of [...this.#frameListeners]) {
      try {
        listener(frame)
      } catch (error) {
        // A defect in what one frame is about must not end what everything stands on.
        this.#options.log.error('frame of Janus not dealt with', { error: error instanceof Error ? error.stack : String(error) })
      }
    }
  }

  #lost(cause: string): void {
    const wasUp = this.#up
    this.#socket = null
    this.#up = false
    this.#transactions.failAll(new Refusal('backend-away', `the connection to Janus is gone: ${cause}`))
    if (wasUp) for (const listener of [...this.#stateListeners]) listener(false)
    if (this.#stopped) return
    const delay = backOff(this.#attempt++, this.#options.random.id(), this.#options.reconnect)
    this.#options.log.warn('no connection to Janus', { url: this.#options.url, cause, retryIn: delay })
    this.#cancelRetry = this.#options.clock.after(delay, () => this.#connect())
  }
}

function refused(refusal: Refusal): { readonly transaction: string; readonly answer: Promise<Frame> } {
  return { transaction: '', answer: Promise.reject(refusal) }
}

/** Janus refuses a request with half a surrogate pair or a NUL anywhere in it, and does not say which request. */
function readable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value
}
