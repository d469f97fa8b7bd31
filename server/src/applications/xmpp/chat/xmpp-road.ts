import { parseContentType } from '@weft/protocols/im/content-type'
import { FILE_TRANSFER_CONTENT_TYPE, FileTransferError, parseFileTransfer } from '@weft/protocols/im/file-transfer'
import { IS_COMPOSING_CONTENT_TYPE, IsComposingError, parseIsComposing } from '@weft/protocols/im/is-composing'
import { parseUri } from '@weft/protocols/sip/uri'
import { sipOfError } from '@weft/protocols/xmpp/error-mapping'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { markerElement, receiptElement } from '@weft/protocols/xmpp/receipt'
import { stanza } from '@weft/protocols/xmpp/stanza'
import type { Clock } from '../../../ports/clock.ts'
import type { Envelope, MessageEnvelope, MessageRoad, ReceiptEnvelope, RoadOutcome } from '../../../ports/message-road.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { addressOf } from '../sip-parties.ts'
import type { AwaitedAnswers } from './awaited-answers.ts'
import { textOfHtml } from './html-text.ts'
import { STAND_IN } from './sip-device.ts'
import { stateStanza, textStanza } from './written-message.ts'

interface XmppRoadNeeds {
  readonly router: XmppRouter
  readonly answers: AwaitedAnswers
  /** Whether whoever is at that host is on XMPP. */
  serves(host: string): boolean
  /** Whether people of that domain may speak through us. */
  isOurs(domain: string): boolean
  readonly clock: Clock
  /** Every other way. */
  readonly others: MessageRoad
}

/** ms until it is clear whether it was taken; what becomes of it after that is told by its journal. */
const PATIENCE = 120_000
/** ms in which what came back says why. */
const BOUNCE_PATIENCE = 1_000
const SENT: RoadOutcome = { code: 202, reason: 'Accepted' }
const NOT_FOR_XMPP: RoadOutcome = { code: 415, reason: 'Not for XMPP' }
const NOT_OURS: RoadOutcome = { code: 403, reason: 'Not of a Domain on XMPP' }
const LOST: RoadOutcome = { code: 408, reason: 'Request Timeout' }
const NO_ADDRESS: RoadOutcome = { code: 404, reason: 'No Address on XMPP' }

/** Messages of accounts of this server to people on XMPP; to all others by another road. */
export class XmppRoad implements MessageRoad {
  readonly #needs: XmppRoadNeeds

  constructor(needs: XmppRoadNeeds) {
    this.#needs = needs
  }

  async send(envelope: Envelope): Promise<RoadOutcome> {
    if (!this.#isForXmpp(envelope)) return this.#needs.others.send(envelope)
    const to = addressOf(`sip:${envelope.to}`)
    const from = envelope.kind === 'notice' ? null : addressOf(`sip:${envelope.from.uri}`)
    if (!to || !from) return NO_ADDRESS
    if (!this.#needs.isOurs(from.domain)) return NOT_OURS
    const sender = { ...from, resource: STAND_IN }
    if (envelope.kind === 'receipt') return this.#tell(envelope, sender, to)
    return envelope.kind === 'message' ? this.#bring(envelope, sender, to) : NOT_FOR_XMPP
  }

  #isForXmpp(envelope: Envelope): boolean {
    if (envelope.kind === 'message' && envelope.audience === 'own-sip') return false
    const uri = parseUri(`sip:${envelope.to}`)
    return uri?.kind === 'sip' && this.#needs.serves(uri.host)
  }

  async #bring(envelope: MessageEnvelope, from: Jid, to: Jid): Promise<RoadOutcome> {
    const state = stateOf(envelope)
    if (state !== null) {
      void this.#needs.router.send(stateStanza(state, from, to))
      return SENT
    }
    const body = textOf(envelope)
    if (body === null) return NOT_FOR_XMPP
    const { id, dispositions } = envelope
    const { answers, router } = this.#needs
    const { promise, resolve } = Promise.withResolvers<RoadOutcome>()
    const wants = { wantsReceipt: dispositions.includes('positive-delivery'), wantsMarker: dispositions.includes('display') }
    answers.wait(from, to, id, PATIENCE, (answer) => {
      if (answer.kind === 'error') resolve({ code: sipOfError(answer.error, 'request'), reason: answer.error.condition })
      return answer.kind !== 'error'
    })
    void router.send(textStanza({ type: 'chat', id, from, to, body, ...wants })).then((isSent) => {
      if (isSent) {
        answers.forget(from, to, id)
        resolve(SENT)
      } else this.#needs.clock.after(BOUNCE_PATIENCE, () => resolve(LOST))
    })
    return promise
  }

  async #tell({ state, messageId }: ReceiptEnvelope, from: Jid, to: Jid): Promise<RoadOutcome> {
    const element =
      state === 'delivered' ? receiptElement(messageId) : state === 'displayed' ? markerElement('displayed', messageId) : null
    if (element === null) return NOT_FOR_XMPP
    await this.#needs.router.send(stanza('message', { type: 'chat', from, to }, [element]))
    return SENT
  }
}

/** Whether somebody is writing, where that is what it says. */
function stateOf({ contentType, content }: MessageEnvelope): 'composing' | 'paused' | null {
  if (parseContentType(contentType)?.type !== IS_COMPOSING_CONTENT_TYPE) return null
  try {
    return parseIsComposing(content).state === 'active' ? 'composing' : 'paused'
  } catch (error) {
    if (error instanceof IsComposingError) return null
    throw error
  }
}

/** What people can read; null of what is none of theirs, such as keys. A file is where it can be fetched. */
function textOf({ contentType, content }: MessageEnvelope): string | null {
  const type = parseContentType(contentType)?.type
  if (type === 'text/plain') return content
  if (type === 'text/html') return textOfHtml(content)
  if (type !== FILE_TRANSFER_CONTENT_TYPE) return null
  try {
    return parseFileTransfer(content).url
  } catch (error) {
    if (error instanceof FileTransferError) return null
    throw error
  }
}
