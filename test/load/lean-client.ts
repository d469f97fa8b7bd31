import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/*
 * A WebSocket client (RFC 6455) that costs a fraction of what a server spends on it, so that the server is what gets measured: it masks with
 * zeros, so that frames can be made beforehand, and only counts the frames that come back. Frames of up to 65,535 bytes; no fragments.
 */

const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol: sylkRTC-2',
].join('\r\n')
const TEXT = 0x81
const CLOSE = 0x88
const PING = 0x89
const PONG = 0x8a
const MASKED = 0x80

/** `text` as a client's frame. */
export function textFrame(text: string): Buffer {
  return frame(TEXT, Buffer.from(text))
}

function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length < 126 ? [payload.length | MASKED] : [126 | MASKED, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([Buffer.from([opcode, ...length, 0, 0, 0, 0]), payload])
}

const closeFrame = frame(CLOSE, Buffer.from([1000 >> 8, 1000 & 0xff]))

export interface LeanClientOptions {
  readonly port: number
  /** An address of 127.0.0.0/8: each has ports of its own. */
  readonly from: string
}

export class LeanClient {
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #onFrame: (payload: Buffer) => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Resolves when the server has said `ready-event`. */
  static async open({ port, from }: LeanClientOptions): Promise<LeanClient> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true })
    // Whoever waits hears of it by the close that follows.
    socket.on('error', () => socket.destroy())
    socket.write(`GET /webrtcgateway/ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${HANDSHAKE}\r\n\r\n`)
    const client = new LeanClient(socket)
    await client.#readHead()
    const ready = await client.#firstFrame()
    if (ready !== '{"sylkrtc":"ready-event"}') throw new Error(`the server begins with ${ready}`)
    return client
  }

  /** Hands over the payload of every frame; it is only good until the listener returns. */
  listen(onFrame: (payload: Buffer) => void): void {
    this.#onFrame = onFrame
  }

  /** Frames made by textFrame, as many as you like in one buffer. */
  send(frames: Buffer): void {
    this.#socket.write(frames)
  }

  onGone(listener: () => void): void {
    this.#socket.once('close', listener)
  }

  /** Says good-bye and resolves when the server has ended the connection. */
  async close(): Promise<void> {
    if (this.#socket.destroyed) return
    const gone = once(this.#socket, 'close')
    this.#onFrame = () => {}
    this.#socket.write(closeFrame)
    await gone
  }

  async #readHead(): Promise<void> {
    let head = Buffer.alloc(0)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const refuse = () => reject(new Error(`no WebSocket: ${head.toString().split('\r\n')[0] || 'connection closed'}`))
    const read = (data: Buffer) => {
      head = Buffer.concat([head, data])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      this.#socket.off('data', read)
      this.#socket.off('close', refuse)
      if (!head.toString().startsWith('HTTP/1.1 101 ')) return refuse()
      this.#rest = head.subarray(end + 4)
      resolve()
    }
    this.#socket.on('data', read)
    this.#socket.once('close', refuse)
    await promise
  }

  #firstFrame(): Promise<string> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the server ended the connection instead of saying ready-event'))
      this.#socket.once('close', gone)
      this.#onFrame = (payload) => {
        this.#socket.off('close', gone)
        this.#onFrame = () => {}
        resolve(payload.toString())
      }
      this.#socket.on('data', (data) => this.#receive(data))
      this.#receive(Buffer.alloc(0))
    })
  }

  #receive(data: Buffer): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    let at = 0
    for (;;) {
      const short = (bytes[at + 1] ?? 0) & 0x7f
      const start = at + (short === 126 ? 4 : 2)
      if (bytes.length < start) break
      const end = start + (short === 126 ? bytes.readUInt16BE(at + 2) : short)
      if (bytes.length < end) break
      const opcode = bytes[at]
      at = end
      if (opcode === TEXT) this.#onFrame(bytes.subarray(start, end))
      else if (opcode === PING) this.#socket.write(frame(PONG, bytes.subarray(start, end)))
      else if (opcode === CLOSE) this.#socket.end()
      else throw new Error(`a frame of kind ${opcode} came`)
    }
    this.#rest = bytes.subarray(at)
  }
}
