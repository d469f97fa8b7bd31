import { printDateTime } from '@weft/protocols/im/date-time'
import { IS_COMPOSING_CONTENT_TYPE, printIsComposing } from '@weft/protocols/im/is-composing'
import { bareJid, type Jid } from '@weft/protocols/xmpp/jid'
import type { IncomingMessages } from '../../../core/message/incoming-messages.ts'
import type { Receipts } from '../../../core/message/receipts.ts'
import type { Clock } from '../../../ports/clock.ts'
import { Refusal } from '../../../ports/refusal.ts'
import { sipAddressOf } from '../sip-uri.ts'
import type { WrittenMessage } from './written-message.ts'

interface WebAccountsNeeds {
  readonly incoming: Pick<IncomingMessages, 'receive'>
  readonly receipts: Pick<Receipts, 'receive'>
  readonly clock: Clock
}

/** Ids that others may be told: longer ones, and such as could end a line, name nothing. */
const ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u
/** Seconds for which somebody counts as writing, who says so once. */
const REFRESH = 60

/** `full`: it could not be kept just now. */
export type WebReception = 'kept' | 'not-ours' | 'full'

/** People on SIP for whom messages are kept here, so that all their devices find them: what comes from XMPP is on disk before anybody is told that it came. */
export class WebAccounts {
  readonly #needs: WebAccountsNeeds

  constructor(needs: WebAccountsNeeds) {
    this.#needs = needs
  }

  /** Keeps a message that says something. Rejects for a defect alone. */
  async keep({ from, to, id, body, wantsReceipt, wantsMarker }: WrittenMessage): Promise<WebReception> {
    const [sender, recipient] = [sipAddressOf(bareJid(from)), sipAddressOf(bareJid(to))]
    if (sender === null || recipient === null || body === null) return 'not-ours'
    const isName = id !== null && ID.test(id)
    const dispositions = [...(wantsReceipt ? ['positive-delivery'] : []), ...(wantsMarker ? ['display'] : [])]
    try {
      const { reached } = await this.#needs.incoming.receive({
        sender: { uri: sender, displayName: '' },
        recipient,
        ...{ messageId: isName ? id : null, hasLocalId: true, dispositions: isName ? dispositions : null },
        ...{ timestamp: null, contentType: 'text/plain', content: body, copyForSender: false, proved: true },
      })
      return reached ? 'kept' : 'not-ours'
    } catch (error) {
      if (error instanceof Refusal) return 'full'
      throw error
    }
  }

  /** Tells the devices of somebody here that somebody on XMPP is writing, or is not any more. */
  async tellState({ from, to, state }: WrittenMessage): Promise<void> {
    const [sender, recipient] = [sipAddressOf(bareJid(from)), sipAddressOf(bareJid(to))]
    if (sender === null || recipient === null || state === null) return
    const isWriting = state === 'composing'
    const refresh = isWriting ? REFRESH : null
    const document = { state: isWriting ? 'active' : 'idle', lastActive: null, contentType: 'text/plain', refresh } as const
    await this.#needs.incoming.receive({
      sender: { uri: sender, displayName: '' },
      recipient,
      ...{ messageId: null, dispositions: null, timestamp: null, copyForSender: false, proved: true },
      ...{ contentType: IS_COMPOSING_CONTENT_TYPE, content: printIsComposing(document) },
    })
  }

  /**
   * Somebody on XMPP says what became of a message of somebody here: of one that there is, since others could fill a journal. Rejects for a defect alone.
   */
  async settle(author: Jid, recipient: Jid, messageId: string, status: 'delivered' | 'displayed' | 'failed'): Promise<void> {
    const [from, to] = [sipAddressOf(bareJid(author)), sipAddressOf(bareJid(recipient))]
    if (from === null || to === null || !ID.test(messageId)) return
    const messageTimestamp = printDateTime(this.#needs.clock.now())
    try {
      await this.#needs.receipts.receive({
        ...{ author: from, recipient: to, id: null, messageId, messageTimestamp, status },
        ofKnown: true,
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
}
