import type { PhoneHeaders } from '../../contract/phone.ts'
import { phoneSdp, securityOf } from '../../contract/sdp.ts'
import { type Body, PluginError, type PluginHost, type PluginJsep } from '../plugin.ts'
import type { Agent, Answer, DialogEnd, Invitation, Reason } from './dialog.ts'
import { silent } from './silent.ts'
import { phrase } from './status.ts'
import type { SipWorld } from './world.ts'

type Status = 'idle' | 'inviting' | 'invited' | 'incall' | 'incall_reinviting' | 'incall_reinvited' | 'closing'

const IN_CALL: readonly Status[] = ['incall', 'incall_reinviting', 'incall_reinvited']

export interface Caller {
  readonly address: string
  /** URI of the outbound proxy. */
  readonly proxy: string
  readonly displayName: string | null
  readonly ha1: string | null
}

/** The one call that the SIP plugin can have on a handle, with the states and the words of janus_sip.c. */
export class PluginCall {
  readonly #host: PluginHost
  readonly #world: SipWorld
  #status: Status = 'idle'
  #end: DialogEnd | null = null
  #callId: string | null = null
  #peer = ''
  #self = ''
  #prefixes: readonly string[] = []
  /** The transaction of `call`: everything that happens later bears it. */
  #transaction: string | null = null
  /** SDES: demanded, an option, or not at all. */
  #secure: boolean | 'optional' = false
  #earlyMedia = false
  #hangupReason: Reason | null = null
  #answerOffer: Answer | null = null

  constructor(host: PluginHost, world: SipWorld) {
    this.#host = host
    this.#world = world
  }

  get isFree(): boolean {
    return this.#status === 'idle'
  }

  /** The call that an event is about. */
  get tag(): Body {
    return this.#callId === null ? {} : { call_id: this.#callId }
  }

