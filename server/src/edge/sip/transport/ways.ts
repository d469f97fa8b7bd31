import type { SipSource } from '../../../ports/sip-agent.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import type { OwnAddresses } from '../gate/own-addresses.ts'
import type { Channel } from './channel.ts'
import type { Hop } from './hop.ts'
import type { Transports } from './transports.ts'
import type { SocketAddress } from './way-back.ts'

/** What a request goes out on, and to where. */
export interface Way {
  readonly channel: Channel
  readonly target: SocketAddress
  readonly hop: Hop
}

/** Ways to others, over what is there or what is opened for it. */
export class Ways {
  readonly #transports: Transports
  #host = ''
  #own: OwnAddresses | null = null

  constructor(transports: Transports) {
    this.#transports = transports
  }

  /** The address that others reach us at, and all those that are ours. */
  use(host: string, own: OwnAddresses): void {
    this.#host = host
    this.#own = own
  }

  /** Whether that host, an address or a name, is ours. */
  isHere(host: string): boolean {
    return this.#own?.has(host) ?? false
  }

  /** Whether what is sent there comes back to this server. */
  leadHere({ transport, address, port }: SipSource): boolean {
    return port === this.#transports.port(transport) && this.isHere(address)
  }

  /** Along a route whose host is an address. `name` is the domain that a TLS certificate has to be for. Rejects with an Error that says why there is no way. */
  async along({ host, port, transport }: SipRoute, name: string): Promise<Way> {
    const target = { address: host, port }
    const channel = await this.#transports.open(transport, target, name)
    return { channel, target, hop: this.hop(transport) }
  }

  /** Back over the very connection that something came over, or by UDP; null where that connection is gone (RFC 5626 §5.3.1). */
  over(source: SipSource): Way | null {
    const { transport, address, port } = source
    const channel = this.#transports.existing(source)
    return channel && { channel, target: { address, port }, hop: this.hop(transport) }
  }

  /** How others reach us on that transport. */
  hop(transport: SipSource['transport']): Hop {
    return { transport, host: this.#host, port: this.#transports.port(transport) }
  }
}
