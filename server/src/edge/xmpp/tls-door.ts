import type { Socket } from 'node:net'
import { createServer, type SecureVersion, type Server, type TLSSocket } from 'node:tls'
import type { XmppIdentity } from './peer-identity.ts'

export const MIN_VERSION: SecureVersion = 'TLSv1.2'
/** The protocol as ALPN names it between servers (XEP-0368 §3). */
export const ALPN = ['xmpp-server']
/** ms for a handshake. */
const LONGEST_HANDSHAKE = 10_000

interface Waiting {
  readonly resolve: (socket: TLSSocket) => void
  readonly reject: (error: Error) => void
}

/**
 * Our side of TLS where others connect: for connections that become encrypted, and for those that are from the first byte. Certificates of peers are asked for and
 * checked; whether they have to be good is not decided here.
 */
export class TlsDoor {
  readonly server: Server
  /** By address and port of the peer, which is what Node's encrypted sockets have from the plain ones. */
  readonly #waiting = new Map<string, Waiting>()

  /** `ca`: authorities in PEM besides those of Node; `adopt` takes connections that come encrypted. */
  constructor(identity: XmppIdentity, ca: readonly string[] | null, adopt: (socket: TLSSocket) => void) {
    const trust = ca === null ? {} : { ca: [...ca] }
    const policy = { minVersion: MIN_VERSION, requestCert: true, rejectUnauthorized: false, ALPNProtocols: ALPN }
    this.server = createServer({ ...identity, ...trust, ...policy, handshakeTimeout: LONGEST_HANDSHAKE })
    this.server.on('secureConnection', (socket) => {
      const waiting = this.#take(socket)
      if (waiting) waiting.resolve(socket)
      else adopt(socket)
    })
    // Node tells of a handshake that failed or took too long, and leaves the connection as it is.
    this.server.on('tlsClientError', (error, socket) => {
      this.#take(socket)?.reject(error)
      socket.destroy()
    })
  }

  /** Encrypts a connection that was made in the clear. */
  readonly encrypt = (socket: Socket): Promise<TLSSocket> => {
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
    const name = nameOf(socket)
    this.#waiting.set(name, { resolve, reject })
    socket.once('close', () => {
      this.#waiting.delete(name)
      reject(new Error('the connection was closed'))
    })
    // Node's way to hand a connection to a TLS server.
    this.server.emit('connection', socket)
    return promise
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(identity: XmppIdentity, ca: readonly string[] | null): void {
    this.server.setSecureContext({ ...identity, ...(ca === null ? {} : { ca: [...ca] }), minVersion: MIN_VERSION })
  }

  #take(socket: Socket): Waiting | null {
    const name = nameOf(socket)
    const waiting = this.#waiting.get(name) ?? null
    this.#waiting.delete(name)
    return waiting
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
