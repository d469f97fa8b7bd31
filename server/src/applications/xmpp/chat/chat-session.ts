import { CpimError } from '@weft/protocols/im/cpim'
import { printDateTime } from '@weft/protocols/im/date-time'
import { printInstantMessage } from '@weft/protocols/im/instant-message'
import { IS_COMPOSING_CONTENT_TYPE, printIsComposing } from '@weft/protocols/im/is-composing'
import { errorOfMsrp, errorOfSip, msrpOfError } from '@weft/protocols/xmpp/error-mapping'
import { type Jid, sameJid } from '@weft/protocols/xmpp/jid'
import { receiptElement } from '@weft/protocols/xmpp/receipt'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaError, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { MsrpOutcome, MsrpVerdict } from '../../../ports/msrp.ts'
import type { Random } from '../../../ports/random.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { AwaitedAnswers } from './awaited-answers.ts'
import type { ChatCall, ChatCallEvent } from './chat-call.ts'
import { ChatlessUsers } from './chatless-users.ts'
import type { SipEnds } from './message-requests.ts'
import type { SipContent } from './sip-content.ts'
import { stateStanza, textStanza, type WrittenMessage } from './written-message.ts'

export interface ChatSessionNeeds {
  readonly router: XmppRouter
  readonly answers: AwaitedAnswers
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** ms without a word until it is ended. */
  readonly timeout: number
  /** The user's devices know no chat: the messages that waited for one go another way. */
  chatless(user: Jid, waiting: readonly WrittenMessage[]): void
  /** Called once. */
  ended(session: ChatSession): void
}

/** Who chats. */
export interface ChatPair {
  /** Somebody on SIP, with the resource that stands for the device. */
  readonly user: Jid
  /** Somebody on XMPP, with a resource once one device of theirs has answered (RFC 6121 §5.1). */
  readonly contact: Jid
  /** How SIP calls the two: from the contact to the user. */
  readonly ends: SipEnds
}

type Said = Extract<ChatCallEvent, { kind: 'said' }>

const CPIM = 'message/cpim'
/** Messages that wait until the call is answered. */
const MOST_WAITING = 100
/** ms for a receipt of a device that is known to send some (xmpp-gateway §4.5). */
const RECEIPT_PATIENCE = 30_000
/** ms for an error of one that is not asked for a receipt. */
const ERROR_PATIENCE = 40_000
/** Seconds that somebody counts as writing. */
const REFRESH = 30
/** Seconds of whoever does not say for how long (RFC 3994 §3.3), and on top of that, for the way. */
const USUAL_REFRESH = 120
const LONGEST_REFRESH = 3600
const GRACE = 5
/** Errors in a row after which nobody is there to be written to (xmpp-gateway §8.2). */
const MOST_ERRORS = 3

/** A chat between somebody on SIP, over MSRP, and somebody on XMPP (RFC 7573, xmpp-gateway §4). */
export class ChatSession {
  readonly #needs: ChatSessionNeeds
  readonly #call: ChatCall
  readonly #user: Jid
  readonly #ends: SipEnds
  #contact: Jid
  readonly #waiting: WrittenMessage[] = []
  /** The contact's device has shown that it sends receipts. */
  #knowsReceipts = false
  /** What the user was told last of the contact's writing, and the other way. */
  #told: 'active' | 'idle' = 'idle'
  #isComposing = false
  #errors = 0
  #stopIdle = () => {}
  #stopComposing = () => {}
  #isOver = false

  /** `call` makes the call, whose events go to the listener that it is given, never before it has returned. */
  constructor(pair: ChatPair, call: (listener: (event: ChatCallEvent) => void) => ChatCall, needs: ChatSessionNeeds) {
    this.#user = pair.user
    this.#contact = pair.contact
    this.#ends = pair.ends
    this.#needs = needs
    this.#call = call((event) => this.#hear(event))
    this.#rest()
  }

  get user(): Jid {
    return this.#user
  }

  get contact(): Jid {
    return this.#contact
  }

