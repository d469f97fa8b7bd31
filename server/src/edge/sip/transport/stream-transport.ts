import { connect as connectTcp, createServer, isIP, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, type SecureVersion, Server as TlsServer } from 'node:tls'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import { plainAddress } from '../gate/trusted-peers.ts'
import type { ChannelListener } from './channel.ts'
import type { OpeningLoad } from './opening-load.ts'
import { StreamConnection } from './stream-connection.ts'
import type { SocketAddress } from './way-back.ts'

/** Certificate and key in PEM, the chain behind the certificate. */
export interface SipIdentity {
  readonly cert: string
  readonly key: string
}

/** What we ask of servers that we connect to over TLS. */
export interface TlsPolicy {
  readonly verify: boolean
  /** Authorities in PEM; null for those of Node. */
  readonly ca: string | null
}

/** Connections that others may have to us: together, and from one address (a proxy has a few, a NAT has one for each phone). */
const MOST_CONNECTIONS = 10_000
const MOST_PER_ADDRESS = 500
/** ms for a TLS handshake, and for a connection of ours to be there. */
const LONGEST_HANDSHAKE = 10_000
const LONGEST_CONNECT = 5_000
/** ms without a byte either way; RFC 5626 §4.4.1 has clients send keepalives at least every 2 minutes. */
const LONGEST_SILENCE = 600_000
/** ms for a connection of ours that is one of many: longer than a phone rings without a word (RFC 3261 §16.6 item 11, timer C). */
const SILENCE_OF_CROWDED = 200_000
const MIN_VERSION: SecureVersion = 'TLSv1.2'

export interface StreamTransportNeeds {
  readonly policy: TlsPolicy
  /** Counts the connections of ours, of this transport and others. */
  readonly opening: OpeningLoad
  readonly clock: Clock
  /** For the names of connections. */
  readonly random: Random
  readonly log: Log
}

/** SIP over TCP, or over TLS: the connections that others open, and ours, each of which serves all requests to where it leads. */
export class StreamTransport {
  readonly transport: 'tcp' | 'tls'
  readonly #listener: ChannelListener
  readonly #clock: Clock
  readonly #log: Log
  readonly #policy: TlsPolicy
  readonly #opening: OpeningLoad
  readonly #random: Random
  /** By their names. */
  readonly #connections = new Map<string, StreamConnection>()
  readonly #ours = new Map<string, Promise<StreamConnection>>()
  readonly #perAddress = new Map<string, number>()
  #server: Server | null = null
  #port: number | null = null

  constructor(
    transport: 'tcp' | 'tls',
    listener: ChannelListener,
    { policy, opening, clock, random, log }: StreamTransportNeeds,
  ) {
    this.transport = transport
    this.#policy = policy
    this.#opening = opening
    this.#random = random
    this.#clock = clock
    this.#log = log
    this.#listener = listener
  }

  /** Rejects when the address cannot be had. `identity` is for TLS. Port 0: any. */
  async listen(address: string, port: number, identity: SipIdentity | null): Promise<void> {
    const server =
      this.transport === 'tls' && identity
        ? createTlsServer({ ...identity, minVersion: MIN_VERSION, handshakeTimeout: LONGEST_HANDSHAKE })
        : createServer()
    server.maxConnections = MOST_CONNECTIONS
    server.on('connection', (socket) => this.#count(socket))
    // Node tells of a handshake that failed or took too long, and leaves the connection as it is.
    server.on('tlsClientError', (_error, socket: Socket) => socket.destroy())
    server.on(this.transport === 'tls' ? 'secureConnection' : 'connection', (socket: Socket) => {
      if (!socket.destroyed) this.#adopt(socket, 'by-peer', LONGEST_SILENCE)
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, () => {
        server.off('error', reject)
        server.on('error', (error) => this.#log.warn(`SIP over ${this.transport.toUpperCase()}`, { error: error.message }))
        resolve()
      })
    })
    this.#server = server
    // Asked for with each request, and the server would ask the system each time.
    const bound = server.address()
    this.#port = typeof bound === 'object' && bound !== null ? bound.port : null
  }

  /** Where others connect to; null where we do not listen. */
  get port(): number | null {
    return this.#port
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: SipIdentity): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext({ ...identity, minVersion: MIN_VERSION })
  }

  /** The connection of ours that leads there, opened where there is none. `name` is the domain that the certificate has to be for. Rejects with why not. */
  async open(target: SocketAddress, name: string): Promise<StreamConnection> {
    const key = `${target.address} ${target.port} ${this.transport === 'tls' ? name : ''}`
    const known = this.#ours.get(key)
    if (known) return known
    const silence = this.#opening.isCrowded ? SILENCE_OF_CROWDED : LONGEST_SILENCE
    this.#opening.begin(target.address, this.#clock.now())
    const opening = this.#connect(target, name, silence, () => {
      this.#opening.end()
      this.#ours.delete(key)
    })
    this.#ours.set(key, opening)
    return opening
  }

  /** The connection of that name, whoever opened it; null where it is gone. */
  existing(name: string): StreamConnection | null {
    return this.#connections.get(name) ?? null
  }

  /** Listens no more and closes all connections, once what was sent is out. */
  close(): void {
    this.#server?.close()
    this.#port = null
    for (const connection of this.#connections.values()) connection.close()
  }

  #connect({ address, port }: SocketAddress, name: string, silence: number, gone: () => void): Promise<StreamConnection> {
    return new Promise((resolve, reject) => {
      const socket =
        this.transport === 'tcp'
          ? connectTcp({ host: address, port })
          : connectTls({
              host: address,
              port,
              minVersion: MIN_VERSION,
              rejectUnauthorized: this.#policy.verify,
              ...(this.#policy.ca === null ? {} : { ca: this.#policy.ca }),
              ...(isIP(name) === 0 ? { servername: name } : {}),
            })
      const stop = this.#clock.after(LONGEST_CONNECT, () => socket.destroy(new Error('nobody took the connection')))
      socket.on('error', reject)
      socket.on('close', () => {
        stop()
        gone()
        reject(new Error('the connection was closed'))
      })
      socket.once(this.transport === 'tcp' ? 'connect' : 'secureConnect', () => {
        stop()
        resolve(this.#adopt(socket, 'by-us', silence))
      })
    })
  }

  #adopt(socket: Socket, opened: 'by-us' | 'by-peer', silence: number): StreamConnection {
    // Errors end in "close", which is all that matters.
    socket.on('error', (error) => this.#log.debug('a SIP connection broke', { error: error.message }))
    const name = this.#random.id()
    const connection = new StreamConnection(socket, this.transport, { name, opened, silence }, this.#listener, this.#clock)
    this.#connections.set(name, connection)
    socket.on('close', () => this.#connections.delete(name))
    return connection
  }

  /** Drops who has too many; counts from before the TLS handshake, which is where it costs. */
  #count(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '')
    const count = (this.#perAddress.get(address) ?? 0) + 1
    this.#perAddress.set(address, count)
    socket.on('close', () => {
      const left = (this.#perAddress.get(address) ?? 1) - 1
      if (left === 0) this.#perAddress.delete(address)
      else this.#perAddress.set(address, left)
    })
    // Without this a connection that breaks before its handshake would end the process.
    socket.on('error', () => {})
    if (count > MOST_PER_ADDRESS) socket.destroy()
  }
}
