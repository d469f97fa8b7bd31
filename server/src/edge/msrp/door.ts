import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type SecureVersion, Server as TlsServer } from 'node:tls'
import type { Log } from '../../ports/log.ts'
import type { MsrpTransport } from '../../ports/msrp.ts'
import type { MsrpIdentity } from './certificate.ts'
import type { ConnectionCount, CountedConnection } from './connection-limits.ts'

/** ms for a TLS handshake. */
const LONGEST_HANDSHAKE = 10_000
export const MIN_VERSION: SecureVersion = 'TLSv1.2'

/** Takes a connection that is there, handshake and all; `bound` is to be called once a session is on it. */
export type Adopt = (socket: Socket, bound: () => void) => void

/** The one place for each transport where peers connect to. */
export class Door {
  readonly #server: Server
  readonly #log: Log
  readonly #count: ConnectionCount
  /** By address and port of the peer, which Node's TLS sockets have from the TCP ones below them. */
  readonly #counted = new Map<string, CountedConnection>()
  #port: number | null = null

  /** Without `identity` it is TCP. */
  constructor(transport: MsrpTransport, identity: MsrpIdentity | null, count: ConnectionCount, log: Log, adopt: Adopt) {
    this.#log = log
    this.#count = count
    // Peers show their certificates as well, since SDP may have said what they are; who signed them does not matter.
    const options = { minVersion: MIN_VERSION, handshakeTimeout: LONGEST_HANDSHAKE, requestCert: true, rejectUnauthorized: false }
    this.#server = identity ? createTlsServer({ ...identity, ...options }) : createServer()
    this.#server.on('connection', (socket: Socket) => this.#admit(socket))
    // Node tells of a handshake that failed or took too long, and leaves the connection as it is.
    this.#server.on('tlsClientError', (_error, socket: Socket) => socket.destroy())
    this.#server.on(transport === 'tls' ? 'secureConnection' : 'connection', (socket: Socket) => {
      const counted = this.#counted.get(nameOf(socket))
      if (socket.destroyed || !counted) socket.destroy()
      else adopt(socket, counted.bound)
    })
  }

  /** Rejects when the address cannot be had. Port 0: any. Resolves with the port. */
  async listen(address: string, port: number): Promise<number> {
    const server = this.#server
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, address, resolve)
    await promise
    server.off('error', reject)
    server.on('error', (error) => this.#log.warn('MSRP listener', { error: error.message }))
    const bound = server.address()
    this.#port = typeof bound === 'object' && bound !== null ? bound.port : port
    return this.#port
  }

  /** Where peers connect to; null where we do not listen. */
  get port(): number | null {
    return this.#port
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: MsrpIdentity): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext({ ...identity, minVersion: MIN_VERSION })
  }

  close(): void {
    this.#server.close()
    this.#port = null
  }

  #admit(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    // Without this a connection that breaks before its handshake would end the process.
    socket.on('error', () => {})
    const verdict = this.#count.judge(address)
    if (verdict !== 'ok') {
      this.#log.debug('an MSRP connection was not taken', { why: verdict, from: address })
      socket.destroy()
      return
    }
    const name = nameOf(socket)
    const counted = this.#count.begin(address)
    this.#counted.set(name, counted)
    socket.on('close', () => {
      counted.end()
      this.#counted.delete(name)
    })
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
