import type { Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { Clock } from '../../ports/clock.ts'
import type { XmppIdentity } from './peer-identity.ts'
import { ALPN, MIN_VERSION } from './tls-door.ts'

export interface TlsCall {
  /** The domain that is asked for, in A-labels. */
  readonly domain: string
  /** Shown to the other side; null: nothing. */
  readonly identity: XmppIdentity | null
  /** Authorities in PEM besides those of Node. */
  readonly ca: readonly string[] | null
}

/** Our side of TLS where we connect. The certificate is looked at by whoever calls, since not all of its names are those of hosts. */
export function callTls(
  where: { readonly socket: Socket } | { readonly host: string; readonly port: number },
  { domain, identity, ca }: TlsCall,
): TLSSocket {
  const options: ConnectionOptions = {
    ...where,
    ...identity,
    ...(ca === null ? {} : { ca: [...ca] }),
    servername: domain,
    minVersion: MIN_VERSION,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    // A connection that becomes encrypted was agreed on to be XMPP already (XEP-0368 §3 is about those that are from the first byte).
    ...('socket' in where ? {} : { ALPNProtocols: ALPN }),
  }
  return connect(options)
}

/** Encrypts connections that were made in the clear; `longest`: ms for a handshake. */
export function encryptTo(call: TlsCall, longest: number, clock: Clock): (socket: Socket) => Promise<TLSSocket> {
  return (socket) => {
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
    const encrypted = callTls({ socket }, call)
    const stop = clock.after(longest, () => encrypted.destroy(new Error('no handshake in time')))
    encrypted.once('secureConnect', () => {
      stop()
      resolve(encrypted)
    })
    encrypted.on('error', (error) => reject(error))
    encrypted.once('close', () => {
      stop()
      reject(new Error('the connection was closed'))
    })
    return promise
  }
}
