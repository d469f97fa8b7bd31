import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { PeerIdentity } from '@weft/protocols/xmpp/incoming-stream'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { doubtOf, identityOf } from './peer-identity.ts'
import type { ConnectionTrace, XmppTrace } from './xmpp-trace.ts'

/** Bytes that may wait for a peer that reads more slowly than others write. */
const MOST_WAITING = 4_194_304
/** ms for the other side to take what is left and to close as well. */
const FAREWELL = 5000

/** Whoever reads a connection. */
export interface ConnectionUser {
  bytes(bytes: Uint8Array): void
  secured(identity: PeerIdentity): void
  /** It is gone, whoever closed it. Told once. */
  lost(): void
}

/** Makes the encrypted socket of a plain one, once its handshake is done; where that fails, the plain one closes. */
export type Encrypt = (socket: Socket) => Promise<TLSSocket>

export interface ConnectionNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly trace: XmppTrace | null
  readonly encrypt: Encrypt
}

/** One TCP or TLS connection that carries a stream, or becomes the latter in the middle of it. */
export class XmppConnection {
  #socket: Socket
  readonly #needs: ConnectionNeeds
  readonly #trace: ConnectionTrace | null
  readonly remote: string
  #user: ConnectionUser | null = null
  #isSecuring = false

  /** `socket` is connected, and encrypted where it is a TLSSocket. Nothing is read before there is a user. */
  constructor(socket: Socket, needs: ConnectionNeeds) {
    this.#socket = socket
    this.#needs = needs
    const endOf = (address = '', port = 0) => `${address.includes(':') ? `[${address}]` : address}:${port}`
    this.remote = endOf(socket.remoteAddress, socket.remotePort)
    this.#trace = needs.trace?.connection(endOf(socket.localAddress, socket.localPort), this.remote) ?? null
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 60_000)
    socket.on('error', (error) => needs.log.debug('an XMPP connection broke', { with: this.remote, error: error.message }))
    socket.on('close', () => this.#lost())
    this.#trace?.note('CONNECTED')
  }

  /** Of an encrypted connection; null of a plain one. */
  get identity(): PeerIdentity | null {
    return this.#socket instanceof TLSSocket ? identityOf(this.#socket) : null
  }

  /** Why the other side's certificate does not count; null where it does, or where there can be none. */
  get doubt(): string | null {
    return this.#socket instanceof TLSSocket ? doubtOf(this.#socket) : null
  }

  /** True where the other side takes so little that nothing more should be written. */
  get isClogged(): boolean {
    return this.#socket.writableLength > MOST_WAITING
  }

  use(user: ConnectionUser): void {
    this.#user = user
    if (this.#socket.destroyed) this.#lost()
    else this.#read()
  }

  send(text: string): void {
    this.#trace?.text('OUTGOING', text)
    if (this.#socket.writable) this.#socket.write(text)
  }

  /** Encrypts it from here on; what comes of it is told. */
  startTls(): void {
    const plain = this.#socket
    this.#isSecuring = true
    plain.removeAllListeners('data')
    this.#needs.encrypt(plain).then(
      (socket) => this.#secured(socket),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        this.#needs.log.info('encryption of an XMPP connection failed', { with: this.remote, error: why })
        plain.destroy()
      },
    )
  }

  /** Closes it once all has been sent. */
  close(): void {
    if (this.#isSecuring) this.#socket.destroy()
    else this.#socket.end()
    // What comes still is nobody's.
    this.#socket.resume()
    const stop = this.#needs.clock.after(FAREWELL, () => this.#socket.destroy())
    this.#socket.once('close', stop)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Reads no more for now. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  #secured(socket: TLSSocket): void {
    this.#isSecuring = false
    this.#socket = socket
    socket.on('error', (error) => this.#needs.log.debug('an XMPP connection broke', { with: this.remote, error: error.message }))
    socket.on('close', () => this.#lost())
    this.#trace?.note('SECURED')
    this.#user?.secured(identityOf(socket))
    this.#read()
  }

  #read(): void {
    const decoder = this.#trace && new TextDecoder()
    this.#socket.on('data', (bytes: Buffer) => {
      if (decoder) this.#trace?.text('INCOMING', decoder.decode(bytes, { stream: true }))
      this.#user?.bytes(bytes)
    })
  }

  #lost(): void {
    const user = this.#user
    this.#user = null
    if (user) this.#trace?.note('CLOSED')
    user?.lost()
  }
}
