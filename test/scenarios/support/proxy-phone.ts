import { type Dialog, type DialogBirth, dialogFields, dialogOfClient, dialogOfServer } from '@weft/protocols/sip/dialog'
import { ackWithin, requestWithin } from '@weft/protocols/sip/dialog-request'
import type { SipHeaderField, SipMessage, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import { requestText, SipPeer } from './sip-peer.ts'

let branches = 0

/** A phone behind a proxy: what it sends and what it answers is told it, one message at a time. */
export class ProxyPhone {
  readonly name: string
  readonly contact: string
  readonly #peer: SipPeer
  readonly #via: string

  private constructor(name: string, peer: SipPeer, transport: 'udp' | 'tcp') {
    this.name = name
    this.#peer = peer
    this.#via = `SIP/2.0/${transport.toUpperCase()} 127.0.0.1:${peer.port}`
    this.contact = `sip:${name}@127.0.0.1:${peer.port}${transport === 'tcp' ? ';transport=tcp' : ''}`
  }

  static async udp(name: string, server: number): Promise<ProxyPhone> {
    return new ProxyPhone(name, await SipPeer.udp(server), 'udp')
  }

  /** Over one connection, at which it is reached and nowhere else. */
  static async tcp(name: string, server: number): Promise<ProxyPhone> {
    return new ProxyPhone(name, await SipPeer.tcp(server), 'tcp')
  }

  get port(): number {
    return this.#peer.port
  }

  /** Sends a request, with a Contact; returns it as it was sent. */
  send(method: string, uri: string, fields: Readonly<Record<string, string>> = {}, body = ''): SipRequest {
    const text = requestText(method, uri, { Via: this.#newVia(), Contact: `<${this.contact}>`, ...fields }, body)
    this.#peer.send(text)
    const request = parseMessage(Buffer.from(text))
    if (request.kind !== 'request') throw new Error('no request')
    return request
  }

  /** CANCELs that INVITE. */
  cancel(invite: SipRequest, fields: readonly SipHeaderField[] = []): void {
    this.#follow(invite, 'CANCEL', fields)
  }

  /** Acknowledges a refusal. */
  acknowledge(invite: SipRequest, refusal: SipResponse): void {
    const to = refusal.headers.filter(({ name }) => name === 'To')
    this.#follow({ ...invite, headers: [...invite.headers.filter(({ name }) => name !== 'To'), ...to] }, 'ACK', [])
  }

  /** A request within the dialog, or the ACK of `invite`. */
  sendWithin(dialog: Dialog, method: string, invite?: SipRequest): void {
    const built = invite ? { request: ackWithin(dialog, invite) } : requestWithin(dialog, method, [])
    if (!built.request) throw new Error('the dialog is over')
    const { headers, ...rest } = built.request
    this.#peer.send(printMessage({ ...rest, headers: [{ name: 'Via', value: this.#newVia() }, ...headers] }))
  }

  /** Answers a request; from 101 on with a tag of its own, where it makes a dialog with Contact and Record-Route. */
  reply(request: SipRequest, status: number, headers: readonly SipHeaderField[] = []): SipResponse {
    const bare = responseTo(request, status, reasonPhrase(status), status === 100 ? null : this.name)
    const dialog = status > 100 && status < 300 ? dialogFields(request, this.contact) : []
    const response = { ...bare, headers: [...bare.headers, ...dialog, ...headers] }
    this.#peer.send(printMessage(response))
    return response
  }

  /** The next message, which is a request of that method. */
  async request(method: string): Promise<SipRequest> {
    const message = await this.#peer.next()
    if (message.kind === 'request' && message.method === method) return message
    throw new Error(`${this.name} got ${firstLine(message)} instead of ${method}`)
  }

  /** The next response but 100, which has that status. */
  async response(status: number): Promise<SipResponse> {
    for (;;) {
      const message = await this.#peer.next()
      if (message.kind === 'response' && message.status === 100) continue
      if (message.kind === 'response' && message.status === status) return message
      throw new Error(`${this.name} got ${firstLine(message)} instead of ${status}`)
    }
  }

  close(): void {
    this.#peer.close()
  }

  #follow(invite: SipRequest, method: string, fields: readonly SipHeaderField[]): void {
    const kept = invite.headers.filter(({ name }) => ['Via', 'Route', 'From', 'To', 'Call-ID', 'Max-Forwards'].includes(name))
    const cseq = invite.headers.find(({ name }) => name === 'CSeq')?.value.split(' ')[0] ?? ''
    const headers = [...kept, { name: 'CSeq', value: `${cseq} ${method}` }, ...fields]
    this.#peer.send(printMessage({ kind: 'request', method, uri: invite.uri, headers, body: new Uint8Array() }))
  }

  #newVia(): string {
    return `${this.#via};branch=z9hG4bKphone${++branches};rport`
  }
}

/** What the caller remembers of its call after that answer. */
export const callerDialog = (invite: SipRequest, answer: SipResponse): Dialog => born(dialogOfClient(invite, answer, false))

/** What the callee remembers. */
export const calleeDialog = (invite: SipRequest, answer: SipResponse): Dialog => born(dialogOfServer(invite, answer, false))

function born(birth: DialogBirth): Dialog {
  if (birth.dialog === null) throw new Error(`no dialog: ${birth.flaw}`)
  return birth.dialog
}

function firstLine(message: SipMessage): string {
  return message.kind === 'request' ? message.method : `${message.status}`
}
