import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import type { Clock } from '../../ports/clock.ts'
import type { Dns } from '../../ports/dns.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpEnding, MsrpFingerprint, MsrpPlace, MsrpTransport } from '../../ports/msrp.ts'
import { isAnnounced, type MsrpIdentity } from './certificate.ts'
import type { ConnectionCount } from './connection-limits.ts'
import { type Adopt, MIN_VERSION } from './door.ts'
import { mayConnectTo } from './reachable.ts'

/** ms for a connection to be there, and addresses of one name that are tried. */
const LONGEST_CONNECT = 5_000
const MOST_ADDRESSES = 3

/** What we ask of peers that we connect to over TLS. */
export interface TlsPolicy {
  /** Where nothing was said of its certificate, it has to be of an authority, and for the host of the path. */
  readonly verify: boolean
  /** Authorities in PEM; null for those of Node. */
  readonly ca: string | null
}

export interface OpenerNeeds {
  readonly policy: TlsPolicy
  readonly count: ConnectionCount
  readonly dns: Dns
  readonly clock: Clock
  readonly log: Log
}

export interface Opening {
  readonly transport: MsrpTransport
  readonly place: MsrpPlace
  readonly fingerprints: readonly MsrpFingerprint[]
  /** What our listeners are bound to. */
  readonly own: string
  /** Shown to peers, who may have been told of it in SDP. */
  readonly identity: MsrpIdentity | null
}

/** Opens connections to where descriptions of others say. */
export class Opener {
  readonly #needs: OpenerNeeds

  constructor(needs: OpenerNeeds) {
    this.#needs = needs
  }

  /** Hands the connection to `adopt` and resolves with null, or with why there is none. Never rejects. */
  async open(opening: Opening, adopt: Adopt): Promise<Extract<MsrpEnding, 'not-connected' | 'wrong-certificate'> | null> {
    const { host, port } = opening.place
    let why: 'not-connected' | 'wrong-certificate' = 'not-connected'
    for (const address of await this.#addresses(host)) {
      const obstacle = mayConnectTo(address, opening.own) ? this.#needs.count.judge(address) : 'forbidden'
      const opened = obstacle === 'ok' ? await this.#connect(opening, address, adopt) : obstacle
      if (opened === null) return null
      this.#needs.log.debug('no MSRP connection', { to: address, port, why: opened })
      if (opened === 'wrong-certificate') why = opened
    }
    return why
  }

  async #addresses(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host]
    try {
      return (await this.#needs.dns.addresses(host)).slice(0, MOST_ADDRESSES)
    } catch (error) {
      this.#needs.log.debug('an MSRP host was not found', { host, error: String(error) })
      return []
    }
  }

  /** Null, or why there is no connection. */
  #connect({ transport, place, fingerprints, identity }: Opening, address: string, adopt: Adopt): Promise<string | null> {
    const { policy, clock, count } = this.#needs
    const { promise, resolve } = Promise.withResolvers<string | null>()
    const target = { host: address, port: place.port }
    const socket: Socket =
      transport === 'tcp'
        ? connectTcp(target)
        : connectTls({
            ...target,
            ...identity,
            minVersion: MIN_VERSION,
            rejectUnauthorized: policy.verify && fingerprints.length === 0,
            ...(policy.ca === null ? {} : { ca: policy.ca }),
            ...(isIP(place.host) === 0 ? { servername: place.host } : {}),
          })
    const counted = count.begin(address)
    const stop = clock.after(LONGEST_CONNECT, () => socket.destroy(new Error('nobody took the connection')))
    socket.on('error', (error) => resolve(error.message))
    socket.on('close', () => {
      stop()
      counted.end()
      resolve('the connection was closed')
    })
    socket.once(transport === 'tcp' ? 'connect' : 'secureConnect', () => {
      stop()
      if (socket instanceof TLSSocket && !isAnnounced(socket.getPeerX509Certificate(), fingerprints)) {
        resolve('wrong-certificate')
        socket.destroy()
        return
      }
      adopt(socket, counted.bound)
      resolve(null)
    })
    return promise
  }
}
