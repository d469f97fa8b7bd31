import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { DigestClient, NEW_EXCHANGE } from '@weft/protocols/sip/digest-client'
import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { Inbox } from '../../contract/inbox.ts'
import { requestText } from '../../scenarios/support/sip-peer.ts'

/** ms; longer than a proxy waits for those behind it. */
const PATIENCE = 8_000

export interface SipDeviceOptions {
  readonly user: string
  readonly password: string
  readonly domain: string
  /** Its registrar and outbound proxy, over UDP. */
  readonly proxy: { readonly host: string; readonly port: number }
}

/** A SIP device that registers, sends messages of any type and takes those that come, but no calls: what Blink does besides its screen. */
export class SipDevice {
  readonly address: string
  /** Messages that came, each once. */
  readonly messages = new Inbox<SipRequest>('MESSAGE')
  readonly #options: SipDeviceOptions
  readonly #socket: Socket
  readonly #digest: DigestClient
  readonly #answers = new Map<string, Inbox<SipResponse>>()
  readonly #seen = new Set<string>()
  #count = 0

  private constructor(options: SipDeviceOptions, socket: Socket) {
    const { user, domain, password } = options
    this.address = `${user}@${domain}`
    this.#options = options
    this.#socket = socket
    const identity = { realm: null, username: user, secrets: [{ kind: 'password', password }] } as const
    this.#digest = new DigestClient([identity], () => systemRandom.id())
    socket.on('message', (bytes, { port, address }) => {
      const message = parseMessage(bytes)
      if (message.kind === 'response') this.#answers.get(exchangeOf(message))?.put(message)
      else this.#take(message, port, address)
    })
  }

  /** Opens a port of loopback and registers. */
  static async register(options: SipDeviceOptions): Promise<SipDevice> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const device = new SipDevice(options, socket)
    const contact = `<sip:${options.user}@127.0.0.1:${socket.address().port}>`
    const status = await device.#ask('REGISTER', options.domain, { To: `<sip:${device.address}>`, Contact: contact })
    if (status !== 200) throw new Error(`${device.address} was not registered: ${status}`)
    return device
  }

  /** Sends a message and resolves with the status of its answer. @param to `user@domain` */
  message(to: string, contentType: string, body: string): Promise<number> {
    return this.#ask('MESSAGE', to, { 'Content-Type': contentType }, body)
  }

  async stop(): Promise<void> {
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  async #ask(method: string, target: string, fields: Readonly<Record<string, string>>, body = ''): Promise<number> {
    const uri = `sip:${target}`
    const first = await this.#exchange(method, uri, fields, body)
    if (first.status !== 401 && first.status !== 407) return first.status
    const request = { kind: 'request', method, uri, headers: [], body: new Uint8Array() } as const
    const step = this.#digest.challenged(request, first, NEW_EXCHANGE)
    if (!step.retry) return first.status
    const credentials = Object.fromEntries(step.fields.map(({ name, value }) => [name, value]))
    return (await this.#exchange(method, uri, { ...fields, ...credentials }, body)).status
  }

  /** The final answer to one request. */
  async #exchange(method: string, uri: string, fields: Readonly<Record<string, string>>, body: string): Promise<SipResponse> {
    const { host, port } = this.#options.proxy
    const id = `${this.#socket.address().port}-${++this.#count}`
    const cseq = `${this.#count} ${method}`
    const own = {
      Via: `SIP/2.0/UDP 127.0.0.1:${this.#socket.address().port};branch=z9hG4bK${systemRandom.id()};rport`,
      From: `<sip:${this.address}>;tag=${id}`,
      To: `<${uri}>`,
      'Call-ID': id,
      CSeq: cseq,
    }
    const answers = new Inbox<SipResponse>(`answer to ${method}`)
    this.#answers.set(`${id} ${cseq}`, answers)
    this.#socket.send(requestText(method, uri, { ...own, ...fields }, body), port, host)
    for (;;) {
      const answer = await answers.next(PATIENCE)
      if (answer.status >= 200) return answer
    }
  }

  #take(request: SipRequest, port: number, address: string): void {
    if (request.method === 'ACK') return
    const [status, reason] = request.method === 'INVITE' ? ([405, 'Method Not Allowed'] as const) : ([200, 'OK'] as const)
    this.#socket.send(printMessage(responseTo(request, status, reason, 'device')), port, address)
    const exchange = `${exchangeOf(request)} ${fieldOf(request, 'Via')}`
    if (request.method !== 'MESSAGE' || this.#seen.has(exchange)) return
    this.#seen.add(exchange)
    this.messages.put(request)
  }
}

function exchangeOf(message: SipRequest | SipResponse): string {
  return `${fieldOf(message, 'Call-ID')} ${fieldOf(message, 'CSeq')}`
}
