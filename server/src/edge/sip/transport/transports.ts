import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { SipSource } from '../../../ports/sip-agent.ts'
import type { Channel, ChannelListener } from './channel.ts'
import { OPENING_LIMITS, OpeningLoad } from './opening-load.ts'
import { type SipIdentity, StreamTransport, type TlsPolicy } from './stream-transport.ts'
import { UdpTransport } from './udp-transport.ts'
import type { SocketAddress } from './way-back.ts'

type TransportName = SipSource['transport']

export interface TransportSettings {
  /** 0: any; null: not at all. */
  readonly ports: Readonly<Record<TransportName, number | null>>
  /** null: nobody connects over TLS. */
  readonly identity: SipIdentity | null
  readonly tls: TlsPolicy
}

export interface TransportNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** UDP, TCP and TLS, as far as they are to be had. */
export class Transports {
  readonly #settings: TransportSettings
  readonly #listener: ChannelListener
  readonly #log: Log
  readonly #tcp: StreamTransport
  readonly #tls: StreamTransport
  #udp: UdpTransport | null = null

  constructor(settings: TransportSettings, listener: ChannelListener, needs: TransportNeeds) {
    this.#settings = settings
    this.#listener = listener
    this.#log = needs.log
    const streams = { ...needs, policy: settings.tls, opening: new OpeningLoad(OPENING_LIMITS) }
    this.#tcp = new StreamTransport('tcp', listener, streams)
    this.#tls = new StreamTransport('tls', listener, streams)
  }

  /** Where a transport is listened on; null where it is not. */
  port(transport: TransportName): number | null {
    return { udp: this.#udp, tcp: this.#tcp, tls: this.#tls }[transport]?.port ?? null
  }

  /** Listens where that is wanted. A port that is taken is told and costs that transport only: a proxy may have been there first. */
  async listen(address: string): Promise<void> {
    const { identity, ports } = this.#settings
    await this.#attempt('udp', address, ports.udp, async (port) => {
      this.#udp = await UdpTransport.listen(address, port, this.#listener, this.#log)
    })
    await this.#attempt('tcp', address, ports.tcp, (port) => this.#tcp.listen(address, port, null))
    await this.#attempt('tls', address, identity && ports.tls, (port) => this.#tls.listen(address, port, identity))
  }

  /** What leads to `target`. Rejects with why nothing does. */
  async open(transport: TransportName, target: SocketAddress, name: string): Promise<Channel> {
    if (transport !== 'udp') return (transport === 'tcp' ? this.#tcp : this.#tls).open(target, name)
    if (this.#udp === null) throw new Error('there is no SIP over UDP')
    return this.#udp
  }

  /** What led to that source; null where it is gone. */
  existing({ transport, connection }: SipSource): Channel | null {
    if (transport === 'udp') return this.#udp
    return connection === undefined ? null : (transport === 'tcp' ? this.#tcp : this.#tls).existing(connection)
  }

  useCertificate(identity: SipIdentity): void {
    this.#tls.useCertificate(identity)
  }

  close(): void {
    this.#udp?.close()
    this.#udp = null
    this.#tcp.close()
    this.#tls.close()
  }

  async #attempt(
    transport: TransportName,
    address: string,
    port: number | null,
    listen: (port: number) => Promise<void>,
  ): Promise<void> {
    if (port === null) return
    try {
      await listen(port)
      this.#log.info('SIP', { transport, address, port: this.port(transport) })
    } catch (error) {
      this.#log.error('no SIP', { transport, address, port, error: error instanceof Error ? error.message : String(error) })
    }
  }
}