  /** The contact said something. It is brought to the user, or answered with an error. */
  send(message: WrittenMessage): void {
    // Another device may know no receipts; his reports would wait for them.
    if (!sameJid(this.#contact, message.from)) this.#knowsReceipts = false
    this.#contact = message.from
    if (message.wantsReceipt) this.#knowsReceipts = true
    this.#errors = 0
    this.#rest()
    if (message.body !== null) this.#write(message)
    else if (message.state === 'gone') this.#left()
    else if (message.state !== null) this.#tellState(message.state === 'composing' ? 'active' : 'idle')
  }

  /** The contact's device sends receipts. */
  noteReceipt(): void {
    this.#knowsReceipts = true
  }

  /** Ends it; the contact is not told. */
  end(): void {
    if (this.#isOver) return
    this.#finish(stanzaError('recipient-unavailable'))
    this.#call.end()
  }

  /** Who writes and closes the window has yet to be heard: a phone may take its time to answer. */
  #left(): void {
    if (this.#waiting.length === 0) this.end()
  }

  #hear(event: ChatCallEvent): void {
    if (this.#isOver) return
    if (event.kind === 'ready') for (const message of this.#waiting.splice(0)) this.#bring(message)
    else if (event.kind === 'said') this.#said(event)
    else {
      if (event.status !== null && ChatlessUsers.isMeantBy(event.status))
        this.#needs.chatless(this.#user, this.#waiting.splice(0))
      this.#finish(event.status === null ? stanzaError('recipient-unavailable') : errorOfSip(event.status))
      if (event.status === null) void this.#needs.router.send(stateStanza('gone', this.#user, this.#contact))
    }
  }

  #write(message: WrittenMessage): void {
    if (this.#call.isReady) this.#bring(message)
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(message)
    else this.#refuse(message, stanzaError('resource-constraint'))
  }

  #bring(message: WrittenMessage): void {
    const { clock, random } = this.#needs
    // A message says by itself that its writer has stopped (RFC 3994 §3.2).
    this.#told = 'idle'
    const id = message.id !== null && /^[\x21-\x7e]{1,128}$/.test(message.id) ? message.id : random.id()
    const parties = { from: { displayName: '', uri: this.#ends.from }, to: { displayName: '', uri: this.#ends.to } }
    const written = { ...parties, id, dateTime: printDateTime(clock.now()), dispositions: [] }
    const body = this.#printed({ ...written, contentType: 'text/plain', content: message.body ?? '' })
    if (body === null) this.#refuse(message, stanzaError('bad-request'))
    else
      this.#call.say({ id, contentType: CPIM, body, reports: message.wantsReceipt }, (outcome) => this.#settled(message, outcome))
  }

  #printed(message: Parameters<typeof printInstantMessage>[0]): Uint8Array | null {
    try {
      return printInstantMessage(message)
    } catch (error) {
      if (error instanceof CpimError) return null
      throw error
    }
  }

  #settled(message: WrittenMessage, outcome: MsrpOutcome): void {
    if (!outcome.delivered)
      this.#refuse(message, outcome.code === 0 ? stanzaError('recipient-unavailable') : errorOfMsrp(outcome.code))
    else if (message.wantsReceipt && message.id !== null)
      void this.#needs.router.send(
        stanza('message', { type: 'chat', from: this.#user, to: message.from }, [receiptElement(message.id)]),
      )
  }

  #refuse({ element }: WrittenMessage, error: StanzaError): void {
    const answer = errorTo(element, error)
    if (answer) void this.#needs.router.send(answer)
  }

  /** XEP-0085 says more than RFC 3994 knows; nothing is said twice. */
  #tellState(state: 'active' | 'idle'): void {
    if (!this.#call.isReady || (state === 'idle' && this.#told === 'idle')) return
    this.#told = state
    const { clock, random } = this.#needs
    const dateTime = printDateTime(clock.now())
    const document = printIsComposing({
      state,
      lastActive: null,
      contentType: 'text/plain',
      refresh: state === 'active' ? REFRESH : null,
    })
    const parties = { from: { displayName: '', uri: this.#ends.from }, to: { displayName: '', uri: this.#ends.to } }
    const id = random.id()
    const content = { contentType: IS_COMPOSING_CONTENT_TYPE, content: document }
    const body = this.#printed({ ...parties, id, dateTime, dispositions: [], ...content })
    if (body !== null) this.#call.say({ id, contentType: CPIM, body, reports: false }, () => {})
  }

  #said({ content, id, report }: Said): void {
    this.#rest()
    if (content.kind === 'text') this.#pass(content, id, report)
    else if (content.kind === 'composing') {
      report({ code: 200 })
      const { state, refresh } = content.composing
      this.#compose(state, Math.min(refresh ?? USUAL_REFRESH, LONGEST_REFRESH))
    } else if (content.kind === 'receipt') report({ code: 200 })
    else report({ code: content.status, comment: content.reason })
  }

  #compose(state: 'active' | 'idle', refresh: number): void {
    this.#stopComposing()
    if (state === 'active')
      this.#stopComposing = this.#needs.clock.after((refresh + GRACE) * 1000, () => this.#compose('idle', 0))
    const isComposing = state === 'active'
    if (isComposing === this.#isComposing) return
    this.#isComposing = isComposing
    void this.#needs.router.send(stateStanza(isComposing ? 'composing' : 'paused', this.#user, this.#contact))
  }

  /** Reported on once, when the contact has it: where its device is known to tell, once that tells; else once its server has it. */
  #pass({ text }: Extract<SipContent, { kind: 'text' }>, id: string, report: (verdict: MsrpVerdict) => void): void {
    const { router, answers } = this.#needs
    const [from, to] = [this.#user, this.#contact]
    this.#stopComposing()
    this.#isComposing = false
    const isDevice = to.resource !== null
    const isTold = isDevice && this.#knowsReceipts
    answers.wait(from, to, id, isTold ? RECEIPT_PATIENCE : ERROR_PATIENCE, (answer) => {
      if (answer.kind === 'error') {
        report({ code: msrpOfError(answer.error) })
        this.#failed()
      } else if (answer.kind !== 'silence') report({ code: 200 })
      else report({ code: 408, comment: 'Timeout' })
      return false
    })
    const sent = router.send(textStanza({ type: 'chat', id, from, to, body: text, wantsReceipt: isDevice }))
    void sent.then((isSent) => {
      if (isSent && !isTold) report({ code: 200 })
    })
  }

  /** Nothing that was said lately could be delivered. */
  #failed(): void {
    this.#errors++
    if (this.#errors >= MOST_ERRORS) this.end()
  }

  #rest(): void {
    this.#stopIdle()
    if (this.#isOver) return
    this.#stopIdle = this.#needs.clock.after(this.#needs.timeout, () => {
      void this.#needs.router.send(stateStanza('gone', this.#user, this.#contact))
      this.end()
    })
  }

  #finish(error: StanzaError): void {
    this.#isOver = true
    this.#stopIdle()
    this.#stopComposing()
    for (const message of this.#waiting.splice(0)) this.#refuse(message, error)
    this.#needs.ended(this)
  }
}