  dial(body: Body, jsep: PluginJsep | null, transaction: string, caller: Caller, prefixes: readonly string[]): Body {
    if (this.#status !== 'idle') throw new PluginError(447, `Wrong state (already in a call? status=${this.#status})`)
    const { uri, srtp } = body
    if (typeof uri !== 'string') throw new PluginError(443, 'Missing mandatory element (uri)')
    if (srtp !== undefined && srtp !== 'sdes_optional' && srtp !== 'sdes_mandatory') {
      throw new PluginError(444, 'Invalid element (srtp can only be sdes_optional or sdes_mandatory)')
    }
    if (!/^sip:[^@\s]+@\S+$/.test(uri)) throw new PluginError(446, `Invalid user address ${uri}\n`)
    const sdp = this.#description(jsep)
    this.#secure = srtp === 'sdes_mandatory' || (srtp === 'sdes_optional' && 'optional')
    this.#prefixes = prefixes
    this.#status = 'inviting'
    this.#peer = uri
    this.#self = `sip:${caller.address}`
    this.#transaction = transaction
    const agent = this.#agent()
    const invitation = {
      from: caller.address,
      displayName: caller.displayName ?? '',
      to: uri.slice('sip:'.length),
      sdp: phoneSdp({ video: hasVideo(sdp), secure: this.#secure }),
      headers: headersOf(body),
    }
    if (!this.#world.mayCall(caller.address, caller.ha1)) {
      this.#callId = 'unauthorised'
      this.#world.later(() => this.#over(904, 'Operation has no matching challenge '))
    } else {
      const { callId, end } = this.#world.invite(invitation, agent, caller.proxy)
      this.#callId = callId
      this.#end = end
    }
    return { event: 'calling', call_id: this.#callId }
  }

  incoming(invitation: Invitation, end: (agent: Agent) => DialogEnd, prefixes: readonly string[]): void {
    this.#end = end(this.#agent())
    this.#callId = invitation.callId
    this.#peer = `sip:${invitation.from}`
    this.#self = `sip:${invitation.to}`
    this.#prefixes = prefixes
    this.#status = 'invited'
    this.#secure = securityOf(invitation.sdp)
    this.#say(
      {
        event: 'incomingcall',
        username: this.#peer,
        call_id: invitation.callId,
        displayname: invitation.displayName,
        callee: this.#self,
        ...this.#headers(invitation.headers),
        ...(this.#secure ? { srtp: this.#secure === true ? 'sdes_mandatory' : 'sdes_optional' } : {}),
      },
      invitation.sdp === '' ? null : { type: 'offer', sdp: invitation.sdp },
    )
    this.#send((caller) => caller.provisional(180, '', {}))
  }

  /** A call that finds no free handle. */
  miss(invitation: Invitation, end: (agent: Agent) => DialogEnd): void {
    end(silent).send((caller) => caller.refused(486, phrase(486)))
    const result = {
      event: 'missed_call',
      caller: `sip:${invitation.from}`,
      displayname: invitation.displayName,
      callee: `sip:${invitation.to}`,
    }
    this.#host.push({ sip: 'event', result, call_id: invitation.callId }, { transaction: this.#transaction })
  }

  /** Any request but those of registration and `call`; null where Janus keeps silent. */
  request(body: Body, jsep: PluginJsep | null, _transaction: string): Body | null {
    switch (body.request) {
      case 'accept':
        return this.#accept(body, jsep)
      case 'decline':
        return this.#status === 'invited' ? this.#decline(Number(body.code ?? 486)) : null
      case 'hangup':
        return this.#status === 'inviting' || this.#inCall ? this.#hangUp() : null
      case 'update':
        return this.#update(jsep)
      case 'message':
        return this.#sendMessage(body)
      case 'dtmf_info':
        return this.#sendDtmf(body)
      default:
        throw new PluginError(442, `Unknown request (${body.request})`)
    }
  }

  /** The PeerConnection broke: the plugin hangs up. */
  mediaLost(): void {
    if (this.#status === 'idle' || this.#status === 'closing') return
    if (this.#status === 'invited') this.#send((caller) => caller.refused(480, phrase(480)))
    else if (this.#inCall) this.#send((peer) => peer.ended(null))
    else this.#send((callee) => callee.cancelled(null))
    const answered = this.#inCall
    this.#status = 'closing'
    this.#say({ event: 'hangingup' })
    if (answered) this.#world.later(() => this.#over(200, 'to BYE'))
  }

  /** The handle goes. */
  drop(): void {
    if (this.#status === 'inviting') this.#send((callee) => callee.cancelled(null))
    else if (this.#status === 'invited') this.#send((caller) => caller.refused(480, phrase(480)))
    else if (this.#inCall) this.#send((peer) => peer.ended(null))
    this.#status = 'idle'
    this.#end = null
  }

  get #inCall(): boolean {
    return IN_CALL.includes(this.#status)
  }

  #accept(body: Body, jsep: PluginJsep | null): Body {
    if (this.#status !== 'invited') throw new PluginError(447, `Wrong state (not invited? status=${this.#status})`)
    const sdp = phoneSdp({ video: hasVideo(this.#description(jsep)), secure: this.#secure })
    this.#status = 'incall'
    this.#send((caller) => caller.accepted(sdp, headersOf(body)))
    return { event: 'accepted' }
  }

  #decline(code: number): Body {
    this.#status = 'closing'
    this.#send((caller) => caller.refused(code, phrase(code)))
    this.#world.later(() => this.#over(code, phrase(code)))
    return { event: 'declining', code, ...this.tag }
  }

  #hangUp(): Body {
    const answered = this.#inCall && !this.#earlyMedia
    this.#status = 'closing'
    if (answered) {
      this.#send((peer) => peer.ended(null))
      this.#world.later(() => this.#world.later(() => this.#over(200, 'to BYE')))
    } else this.#send((callee) => callee.cancelled(null))
    return { event: 'hangingup' }
  }

  #update(jsep: PluginJsep | null): Body {
    if (this.#status !== 'incall' && this.#status !== 'incall_reinvited')
      throw new PluginError(447, 'Wrong state (not in a call?)')
    if (!jsep?.update) throw new PluginError(448, 'Missing SDP update')
    const sdp = phoneSdp({ video: hasVideo(jsep.sdp), secure: this.#secure, version: 2 })
    const answer = this.#answerOffer
    if (answer) {
      this.#answerOffer = null
      this.#status = 'incall'
      answer(200, sdp)
    } else {
      if (jsep.type === 'answer') throw new PluginError(448, 'SDP type answer is incompatible with session status incall')
      this.#status = 'incall_reinviting'
      this.#send((peer) =>
        peer.offered(sdp, (code, answered = '') => this.#world.later(() => this.#offerAnswered(code, answered))),
      )
    }
    return { event: jsep.type === 'offer' ? 'updating' : 'updated' }
  }

  /** Of a refusal the plugin says nothing. */
  #offerAnswered(code: number, sdp: string): void {
    if (this.#status !== 'incall_reinviting') return
    this.#status = 'incall'
    if (code < 300) this.#say({ event: 'accepted', username: this.#peer, ...this.#headers({}) }, { type: 'answer', sdp })
  }

  #sendMessage(body: Body): Body {
    if (typeof body.content !== 'string') throw new PluginError(443, 'Missing mandatory element (content)')
    if (this.#status !== 'inviting' && !this.#inCall) throw new PluginError(0, 'Wrong state (not in a call?)')
    const { content } = body
    this.#send((peer) =>
      peer.message(String(body.content_type ?? 'text/plain'), content, (code) =>
        this.#world.later(() => this.#say({ event: 'messagedelivery', code, reason: phrase(code) })),
      ),
    )
    return { event: 'messagesent', ...this.tag }
  }

  #sendDtmf(body: Body): Body {
    if (!this.#inCall) throw new PluginError(0, 'Wrong state (not in a call?)')
    const { digit, duration } = body
    if (typeof digit !== 'string' || digit.length !== 1)
      throw new PluginError(444, 'Invalid element (digit should be one character)')
    if (duration !== undefined && !(Number.isInteger(duration) && Number(duration) > 0)) {
      throw new PluginError(444, 'Invalid element type (duration should be a positive integer)')
    }
    const length = duration !== undefined && Number(duration) <= 5000 ? Number(duration) : 160
    this.#send((peer) => peer.info('application/dtmf-relay', `Signal=${digit}\r\nDuration=${length}`))
    return { event: 'dtmfsent' }
  }

  /** What reaches the handle from the other side. */
  #agent(): Agent {
    return {
      provisional: (code, sdp, headers) => this.#provisional(code, sdp, headers),
      accepted: (sdp, headers) => this.#accepted(sdp, headers),
      refused: (code, reason) => {
        if (this.#status === 'inviting' || this.#status === 'closing' || this.#earlyMedia) this.#over(code, reason)
      },
      acknowledged: () => {},
      cancelled: (reason) => {
        if (this.#status !== 'invited') return
        this.#hangupReason = reason
        this.#send((caller) => caller.refused(487, phrase(487)))
        this.#over(487, phrase(487))
      },
      ended: (reason) => {
        if (!this.#inCall) return
        this.#hangupReason = reason
        this.#over(200, 'Session Terminated')
      },
      offered: (sdp, answer) => this.#offered(sdp, answer),
      message: (contentType, content, answer) => {
        answer(200)
        this.#say({ event: 'message', sender: this.#peer, content, ...this.#headers({}), content_type: contentType })
      },
      info: (contentType, content) =>
        this.#say({ event: 'info', sender: this.#peer, type: contentType, content, ...this.#headers({}) }),
    }
  }

  #provisional(code: number, sdp: string, headers: PhoneHeaders): void {
    if (this.#status !== 'inviting' && !this.#earlyMedia) return
    if (sdp !== '' && this.#secure === true && !sdp.includes('a=crypto')) {
      this.#gaveUpOnPlainMedia(() => this.#send((callee) => callee.cancelled(null)))
    } else if (sdp !== '') {
      const first = !this.#earlyMedia
      this.#earlyMedia = true
      this.#status = 'incall'
      this.#say({ event: 'progress', username: this.#peer, ...this.#headers(headers) }, first ? { type: 'answer', sdp } : null)
    } else if (code === 180 || code === 183) this.#say({ event: 'ringing', ...this.#headers(headers) })
    this.#say({ event: 'proceeding', code })
  }

  #accepted(sdp: string, headers: PhoneHeaders): void {
    if (this.#status === 'closing') {
      // Answered while it was being cancelled (RFC 3261 §15.1.1).
      this.#send((callee) => callee.acknowledged())
      this.#send((callee) => callee.ended(null))
      this.#over(200, 'to BYE')
      return
    }
    this.#send((callee) => callee.acknowledged())
    if (this.#secure === true && !sdp.includes('a=crypto')) {
      this.#gaveUpOnPlainMedia(() => this.#send((callee) => callee.ended(null)))
      this.#world.later(() => this.#over(200, 'to BYE'))
      return
    }
    const jsep = this.#earlyMedia ? null : ({ type: 'answer', sdp } as const)
    this.#earlyMedia = false
    this.#status = 'incall'
    this.#say({ event: 'accepted', username: this.#peer, ...this.#headers(headers) }, jsep)
  }

  /** SRTP was demanded and not given. */
  #gaveUpOnPlainMedia(end: () => void): void {
    this.#status = 'closing'
    end()
  }

  #offered(sdp: string, answer: Answer): void {
    if (this.#status === 'incall_reinviting' || this.#answerOffer) {
      answer(491)
      return
    }
    if (!this.#inCall) return
    this.#status = 'incall_reinvited'
    this.#answerOffer = answer
    this.#say(
      { event: 'updatingcall', username: this.#peer, ...this.tag, displayname: '', callee: this.#self, ...this.#headers({}) },
      sdp === '' ? null : { type: 'offer', sdp },
    )
  }

  #over(code: number, reason: string): void {
    const why = this.#hangupReason
    const header = why ? { reason_header: why.text, reason_header_protocol: why.protocol, reason_header_cause: why.cause } : {}
    this.#say({ event: 'hangup', code, reason, ...header })
    this.#status = 'idle'
    this.#end = null
    this.#callId = null
    this.#transaction = null
    this.#earlyMedia = false
    this.#hangupReason = null
    this.#answerOffer = null
    this.#host.closePeerConnection()
  }

  #description(jsep: PluginJsep | null): string {
    if (!jsep) throw new PluginError(448, 'Missing SDP')
    if (jsep.sdp.includes('m=application')) throw new PluginError(448, 'The SIP plugin does not support DataChannels')
    return jsep.sdp
  }

  #headers(headers: PhoneHeaders): Body {
    if (this.#prefixes.length === 0) return {}
    const wanted = Object.entries(headers).filter(([name]) =>
      this.#prefixes.some((prefix) => name.toLowerCase().startsWith(prefix.toLowerCase())),
    )
    return { headers: Object.fromEntries(wanted) }
  }

  #say(result: Body, jsep: { readonly type: 'offer' | 'answer'; readonly sdp: string } | null = null): void {
    this.#host.push({ sip: 'event', result, ...this.tag }, { transaction: this.#transaction, jsep })
  }

  #send(signal: (peer: Agent) => void): void {
    this.#end?.send(signal)
  }
}

function hasVideo(sdp: string): boolean {
  return /^m=video [1-9]/m.test(sdp)
}

function headersOf(body: Body): PhoneHeaders {
  return { ...(body.headers as PhoneHeaders | undefined) }
}
