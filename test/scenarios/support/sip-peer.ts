import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SipFraming } from '@weft/protocols/sip/framing'
import { fieldOf, type SipMessage } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { Inbox } from '../../contract/inbox.ts'

type Fields = Readonly<Record<string, string>>

let requests = 0

/** A request's text as a phone would send it; `fields` come instead of its own, or on top. */
export function requestText(method: string, uri: string, fields: Fields = {}, body = ''): string {
  const id = `${++requests}`
  const all: Fields = {
    Via: `SIP/2.0/UDP phone.test;branch=z9hG4bK${id};rport`,
    'Max-Forwards': '70',
    From: `<sip:alice@phone.test>;tag=f${id}`,
    To: `<${uri}>`,
    'Call-ID': `c${id}`,
    CSeq: `1 ${method}`,
    ...fields,
    'Content-Length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${uri} SIP/2.0`, ...lines, '', body].join('\r\n')
}

/** Who speaks SIP with a server, byte by byte if need be: it takes what comes and does nothing by itself. */
export class SipPeer {
  readonly #send: (bytes: Uint8Array) => void
  readonly #close: () => void
  readonly #inbox = new Inbox<SipMessage>('SIP message')
  /** CRLFs that came between messages. */
  readonly keepalives = new Inbox<true>('keepalive')
  /** That the server closed the connection. */
  readonly closed = new Inbox<true>('end of the connection')
  /** Where it is reached. */
  readonly port: number

  private constructor(port: number, send: (bytes: Uint8Array) => void, close: () => void) {
    this.port = port
    this.#send = send
    this.#close = close
  }

  static async udp(server: number, host = '127.0.0.1'): Promise<SipPeer> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').bind(0, host)
    await once(socket, 'listening')
    const peer = new SipPeer(
      socket.address().port,
      (bytes) => socket.send(bytes, server, host),
      () => socket.close(),
    )
    socket.on('message', (bytes) => peer.#inbox.put(parseMessage(bytes)))
    return peer
  }

  static async tcp(server: number): Promise<SipPeer> {
    const socket = connect(server, '127.0.0.1')
    await once(socket, 'connect')
    return SipPeer.over(socket)
  }

  /** Over a connection that is there; `opened` by us or by the server under test. */
  static over(socket: Socket, opened: 'by-us' | 'by-peer' = 'by-us'): SipPeer {
    const framing = new SipFraming(opened === 'by-us' ? 'pong' : 'ping')
    const peer = new SipPeer(
      socket.localPort ?? 0,
      (bytes) => socket.write(bytes),
      () => socket.destroy(),
    )
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => peer.closed.put(true))
    socket.on('data', (bytes) => {
      for (const event of framing.push(bytes)) {
        if (event.kind === 'message') peer.#inbox.put(parseMessage(event.bytes))
        else if (event.kind === 'pong') peer.keepalives.put(true)
        else throw new Error(`the server sent ${event.kind}`)
      }
    })
    return peer
  }

  send(text: string | Uint8Array): void {
    this.#send(typeof text === 'string' ? Buffer.from(text) : text)
  }

  next(): Promise<SipMessage> {
    return this.#inbox.next()
  }

  /** Sends a request and waits for what comes next: its status, and the response. */
  async ask(method: string, uri: string, fields: Fields = {}, body = ''): Promise<Answer> {
    this.send(requestText(method, uri, fields, body))
    return this.answer()
  }

  async answer(): Promise<Answer> {
    const message = await this.next()
    if (message.kind !== 'response') throw new Error(`${message.method} instead of a response`)
    return { status: message.status, field: (name) => fieldOf(message, name) }
  }

  close(): void {
    this.#close()
  }
}

export interface Answer {
  readonly status: number
  field(name: string): string | null
}
