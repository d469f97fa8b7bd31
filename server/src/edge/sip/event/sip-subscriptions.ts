import type { SipMessage, SipRequest } from '@weft/protocols/sip/message'
import type { SipApplication } from '../../../ports/sip-application.ts'
import { DialogPath, type PathNeeds } from '../session/dialog-path.ts'
import { ownEndOf } from '../session/own-end.ts'
import { type SessionLimits, SessionTable } from '../session/session-table.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { Incoming, TransactionUser } from '../transaction/transaction-user.ts'
import type { Ways } from '../transport/ways.ts'
import { CallNotifiers, type NotifiedCall } from './call-notifiers.ts'
import type { EdgeNotifier } from './edge-notifier.ts'
import { NotifierReception, type ReceptionNeeds } from './notifier-reception.ts'
import { NotifierShares } from './notifier-shares.ts'
import { SubscriptionDialog } from './subscription-dialog.ts'

/** Those in calls are limited by the application's share, and by what one call may have. Unacknowledged are those whose NOTIFYs nobody has answered. */
export interface SubscriptionLimits extends SessionLimits {
  readonly mostPerApplication: number
}

export interface SipSubscriptionsNeeds extends PathNeeds, Omit<ReceptionNeeds, 'shares'> {
  readonly layer: TransactionLayer
  readonly ways: Ways
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/** The subscriptions of others, those that REFERs imply too. */
export class SipSubscriptions {
  readonly #table: SessionTable<SubscriptionDialog>
  readonly #needs: SipSubscriptionsNeeds & ReceptionNeeds
  readonly #dialogs = new WeakMap<EdgeNotifier, SubscriptionDialog>()
  /** Called when nothing is left. */
  #whenNone = () => {}

  constructor(limits: SubscriptionLimits, needs: SipSubscriptionsNeeds) {
    this.#table = new SessionTable(limits)
    this.#needs = { ...needs, shares: new NotifierShares(limits.mostPerApplication) }
  }

  /** Dialogs of subscriptions outside calls, those that are just ending too. */
  get size(): number {
    return this.#table.size
  }

  get nextWake(): number | null {
    return this.#table.nextWake
  }

  wake(now: number): void {
    this.#table.wake(now)
  }

  /** Whose a request within a dialog is; null where there is no such dialog. */
  find(request: SipMessage): TransactionUser | null {
    return this.#table.find(request)
  }

  /** Whose a SUBSCRIBE or REFER to that application is, outside dialogs. */
  asked(application: SipApplication<SipRequest>): TransactionUser {
    return {
      role: 'agent',
      requested: (incoming) => this.#requested(application, incoming),
      cancelled: () => {},
      acknowledged: () => {},
      undelivered: () => {},
      ended: () => {},
    }
  }

  /** The subscriptions within a call. */
  within(call: NotifiedCall): CallNotifiers {
    return new CallNotifiers(call, this.#needs)
  }

  /** Ends all that are outside calls; resolves when their subscribers have heard of it, or are given up. */
  end(): Promise<void> {
    for (const { subscription } of this.#table.all()) subscription.leave()
    return new Promise((resolve) => {
      this.#whenNone = resolve
      this.#check()
    })
  }

  #requested(notifier: SipApplication<SipRequest>, incoming: Incoming): void {
    const { request, peer } = incoming
    const { address } = peer.source
    const end = ownEndOf(request, peer, this.#needs.ways)
    const reception = new NotifierReception(
      {
        ...{ notifier, path: new DialogPath(peer, this.#needs), session: null, place: null, secure: end.secure },
        contactAs: (wanted) => ({ contact: end.contact(wanted?.user), isFocus: wanted?.isFocus ?? false }),
        admits: () => this.#table.admits(address),
        isGone: () => false,
        begun: (subscription) => this.#begun(subscription, address),
        touched: (subscription) => this.#touched(subscription),
      },
      this.#needs,
    )
    reception.requested(incoming)
  }

  #begun(subscription: EdgeNotifier, address: string): void {
    if (!subscription.dialog) return
    const dialog = new SubscriptionDialog(subscription.dialog, subscription, this.#needs)
    this.#dialogs.set(subscription, dialog)
    this.#table.add(dialog, address)
  }

  #touched(subscription: EdgeNotifier): void {
    const dialog = this.#dialogs.get(subscription)
    if (dialog) this.#table.touched(dialog)
    this.#needs.touched()
    this.#check()
  }

  #check(): void {
    if (this.size === 0) this.#whenNone()
  }
}
