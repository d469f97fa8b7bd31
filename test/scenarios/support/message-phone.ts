import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { fieldOf, type SipMessage, type SipRequest } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'

const LOOPBACK = '127.0.0.1'
/** ms */
const PATIENCE = 5_000

/** A phone of a few lines, for one kind of thing: it sends requests outside dialogs over UDP, and takes MESSAGEs. */
export class MessagePhone {
  readonly #socket: Socket
  readonly #server: number
  readonly #received: SipMessage[] = []
  readonly #seen = new Set<string>()
  #count = 0

  private constructor(socket: Socket, server: number) {
    this.#socket = socket
    this.#server = server
    socket.on('message', (bytes, { port }) => this.#take(bytes, port))
  }

  /** On a free port of loopback; `server` is the port of who is spoken to. */
  static async open(server: number): Promise<MessagePhone> {
    const socket = createSocket('udp4').bind(0, LOOPBACK)
    await once(socket, 'listening')
    return new MessagePhone(socket, server)
  }

  get uri(): string {
    return `sip:alice@${this.#host}`
  }

  /** Sends a request to `user` at the server. */
  send(method: string, user: string, fields: Readonly<Record<string, string>>, body = ''): void {
    const id = `${this.#host}-${++this.#count}`
    const all = {
      Via: `SIP/2.0/UDP ${this.#host};branch=z9hG4bK-${id}`,
      'Max-Forwards': '70',
      From: `<${this.uri}>;tag=${this.#count}`,
      To: `<sip:${user}@${LOOPBACK}:${this.#server}>`,
      'Call-ID': id,
      CSeq: `1 ${method}`,
      // A MESSAGE has none (RFC 3428 §4).
      ...(method === 'MESSAGE' ? {} : { Contact: `<${this.uri}>` }),
      ...fields,
    }
    const headers = Object.entries(all).map(([name, value]) => ({ name, value }))
    const uri = `sip:${user}@${LOOPBACK}:${this.#server}`
    const bytes = printMessage({ kind: 'request', method, uri, headers, body: new TextEncoder().encode(body) })
    this.#socket.send(bytes, this.#server, LOOPBACK)
  }

  /** The first `count` messages that came, in order, retransmissions left out. Rejects when they do not come in time. */
  async received(count: number): Promise<readonly SipMessage[]> {
    const signal = AbortSignal.timeout(PATIENCE)
    while (this.#received.length < count) {
      await once(this.#socket, 'message', { signal }).catch(() => {
        throw new Error(`${this.#received.length} of ${count} messages came`)
      })
    }
    return this.#received.slice(0, count)
  }

  close(): void {
    this.#socket.close()
  }

  get #host(): string {
    return `${LOOPBACK}:${this.#socket.address().port}`
  }

  #take(bytes: Uint8Array, port: number): void {
    const message = parseMessage(bytes)
    if (message.kind === 'request') this.#acknowledge(message, port)
    const transaction = `${message.kind === 'request' ? message.method : message.status} ${fieldOf(message, 'Via')}`
    if (this.#seen.has(transaction)) return
    this.#seen.add(transaction)
    this.#received.push(message)
  }

  #acknowledge(request: SipRequest, port: number): void {
    this.#socket.send(printMessage(responseTo(request, 200, 'OK', 'phone')), port, LOOPBACK)
  }
}
