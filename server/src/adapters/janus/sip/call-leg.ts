import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { IceCandidate } from '../../../ports/media.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { Leg, LegEvent, LegOperation, SipHeaders } from '../../../ports/sip-calls.ts'
import type { Jsep } from '../frame.ts'
import type { JsonObject } from '../json.ts'
import { trickled } from '../trickled-candidates.ts'
import { RejectedOfferWatch } from './rejected-offer-watch.ts'
import { acceptBody } from './sip-body.ts'
import type { SipHandle, SipHandleEvent } from './sip-handle.ts'

/**
 * ms in which Janus is left alone after it told of a call or an answer, for it tells first and takes note afterwards: what we say to a call in
 * that instant finds no call yet and is lost (the caller hears ringing for ever), and the answer to an offer made in that instant is swallowed.
 */
const SETTLING = 50

interface CallLegOptions {
  readonly handle: SipHandle
  readonly direction: 'incoming' | 'outgoing'
  readonly emit: (event: LegEvent) => void
  /** The leg has nothing more to ask of its handle, whose call may still be there. */
  readonly onReleased: () => Promise<void>
  readonly clock: Clock
  readonly log: Log
}

/** Why a call is over; `code` and `elsewhere` as in LegEvent. */
export interface Ending {
  readonly code: number | null
  readonly reason: string
  readonly elsewhere: boolean
}

/** One call on one handle: turns the handle's events into those of a leg, and the leg's operations into requests. */
export class CallLeg implements Leg {
  readonly #options: CallLegOptions
  readonly #watch: RejectedOfferWatch
  #state: 'unanswered' | 'answered' | 'over' = 'unanswered'
  #released = false
  /** `accept` is with Janus. */
  #answering = false
  #hangUpOnceAnswered = false
  #rings = false
  #earlyMedia = false
  /** The browser's own session description as Janus has it. */
  #local = ''
  /** The other side asked for an offer, and was given what it has already: its answer is no news. */
  #repeating = false
  #settledAt: number

