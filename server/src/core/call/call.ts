import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { IceCandidate } from '../../ports/media.ts'
import type { Leg, LegEvent, SipHeaders, SipParty } from '../../ports/sip-calls.ts'
import type { ClientEvent, SentMessage } from '../events.ts'
import { Failure } from '../failure.ts'
import {
  answering,
  type CallAction,
  type CallRequest,
  type CallStatus,
  newCall,
  refusalOf,
  step,
  updateUnanswered,
  updating,
} from './call-state.ts'

export interface CallContext {
  readonly account: string
  readonly clock: Clock
  readonly log: Log
  readonly settings: CallSettings
  tell(event: ClientEvent): void
  /** Runs a task in the connection's order. */
  enqueue(task: () => void): void
  /** The call is over: forget it. */
  over(session: string): void
}

export interface CallSettings {
  /** ms a client has to answer the other side's re-INVITE before it is refused for it. */
  readonly updateTimeout: number
  /** SIP status for a declined call. */
  readonly declineCode: number
  /** ms after which a hang-up that nobody confirmed counts as done. */
  readonly hangUpTimeout: number
}

/** Messages that may wait for their outcome in one call. */
const MOST_UNCONFIRMED_MESSAGES = 100

/** One call of a client: its status, the SIP leg that carries it, and what waits for an outcome. */
export class Call {
  readonly id: string
  readonly account: string
  /** The other side. */
  readonly peer: SipParty
  readonly #context: CallContext
  readonly #sent: SentMessage[] = []
  readonly #log: Log
  #status: CallStatus
  #leg: Leg | null
  #cancelUpdateTimer = nothing
  #cancelHangUpTimer = nothing

  /** `leg` is null for an outgoing call until dialled() hands it in. */
  constructor(id: string, direction: CallStatus['direction'], peer: SipParty, leg: Leg | null, context: CallContext) {
    this.id = id
    this.account = context.account
    this.peer = peer
    this.#leg = leg
    this.#context = context
    this.#status = newCall(direction)
    this.#log = context.log.with({ session: id, account: context.account })
    this.#log.info('call begins', { direction, peer: peer.uri })
  }

  dialled(leg: Leg): void {
    this.#leg = leg
  }

  async answer(sdp: string, headers: SipHeaders): Promise<void> {
    const leg = this.#permit('answer')
    this.#status = answering(this.#status)
    await leg.answer(sdp, headers)
  }

  /** Declines, cancels or hangs up, as the state has it. */
  async terminate(): Promise<void> {
    const leg = this.#permit('terminate')
    const { direction, state } = this.#status
    if (direction === 'incoming' && state === 'connecting') await leg.decline(this.#context.settings.declineCode)
    else await leg.hangUp()
    this.#cancelHangUpTimer()
    this.#cancelHangUpTimer = this.#later(this.#context.settings.hangUpTimeout, () =>
      this.take({ kind: 'ended', code: null, reason: 'hang-up was not confirmed', elsewhere: false }),
    )
  }

  /**
   * A new offer, or the answer to the other side's. When the leg does not take it, everything is as before. `mustBeOffer`: the description says of
   * itself that it is no answer, so it has crossed the other side's offer on its way and is refused; that offer still waits for its answer.
   */
  async update(sdp: string, headers: SipHeaders, mustBeOffer: boolean): Promise<void> {
    const leg = this.#permit('update')
    const before = this.#status
    if (mustBeOffer && before.state === 'remote-updating') throw new Failure('update-state', this.id, before.state)
    this.#status = updating(before)
    try {
      if (before.state === 'remote-updating') await leg.answerOffer(sdp, headers)
      else await leg.offer(sdp, headers)
    } catch (refusal) {
      this.#status = before
      throw refusal
    }
    if (before.state === 'remote-updating') this.#cancelUpdateTimer()
  }

