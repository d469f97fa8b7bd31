import { connect, isIP, type Socket } from 'node:net'
import { domainToAscii } from '@weft/protocols/xmpp/domain'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import type { Clock } from '../../ports/clock.ts'
import type { Dns } from '../../ports/dns.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { ConnectionCounter } from './connection-counter.ts'
import type { XmppIdentity } from './peer-identity.ts'
import { findPlaces, type PeerPlace } from './peer-places.ts'
import { callTls, encryptTo, type TlsCall } from './tls-client.ts'
import { XmppConnection } from './xmpp-connection.ts'
import type { XmppTrace } from './xmpp-trace.ts'

/** ms for a connection to be there, its TLS included, and addresses of one name that are tried. */
const LONGEST_CONNECT = 5000
const LONGEST_HANDSHAKE = 10_000
const MOST_ADDRESSES = 3

export type Opened =
  | { readonly connection: XmppConnection }
  | { readonly connection: null; readonly condition: StanzaErrorCondition; readonly detail: string }

export interface OpenerNeeds {
  readonly dns: Dns
  readonly clock: Clock
  readonly log: Log
  readonly trace: XmppTrace | null
  readonly count: ConnectionCounter
  /** Whether names that others chose may have us connect to that address. */
  readonly mayConnectTo: (address: string) => boolean
  readonly overrides: ReadonlyMap<string, PeerPlace>
  readonly chance: () => number
  /** Of ours, as it is now. */
  readonly tls: () => { readonly identity: XmppIdentity | null; readonly ca: readonly string[] | null }
  /** Whether places where encryption begins with the first byte are of use. */
  readonly mayEncrypt: boolean
}

/** Connects to servers of other domains. */
export class Opener {
  readonly #needs: OpenerNeeds

  constructor(needs: OpenerNeeds) {
    this.#needs = needs
  }

  /** A connection to a server of that domain, or why there is none. Never rejects. */
  async open(domain: string): Promise<Opened> {
    const { log } = this.#needs
    let last = 'nobody answers for the domain'
    try {
      const places = await findPlaces(domain, this.#needs)
      const usable = places.filter(({ isDirectTls }) => this.#needs.mayEncrypt || !isDirectTls)
      if (usable.length === 0)
        return { connection: null, condition: 'remote-server-not-found', detail: 'the domain has no XMPP server' }
      let found = 0
      for (const place of usable) {
        for (const address of await this.#addresses(domain, place)) {
          found++
          const opened = await this.#connect(domain, place, address)
          if (opened instanceof XmppConnection) return { connection: opened }
          last = opened
          log.debug('no XMPP connection', { domain, to: address, port: place.port, why: opened })
        }
      }
      const condition = found === 0 ? 'remote-server-not-found' : 'remote-server-timeout'
      return { connection: null, condition, detail: found === 0 ? 'the domain has no address' : last }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { connection: null, condition: 'remote-server-not-found', detail: error.detail }
    }
  }

  async #addresses(domain: string, { host }: PeerPlace): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host]
    try {
      return (await this.#needs.dns.addresses(host)).slice(0, MOST_ADDRESSES)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#needs.log.debug('an XMPP server was not found', { domain, host, error: error.detail })
      return []
    }
  }

  /** The connection, or why there is none. */
  #connect(domain: string, { port, isDirectTls }: PeerPlace, address: string): Promise<XmppConnection | string> {
    const { clock, count, log, trace, mayConnectTo, overrides } = this.#needs
    if (!overrides.has(domain) && !mayConnectTo(address)) return Promise.resolve('nobody may have us connect there')
    const verdict = count.judge(address)
    if (verdict !== 'ok') return Promise.resolve(verdict)
    const { promise, resolve } = Promise.withResolvers<XmppConnection | string>()
    const call: TlsCall = { domain: domainToAscii(domain) ?? domain, ...this.#needs.tls() }
    const where = { host: address, port }
    const socket: Socket = isDirectTls ? callTls(where, call) : connect(where)
    const counted = count.begin(address)
    counted.bound()
    const stop = clock.after(LONGEST_CONNECT, () => socket.destroy(new Error('nobody took the connection')))
    socket.on('error', (error) => resolve(error.message))
    socket.on('close', () => {
      stop()
      counted.end()
      resolve('the connection was closed')
    })
    socket.once(isDirectTls ? 'secureConnect' : 'connect', () => {
      stop()
      resolve(new XmppConnection(socket, { clock, log, trace, encrypt: encryptTo(call, LONGEST_HANDSHAKE, clock) }))
    })
    return promise
  }
}
