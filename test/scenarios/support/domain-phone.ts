import { DigestClient, NEW_EXCHANGE } from '@weft/protocols/sip/digest-client'
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { requestText, SipPeer } from './sip-peer.ts'

/** A user of a SIP domain, with a password and without a phone's mind of its own. */
export class DomainPhone {
  readonly address: string
  readonly #domain: string
  readonly #transport: 'udp' | 'tcp'
  readonly #peer: SipPeer
  readonly #digest: DigestClient
  #cseq = 0

  private constructor(address: string, password: string, transport: 'udp' | 'tcp', peer: SipPeer) {
    const [user = '', domain = ''] = address.split('@')
    this.address = address
    this.#domain = domain
    this.#transport = transport
    this.#peer = peer
    const identity = { realm: null, username: user, secrets: [{ kind: 'password', password }] } as const
    this.#digest = new DigestClient([identity], () => systemRandom.id())
  }

  static async udp(address: string, password: string, server: number): Promise<DomainPhone> {
    return new DomainPhone(address, password, 'udp', await SipPeer.udp(server))
  }

  static async tcp(address: string, password: string, server: number): Promise<DomainPhone> {
    return new DomainPhone(address, password, 'tcp', await SipPeer.tcp(server))
  }

  get contact(): string {
    return `<sip:${this.address.split('@')[0]}@127.0.0.1:${this.#peer.port};transport=${this.#transport}>`
  }

  register(fields: Readonly<Record<string, string>> = {}): Promise<SipResponse> {
    return this.ask('REGISTER', `sip:${this.#domain}`, { To: `<sip:${this.address}>`, Contact: this.contact, ...fields })
  }

  message(to: string, text: string): Promise<SipResponse> {
    return this.ask('MESSAGE', `sip:${to}`, { 'Content-Type': 'text/plain' }, text)
  }

  /** Sends a request, again with the password when it is asked for, and waits for the answer. */
  async ask(method: string, uri: string, fields: Readonly<Record<string, string>>, body = ''): Promise<SipResponse> {
    const request = { kind: 'request', method, uri, headers: [], body: new Uint8Array() } as const
    const first = await this.#exchange(request, fields, body)
    if (first.status !== 401 && first.status !== 407) return first
    const step = this.#digest.challenged(request, first, NEW_EXCHANGE)
    if (!step.retry) return first
    const credentials = Object.fromEntries(step.fields.map(({ name, value }) => [name, value]))
    return this.#exchange(request, { ...fields, ...credentials }, body)
  }

  /** The next request that comes; it is answered 200. */
  async next(): Promise<SipRequest> {
    const message = await this.#peer.next()
    if (message.kind !== 'request') throw new Error(`${message.status} instead of a request`)
    this.#peer.send(printMessage(responseTo(message, 200, 'OK', 'phone')))
    return message
  }

  close(): void {
    this.#peer.close()
  }

  async #exchange({ method, uri }: SipRequest, fields: Readonly<Record<string, string>>, body: string): Promise<SipResponse> {
    const cseq = ++this.#cseq
    const own = {
      Via: `SIP/2.0/${this.#transport.toUpperCase()} 127.0.0.1:${this.#peer.port};branch=z9hG4bK${systemRandom.id()}`,
      From: `<sip:${this.address}>;tag=${cseq}`,
      'Call-ID': `${this.address}-${this.#peer.port}-${method}`,
      CSeq: `${cseq} ${method}`,
    }
    this.#peer.send(requestText(method, uri, { ...own, ...fields }, body))
    const answer = await this.#peer.next()
    if (answer.kind !== 'response') throw new Error(`${answer.method} instead of an answer`)
    return answer
  }
}
