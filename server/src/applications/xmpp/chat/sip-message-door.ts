import type { ImdnStatus } from '@weft/protocols/im/imdn'
import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { sipOfError } from '@weft/protocols/xmpp/error-mapping'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { markerElement, receiptElement } from '@weft/protocols/xmpp/receipt'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaError, stanzaError, stanzaErrorElement } from '@weft/protocols/xmpp/stanza-error'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { SipAgent, SipAnswer } from '../../../ports/sip-agent.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { SipParties } from '../sip-parties.ts'
import { sipUriOf } from '../sip-uri.ts'
import type { AwaitedAnswers, MessageAnswer } from './awaited-answers.ts'
import { receiptRequest } from './message-requests.ts'
import { readSipContent, type SipContent } from './sip-content.ts'
import { deviceOf } from './sip-device.ts'
import { stateStanza, textStanza } from './written-message.ts'

export interface SipMessageDoorNeeds {
  readonly agent: SipAgent<SipResponse>
  readonly router: XmppRouter
  readonly answers: AwaitedAnswers
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** `chat` where MESSAGEs are all that there is; `normal` where chats are over MSRP (xmpp-gateway §4.7). */
  readonly type: 'chat' | 'normal'
}

type Text = Extract<SipContent, { kind: 'text' }>
type Receipt = Extract<SipContent, { kind: 'receipt' }>

/** ms for which receipts, and errors, of a message are told to who sent it. */
const PATIENCE = 3_600_000
/** ms in which what came back says why. */
const BOUNCE_PATIENCE = 1_000
const OK: SipAnswer = { status: 200 }
/** The other server did not take it. 408 is no answer to a MESSAGE: nobody would send it on (RFC 4320 §4.2). */
const NOT_TAKEN: SipAnswer = { status: 504 }

/** What people on SIP send as MESSAGEs to people on XMPP (RFC 7572 §5). It is answered once the other server has it, or says why not. */
export class SipMessageDoor {
  readonly #needs: SipMessageDoorNeeds

  constructor(needs: SipMessageDoorNeeds) {
    this.#needs = needs
  }

  async take(request: SipRequest, parties: SipParties): Promise<SipAnswer> {
    const content = readSipContent(fieldOf(request, 'Content-Type') ?? '', request.body)
    const from = deviceOf(parties)
    if (content.kind === 'refused') return { status: content.status, reason: content.reason }
    if (content.kind === 'composing') {
      const state = content.composing.state === 'active' ? 'composing' : 'paused'
      if (this.#needs.type === 'chat') void this.#needs.router.send(stateStanza(state, from, parties.target))
      return OK
    }
    if (content.kind === 'receipt') return this.#tellReceipt(content, from, parties.target)
    return this.#bring(content, from, parties.target, fieldOf(request, 'Subject'))
  }

  #bring(text: Text, from: Jid, to: Jid, subject: string | null): Promise<SipAnswer> {
    const { router, answers, random, type } = this.#needs
    const id = text.id ?? random.id()
    const wants = {
      wantsReceipt: text.dispositions.includes('positive-delivery'),
      wantsMarker: text.dispositions.includes('display'),
    }
    const { promise, resolve } = Promise.withResolvers<SipAnswer>()
    let isTaken = false
    answers.wait(from, to, id, PATIENCE, (answer) => {
      if (answer.kind === 'error' && !isTaken) resolve(refusalOf(answer.error))
      else if (isTaken || answer.kind === 'received') this.#report(answer, text, from, to)
      return answer.kind === 'received' && wants.wantsMarker
    })
    void router.send(textStanza({ type, id, from, to, body: text.text, subject, ...wants })).then((isSent) => {
      // What came back says itself why.
      isTaken = isSent
      if (isSent) resolve(OK)
      else this.#needs.clock.after(BOUNCE_PATIENCE, () => resolve(NOT_TAKEN))
    })
    return promise
  }

  /** Tells the sender what became of it, if he wants to know. */
  #report(answer: MessageAnswer, { id, dispositions }: Text, sender: Jid, recipient: Jid): void {
    const told = statusOf(answer)
    if (id === null || told === null || !dispositions.includes(told.disposition)) return
    const { agent, clock, random, log } = this.#needs
    const [from, to] = [sipUriOf({ ...recipient, resource: null }), sipUriOf({ ...sender, resource: null })]
    if (from === null || to === null) return
    const request = receiptRequest({ from, to }, { messageId: id, status: told.status, id: random.id() }, clock.now())
    agent.send(request).catch((error: unknown) => {
      log.info('a receipt from XMPP was not taken', { reason: error instanceof Refusal ? error.reason : String(error) })
    })
  }

  /** What became of a message that somebody on XMPP wrote. */
  #tellReceipt({ imdn: { messageId, status } }: Receipt, from: Jid, to: Jid): SipAnswer {
    const { router } = this.#needs
    const message = (type: string, id: string | null, element: XmlElement) =>
      void router.send(stanza('message', { type, id, from, to }, [element]))
    if (status === 'delivered') message('chat', null, receiptElement(messageId))
    else if (status === 'displayed') message('chat', null, markerElement('displayed', messageId))
    else if (status === 'forbidden') message('error', messageId, stanzaErrorElement(stanzaError('forbidden')))
    else if (status === 'failed' || status === 'error')
      message('error', messageId, stanzaErrorElement(stanzaError('recipient-unavailable')))
    return OK
  }
}

function refusalOf(error: StanzaError): SipAnswer {
  const status = sipOfError(error, 'request')
  return status === 408 ? NOT_TAKEN : { status }
}

/** What an answer from XMPP is as an IMDN, and who is told such things. */
function statusOf({ kind }: MessageAnswer): { readonly status: ImdnStatus; readonly disposition: string } | null {
  if (kind === 'received') return { status: 'delivered', disposition: 'positive-delivery' }
  if (kind === 'displayed') return { status: 'displayed', disposition: 'display' }
  return kind === 'error' ? { status: 'failed', disposition: 'negative-delivery' } : null
}