  async sendMessage(message: SentMessage, contentType: string, content: string): Promise<void> {
    const leg = this.#permit('message')
    if (this.#sent.length >= MOST_UNCONFIRMED_MESSAGES) throw new Failure('too-many-requests')
    this.#sent.push(message)
    try {
      await leg.sendMessage(contentType, content)
    } catch (refusal) {
      this.#sent.splice(this.#sent.indexOf(message), 1)
      throw refusal
    }
  }

  /** One INFO per tone: a string of several is several key presses. A comma, which phones take for a pause, is none. */
  async sendDtmf(tones: string, duration: number | null): Promise<void> {
    const leg = this.#permit('dtmf')
    for (const tone of tones.replaceAll(',', '')) await leg.sendDtmf(tone, duration)
  }

  async trickle(candidates: readonly IceCandidate[]): Promise<void> {
    await this.#leg?.addCandidates(candidates)
  }

  /** What the leg reports; in the connection's order. */
  take(event: LegEvent): void {
    if (event.kind === 'message-outcome') this.#confirmMessage(event.code, event.reason)
    if (event.kind === 'operation-failed') {
      this.#log.warn('call operation failed', { operation: event.operation, detail: event.detail })
      if (event.operation === 'message') this.#confirmMessage(500, event.detail)
    }
    // Janus shows messages from outside the dialog on the same handle; only those of the other side belong to the call.
    if (event.kind === 'message' && !sameAddress(event.sender.uri, this.peer.uri)) {
      this.#log.info('message not of this call dropped')
      return
    }
    this.#apply(step(this.#status, event))
  }

  /** Gives the leg back without telling the client: the connection or the account is gone. */
  async release(): Promise<void> {
    this.#status = { ...this.#status, state: 'terminated' }
    this.#cancelUpdateTimer()
    this.#cancelHangUpTimer()
    await this.#leg?.release()
  }

  #permit(request: CallRequest): Leg {
    const refusal = refusalOf(this.#status, request)
    if (refusal !== null || this.#leg === null) throw new Failure(refusal ?? 'session-unknown', this.id, this.#status.state)
    return this.#leg
  }

  #apply({ status, actions }: { status: CallStatus; actions: readonly CallAction[] }): void {
    const was = this.#status.state
    this.#status = status
    if (was !== status.state) this.#log.debug('call state', { from: was, to: status.state })
    if (status.state !== 'remote-updating') this.#cancelUpdateTimer()
    for (const action of actions) this.#do(action)
  }

  #do(action: CallAction): void {
    const { account, id } = this
    switch (action.do) {
      case 'tell':
        if (action.event.kind === 'terminated') this.#log.info('call ended', { reason: action.event.reason })
        this.#context.tell({ kind: 'call', account, session: id, event: action.event })
        break
      case 'reject-offer':
        this.#leg
          ?.rejectOffer(action.code)
          .catch((thrown) => this.#log.warn('offer not refused', { failure: Failure.from(thrown).text }))
        break
      case 'await-update-answer':
        this.#cancelUpdateTimer = this.#later(this.#context.settings.updateTimeout, () =>
          this.#apply(updateUnanswered(this.#status)),
        )
        break
      case 'report-missed':
        this.#context.tell({ kind: 'missed-call', account, caller: this.peer })
        break
      case 'release':
        this.#cancelHangUpTimer()
        this.#failUnconfirmedMessages()
        this.#context.over(id)
        void this.#leg?.release()
    }
  }

  /** Final responses come in the order the messages went out. */
  #confirmMessage(code: number, reason: string): void {
    const message = this.#sent.shift()
    if (message) this.#tellOutcome(message, code, reason)
  }

  #failUnconfirmedMessages(): void {
    for (const message of this.#sent.splice(0)) this.#tellOutcome(message, 481, 'The call has ended')
  }

  #tellOutcome(message: SentMessage, code: number, reason: string): void {
    const event = { kind: 'message-outcome', message, code, reason } as const
    this.#context.tell({ kind: 'call', account: this.account, session: this.id, event })
  }

  #later(delay: number, task: () => void): () => void {
    return this.#context.clock.after(delay, () => this.#context.enqueue(task))
  }
}

/** Ports are no part of who somebody is. */
function sameAddress(a: string, b: string): boolean {
  const plain = (address: string) => address.replace(/:\d+$/, '').toLowerCase()
  return plain(a) === plain(b)
}

function nothing(): void {}
