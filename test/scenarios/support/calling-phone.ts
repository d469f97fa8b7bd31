import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { requestText, type SipPeer } from './sip-peer.ts'
import { sdpOf } from './switchboard.ts'

type Fields = Readonly<Record<string, string>>

let calls = 0

/** A phone in one dialog, a call or a subscription, that sends what it is told and nothing else: repetitions, ACKs and answers are the test's. */
export class CallingPhone {
  readonly #peer: SipPeer
  readonly #transport: 'UDP' | 'TCP' | 'TLS'
  readonly #from: string
  readonly #id = `call-${++calls}`
  /** What it calls. */
  #address = 'anybody@weft.test'
  #cseq = 0
  /** The CSeq number of the INVITE sent last, and the branch of that or of a request after it. */
  #invited = 0
  #branches = 0
  /** The server's To, with its tag once there is one. */
  #other = ''

  /** `from`: name and address, as From has them. */
  constructor(peer: SipPeer, transport: 'UDP' | 'TCP' | 'TLS' = 'UDP', from = '<sip:phone@phone.test>') {
    this.#peer = peer
    this.#transport = transport
    this.#from = from
  }

  /** Sends an INVITE to a user of weft.test or to a whole address, a re-INVITE once the call is there, with an offer unless it is told otherwise. */
  invite(user: string, fields: Fields = {}, body = sdpOf('phone')): string {
    this.#invited = this.#cseq + 1
    return this.begin('INVITE', user, { ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }), ...fields }, body)
  }

  /** Sends a request to that user, outside dialogs unless there is one already. */
  begin(method: string, user: string, fields: Fields = {}, body = ''): string {
    this.#address = user.includes('@') ? user : `${user}@weft.test`
    if (this.#other === '') this.#other = `<sip:${this.#address}>`
    return this.request(method, fields, body)
  }

  /** Sends a request with the next CSeq, within the dialog where there is one; returns its text, to be sent again. */
  request(method: string, fields: Fields = {}, body = ''): string {
    return this.#send(method, ++this.#cseq, { ...this.#target(), ...fields }, body)
  }

  /** CANCELs the INVITE sent last. */
  cancel(): void {
    this.#send('CANCEL', this.#invited, { Via: this.#via(), To: `<sip:${this.#address}>` })
  }

  /** The ACK of a 2xx to the INVITE sent last, or of a refusal of it. */
  ack(answer: SipResponse, body = ''): void {
    const refused = answer.status >= 300
    const described: Fields = body === '' ? {} : { 'Content-Type': 'application/sdp' }
    const branch = refused ? this.#branches : ++this.#branches
    this.#send('ACK', this.#invited, { Via: this.#via(branch), To: fieldOf(answer, 'To') ?? '', ...described }, body)
  }

  /** The next response of that status, 100 aside; what it says of the dialog is taken note of. */
  async answer(status: number): Promise<SipResponse> {
    for (;;) {
      const message = await this.#peer.next()
      if (message.kind === 'response' && message.status === 100 && status !== 100) continue
      if (message.kind !== 'response' || message.status !== status)
        throw new Error(`${message.kind === 'response' ? message.status : message.method} instead of ${status}`)
      if (status < 300 && status > 100) this.#other = fieldOf(message, 'To') ?? ''
      return message
    }
  }

  /** The next message, which is a request of that method. */
  async asked(method: string): Promise<SipRequest> {
    const message = await this.#peer.next()
    if (message.kind !== 'request' || message.method !== method)
      throw new Error(`${message.kind === 'response' ? message.status : message.method} instead of ${method}`)
    return message
  }

  /** The next request of that method, whatever comes before it. */
  async until(method: string): Promise<SipRequest> {
    for (;;) {
      const message = await this.#peer.next()
      if (message.kind === 'request' && message.method === method) return message
    }
  }

  /** `tag` says which phone it is, where several answer one INVITE. */
  respond(request: SipRequest, status: number, fields: Fields = {}, body = '', tag = 'phone'): void {
    const answer = responseTo(request, status, 'Whatever', tag)
    const more = Object.entries({ ...fields, ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }) })
    const headers = [...answer.headers, ...more.map(([name, value]) => ({ name, value }))]
    this.#peer.send(printMessage({ ...answer, headers, body: Buffer.from(body) }))
  }

  /** INVITE, 200, ACK. Resolves with the 200. */
  async call(user: string, fields: Fields = {}): Promise<SipResponse> {
    this.invite(user, fields)
    const answer = await this.answer(200)
    this.ack(answer)
    return answer
  }

  /** Sends a BYE in a call that the server began, and acknowledged by that. */
  hangUp(ack: SipRequest): void {
    const [From = '', To = ''] = [fieldOf(ack, 'To') ?? '', fieldOf(ack, 'From') ?? '']
    this.request('BYE', { From, To, 'Call-ID': fieldOf(ack, 'Call-ID') ?? '' })
  }

  send(text: string): void {
    this.#peer.send(text)
  }

  /** Sends a request and waits for its final response. */
  async ask(method: string, status: number, fields: Fields = {}, body = ''): Promise<SipResponse> {
    this.request(method, fields, body)
    return this.answer(status)
  }

  get contact(): string {
    return `<sip:phone@127.0.0.1:${this.#peer.port}${this.#transport === 'UDP' ? '' : ';transport=tcp'}>`
  }

  #target(): Fields {
    return { Via: this.#via(++this.#branches), To: this.#other, Contact: this.contact }
  }

  #via(branch = this.#branches): string {
    return `SIP/2.0/${this.#transport} 127.0.0.1:${this.#peer.port};branch=z9hG4bK-${this.#id}-${branch};rport`
  }

  #send(method: string, cseq: number, fields: Fields, body = ''): string {
    const identity = {
      From: `${this.#from};tag=${this.#id}`,
      'Call-ID': this.#id,
      CSeq: `${cseq} ${method}`,
    }
    const text = requestText(method, `sip:${this.#address}`, { ...identity, ...fields }, body)
    this.#peer.send(text)
    return text
  }
}
