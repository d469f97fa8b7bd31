import { printDateTime } from '@weft/protocols/im/date-time'
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

/** `full`: it could not be kept just now. */
export type WebReception = 'kept' | 'not-ours' | 'full'

/** People on SIP for whom messages are kept here, so that all their devices find them: what comes from XMPP is on disk before anybody is told that it came. */
export class WebAccounts {
  readonly #needs: WebAccountsNeeds

  constructor(needs: WebAccountsNeeds) {
    this.#needs = needs
  }

  /** Keeps a message that says something. Never rejects. */
  async keep({ from, to, id, body, wantsReceipt, wantsMarker }: WrittenMessage): Promise<WebReception> {
    const [sender, recipient] = [sipAddressOf(bareJid(from)), sipAddressOf(bareJid(to))]
    if (sender === null || recipient === null || body === null) return 'not-ours'
    try {
      const { reached } = await this.#needs.incoming.receive({
        sender: { uri: sender, displayName: '' },
        recipient,
        ...{ messageId: id, timestamp: null, contentType: 'text/plain', content: body },
        dispositions: [...(wantsReceipt ? ['positive-delivery'] : []), ...(wantsMarker ? ['display'] : [])],
        ...{ copyForSender: false, proved: true },
      })
      return reached ? 'kept' : 'not-ours'
    } catch (error) {
      if (error instanceof Refusal) return 'full'
      throw error
    }
  }

  /** Somebody on XMPP says what became of a message of somebody here. Never rejects; nobody waits for it. */
  async settle(author: Jid, recipient: Jid, messageId: string, status: 'delivered' | 'displayed' | 'failed'): Promise<void> {
    const [from, to] = [sipAddressOf(bareJid(author)), sipAddressOf(bareJid(recipient))]
    if (from === null || to === null) return
    const messageTimestamp = printDateTime(this.#needs.clock.now())
    try {
      await this.#needs.receipts.receive({ author: from, recipient: to, id: null, messageId, messageTimestamp, status })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
}
