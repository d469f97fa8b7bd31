import { Inbox } from '../../contract/inbox.ts'
import type { PhoneCall, PhoneHeaders, PhoneMessage, PhoneOffer } from '../../contract/phone.ts'
import { phoneAnswer, phoneSdp } from '../../contract/sdp.ts'
import type { Agent, Answer, DialogEnd, Invitation, Reason } from './dialog.ts'
import { phrase } from './status.ts'

/** One call of a FakePhone. */
export class FakePhoneCall implements PhoneCall {
  readonly #automatic: boolean
  readonly #invitation: Invitation | null
  #callId = ''
  #end: DialogEnd | null = null
  #pending: boolean
  #version = 1
  readonly #acknowledgements = new Inbox<true>('ACK')
  readonly #answers = new Inbox<{ sdp: string; headers: PhoneHeaders }>('200 to our INVITE')
  readonly #refusals = new Inbox<number>('refusal of our INVITE')
  readonly #endings = new Inbox<'bye' | 'cancel'>('end of the call')
  readonly #offers = new Inbox<PhoneOffer>('re-INVITE')
  readonly #messages = new Inbox<PhoneMessage>('MESSAGE')
  readonly #infos = new Inbox<{ contentType: string; content: string }>('INFO')

  private constructor(automatic: boolean, invitation: Invitation | null) {
    this.#automatic = automatic
    this.#invitation = invitation
    this.#pending = invitation !== null
  }

  static incoming(invitation: Invitation, end: (agent: Agent) => DialogEnd, automatic: boolean): FakePhoneCall {
    const call = new FakePhoneCall(automatic, invitation)
    call.#callId = invitation.callId
    call.#end = end(call.#agent())
    if (automatic) {
      call.ring()
      void call.answer().catch(() => {})
    }
    return call
  }

  static outgoing(
    automatic: boolean,
    invite: (agent: Agent) => { readonly callId: string; readonly end: DialogEnd },
  ): FakePhoneCall {
    const call = new FakePhoneCall(automatic, null)
    const { callId, end } = invite(call.#agent())
    call.#callId = callId
    call.#end = end
    return call
  }

  get callId(): string {
    return this.#callId
  }

  get headers(): PhoneHeaders {
    return this.#invitation?.headers ?? {}
  }

  get offer(): string {
    return this.#invitation?.sdp ?? ''
  }

  ring(): void {
    this.progress(180)
  }

  progress(code: number): void {
    this.#send((caller) => caller.provisional(code, '', {}))
  }

  earlyMedia(sdp = phoneAnswer(this.offer)): void {
    this.#send((caller) => caller.provisional(183, sdp, {}))
  }

  async answer({
    sdp = phoneAnswer(this.offer),
    headers = {},
  }: {
    readonly sdp?: string
    readonly headers?: PhoneHeaders
  } = {}): Promise<void> {
    this.#settle((caller) => caller.accepted(sdp, headers))
    await this.#acknowledgements.next()
  }

  reject(code: number): void {
    this.#settle((caller) => caller.refused(code, phrase(code)))
  }

  answered(): Promise<{ sdp: string; headers: PhoneHeaders }> {
    return this.#answers.next()
  }

  refused(): Promise<number> {
    return this.#refusals.next()
  }

  cancel(reason?: string): void {
    this.#send((callee) => callee.cancelled(reason === undefined ? null : readReason(reason)))
  }

  hangUp(): void {
    this.#send((peer) => peer.ended(null))
  }

  ended(): Promise<'bye' | 'cancel'> {
    return this.#endings.next()
  }

  offerAgain(sdp = phoneSdp({ version: ++this.#version })): Promise<{ code: number; sdp: string }> {
    return new Promise((resolve) =>
      this.#send((peer) => peer.offered(sdp, (code, answer = '') => resolve({ code, sdp: answer }))),
    )
  }

  nextOffer(): Promise<PhoneOffer> {
    return this.#offers.next()
  }

  sendMessage(contentType: string, content: string): Promise<number> {
    return new Promise((resolve) => this.#send((peer) => peer.message(contentType, content, resolve)))
  }

  nextMessage(): Promise<PhoneMessage> {
    return this.#messages.next()
  }

  nextInfo(): Promise<{ contentType: string; content: string }> {
    return this.#infos.next()
  }

  /** What reaches the phone. */
  #agent(): Agent {
    return {
      provisional: () => {},
      accepted: (sdp, headers) => {
        this.#send((callee) => callee.acknowledged())
        this.#answers.put({ sdp, headers })
      },
      refused: (code) => this.#refusals.put(code),
      acknowledged: () => this.#acknowledgements.put(true),
      cancelled: () => {
        if (!this.#pending) return
        this.#settle((caller) => caller.refused(487, phrase(487)))
        this.#endings.put('cancel')
      },
      ended: () => this.#endings.put('bye'),
      offered: (sdp, answer) => this.#offered(sdp, answer),
      message: (contentType, content, answer) => {
        if (this.#automatic) answer(200)
        this.#messages.put({ contentType, content, respond: (code) => answer(code) })
      },
      info: (contentType, content) => this.#infos.put({ contentType, content }),
    }
  }

  #offered(sdp: string, answer: Answer): void {
    const offer: PhoneOffer = {
      sdp,
      answer: (description = phoneAnswer(sdp, ++this.#version)) => answer(200, description),
      reject: (code) => answer(code),
    }
    if (this.#automatic) offer.answer()
    else this.#offers.put(offer)
  }

  #settle(signal: (caller: Agent) => void): void {
    this.#pending = false
    this.#send(signal)
  }

  #send(signal: (peer: Agent) => void): void {
    this.#end?.send(signal)
  }
}

/** `SIP;cause=200;text="Call completed elsewhere"`. */
function readReason(value: string): Reason {
  const [protocol = '', ...parameters] = value.split(';')
  const parameter = (name: string) => parameters.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
  return { protocol, cause: parameter('cause'), text: parameter('text').replaceAll('"', '') }
}
