import { CpimError } from '@weft/protocols/im/cpim'
import type { SipResponse } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { errorOfSip } from '@weft/protocols/xmpp/error-mapping'
import { printJid } from '@weft/protocols/xmpp/jid'
import { receiptElement } from '@weft/protocols/xmpp/receipt'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaError, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent } from '../../../ports/sip-agent.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { sipUriOf } from '../sip-uri.ts'
import { composingRequest, REFRESH, type SipEnds, textRequest } from './message-requests.ts'
import { PairQueue } from './pair-queue.ts'
import type { WrittenMessage } from './written-message.ts'

export interface SipMessageRoadNeeds {
  readonly agent: SipAgent<SipResponse>
  readonly router: XmppRouter
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether messages go out in envelopes (option `use_cpim`). */
  readonly cpim: boolean
}

/** `devices`: SIP devices alone, where the message is kept for its recipient. */
type Audience = 'everybody' | 'devices'

/** Marks what is for SIP devices alone, so that no proxy brings it back here (sylkrtc-protocol §5.9). */
const TO_SIP = { name: 'X-Sylk-To-Sip', value: 'yes' }

/** Who writes anywhere under as many names is of no interest to anybody. */
const MOST_COMPOSING = 10_000

/** What people on XMPP write, as SIP MESSAGEs (RFC 7572, xmpp-gateway §4.7): those of the same two people one after the other. */
export class SipMessageRoad {
  readonly #needs: SipMessageRoadNeeds
  readonly #pairs: PairQueue
  /** Until when those are said to be writing who are, by whom they write to; the oldest first. */
  readonly #composing = new Map<string, number>()

  constructor(needs: SipMessageRoadNeeds) {
    this.#needs = needs
    this.#pairs = new PairQueue(needs.log)
  }

  /** Brings a message to SIP; what cannot be brought there is answered with an error. Returns at once. */
  send(message: WrittenMessage): void {
    this.#queue(message, 'everybody')
  }

  /** Brings a message that is kept for its recipient here to the SIP devices as well, if there are any. */
  copy(message: WrittenMessage): void {
    this.#queue(message, 'devices')
  }

  #queue(message: WrittenMessage, audience: Audience): void {
    const ends = endsOf(message)
    if (ends === null) {
      this.#answer(message, stanzaError('jid-malformed'), audience)
      return
    }
    const key = `${printJid(message.from)} ${ends.to}`
    const failed = () => this.#answer(message, stanzaError('internal-server-error'), audience)
    const done = this.#pairs.add(key, () => this.#bring(message, ends, key, audience), failed)
    if (done === null) this.#answer(message, stanzaError('resource-constraint'), audience)
  }

  async #bring(message: WrittenMessage, ends: SipEnds, key: string, audience: Audience): Promise<void> {
    const { body, state } = message
    // A message says by itself that its writer has stopped (RFC 3994 §3.2).
    if (body !== null) this.#composing.delete(key)
    else if (!this.#isNews(key, state === 'composing')) return
    const error = await this.#try(() => this.#requestOf(message, ends, audience))
    if (body === null || audience === 'devices') return
    if (error) this.#answer(message, error, audience)
    else if (message.wantsReceipt && !this.#needs.cpim) this.#confirm(message)
  }

  /** Notes whether somebody is writing; nothing is said twice. */
  #isNews(key: string, isWriting: boolean): boolean {
    const now = this.#needs.clock.now()
    if (isWriting === (this.#composing.get(key) ?? 0) > now) return false
    this.#composing.delete(key)
    if (isWriting) this.#composing.set(key, now + REFRESH * 1000)
    const [oldest] = this.#composing.keys()
    if (this.#composing.size > MOST_COMPOSING && oldest !== undefined) this.#composing.delete(oldest)
    return true
  }

  #requestOf(message: WrittenMessage, ends: SipEnds, audience: Audience): OutgoingRequest {
    const { clock, random, cpim } = this.#needs
    const head = { now: clock.now(), cpim }
    const { body, state, subject, id } = message
    if (body === null) {
      const told = composingRequest(ends, state === 'composing' ? 'active' : 'idle', head, random.id())
      // Devices that are connected here have been told.
      return { ...told, headers: [...told.headers, TO_SIP] }
    }
    const dispositions = [
      ...(message.wantsReceipt ? ['positive-delivery', 'negative-delivery'] : []),
      ...(message.wantsMarker ? ['display'] : []),
    ]
    const request = textRequest(ends, { id: id ?? random.id(), text: body, subject, dispositions }, head)
    return audience === 'devices' ? { ...request, headers: [...request.headers, TO_SIP] } : request
  }

  /** Null where it was taken. */
  async #try(make: () => OutgoingRequest): Promise<StanzaError | null> {
    const { agent, log } = this.#needs
    try {
      const { status, reason } = await agent.send(make())
      if (status < 300) return null
      log.info('a message from XMPP was not taken', { status, reason })
      return errorOfSip(status)
    } catch (error) {
      if (error instanceof CpimError || error instanceof SipPrintError) return stanzaError('bad-request')
      if (!(error instanceof Refusal)) throw error
      log.info('a message from XMPP was not taken', { reason: error.reason, detail: error.detail })
      return stanzaError(error.reason === 'dns' ? 'remote-server-not-found' : 'remote-server-timeout')
    }
  }

  /** Without an envelope nobody is asked for more than the response. */
  #confirm({ from, to, id }: WrittenMessage): void {
    if (id !== null) void this.#needs.router.send(stanza('message', { type: 'chat', from: to, to: from }, [receiptElement(id)]))
  }

  #answer(message: WrittenMessage, error: StanzaError, audience: Audience): void {
    const isWanted = message.body !== null && audience === 'everybody'
    const answer = isWanted ? errorTo(message.element, error) : null
    if (answer) void this.#needs.router.send(answer)
  }
}

function endsOf({ from, to }: WrittenMessage): SipEnds | null {
  const [sender, recipient] = [sipUriOf({ ...from, resource: null }), sipUriOf({ ...to, resource: null })]
  return sender === null || recipient === null ? null : { from: sender, to: recipient }
}
