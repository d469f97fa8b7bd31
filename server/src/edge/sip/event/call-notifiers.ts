import { eventOf } from '@weft/protocols/sip/event/event-field'
import type { InviteSession } from '@weft/protocols/sip/invite-session'
import type { SipRequest } from '@weft/protocols/sip/message'
import { earliest } from '@weft/protocols/sip/timers'
import type { SipSession } from '../../../ports/sip-sessions.ts'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'
import type { DialogPath } from '../session/dialog-path.ts'
import type { Incoming } from '../transaction/transaction-user.ts'
import type { EdgeNotifier } from './edge-notifier.ts'
import { NotifierReception, type ReceptionNeeds } from './notifier-reception.ts'

/** A call that others may subscribe in. */
export interface NotifiedCall {
  readonly notifier: Partial<SipNotifier<SipRequest>>
  /** As the application has it. */
  readonly session: SipSession
  readonly invite: InviteSession
  readonly path: DialogPath
  /** Called whenever nextWake or size may have changed. */
  readonly touched: () => void
}

/** Subscriptions within one call. */
const MOST = 16

/** The subscriptions within the dialog of one call, which they may outlast (RFC 5057 §5.1). */
export class CallNotifiers {
  readonly #call: NotifiedCall
  readonly #reception: NotifierReception
  readonly #subscriptions = new Set<EdgeNotifier>()
  #isGone = false

  constructor(call: NotifiedCall, needs: ReceptionNeeds) {
    const { notifier, session, invite, path } = call
    this.#call = call
    this.#reception = new NotifierReception(
      {
        ...{ notifier, session, path, place: invite.place, secure: invite.dialog.secure },
        contactAs: () => invite.settings,
        admits: () => this.size < MOST,
        isGone: () => this.#isGone || (invite.over && this.size === 0),
        begun: (subscription) => this.#subscriptions.add(subscription),
        touched: (subscription) => {
          if (subscription.finished) this.#subscriptions.delete(subscription)
          call.touched()
        },
      },
      needs,
    )
  }

  /** How many there are. */
  get size(): number {
    return this.#subscriptions.size
  }

  get nextWake(): number | null {
    return earliest(...[...this.#subscriptions].map(({ nextWake }) => nextWake))
  }

  /** Whether a request within the call is one of theirs, and not the application's. */
  takes({ method }: SipRequest): boolean {
    const { referred, subscribed } = this.#call.notifier
    if (method === 'REFER') return referred !== undefined
    return method === 'SUBSCRIBE' && (subscribed !== undefined || this.size > 0)
  }

  /** One that takes() takes. */
  requested(incoming: Incoming): void {
    const { key, request } = incoming
    const event = request.method === 'SUBSCRIBE' ? eventOf(request) : null
    const subscription = event && [...this.#subscriptions].find((one) => one.isOf(event))
    if (subscription) subscription.subscribed(key, request)
    else this.#reception.requested(incoming)
  }

  wake(): void {
    for (const subscription of [...this.#subscriptions]) subscription.wake()
  }

  /** Ends all of them: the server stops. */
  terminate(): void {
    for (const subscription of [...this.#subscriptions]) subscription.leave()
  }

  /** The dialog is gone, or never was. */
  abandon(): void {
    this.#isGone = true
    for (const subscription of [...this.#subscriptions]) subscription.abandon()
  }
}
