import { createHash, randomBytes } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Inbox } from '../inbox.ts'
import type { Phone, PhoneCall, PhoneHeaders } from '../phone.ts'
import { demandsSrtp, phoneSdp } from '../sdp.ts'
import { all, one, readMessage, type SipHeader, type SipMessage, writeMessage } from './sip-message.ts'
import { UdpCall } from './udp-call.ts'

/** ms until a request of ours counts as lost; there is no loss on loopback. */
const PATIENCE = 5000

export interface UdpPhoneOptions {
  readonly user: string
  readonly password: string
  readonly domain: string
  readonly proxy: { readonly host: string; readonly port: number }
  /** SDES (RFC 4568); false when left out. */
  readonly secure?: boolean
}

/** A request without what the phone itself puts in. */
export interface Outline {
  readonly method: string
  readonly uri: string
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly sequence: number
  readonly routes?: readonly string[]
  readonly headers?: PhoneHeaders
  readonly contentType?: string
  readonly body?: string
}

/** A SIP phone on a UDP port of its own: it registers, and has calls that a test drives. Not a stack: no retransmission, one request, one answer. */
export class UdpPhone implements Phone {
  readonly #options: UdpPhoneOptions
  readonly #socket: Socket
  readonly #calls = new Map<string, UdpCall>()
  readonly #incoming = new Inbox<UdpCall>('incoming call')
  readonly #transactions = new Map<string, (response: SipMessage) => void>()
  /** The answers given, so that a retransmitted request gets the same one again. */
  readonly #answers = new Map<string, string>()
  callsSeen = 0

  private constructor(options: UdpPhoneOptions, socket: Socket) {
    this.#options = options
    this.#socket = socket
    socket.on('message', (data, peer) => this.#receive(readMessage(data.toString()), peer))
  }

  /** Binds a port and registers. */
  static async start(options: UdpPhoneOptions): Promise<UdpPhone> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const phone = new UdpPhone(options, socket)
    await phone.#register(300)
    return phone
  }

  async stop(): Promise<void> {
    await this.#register(0)
    this.#socket.close()
  }

  get address(): string {
    return `${this.#options.user}@${this.#options.domain}`
  }

  nextCall(): Promise<PhoneCall> {
    return this.#incoming.next()
  }

