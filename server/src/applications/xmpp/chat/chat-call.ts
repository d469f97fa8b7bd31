import type { SipRequest } from '@weft/protocols/sip/message'
import type { Log } from '../../../ports/log.ts'
import type { MsrpEvent, MsrpOutcome, MsrpSessions, MsrpVerdict } from '../../../ports/msrp.ts'
import type { Random } from '../../../ports/random.ts'
import type { SipField } from '../../../ports/sip-agent.ts'
import type { SipCaller } from '../../../ports/sip-caller.ts'
import type { SessionEvent, SipInvitation, SipSession } from '../../../ports/sip-sessions.ts'
import { ChatMedia } from './chat-media.ts'
import type { SipEnds } from './message-requests.ts'
import { readSipContent, type SipContent } from './sip-content.ts'

export interface ChatCallNeeds {
  readonly caller: SipCaller<SipRequest>
  readonly sessions: MsrpSessions
  readonly random: Random
  readonly log: Log
}

/** What a call tells, in order. */
export type ChatCallEvent =
  /** From now on something can be said. */
  | { readonly kind: 'ready' }
  /** Somebody on SIP said something; `report` answers whether it came. `id` is its Message-ID. */
  | { readonly kind: 'said'; readonly content: SipContent; readonly id: string; readonly report: (verdict: MsrpVerdict) => void }
  /** The last one. `status`: why it never began, as SIP says it; null where it had begun. */
  | { readonly kind: 'over'; readonly status: number | null }

export interface SaidOverMsrp {
  readonly id: string
  readonly contentType: string
  readonly body: Uint8Array
  /** Whether it is to be reported on. */
  readonly reports: boolean
}

/** Everything that is said goes out in the order in which it was said. */
const LANE = 'chat'
const ALLOW: SipField = { name: 'Allow', value: 'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS' }
/** RFC 3261 §13.3.1.3: what is offered cannot be taken. */
const NOT_ACCEPTABLE = 488
/** Where a call was answered and no chat came of it. */
const NO_CHAT = 480

/** A call with somebody on SIP that has one chat, over MSRP. */
export class ChatCall {
  readonly #needs: ChatCallNeeds
  readonly #listener: (event: ChatCallEvent) => void
  readonly #media: ChatMedia
  readonly #outcomes = new Map<string, (outcome: MsrpOutcome) => void>()
  #session: SipSession | null = null
  #isReady = false
  #isOver = false

  /** A call that came, and is taken at once: on XMPP nobody is asked first (RFC 7573 §4). Null where no chat is offered; it is refused then. */
  static answer(
    { session, offer }: SipInvitation<SipRequest>,
    needs: ChatCallNeeds,
    listener: (event: ChatCallEvent) => void,
  ): ChatCall | null {
    const call = new ChatCall(needs, listener)
    const answer = call.#media.answer(offer)
    if (typeof answer === 'string') {
      needs.log.info('a call to somebody on XMPP is refused', { callId: session.callId, reason: answer })
      session.refuse({ status: NOT_ACCEPTABLE })
      return null
    }
    call.#session = session
    session.answer(answer)
    return call
  }

  /** Calls somebody. That there is nobody to be called is told as the call's end. Throws SipPrintError where an address cannot be said. */
  static dial(
    { from, to }: SipEnds,
    contactUser: string,
    needs: ChatCallNeeds,
    listener: (event: ChatCallEvent) => void,
  ): ChatCall {
    const call = new ChatCall(needs, listener)
    const description = call.#media.offer()
    if (description === null) {
      queueMicrotask(() => call.#finish(NO_CHAT))
      return call
    }
    const addresses = { uri: to, from: `<${from}>`, to: `<${to}>`, headers: [], credentials: [] }
    const contact = { user: contactUser, isFocus: false }
    try {
      call.#session = needs.caller.call({ ...addresses, description, contact }, (event) => call.hear(event))
    } catch (error) {
      call.#media.close()
      throw error
    }
    return call
  }

  private constructor(needs: ChatCallNeeds, listener: (event: ChatCallEvent) => void) {
    this.#needs = needs
    this.#listener = listener
    this.#media = new ChatMedia(needs.sessions, needs.random.id(), (event) => this.#take(event))
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** `outcome` is called once, also where it cannot be sent at all. */
  say({ id, contentType, body, reports }: SaidOverMsrp, outcome: (outcome: MsrpOutcome) => void): void {
    const obstacle = this.#media.send({ id, contentType, body, reports, lane: LANE })
    if (obstacle === null) this.#outcomes.set(id, outcome)
    else outcome({ delivered: false, code: 0, reason: obstacle })
  }

  end(): void {
    this.#close(null)
    this.#session?.end()
  }

  /** What the call itself tells. */
  hear(event: SessionEvent<SipRequest>): void {
    if (event.kind === 'answer') this.#answered(event.description)
    else if (event.kind === 'offer') this.#reoffered(event.description)
    else if (event.kind === 'request') event.answer({ status: event.request.method === 'REFER' ? 403 : 405, headers: [ALLOW] })
    else if (event.kind === 'ended') this.#finish(event.status ?? (event.why === 'no-route' ? 404 : NO_CHAT))
  }

  #answered(description: Uint8Array): void {
    const obstacle = this.#media.answered(description)
    if (obstacle === null) return
    this.#needs.log.info('an answer has no chat', { callId: this.#session?.callId ?? '', reason: obstacle })
    this.#session?.end()
    this.#finish(NOT_ACCEPTABLE)
  }

  #reoffered(description: Uint8Array | null): void {
    const answer = this.#media.reanswer(description)
    if (answer === null) this.#session?.refuse({ status: NOT_ACCEPTABLE })
    else {
      this.#session?.answer(answer.description)
      if (answer.ends) this.#lost()
    }
  }

  #take(event: MsrpEvent): void {
    if (event.kind === 'bound') {
      this.#isReady = true
      this.#listener({ kind: 'ready' })
    } else if (event.kind === 'message') {
      const content = readSipContent(event.contentType, event.body)
      this.#listener({ kind: 'said', content, id: event.id, report: event.report })
    } else if (event.kind === 'outcome') this.#settle(event.id, event.outcome)
    else if (event.kind === 'nickname') event.answer({ code: 403 })
    else if (event.kind === 'file-offset') event.answer({ code: 413 })
    else if (event.kind === 'ended') this.#lost()
  }

  /** There is no chat any more, and nothing else to talk about. */
  #lost(): void {
    if (this.#isOver) return
    this.#session?.end()
    this.#finish(NO_CHAT)
  }

  #settle(id: string, outcome: MsrpOutcome): void {
    const told = this.#outcomes.get(id)
    this.#outcomes.delete(id)
    told?.(outcome)
  }

  #finish(status: number): void {
    this.#close({ kind: 'over', status: this.#isReady ? null : status })
  }

  #close(event: ChatCallEvent | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#media.close()
    for (const id of [...this.#outcomes.keys()]) this.#settle(id, { delivered: false, code: 0, reason: 'the session is over' })
    if (event) this.#listener(event)
  }
}
