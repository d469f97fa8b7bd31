import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ClientApplication } from '../../ports/clients.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import { ClientSocket, type SocketLimits } from './client-socket.ts'
import { decideHandshake, type HandshakeDecision, SUBPROTOCOL } from './handshake.ts'
import type { ClientTrace } from './trace.ts'

/** ms a client has to hang up once a close frame has come or gone; what it held is given back at the latest then. A constant of its own, because the types of ws do not know the option. */
const CLOSING = { closeTimeout: 1_000 }

export interface WebSocketSettings {
  readonly limits: SocketLimits
  /** Bytes one message may have. */
  readonly maxFrameSize: number
  /** Connections one address may have, 0 for no limit. */
  readonly connectionsPerAddress: number
  /** ms between two pings; the answer must come within half of it. */
  readonly pingInterval: number
  originAllowed(origin: string | undefined): boolean
  /** The value of the Server header. */
  readonly product: string
  /** The client's address behind a proxy that is believed. */
  addressOf(request: IncomingMessage): string
}

interface WebSocketWorld {
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  readonly trace: ClientTrace | null
}

type Refused = Extract<HandshakeDecision, { accept: false }>

/** The WebSocket edge: upgrades what may be upgraded on an HTTP server and keeps the connections alive. */
export class WebSocketEdge {
  readonly #application: ClientApplication<Request, ServerMessage>
  readonly #settings: WebSocketSettings
  readonly #world: WebSocketWorld
  readonly #server: WebSocketServer
  readonly #clients = new Set<ClientSocket>()
  readonly #perAddress = new Map<string, number>()
  #cancelSweep: () => void = () => {}
  #ask = true
  #stopping = false

  constructor(application: ClientApplication<Request, ServerMessage>, settings: WebSocketSettings, world: WebSocketWorld) {
    this.#application = application
    this.#settings = settings
    this.#world = world
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Compression costs a quarter of a megabyte a connection.
      perMessageDeflate: false,
      maxPayload: settings.maxFrameSize,
      ...CLOSING,
      handleProtocols: () => SUBPROTOCOL,
    })
    this.#server.on('headers', (headers) => headers.push(`Server: ${settings.product}`))
  }

  /** Connections there are now. */
  get size(): number {
    return this.#clients.size
  }

  attach(http: Server): void {
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#scheduleSweep()
  }

  /** Takes no new connections; those there are go on. */
  drain(): void {
    this.#stopping = true
  }

  /** Ends all connections with a close frame, and by force those that do not answer it. */
  stop(): void {
    this.#stopping = true
    this.#cancelSweep()
    for (const client of this.#clients) client.close(1001, 'The server stops')
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = this.#settings.addressOf(request)
    const decision = this.#admit(request, address)
    if (!decision.accept) {
      this.#refuse(socket, address, decision)
      return
    }
    // The 101 and the ready-event go out in one packet: ws calls back before handleUpgrade returns.
    socket.cork()
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, address))
    socket.uncork()
  }

  #admit(request: IncomingMessage, address: string): HandshakeDecision {
    const decision = decideHandshake((request.url ?? '').split('?')[0] ?? '', request.headers, this.#settings.originAllowed)
    if (!decision.accept) return decision
    if (this.#stopping) return { accept: false, status: 503, phrase: 'The server stops' }
    const most = this.#settings.connectionsPerAddress
    const full = most > 0 && (this.#perAddress.get(address) ?? 0) >= most
    return full ? { accept: false, status: 503, phrase: 'Too many connections from this address' } : decision
  }

  #open(webSocket: WebSocket, address: string): void {
    const { clock, log, random, trace } = this.#world
    const client = new ClientSocket(webSocket, { id: random.id(), address }, { clock, log, limits: this.#settings.limits, trace })
    this.#clients.add(client)
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1)
    webSocket.on('close', () => this.#forget(client))
    log.debug('client connected', { connection: client.id, address })
    client.begin(this.#application.connect(client))
  }

  #forget(client: ClientSocket): void {
    this.#clients.delete(client)
    const left = (this.#perAddress.get(client.address) ?? 1) - 1
    if (left > 0) this.#perAddress.set(client.address, left)
    else this.#perAddress.delete(client.address)
  }

  /** Browsers see only that it failed; the status line carries the reason for everybody else. */
  #refuse(socket: Duplex, address: string, { status, phrase }: Refused): void {
    this.#world.log.info('handshake refused', { address, status, reason: phrase })
    socket.on('error', () => {})
    // Nobody else would: of sockets that asked for an upgrade the HTTP server knows nothing any more.
    socket.once('finish', () => socket.destroy())
    socket.end(
      `HTTP/1.1 ${status} ${phrase}\r\nServer: ${this.#settings.product}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
        `Content-Length: ${Buffer.byteLength(phrase)}\r\n\r\n${phrase}`,
    )
  }

  /** One timer for all: every half interval the silent are dropped, and at every other one all are asked (sylkrtc-protocol §1.3). */
  #scheduleSweep(): void {
    this.#cancelSweep = this.#world.clock.after(this.#settings.pingInterval / 2, () => {
      for (const client of this.#clients) client.checkAlive(this.#ask)
      this.#ask = !this.#ask
      this.#scheduleSweep()
    })
  }
}
