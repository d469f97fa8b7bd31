import { createSocket, type Socket } from 'node:dgram'
import { isIPv4, isIPv6 } from 'node:net'
import type { Log } from '../../../ports/log.ts'
import { plainAddress } from '../gate/trusted-peers.ts'
import type { Channel, ChannelListener } from './channel.ts'
import type { SocketAddress } from './way-back.ts'

/** Bytes that the system keeps while we are busy: some thousand messages. */
const RECEIVE_BUFFER = 4 * 1024 * 1024
/** Keepalives of RFC 5626 §3.5.1 and of many phones: a few bytes of CR, LF and NUL. */
const SHORTEST_MESSAGE = 16

/** SIP over UDP on one address. */
export class UdpTransport implements Channel {
  readonly transport = 'udp'
  readonly port: number
  readonly #socket: Socket
  readonly #isIpv6: boolean
  #isOpen = true

  private constructor(socket: Socket, isIpv6: boolean) {
    this.#socket = socket
    this.#isIpv6 = isIpv6
    this.port = socket.address().port
  }

  /** Rejects when the address cannot be had. Port 0: any. */
  static listen(address: string, port: number, listener: ChannelListener, log: Log): Promise<UdpTransport> {
    const isIpv6 = isIPv6(address)
    return new Promise((resolve, reject) => {
      const family = isIpv6 ? 6 : 4
      const socket = createSocket({
        type: isIpv6 ? 'udp6' : 'udp4',
        recvBufferSize: RECEIVE_BUFFER,
        // Only addresses are sent to. Node would find that out by itself, but only in its next turn.
        lookup: (host, _options, found) => found(null, host, family),
      })
      socket.once('error', reject)
      socket.bind(port, address, () => {
        socket.off('error', reject)
        socket.on('error', (error) => log.warn('SIP over UDP', { error: error.message }))
        const transport = new UdpTransport(socket, isIpv6)
        socket.on('message', (bytes, { address: from, port: fromPort }) => {
          if (bytes.length < SHORTEST_MESSAGE) return
          listener.message(bytes, { transport: 'udp', address: plainAddress(from), port: fromPort }, transport)
        })
        resolve(transport)
      })
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  send(bytes: Uint8Array, { address, port }: SocketAddress, failed: (why: string) => void): void {
    // A socket of both families takes IPv4 mapped into IPv6.
    const host = this.#isIpv6 && isIPv4(address) ? `::ffff:${address}` : address
    try {
      this.#socket.send(bytes, port, host, (error) => {
        if (error) failed(error.message)
      })
    } catch (error) {
      // A port that is none, or a socket that is closed.
      failed(error instanceof Error ? error.message : String(error))
    }
  }

  close(): void {
    this.#isOpen = false
    this.#socket.close()
  }
}
