import type { RemoteInfo } from 'node:dgram'
import { Inbox } from '../inbox.ts'
import type { PhoneCall, PhoneHeaders, PhoneMessage, PhoneOffer } from '../phone.ts'
import { phoneAnswer, phoneSdp } from '../sdp.ts'
import { all, extensionHeaders, one, type SipMessage } from './sip-message.ts'
import { branchOf, type Outline, type UdpPhone } from './udp-phone.ts'

interface Dialog {
  readonly callId: string
  /** From or To value with our own tag. */
  readonly local: string
  readonly remote: string
  /** Where requests go: the other side's Contact once it is known. */
  readonly target: string
  readonly routes?: readonly string[]
}

interface Invitation {
  readonly request: SipMessage
  readonly peer: RemoteInfo
}

/** One call of a UdpPhone: a dialog and the requests in it. */
export class UdpCall implements PhoneCall {
  readonly #phone: UdpPhone
  #dialog: Dialog
  /** The INVITE that waits for our answer. */
  #invitation: Invitation | null
  readonly #first: SipMessage | null
  #sequence = 100
  #version = 1
  #pending: { readonly outline: Outline; readonly branch: string } | null = null
  #cancelling: PhoneHeaders | null = null
  readonly #acknowledgements = new Inbox<true>('ACK')
  readonly #answers = new Inbox<SipMessage>('200 to our INVITE')
  readonly #refusals = new Inbox<number>('refusal of our INVITE')
  readonly #endings = new Inbox<'bye' | 'cancel'>('end of the call')
  readonly #offers = new Inbox<PhoneOffer>('re-INVITE')
  readonly #messages = new Inbox<PhoneMessage>('MESSAGE')
  readonly #infos = new Inbox<{ contentType: string; content: string }>('INFO')

  private constructor(phone: UdpPhone, dialog: Dialog, invitation: Invitation | null) {
    this.#phone = phone
    this.#dialog = dialog
    this.#invitation = invitation
    this.#first = invitation?.request ?? null
  }

  static incoming(phone: UdpPhone, request: SipMessage, peer: RemoteInfo, local: string): UdpCall {
    const dialog = {
      callId: one(request, 'Call-ID'),
      local,
      remote: one(request, 'From'),
      target: contactOf(request),
      routes: all(request, 'Record-Route'),
    }
    return new UdpCall(phone, dialog, { request, peer })
  }

  static outgoing(phone: UdpPhone, dialog: Dialog): UdpCall {
    return new UdpCall(phone, dialog, null)
  }

  get callId(): string {
    return this.#dialog.callId
  }

  get headers(): PhoneHeaders {
    return this.#first ? extensionHeaders(this.#first) : {}
  }

  get offer(): string {
    return this.#first?.body ?? ''
  }

  ring(): void {
    this.#respond(180)
  }

  progress(code: number): void {
    this.#respond(code)
  }

  earlyMedia(sdp = phoneAnswer(this.offer)): void {
    this.#respond(183, { body: sdp })
  }

  async answer({
    sdp = phoneAnswer(this.offer),
    headers = {},
  }: {
    readonly sdp?: string
    readonly headers?: PhoneHeaders
  } = {}): Promise<void> {
    this.#respond(200, { body: sdp, headers })
    await this.#acknowledgements.next()
  }

  reject(code: number): void {
    this.#respond(code)
    this.#phone.forget(this.callId)
  }

