import type { CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { ImdnError } from '@weft/protocols/im/imdn'
import { servedProtocols } from '@weft/protocols/sdp/msrp-transport'
import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpSessions } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent, SipAnswer } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import { chatOfferOf } from './chat-offer.ts'
import { EchoCall } from './echo-call.ts'
import { type IncomingMessage, readMessage } from './incoming-message.ts'
import { repliesTo } from './replies.ts'

export interface EchoWorld {
  readonly agent: SipAgent<SipResponse>
  readonly sessions: MsrpSessions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Messages whose replies are under way. A sender whose address answers nothing keeps his for half a minute each. */
const MOST_UNFINISHED = 1000
/** Seconds: as long as a transaction lasts that nobody answers (RFC 3261 §17.1.2.2, timer F). */
const RETRY_AFTER = '32'

const MOST_CALLS = 1000

/** Sends messages back to who sent them, so that people can try out their phones (server-framework.md §4.1). */
export class Echo implements SipApplication<SipRequest> {
  readonly name = 'echo'
  readonly methods = ['MESSAGE']
  readonly #world: EchoWorld
  #unfinished = 0
  #calls = 0

  constructor(world: EchoWorld) {
    this.#world = world
  }

  /** Resolves before anything is sent: the replies follow the answer. */
  async answer(request: SipRequest): Promise<SipAnswer> {
    const reading = readMessage(request)
    if (!reading.echoed) return reading.answer
    if (this.#unfinished === MOST_UNFINISHED) return { status: 503, headers: [{ name: 'Retry-After', value: RETRY_AFTER }] }
    const replies = this.#prepare(reading.message)
    if (!replies) return { status: 400, reason: 'Message Cannot Be Replied To' }
    this.#unfinished++
    // A timer fires after all that waits for this promise, the 200 among it.
    this.#world.clock.after(0, () => void this.#sendAll(replies))
    return { status: 200 }
  }

  /** A chat: nothing else is taken. */
  called({ session, request, offer }: SipInvitation<SipRequest>): (event: SessionEvent<SipRequest>) => void {
    const { sessions, log } = this.#world
    const chat = chatOfferOf(
      offer,
      servedProtocols((transport) => sessions.serves(transport)),
    )
    const parties = { echo: identityOf(request, 'To'), caller: identityOf(request, 'From') }
    const call = new EchoCall(session, { ...this.#world, parties, ended: () => this.#calls-- })
    const isFull = this.#calls === MOST_CALLS
    const obstacle = isFull ? 'full' : chat.usable ? call.begin(chat) : chat.reason
    if (obstacle === null) {
      this.#calls++
      return (event) => call.hear(event)
    }
    log.info('a call to echo is refused', { callId: session.callId, reason: obstacle })
    session.refuse({ status: isFull ? 503 : 488 })
    return () => {}
  }

  /** Null where something in the message cannot be said in its replies, such as an id of a thousand characters. */
  #prepare(message: IncomingMessage): OutgoingRequest[] | null {
    const { clock, random } = this.#world
    try {
      return repliesTo(message, { now: () => clock.now(), id: () => random.id() })
    } catch (error) {
      if (error instanceof ImdnError || error instanceof SipPrintError) return null
      throw error
    }
  }

  /** At once, not one after the other: an echo does not wait for a notification that nobody takes. */
  async #sendAll(replies: readonly OutgoingRequest[]): Promise<void> {
    await Promise.all(replies.map((reply) => this.#send(reply)))
    this.#unfinished--
  }

  async #send(reply: OutgoingRequest): Promise<void> {
    const log = this.#world.log.with({ application: this.name, contentType: reply.contentType })
    try {
      const { status } = await this.#world.agent.send(reply)
      if (status >= 300) log.info('reply refused', { status })
    } catch (error) {
      if (error instanceof Refusal) log.info('reply not delivered', { reason: error.reason, detail: error.detail })
      else log.error('reply not sent', { error: String(error) })
    }
  }
}

/** As CPIM names it. Whoever reached an application has both headers in order. */
function identityOf(request: SipRequest, name: 'From' | 'To'): CpimIdentity {
  const address = parseNameAddr(fieldOf(request, name) ?? '')
  return { displayName: address?.displayName ?? '', uri: address?.uri ?? request.uri }
}