  constructor(options: CallLegOptions) {
    this.#options = options
    this.#settledAt = options.clock.now() + SETTLING
    this.#watch = new RejectedOfferWatch({
      clock: options.clock,
      probe: (onRefused) => options.handle.request({ request: 'update' }, null, onRefused),
      // Which code it was is not to be had; this is the one for a change that is not wanted (RFC 3261 §14.2).
      onRejected: () => this.#emit({ kind: 'offer-rejected', code: 488, reason: 'Not Acceptable Here' }),
    })
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  get #ringsHere(): boolean {
    return this.#options.direction === 'incoming' && this.#state === 'unanswered'
  }

  /** For the owner of the handle: what happened on it. */
  receive(event: SipHandleEvent): void {
    if (this.#state === 'over') return
    switch (event.kind) {
      case 'calling':
        this.#emit({ kind: 'calling' })
        break
      case 'ringing':
        this.#ringing()
        break
      case 'proceeding':
        this.#proceeding(event.code)
        break
      case 'progress':
        this.#progress(event.sdp, event.callId)
        break
      case 'accepted':
        this.#accepted(event)
        break
      case 'updating-call':
        if (event.sdp === null) this.#repeatOffer()
        else this.#emit({ kind: 'offer-received', sdp: event.sdp })
        break
      case 'message':
        this.#emit({ kind: 'message', sender: event.sender, contentType: event.contentType, content: event.content })
        break
      case 'message-delivery':
        this.#emit({ kind: 'message-outcome', code: event.code, reason: event.reason })
        break
      case 'media-up':
        this.#emit({ kind: 'media-up' })
        break
      case 'hangup':
        this.end({ code: event.code, reason: event.reason, elsewhere: event.elsewhere })
        break
      case 'media-down':
        // The plugin hangs up by itself then; what it says of that comes too late to be the cause. A call that rings here has no media yet:
        // this is the end of the one before it on the same handle.
        if (!this.#ringsHere || this.#answering) this.end({ code: null, reason: event.reason, elsewhere: false })
        break
      case 'gone':
        this.end({ code: null, reason: event.why, elsewhere: false })
        break
      default:
    }
  }

  /** The call is over. The first cause is the one that counts. */
  end(ending: Ending): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#watch.stop()
    this.#emit({ kind: 'ended', ...ending })
  }

  /** The INVITE. */
  async dial(body: JsonObject, sdp: string): Promise<void> {
    this.#local = sdp
    await this.#request('dial', body, { type: 'offer', sdp })
  }

  async answer(sdp: string, headers: SipHeaders): Promise<void> {
    this.#answering = true
    try {
      await this.#settle()
      await this.#request('answer', acceptBody(headers), { type: 'answer', sdp })
    } catch (refusal) {
      this.#answering = false
      throw refusal
    }
    this.#local = sdp
  }

  async decline(code: number): Promise<void> {
    await this.#settle()
    if (this.#state !== 'over') await this.#request('decline', { request: 'decline', code }, null)
  }

  async hangUp(): Promise<void> {
    if (this.#answering) {
      // Janus drops a `decline` that comes after `accept`, and knows no call to hang up before it has accepted it.
      this.#hangUpOnceAnswered = true
    } else if (this.#ringsHere) await this.decline(480)
    else if (this.#state !== 'over') await this.#request('hang-up', { request: 'hangup' }, null)
  }

  /** Janus sends no headers with a re-INVITE, nor with the answer to one. */
  async offer(sdp: string): Promise<void> {
    await this.#settle()
    await this.#request('offer', { request: 'update' }, { type: 'offer', sdp })
    this.#local = sdp
    this.#watch.start()
  }

  async answerOffer(sdp: string): Promise<void> {
    await this.#request('answer-offer', { request: 'update' }, { type: 'answer', sdp })
    this.#local = sdp
  }

  /**
   * Janus 1.1.2 cannot refuse a re-INVITE (`decline` is for calls that ring), and one that nobody answers ends the call when the other
   * side loses patience. So the answer is what the browser has said before: everything stays as it is, which is what a refusal is for.
   */
  async rejectOffer(): Promise<void> {
    await this.#request('answer-offer', { request: 'update' }, { type: 'answer', sdp: this.#local })
  }

  async sendMessage(contentType: string, content: string): Promise<void> {
    await this.#request('message', { request: 'message', content_type: contentType, content }, null)
  }

  async sendDtmf(digit: string, duration: number | null): Promise<void> {
    const length = duration !== null && duration > 0 ? { duration } : {}
    await this.#request('dtmf', { request: 'dtmf_info', digit, ...length }, null)
  }

  async addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    if (this.#state === 'over') return
    await this.#options.handle.trickle(trickled(candidates))
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    this.#watch.stop()
    await this.#options.onReleased()
  }

  #ringing(): void {
    this.#rings = true
    this.#emit({ kind: 'ringing' })
  }

  /** Janus says this after `ringing` and after `progress` as well. */
  #proceeding(code: number): void {
    if (this.#state !== 'unanswered' || this.#earlyMedia) return
    if (code !== 180) this.#emit({ kind: 'proceeding', code })
    else if (!this.#rings) this.#ringing()
  }

  #progress(sdp: string | null, callId: string): void {
    if (sdp === null || this.#earlyMedia) return
    this.#earlyMedia = true
    this.#emit({ kind: 'early-media', sdp, callId })
  }

  #accepted({ sdp, callId, headers }: Extract<SipHandleEvent, { readonly kind: 'accepted' }>): void {
    this.#settledAt = this.#options.clock.now() + SETTLING
    if (this.#repeating) {
      this.#repeating = false
    } else if (this.#state === 'answered') {
      this.#watch.stop()
      this.#emit({ kind: 'offer-answered', sdp })
    } else {
      this.#state = 'answered'
      this.#answering = false
      const ours = this.#options.direction === 'incoming'
      this.#emit(ours ? { kind: 'answered', sdp: null, callId: '', headers: {} } : { kind: 'answered', sdp, callId, headers })
      if (this.#hangUpOnceAnswered) void this.hangUp().catch((error: unknown) => this.#failed('hang-up', String(error)))
    }
  }

  #settle(): Promise<void> {
    const { clock } = this.#options
    const rest = this.#settledAt - clock.now()
    return rest > 0 ? new Promise((resolve) => void clock.after(rest, resolve)) : Promise.resolve()
  }

  /** A re-INVITE without SDP asks for our offer (RFC 3261 §14.1): the present one. */
  #repeatOffer(): void {
    this.#repeating = true
    this.#options.handle
      .request({ request: 'update' }, { type: 'offer', sdp: this.#local }, () => {})
      .catch(() => {
        this.#options.log.info('could not answer a re-INVITE that wanted an offer', { handle: this.#options.handle.id })
      })
  }

  /** Nothing is asked for a call that is over: its handle may have another one by now. */
  async #request(operation: LegOperation, body: JsonObject, jsep: Jsep | null): Promise<void> {
    if (this.#state === 'over') throw new Refusal('backend-refused', 'the call is over')
    await this.#options.handle.request(body, jsep, (detail) => this.#failed(operation, detail))
  }

  #failed(operation: LegOperation, detail: string): void {
    if (this.#state === 'over') return
    if (operation === 'offer') this.#watch.stop()
    if (operation === 'dial') this.end({ code: null, reason: detail, elsewhere: false })
    else this.#emit({ kind: 'operation-failed', operation, detail })
  }

  #emit(event: LegEvent): void {
    if (!this.#released) this.#options.emit(event)
  }
}
