import { transfersOf } from '@weft/protocols/im/file-offer'
import { FILE_TRANSFER_CONTENT_TYPE, FileTransferError, printFileTransfer } from '@weft/protocols/im/file-transfer'
import { IMDN_CONTENT_TYPE, ImdnError, parseImdn } from '@weft/protocols/im/imdn'
import { parseRcsFtHttp, RCS_FT_HTTP_CONTENT_TYPE, RcsFtHttpError } from '@weft/protocols/im/rcs-ft-http'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import type { IncomingMessage } from '../../core/message/incoming-messages.ts'
import type { Messaging } from '../../core/message/messaging.ts'
import type { Inflate } from '../../ports/inflate.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { SipAnswer, SipSource } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { Stamp } from './dialog-messages.ts'
import { isSipCommand, SipCommands } from './sip-commands.ts'
import { readSipMessage, type SipMessage } from './sip-message.ts'

export interface SipMessagesNeeds {
  readonly messaging: Messaging
  readonly stamp: Stamp
  readonly inflate: Inflate
  readonly log: Log
  /** ms for which a file that another server keeps is taken to be there, unless it says so itself. */
  readonly fileLifetime: number
}

/** What servers on the way say of a MESSAGE (sylkrtc-protocol §5.9). */
interface Provenance {
  readonly believed: boolean
  /** A device of the sender's sent it, and its others do not know. */
  readonly fromSip: boolean
}

const OK: SipAnswer = { status: 200 }
/** Seconds after which to try again while the store writes nothing. */
const STORE_RETRY = '30'

/** Messages that come by SIP: answered when they are where the devices of their parties will find them, and not before. */
export class SipMessages implements SipApplication<SipRequest> {
  readonly name = 'webrtcgateway'
  readonly methods = ['MESSAGE']
  readonly #needs: SipMessagesNeeds
  readonly #commands: SipCommands

  constructor(needs: SipMessagesNeeds) {
    this.#needs = needs
    this.#commands = new SipCommands(needs.messaging, needs.log)
  }

  async answer(request: SipRequest, _source: SipSource, believed: boolean): Promise<SipAnswer> {
    const { inflate, log } = this.#needs
    // What this server sends to SIP devices alone, come back.
    if (believed && says(request, 'X-Sylk-To-Sip')) return OK
    const reading = await readSipMessage(request, inflate)
    if (!reading.read) return reading.answer
    try {
      return await this.#take(reading.message, { believed, fromSip: believed && says(request, 'X-Sylk-From-Sip') })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      log.error('a SIP message was not kept', { error: error.detail })
      return { status: 503, headers: [{ name: 'Retry-After', value: STORE_RETRY }] }
    }
  }

  async #take(message: SipMessage, provenance: Provenance): Promise<SipAnswer> {
    const { contentType } = message
    if (isSipCommand(contentType)) {
      if (!provenance.believed) return { status: 403, reason: 'Commands Only Through a Trusted Proxy' }
      await this.#commands.carryOut(message)
      return OK
    }
    if (contentType === IMDN_CONTENT_TYPE) return this.#receipt(message)
    if (contentType === RCS_FT_HTTP_CONTENT_TYPE) return this.#files(message, provenance)
    return this.#keep([incoming(message, provenance)])
  }

  async #receipt({ sender, recipient, id, content }: SipMessage): Promise<SipAnswer> {
    try {
      const { messageId, dateTime, status } = parseImdn(content)
      const verdict = await this.#needs.messaging.receipts.receive({
        ...{ recipient: sender.uri, author: recipient, id, messageId, status },
        messageTimestamp: dateTime,
      })
      if (!verdict.counted) this.#needs.log.debug('receipt does not count', { why: verdict.why })
      return !verdict.counted && verdict.why === 'no-storage' ? NOBODY : OK
    } catch (error) {
      if (error instanceof ImdnError) return { status: 400, reason: 'Malformed IMDN' }
      throw error
    }
  }

  /** One message for each file (§5.10). */
  async #files(message: SipMessage, provenance: Provenance): Promise<SipAnswer> {
    const { fileLifetime: lifetime, stamp } = this.#needs
    const { sender, recipient } = message
    const id = message.id ?? stamp.id()
    try {
      const offer = { messageId: id, sender, receiver: { uri: recipient, displayName: '' }, now: stamp.now(), lifetime }
      const transfers = transfersOf(parseRcsFtHttp(message.content), offer)
      return await this.#keep(
        transfers.map((transfer) => ({
          ...incoming(message, provenance),
          messageId: transfer.id,
          contentType: FILE_TRANSFER_CONTENT_TYPE,
          content: printFileTransfer(transfer),
        })),
      )
    } catch (error) {
      if (error instanceof RcsFtHttpError || error instanceof FileTransferError)
        return { status: 400, reason: 'Malformed File Offer' }
      throw error
    }
  }

  /** One after the other: who repeats the request because of the last of them does not get the others twice. */
  async #keep(messages: readonly IncomingMessage[]): Promise<SipAnswer> {
    const { log, messaging } = this.#needs
    let taken = false
    for (const message of messages) {
      const reception = await messaging.incoming.receive(message)
      log.debug('SIP message', { contentType: message.contentType, why: reception.why })
      taken ||= reception.taken
    }
    return taken ? OK : NOBODY
  }
}

/** Nothing is kept for either of the two: that it was taken would be a lie. */
const NOBODY: SipAnswer = { status: 480 }

function incoming(message: SipMessage, { believed, fromSip }: Provenance): IncomingMessage {
  const { sender, recipient, id, timestamp, dispositions, contentType, content, consistent } = message
  return {
    ...{ sender, recipient, timestamp, dispositions, contentType, content },
    messageId: id,
    copyForSender: fromSip,
    proved: believed && consistent,
  }
}

function says(request: SipRequest, name: string): boolean {
  return fieldOf(request, name)?.trim().toLowerCase() === 'yes'
}
