import type { Dialog } from '@weft/protocols/sip/dialog'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import { type ResponseNeeds, respondAs } from '../session/dialog-response.ts'
import type { TableSession } from '../session/session-table.ts'
import type { Incoming, TransactionUser } from '../transaction/transaction-user.ts'
import type { EdgeNotifier } from './edge-notifier.ts'

/** The dialog of one subscription that has no call around it. */
export class SubscriptionDialog implements TransactionUser, TableSession {
  readonly role = 'agent'
  readonly dialog: Dialog
  readonly subscription: EdgeNotifier
  readonly #needs: ResponseNeeds

  /** `dialog` is what tells it apart; how it changes is the notifier's business. */
  constructor(dialog: Dialog, subscription: EdgeNotifier, needs: ResponseNeeds) {
    this.dialog = dialog
    this.subscription = subscription
    this.#needs = needs
  }

  get nextWake(): number | null {
    return this.subscription.nextWake
  }

  get finished(): boolean {
    return this.subscription.finished
  }

  /** Whether nobody has answered a NOTIFY yet, which goes wherever the SUBSCRIBE says. */
  get awaitsAck(): boolean {
    return !this.subscription.isHeard
  }

  wake(): void {
    this.subscription.wake()
  }

  requested({ key, request }: Incoming): void {
    if (request.method === 'SUBSCRIBE') {
      this.subscription.subscribed(key, request)
      return
    }
    const refusal = responseTo(request, 405, reasonPhrase(405), null)
    respondAs(key, { ...refusal, headers: [...refusal.headers, { name: 'Allow', value: 'SUBSCRIBE' }] }, this.#needs)
  }

  /** Only an INVITE is cancelled, and only that of a call is acknowledged. */
  cancelled(): void {}

  acknowledged(): void {}

  /** Who did not get an answer asks again. */
  undelivered(): void {}

  ended(): void {}
}
