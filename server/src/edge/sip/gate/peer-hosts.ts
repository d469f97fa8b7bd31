import type { Clock } from '../../../ports/clock.ts'
import type { Dns } from '../../../ports/dns.ts'
import type { Log } from '../../../ports/log.ts'
import type { TrustedPeers } from './trusted-peers.ts'

/** ms between two look-ups of the same host. */
const INTERVAL = 300_000

/** Keeps lists of peers up to date with the addresses of the hosts in them. */
export class PeerHosts {
  readonly #lists: readonly TrustedPeers[]
  readonly #dns: Dns
  readonly #clock: Clock
  readonly #log: Log
  #cancel = () => {}
  #stopped = false

  constructor(lists: readonly TrustedPeers[], dns: Dns, clock: Clock, log: Log) {
    this.#lists = lists
    this.#dns = dns
    this.#clock = clock
    this.#log = log
  }

  /** Looks all of them up, now and from time to time; resolves after the first time. One that cannot be looked up stays what it was. */
  async watch(): Promise<void> {
    const hosts = new Set(this.#lists.flatMap((list) => list.hosts))
    if (hosts.size === 0) return
    await Promise.all([...hosts].map((host) => this.#lookUp(host)))
    this.#cancel()
    if (!this.#stopped) this.#cancel = this.#clock.after(INTERVAL, () => void this.watch())
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #lookUp(host: string): Promise<void> {
    try {
      const addresses = await this.#dns.addresses(host)
      for (const list of this.#lists) if (list.hosts.includes(host)) list.learn(host, addresses)
    } catch (error) {
      this.#log.warn('a trusted peer was not found', { host, error: error instanceof Error ? error.message : String(error) })
    }
  }
}
