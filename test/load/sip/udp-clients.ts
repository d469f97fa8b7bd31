import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { RequestSource } from './request-source.ts'

/** ms after which a request without a final answer is sent again. */
const RESEND = 1000
/** Bytes: answers come in bursts. */
const BUFFER = 4_194_304

interface UnderWay {
  readonly bytes: Buffer
  readonly socket: Socket
  sent: number
}

/** Clients on UDP sockets of loopback that always have a number of requests under way. Without a stack: the server is what gets measured. */
export class UdpClients {
  readonly #server: number
  readonly #sockets: readonly Socket[]
  readonly #underWay = new Map<number, UnderWay>()
  #ids = 0

  private constructor(server: number, sockets: readonly Socket[]) {
    this.#server = server
    this.#sockets = sockets
  }

  static async open(server: number, count: number): Promise<UdpClients> {
    const sockets = Array.from({ length: count }, () =>
      createSocket({ type: 'udp4', recvBufferSize: BUFFER }).bind(0, '127.0.0.1'),
    )
    await Promise.all(sockets.map((socket) => once(socket, 'listening')))
    return new UdpClients(server, sockets)
  }

  /**
   * Keeps `window` requests under way on each socket for `duration` ms, until the first operation at least; resolves with the number of operations.
   * Rejects with what the source throws.
   */
  keepBusy(source: RequestSource, window: number, duration: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const until = performance.now() + duration
    let operations = 0
    const ask = (socket: Socket) => {
      const id = ++this.#ids
      const underWay = { bytes: source.next(id, socket.address().port), socket, sent: performance.now() }
      this.#underWay.set(id, underWay)
      this.#send(underWay)
    }
    for (const socket of this.#sockets) {
      socket.on('message', (response) => {
        const status = statusOf(response)
        const id = idOf(response)
        if (status < 200 || !this.#underWay.delete(id)) return
        try {
          if (source.answered(id, status, response)) operations++
          if (operations === 0 || performance.now() < until) ask(socket)
          else resolve(operations)
        } catch (error) {
          reject(error)
        }
      })
    }
    const resending = setInterval(() => {
      const now = performance.now()
      for (const lost of this.#underWay.values()) if (now - lost.sent > RESEND) this.#send(lost)
    }, RESEND / 2)
    for (const socket of this.#sockets) for (let n = 0; n < window; n++) ask(socket)
    return promise.finally(() => clearInterval(resending))
  }

  close(): void {
    for (const socket of this.#sockets) socket.close()
  }

  #send(request: UnderWay): void {
    request.sent = performance.now()
    request.socket.send(request.bytes, this.#server, '127.0.0.1')
  }
}

/** 0 of what is no response. */
function statusOf(message: Buffer): number {
  return message.toString('latin1', 0, 8) === 'SIP/2.0 ' ? Number(message.toString('latin1', 8, 11)) : 0
}

/** Of the topmost branch, which is ours: NaN where it is not. */
function idOf(response: Buffer): number {
  const at = response.indexOf('branch=z9hG4bK') + 14
  return Number.parseInt(response.toString('latin1', at, at + 12), 10)
}
