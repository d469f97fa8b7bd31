import { parseRequest, type Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import type { WebSocket } from 'ws'
import type { ClientChannel, ClientConversation } from '../../ports/clients.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { TokenBucket } from './token-bucket.ts'
import { type ClientTrace, traceText } from './trace.ts'

export interface SocketLimits {
  /** Requests a second one connection may make on average, 0 for no limit; beyond it and the burst the socket is read more slowly. */
  readonly requestsPerSecond: number
  readonly requestBurst: number
  /** Bytes that may wait for a client that does not read. */
  readonly slowReaderBytes: number
}

/** Bytes that count as one request more: reading them is what a large frame costs. */
const BYTES_A_REQUEST = 32_768

/** One client's WebSocket: frames in and out, bounded. It knows the language, not what is said in it. */
export class ClientSocket implements ClientChannel<ServerMessage> {
  readonly id: string
  readonly address: string
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #log: Log
  readonly #limits: SocketLimits
  readonly #bucket: TokenBucket
  readonly #trace: ClientTrace | null
  #conversation: ClientConversation<Request> | null = null
  #cancelResume: () => void = () => {}
  readonly #since: number
  #heard = true

  constructor(
    socket: WebSocket,
    client: { readonly id: string; readonly address: string },
    world: { readonly clock: Clock; readonly log: Log; readonly limits: SocketLimits; readonly trace: ClientTrace | null },
  ) {
    this.id = client.id
    this.address = client.address
    this.#socket = socket
    this.#clock = world.clock
    this.#since = world.clock.now()
    this.#log = world.log.with({ connection: client.id, address: client.address })
    this.#limits = world.limits
    this.#trace = world.trace
    this.#bucket = new TokenBucket(world.limits.requestsPerSecond, world.limits.requestBurst, world.clock.now())
    socket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary))
    socket.on('pong', () => {
      this.#heard = true
      this.#slowDown(0)
    })
    socket.on('ping', () => this.#slowDown(0))
    socket.on('error', (error) => this.#log.info('websocket error', { error: error.message }))
    socket.on('close', (code) => this.#ended(code))
  }

  /** Tells the client that it may begin, and hands what it says to the conversation. */
  begin(conversation: ClientConversation<Request>): void {
    this.#conversation = conversation
    this.send({ sylkrtc: 'ready-event' })
  }

  send(message: ServerMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#trace?.('out', this.id, traceText(message))
    if (this.#socket.bufferedAmount > this.#limits.slowReaderBytes) {
      this.#log.warn('client reads too slowly, dropped', { waiting: this.#socket.bufferedAmount })
      this.#socket.terminate()
      return
    }
    this.#socket.send(JSON.stringify(message))
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** Drops the client unless something was heard of it since it was last asked; asks when `ask` is true. */
  checkAlive(ask: boolean): void {
    if (!this.#heard) {
      this.#log.info('client does not answer, dropped')
      this.#socket.terminate()
    } else if (ask && this.#socket.readyState === this.#socket.OPEN) {
      this.#heard = false
      this.#socket.ping()
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#heard = true
    this.#slowDown(data.length)
    if (isBinary) {
      this.#log.debug('binary frame ignored', { bytes: data.length })
      return
    }
    const parsed = parseRequest(data.toString())
    switch (parsed.kind) {
      case 'request':
        this.#trace?.('in', this.id, traceText(parsed.request))
        this.#conversation?.receive(parsed.request, data.length)
        break
      case 'invalid':
        this.send({ sylkrtc: 'error', transaction: parsed.transaction, error: parsed.error })
        break
      case 'ignored':
        this.#log.debug('frame ignored', { reason: parsed.reason })
    }
  }

  /** Who asks too much, or sends too much of anything, is read more slowly: an error could end a call (a trickle's would), waiting harms nobody else. */
  #slowDown(bytes: number): void {
    const wait = this.#bucket.take(this.#clock.now(), 1 + Math.floor(bytes / BYTES_A_REQUEST))
    if (wait === 0 || this.#socket.isPaused) return
    this.#socket.pause()
    this.#cancelResume = this.#clock.after(wait, () => this.#socket.resume())
  }

  #ended(code: number): void {
    this.#cancelResume()
    // One line a visit: what happened in it has lines of its own.
    this.#log.info('client gone', { code, seconds: Math.round((this.#clock.now() - this.#since) / 1000) })
    this.#conversation?.closed()
    this.#conversation = null
  }
}