  /** Sends the INVITE. */
  invite(sdp: string, headers: PhoneHeaders): void {
    const outline = this.#outline('INVITE', { headers, contentType: 'application/sdp', body: sdp })
    const onProvisional = (provisional: SipMessage) => {
      this.#pending = {
        outline: { ...outline, sequence: Number.parseInt(one(provisional, 'CSeq'), 10) },
        branch: branchOf(provisional),
      }
      this.#sendCancel()
    }
    void this.#phone.request(outline, onProvisional).then((response) => this.#invited(outline, response))
  }

  async answered(): Promise<{ sdp: string; headers: PhoneHeaders }> {
    const response = await this.#answers.next()
    return { sdp: response.body, headers: extensionHeaders(response) }
  }

  refused(): Promise<number> {
    return this.#refusals.next()
  }

  cancel(reason?: string): void {
    this.#cancelling = reason === undefined ? {} : { Reason: reason }
    this.#sendCancel()
  }

  hangUp(): void {
    void this.#phone.request(this.#outline('BYE')).catch(() => {})
    this.#phone.forget(this.callId)
  }

  ended(): Promise<'bye' | 'cancel'> {
    return this.#endings.next()
  }

  async offerAgain(sdp = phoneSdp({ version: ++this.#version })): Promise<{ code: number; sdp: string }> {
    const outline = this.#outline('INVITE', { contentType: 'application/sdp', body: sdp })
    const response = await this.#phone.request(outline)
    this.#phone.acknowledge({ ...outline, ...this.#routing() }, response)
    return { code: response.status ?? 0, sdp: response.body }
  }

  nextOffer(): Promise<PhoneOffer> {
    return this.#offers.next()
  }

  async sendMessage(contentType: string, content: string): Promise<number> {
    const response = await this.#phone.request(this.#outline('MESSAGE', { contentType, body: content }))
    return response.status ?? 0
  }

  nextMessage(): Promise<PhoneMessage> {
    return this.#messages.next()
  }

  nextInfo(): Promise<{ contentType: string; content: string }> {
    return this.#infos.next()
  }

  /** For the phone: a request in this dialog. */
  receive(request: SipMessage, peer: RemoteInfo): void {
    const respond = (status: number, body = '') => this.#phone.respond(request, peer, status, { to: this.#dialog.local, body })
    const content = { contentType: one(request, 'Content-Type'), content: request.body }
    switch (request.method) {
      case 'ACK':
        this.#acknowledgements.put(true)
        break
      case 'BYE':
        respond(200)
        this.#endings.put('bye')
        break
      case 'CANCEL':
        respond(200)
        this.#respond(487)
        this.#endings.put('cancel')
        break
      case 'INVITE':
        this.#offers.put({
          sdp: request.body,
          answer: (sdp = phoneAnswer(request.body, ++this.#version)) => respond(200, sdp),
          reject: (code) => respond(code),
        })
        break
      case 'MESSAGE':
        this.#messages.put({ ...content, respond: (code) => respond(code) })
        break
      case 'INFO':
        respond(200)
        this.#infos.put(content)
        break
      default:
        respond(200)
    }
  }

  #invited(outline: Outline, response: SipMessage): void {
    this.#pending = null
    if ((response.status ?? 0) < 300) {
      const routes = all(response, 'Record-Route').reverse()
      this.#dialog = { ...this.#dialog, remote: one(response, 'To'), target: contactOf(response), routes }
      this.#phone.acknowledge({ ...outline, ...this.#routing() }, response)
      this.#answers.put(response)
    } else {
      this.#phone.acknowledge(outline, response)
      this.#phone.forget(this.callId)
      this.#refusals.put(response.status ?? 0)
    }
  }

  /** Not before something has come back from the other side (RFC 3261 §9.1). */
  #sendCancel(): void {
    if (!this.#pending || !this.#cancelling) return
    const { contentType: _, body: __, headers: ___, ...outline } = this.#pending.outline
    this.#phone.cancel(outline, this.#pending.branch, this.#cancelling)
    this.#cancelling = null
  }

  #respond(status: number, more: { readonly headers?: PhoneHeaders; readonly body?: string } = {}): void {
    if (!this.#invitation) return
    const { request, peer } = this.#invitation
    this.#phone.respond(request, peer, status, { to: this.#dialog.local, ...more })
    if (status >= 200) this.#invitation = null
  }

  #outline(method: string, more: Pick<Outline, 'headers' | 'contentType' | 'body'> = {}): Outline {
    // In steps of two: a challenge makes the phone send the request again with the next number.
    this.#sequence += 2
    return {
      method,
      from: this.#dialog.local,
      to: this.#dialog.remote,
      callId: this.callId,
      sequence: this.#sequence,
      ...this.#routing(),
      ...more,
    }
  }

  #routing(): Pick<Outline, 'uri' | 'routes'> {
    return { uri: this.#dialog.target, routes: this.#dialog.routes ?? [] }
  }
}

function contactOf(message: SipMessage): string {
  return /<([^>]+)>/.exec(one(message, 'Contact'))?.[1] ?? one(message, 'Contact')
}
