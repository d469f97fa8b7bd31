import type { MsrpProtocol } from '@weft/protocols/sdp/msrp-media'
import { printDescription, readDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'
import type { SipRequest } from '@weft/protocols/sip/message'
import { quote } from '@weft/protocols/sip/quoted-string'
import type { Reservation } from '../../core/chatroom/chatroom-house.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SipField } from '../../ports/sip-agent.ts'
import type { SessionEvent, SipSession } from '../../ports/sip-sessions.ts'
import { CallMedia, type MediaNeeds, type OpenedStreams } from './call-media.ts'
import type { ChatEnding } from './chat-stream.ts'
import type { Guest } from './guest.ts'
import type { OfferedStreams } from './offer-decision.ts'
import { notAcceptable, reasonField, warningField } from './refusals.ts'
import { judgeChange } from './reoffer-decision.ts'

export interface FocusNeeds extends MediaNeeds {
  readonly clock: Clock
  /** MSRP over what is to be had, what we offer ourselves first. */
  readonly protocols: readonly MsrpProtocol[]
  /** ms for which a call rings before it is answered. */
  readonly answerDelay: number
  /** The call has ended. Called once. */
  gone(session: FocusSession): void
}

/** What a call is answered with: what its caller offers, or what he is to be offered. */
export type CallBeginning = { readonly offer: SessionDescription; readonly streams: OfferedStreams } | { readonly offer: null }

/** What else may come within a call is the edge's business. */
const ALLOW: SipField = { name: 'Allow', value: 'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS' }

/** One device's call to a room (msrp-conference §3). */
export class FocusSession {
  readonly guest: Guest
  readonly #session: SipSession
  readonly #needs: FocusNeeds
  readonly #media: CallMedia
  /** Counts offers of the peer's: one that was withdrawn meanwhile is not answered. */
  #turn = 0
  /** Whether the peer is still to be told that a stream is over. */
  #owesOffer = false
  #isOver = false
  #stopRinging = () => {}
  #giveUpPlace = () => {}

  constructor(session: SipSession, guest: Guest, needs: FocusNeeds) {
    this.#session = session
    this.guest = guest
    this.#needs = needs
    this.#media = new CallMedia(guest, needs, (ending) => this.#lost(ending))
  }

  /** Answers the call, at once or after it has rung; where its room has to be asked first, once that has a place for its caller. */
  begin(beginning: CallBeginning, reservation: Promise<Reservation> | null = null): void {
    const { clock, answerDelay } = this.#needs
    if (answerDelay === 0 && reservation === null) {
      this.#answer(beginning)
      return
    }
    this.#session.ring({ status: 180, description: null, reliable: false })
    if (reservation) void this.#await(reservation, beginning)
    else this.#stopRinging = clock.after(answerDelay, () => this.#answer(beginning))
  }

  hear(event: SessionEvent<SipRequest>): void {
    switch (event.kind) {
      case 'offer':
        this.#turn++
        this.#change(event.description)
        break
      case 'withdrawn':
        this.#turn++
        this.#offerIfOwed()
        break
      case 'answer':
        this.#answered(event.description)
        break
      case 'confirmed':
      case 'retry':
        this.#offerIfOwed()
        break
      case 'refused':
        this.#owesOffer = event.again
        break
      case 'request':
        event.answer({ status: 405, headers: [ALLOW] })
        break
      case 'ended':
        this.#end()
        break
      default:
    }
  }

  /** Hangs up. */
  hangUp(headers: readonly SipField[] = []): void {
    this.#end()
    this.#session.end(headers)
  }

  async #await(reservation: Promise<Reservation>, beginning: CallBeginning): Promise<void> {
    const reserved = await reservation
    if (reserved.kept && this.#isOver) reserved.giveUp()
    else if (reserved.kept) {
      this.#giveUpPlace = () => reserved.giveUp()
      this.#answer(beginning)
    } else if (!this.#isOver) {
      this.#needs.log.info('a call to a chat room is refused', { status: reserved.status, reason: reserved.reason })
      this.#session.refuse({ status: reserved.status, headers: [warningField(reserved.reason)] })
      this.#end()
    }
  }

  #answer(beginning: CallBeginning): void {
    if (beginning.offer) void this.#settle(beginning.offer, beginning.streams, [])
    else this.#offerChat()
  }

  /** To who wants to be offered something (RFC 3261 §13.2.1). */
  #offerChat(): void {
    const [protocol] = this.#needs.protocols
    const offer = protocol ? this.#media.offerChat(protocol) : null
    if (offer) this.#say(offer, (description) => this.#session.answer(description))
    else this.#session.refuse(notAcceptable('no MSRP here'))
  }

  #change(description: Uint8Array | null): void {
    if (description === null) {
      this.#say(this.#media.offer(), (ours) => this.#session.answer(ours))
      return
    }
    const offer = readDescription(description)
    const { state } = this.#media
    if (!offer || !state) {
      this.#session.refuse({ status: offer ? 491 : 400 })
      return
    }
    const verdict = judgeChange(state, offer, this.#needs.protocols)
    if (verdict.take) void this.#settle(offer, verdict.added, verdict.over)
    else {
      this.#needs.log.info('a change of a call to a chat room is refused', { reason: verdict.reason })
      this.#session.refuse(verdict.answer)
    }
  }

  /** Answers an offer: opens what it adds, and ends what is over by it. */
  async #settle(offer: SessionDescription, added: OfferedStreams, over: readonly number[]): Promise<void> {
    const turn = this.#turn
    const { opened, refusal } = await this.#opened(added)
    if (this.#isOver || turn !== this.#turn) {
      this.#media.discard(opened)
      return
    }
    if (opened.length === 0 && (added.chat || added.file)) {
      this.#session.refuse(refusal)
      return
    }
    this.#media.close(over)
    this.#say(this.#media.answer(offer), (description) => this.#session.answer(description))
    for (const stream of opened) stream.start()
    if (this.#media.isEmpty) this.hangUp()
  }

  async #opened(added: OfferedStreams): Promise<OpenedStreams> {
    try {
      return await this.#media.open(added)
    } catch (error) {
      this.#needs.log.error('a stream could not be opened', { error: error instanceof Error ? error.stack : String(error) })
      return { opened: [], refusal: { status: 500 } }
    }
  }

  #answered(description: Uint8Array): void {
    const answer = readDescription(description)
    const obstacle = answer ? this.#media.answered(answer) : 'bad-description'
    if (obstacle === null && !this.#media.isEmpty) return
    if (obstacle !== null) this.#needs.log.info('a call to a chat room got an answer that is none', { reason: obstacle })
    this.hangUp(obstacle === null ? [] : [reasonField('Not acceptable here', 488)])
  }

  /** A stream is over by itself: the call goes on with the others, if there are any (msrp-conference §3.4). */
  #lost(ending: ChatEnding | null): void {
    if (ending) this.#needs.log.info('a chat is over', { why: ending.why, detail: ending.detail })
    if (ending?.why !== 'put-out' && !this.#media.isEmpty) {
      this.#owesOffer = true
      this.#offerIfOwed()
    } else this.hangUp(ending ? reasonsFor(ending) : [])
  }

  #offerIfOwed(): void {
    if (!this.#owesOffer || this.#isOver) return
    this.#owesOffer = false
    const refused = this.#session.offer(bytesOf(this.#media.offer()))
    // Something else is under way: once it is through.
    if (refused !== null) this.#owesOffer = true
  }

  #say(description: SessionDescription, say: (description: Uint8Array) => string | null): void {
    const refused = say(bytesOf(description))
    if (refused !== null) this.#needs.log.info('a call to a chat room could not be answered', { reason: refused })
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopRinging()
    this.#media.close()
    this.#giveUpPlace()
    this.#needs.gone(this)
  }
}

function bytesOf(description: SessionDescription): Uint8Array {
  return new TextEncoder().encode(printDescription(description))
}

function reasonsFor(ending: ChatEnding): readonly SipField[] {
  if (ending.why === 'lost') return []
  if (ending.why === 'put-out') return [{ name: 'Reason', value: `SIP;text=${quote(ending.detail)}` }]
  return [ending.detail === 'not-let-in' ? reasonField('Forbidden', 403) : reasonField('media stream failed to start', 500)]
}
