import type { IceCandidate } from '../../../ports/media.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { DialRequest, Leg, LegEvent, SipHeaders } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { EventGate } from '../event-gate.ts'
import { CallLeg, type Ending } from './call-leg.ts'
import { firstWay, nextWay, type Way } from './redial.ts'
import { callBody } from './sip-body.ts'
import type { SipContext } from './sip-context.ts'
import type { SipHandle, SipHandleEvent } from './sip-handle.ts'

/** Candidates kept for another attempt; a browser sends some ten. */
const MOST_CANDIDATES = 100

/** A handle that can call as the caller. */
export interface DiallingHandle {
  readonly handle: SipHandle
  /** Detaches it, whatever call it has. Never rejects. */
  giveBack(): Promise<void>
}

/** Makes one for a route. `onFailure` gets what Janus refuses afterwards. Rejects with Refusal. */
export type HandleForDialling = (
  route: SipRoute,
  listener: (event: SipHandleEvent) => void,
  onFailure: (detail: string) => void,
) => Promise<DiallingHandle>

/** The way of a call to its callee: a call on one handle, or on another one after it when there is another way (redial.ts). */
export class DialledLeg implements Leg {
  readonly #request: DialRequest
  readonly #routes: readonly SipRoute[]
  readonly #handleFor: HandleForDialling
  readonly #context: SipContext
  readonly #gate = new EventGate<LegEvent>()
  readonly #candidates: (readonly IceCandidate[])[] = []
  #call: CallLeg | null = null
  #calling = false
  #rang = false
  #committed = false
  #hungUp = false
  #released = false
  #over = false

  private constructor(request: DialRequest, routes: readonly SipRoute[], handleFor: HandleForDialling, context: SipContext) {
    this.#request = request
    this.#routes = routes
    this.#handleFor = handleFor
    this.#context = context
  }

  /** Resolves when Janus has taken the call; rejects with Refusal. */
  static async dial(
    request: DialRequest,
    listener: (event: LegEvent) => void,
    {
      routes,
      handleFor,
      context,
    }: { readonly routes: readonly SipRoute[]; readonly handleFor: HandleForDialling; readonly context: SipContext },
  ): Promise<DialledLeg> {
    const way = firstWay(routes, request.offerSrtp)
    if (!way) throw new Refusal('dns', `no SIP server for ${request.target}`)
    const leg = new DialledLeg(request, routes, handleFor, context)
    await leg.#try(way)
    leg.#gate.openSoon(listener)
    return leg
  }

  async answer(sdp: string, headers: SipHeaders): Promise<void> {
    await this.#present().answer(sdp, headers)
  }

  async decline(code: number): Promise<void> {
    await this.#present().decline(code)
  }

  async hangUp(): Promise<void> {
    this.#hungUp = true
    await this.#call?.hangUp()
  }

  async offer(sdp: string): Promise<void> {
    await this.#present().offer(sdp)
  }

  async answerOffer(sdp: string): Promise<void> {
    await this.#present().answerOffer(sdp)
  }

  async rejectOffer(): Promise<void> {
    await this.#present().rejectOffer()
  }

  async sendMessage(contentType: string, content: string): Promise<void> {
    await this.#present().sendMessage(contentType, content)
  }

  async sendDtmf(digit: string, duration: number | null): Promise<void> {
    await this.#present().sendDtmf(digit, duration)
  }

  async addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    if (!this.#committed && this.#candidates.length < MOST_CANDIDATES) this.#candidates.push(candidates)
    await this.#call?.addCandidates(candidates)
  }

  async release(): Promise<void> {
    this.#released = true
    this.#gate.close()
    await this.#call?.release()
  }

  /** Rejects with Refusal when Janus does not take it. */
  async #try(way: Way): Promise<void> {
    let call: CallLeg | null = null
    const early: SipHandleEvent[] = []
    let refused: string | null = null
    const { handle, giveBack } = await this.#handleFor(
      way.route,
      (event) => (call ? call.receive(event) : early.push(event)),
      (detail) => {
        refused ??= detail
      },
    )
    const { clock, log } = this.#context
    call = new CallLeg({
      handle,
      direction: 'outgoing',
      emit: (event) => {
        // What went wrong first is the better explanation.
        const told = event.kind === 'ended' && refused !== null ? { ...event, code: null, reason: refused } : event
        this.#took(told, way)
        if (event.kind === 'ended') void giveBack()
      },
      onReleased: giveBack,
      clock,
      log,
    })
    for (const event of early) call.receive(event)
    this.#call = call
    try {
      const { target, headers, sdp } = this.#request
      await call.dial(callBody({ target, headers, secure: way.secure }), sdp)
    } catch (error) {
      await giveBack()
      throw error
    }
    await this.#repeatCandidates(call)
    if (this.#released) await call.release()
    else if (this.#hungUp) await call.hangUp()
  }

  /** Those of an attempt before this one: each has a PeerConnection of its own in Janus. */
  async #repeatCandidates(call: CallLeg): Promise<void> {
    for (const candidates of this.#candidates) {
      await call.addCandidates(candidates).catch((error: unknown) => {
        const cause = error instanceof Refusal ? error.message : String(error)
        this.#context.log.info('Janus did not take a candidate again', { cause })
      })
    }
  }

  #took(event: LegEvent, way: Way): void {
    switch (event.kind) {
      case 'calling':
        // Another attempt is no news to the caller.
        if (!this.#calling) this.#gate.push(event)
        this.#calling = true
        break
      case 'ended':
        this.#ended(event, way)
        break
      case 'ringing':
        this.#rang = true
        this.#gate.push(event)
        break
      case 'early-media':
      case 'answered':
        this.#committed = true
        this.#gate.push(event)
        break
      default:
        this.#gate.push(event)
    }
  }

  #ended(ending: Ending, last: Way): void {
    const outcome = { ending, rang: this.#rang, committed: this.#committed, hungUp: this.#hungUp }
    const next = this.#released ? null : nextWay(this.#routes, this.#request.offerSrtp, last, outcome)
    this.#call = null
    if (!next) {
      this.#end(ending)
      return
    }
    this.#context.log.info('dialling another way', { why: next.why, code: ending.code, proxy: next.way.route.host })
    this.#try(next.way).catch((error: unknown) => {
      this.#end({ code: null, reason: error instanceof Refusal ? error.detail : 'internal error', elsewhere: false })
    })
  }

  /** A handle that is lost while it is asked for something says so twice. */
  #end({ code, reason, elsewhere }: Ending): void {
    if (this.#over) return
    this.#over = true
    this.#call = null
    this.#gate.push({ kind: 'ended', code, reason, elsewhere })
  }

  #present(): CallLeg {
    if (!this.#call) throw new Refusal('backend-refused', 'the call is not there')
    return this.#call
  }
}