  call(target: string, { sdp = phoneSdp({ secure: this.#options.secure ?? false }), headers = {} } = {}): PhoneCall {
    const callId = randomBytes(8).toString('hex')
    const call = UdpCall.outgoing(this, {
      callId,
      local: `<sip:${this.address}>;tag=${tag()}`,
      remote: `<sip:${target}>`,
      target: `sip:${target}`,
    })
    this.#calls.set(callId, call)
    call.invite(sdp, headers)
    return call
  }

  get contact(): string {
    return `<sip:${this.#options.user}@127.0.0.1:${this.#port}>`
  }

  /** Sends a request and resolves with its final response, authenticated when that is asked for. `onProvisional` sees every 1xx. */
  async request(outline: Outline, onProvisional: (response: SipMessage) => void = () => {}): Promise<SipMessage> {
    const response = await this.#transact(outline, [], onProvisional)
    const [challenge, header] =
      response.status === 401
        ? [one(response, 'WWW-Authenticate'), 'Authorization']
        : response.status === 407
          ? [one(response, 'Proxy-Authenticate'), 'Proxy-Authorization']
          : ['', '']
    if (header === '') return response
    if (outline.method === 'INVITE') this.acknowledge(outline, response)
    const again = { ...outline, sequence: outline.sequence + 1 }
    return this.#transact(again, [[header, this.#authorization(outline, challenge)]], onProvisional)
  }

  /** ACK of a final response to our INVITE; of a 2xx it is a request of its own. */
  acknowledge(outline: Outline, response: SipMessage): void {
    const sequence = Number.parseInt(one(response, 'CSeq'), 10)
    const branch = (response.status ?? 0) < 300 ? newBranch() : branchOf(response)
    this.#send({ ...outline, method: 'ACK', to: one(response, 'To'), sequence }, branch, [])
  }

  /** CANCEL of the INVITE whose branch this is (RFC 3261 §9.1). */
  cancel(outline: Outline, branch: string, headers: PhoneHeaders): void {
    this.#transactions.set(`${branch} CANCEL`, () => {})
    this.#send({ ...outline, method: 'CANCEL', headers }, branch, [])
  }

  respond(
    request: SipMessage,
    peer: RemoteInfo,
    status: number,
    more: { readonly to: string; readonly headers?: PhoneHeaders; readonly body?: string },
  ): void {
    const headers: SipHeader[] = [
      ...all(request, 'Via').map(
        (via, index): SipHeader => [
          'Via',
          index === 0 ? via.replace(/;rport(?!=)/, `;rport=${peer.port};received=${peer.address}`) : via,
        ],
      ),
      ...all(request, 'Record-Route').map((route): SipHeader => ['Record-Route', route]),
      ['From', one(request, 'From')],
      ['To', more.to],
      ['Call-ID', one(request, 'Call-ID')],
      ['CSeq', one(request, 'CSeq')],
      ['Contact', this.contact],
      ...Object.entries(more.headers ?? {}),
    ]
    const body = more.body ?? ''
    const text = writeMessage(
      `SIP/2.0 ${status} ${status < 300 ? 'OK' : 'Refused'}`,
      headers,
      body ? 'application/sdp' : null,
      body,
    )
    this.#answers.set(keyOf(request), text)
    this.#socket.send(text, peer.port, peer.address)
  }

  forget(callId: string): void {
    this.#calls.delete(callId)
  }

  get #port(): number {
    return (this.#socket.address() as AddressInfo).port
  }

  async #register(expires: number): Promise<void> {
    const self = `<sip:${this.address}>`
    const response = await this.request({
      method: 'REGISTER',
      uri: `sip:${this.#options.domain}`,
      from: `${self};tag=${tag()}`,
      to: self,
      callId: randomBytes(8).toString('hex'),
      sequence: 1,
      headers: { Expires: `${expires}` },
    })
    if (response.status !== 200) throw new Error(`${this.address}: REGISTER got ${response.status}`)
  }

  #transact(
    outline: Outline,
    credentials: readonly SipHeader[],
    onProvisional: (response: SipMessage) => void,
  ): Promise<SipMessage> {
    const branch = newBranch()
    const key = `${branch} ${outline.method}`
    return new Promise((resolve, reject) => {
      const late = () => {
        this.#transactions.delete(key)
        reject(new Error(`${this.address}: no answer to ${outline.method}`))
      }
      // An INVITE may ring as long as the test likes.
      const timer = outline.method === 'INVITE' ? undefined : setTimeout(late, PATIENCE)
      this.#transactions.set(key, (response) => {
        if ((response.status ?? 0) < 200) {
          onProvisional(response)
          return
        }
        clearTimeout(timer)
        this.#transactions.delete(key)
        resolve(response)
      })
      this.#send(outline, branch, credentials)
    })
  }

  #send(outline: Outline, branch: string, credentials: readonly SipHeader[]): void {
    const headers: SipHeader[] = [
      ['Via', `SIP/2.0/UDP 127.0.0.1:${this.#port};branch=${branch};rport`],
      ['Max-Forwards', '70'],
      ...(outline.routes ?? []).map((route): SipHeader => ['Route', route]),
      ['From', outline.from],
      ['To', outline.to],
      ['Call-ID', outline.callId],
      ['CSeq', `${outline.sequence} ${outline.method}`],
      ['Contact', this.contact],
      ...credentials,
      ...Object.entries(outline.headers ?? {}),
    ]
    const { method, uri, contentType = null, body = '' } = outline
    const withBody = method === 'ACK' || method === 'CANCEL' ? '' : body
    const text = writeMessage(`${method} ${uri} SIP/2.0`, headers, withBody ? contentType : null, withBody)
    this.#socket.send(text, this.#options.proxy.port, this.#options.proxy.host)
  }

  #receive(message: SipMessage, peer: RemoteInfo): void {
    if (message.status !== null) {
      this.#transactions.get(`${branchOf(message)} ${one(message, 'CSeq').split(' ')[1]}`)?.(message)
      return
    }
    const given = this.#answers.get(keyOf(message))
    if (given) {
      this.#socket.send(given, peer.port, peer.address)
      return
    }
    const call = this.#calls.get(one(message, 'Call-ID'))
    if (call) call.receive(message, peer)
    else if (message.method === 'INVITE') this.#invited(message, peer)
    else if (message.method !== 'ACK')
      this.respond(message, peer, message.method === 'OPTIONS' ? 200 : 481, { to: `${one(message, 'To')};tag=${tag()}` })
  }

  #invited(request: SipMessage, peer: RemoteInfo): void {
    this.callsSeen++
    const local = `${one(request, 'To')};tag=${tag()}`
    if (demandsSrtp(request.body) && !this.#options.secure) {
      this.respond(request, peer, 488, { to: local })
      return
    }
    const call = UdpCall.incoming(this, request, peer, local)
    this.#calls.set(call.callId, call)
    this.#incoming.put(call)
  }

  /** RFC 7616 with MD5, with and without qop. */
  #authorization({ method, uri }: Outline, challenge: string): string {
    const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
    const { user, password } = this.#options
    const [realm, nonce, cnonce] = [part('realm'), part('nonce'), randomBytes(8).toString('hex')]
    const [first, second] = [md5(`${user}:${realm}:${password}`), md5(`${method}:${uri}`)]
    const protectedBy = /qop=/.test(challenge)
    const response = protectedBy ? md5(`${first}:${nonce}:00000001:${cnonce}:auth:${second}`) : md5(`${first}:${nonce}:${second}`)
    const qop = protectedBy ? `, qop=auth, nc=00000001, cnonce="${cnonce}"` : ''
    return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5${qop}`
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

function tag(): string {
  return randomBytes(6).toString('hex')
}

function newBranch(): string {
  return `z9hG4bK${randomBytes(8).toString('hex')}`
}

export function branchOf(message: SipMessage): string {
  return /branch=([^;,\s]+)/.exec(one(message, 'Via'))?.[1] ?? ''
}

function keyOf(request: SipMessage): string {
  return `${branchOf(request)} ${request.method}`
}
