import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import {
  type InstantMessage,
  parseInstantMessage,
  printInstantMessage,
  type ReceivedInstantMessage,
} from '@weft/protocols/im/instant-message'
import { SipFraming } from '@weft/protocols/sip/framing'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { Inbox } from '../../contract/inbox.ts'
import { requestText, SipPeer } from './sip-peer.ts'

/** What a proxy answers: a status, with header fields if need be. */
export interface ProxyAnswer {
  readonly status: number
  readonly reason?: string
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
}

/** A MESSAGE that the server sent. */
export interface Passed {
  readonly request: SipRequest
  /** What it is in an envelope; null for a plain one. */
  readonly message: ReceivedInstantMessage | null
  readonly text: string
  field(name: string): string | null
}

const OK: ProxyAnswer = { status: 200, reason: 'OK' }

/** The SIP proxy of a domain, of the server's MESSAGEs over TCP it keeps what it wants to see; it sends MESSAGEs of phones to the server. */
export class SipProxy {
  readonly #server: Server
  readonly #messages = new Inbox<Passed>('MESSAGE')
  /** What the server itself tells SIP devices. */
  readonly notices = new Inbox<Passed>('notice')
  readonly port: number
  answer: (request: SipRequest) => ProxyAnswer | Promise<ProxyAnswer> = () => OK

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  static async start(): Promise<SipProxy> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const proxy = new SipProxy(server, address.port)
    server.on('connection', (socket) => {
      const framing = new SipFraming('ping')
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        for (const event of framing.push(bytes)) {
          const message = event.kind === 'message' ? parseMessage(event.bytes) : null
          if (message?.kind !== 'request') continue
          proxy.#take(message)
          void Promise.resolve(proxy.answer(message)).then(({ status, reason = 'Whatever', headers = [] }) => {
            const response = responseTo(message, status, reason, 'proxy')
            socket.write(printMessage({ ...response, headers: [...response.headers, ...headers] }))
          })
        }
      })
    })
    return proxy
  }

  /** The next message to somebody. */
  next(): Promise<Passed> {
    return this.#messages.next()
  }

  /** What came and was not looked at is of no interest. */
  forget(): void {
    while (this.#messages.size > 0) void this.#messages.next()
    while (this.notices.size > 0) void this.notices.next()
  }

  close(): void {
    this.#server.close()
  }

  #take(request: SipRequest): void {
    const text = new TextDecoder().decode(request.body)
    const isEnvelope = fieldOf(request, 'Content-Type') === 'message/cpim'
    const field = (name: string) => fieldOf(request, name)
    const passed = { request, text, field, message: isEnvelope ? parseInstantMessage(request.body) : null }
    if (!isEnvelope) this.notices.put(passed)
    else this.#messages.put(passed)
  }
}

/** What phones send to the server, by way of the proxy. */
export class Phones {
  readonly #peer: SipPeer

  private constructor(peer: SipPeer) {
    this.#peer = peer
  }

  static async at(port: number): Promise<Phones> {
    return new Phones(await SipPeer.tcp(port))
  }

  /** Resolves with the status of the answer. */
  async send(
    from: string,
    to: string,
    contentType: string,
    body: string | Uint8Array,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const all = {
      Via: `SIP/2.0/TCP phone.test;branch=z9hG4bK${systemRandom.id()};rport`,
      From: `<sip:${from}>;tag=1`,
      To: `<sip:${to}>`,
      'Content-Type': contentType,
      'X-Sylk-App': 'webrtcgateway',
      ...fields,
    }
    const bytes = Buffer.from(body)
    const head = requestText('MESSAGE', `sip:${to}`, all).replace('Content-Length: 0', `Content-Length: ${bytes.length}`)
    this.#peer.send(Buffer.concat([Buffer.from(head), bytes]))
    const { status } = await this.#peer.answer()
    return status
  }

  /** The same in an envelope. */
  sendMessage(
    from: string,
    to: string,
    message: Partial<InstantMessage>,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const envelope = printInstantMessage({
      from: { displayName: '', uri: `sip:${from}` },
      to: { displayName: '', uri: `sip:${to}` },
      dateTime: '2026-07-17T08:41:52.123000+00:00',
      id: 'm1',
      dispositions: ['positive-delivery', 'display'],
      contentType: 'text/plain',
      content: 'hello',
      ...message,
    })
    return this.send(from, to, 'message/cpim', envelope, fields)
  }

  close(): void {
    this.#peer.close()
  }
}
