import type { SipAnswer, SipContact, SipSource } from './sip-agent.ts'
import type { SipSession } from './sip-sessions.ts'

/*
 * Subscriptions and referrals as applications see them (RFC 6665, 3515), in dialogs of their own and within calls (RFC 5057). An application decides and
 * says what the state is; when a NOTIFY goes out, what is repeated, and how long a subscription lasts, is the edge's.
 */

/** The body of a NOTIFY. */
export interface SipContent {
  /** Content-Type. */
  readonly type: string
  readonly body: Uint8Array
}

/** A SUBSCRIBE that would begin a subscription. */
export interface SubscriptionRequest<Request> {
  readonly request: Request
  readonly source: SipSource
  /** As in SipApplication.answer(). */
  readonly believed: boolean
  /** The package, one of the application's. */
  readonly event: string
  /** Seconds that are asked for, 3600 where the request does not say; 0 wants the state once, with no subscription after it. */
  readonly expires: number
  /** What the subscription will be, if it is taken. */
  readonly subscription: SipSubscription
  /** The call that it came within; null outside calls. */
  readonly session: SipSession | null
}

export type SubscriptionVerdict =
  | { readonly taken: false; readonly answer: SipAnswer }
  | {
      readonly taken: true
      /** `pending`: whether the subscriber may know the state is still to be found out; until activate() nothing is said of it. Absent: `active`. */
      readonly state?: 'active' | 'pending'
      /** The most seconds that it may last until it is refreshed. */
      readonly expires: number
      /** ms: the least time between two NOTIFYs that only tell of a change, so that many changes are told as one; 0 where it is absent. */
      readonly gap?: number
      /** Absent: the edge's own. Within a call it is that of the call. */
      readonly contact?: SipContact
      /**
       * The whole state as it is now, asked for whenever a NOTIFY goes out, the first and the last one too, so that who is slow to answer gets the newest and
       * no queue; a version in it may count the calls. Null where there is nothing to say. Must not throw, nor call the subscription back.
       */
      readonly content: () => SipContent | null
      /** Told once, even where no subscription came of it after all. The last NOTIFY may still be under way. */
      readonly ended: (why: SubscriptionEnding) => void
    }

export type SubscriptionEnding =
  /** Nobody refreshed it. */
  | 'expired'
  | 'unsubscribed'
  /** The state was wanted once. */
  | 'fetched'
  /** The application ended it, or the server stops. */
  | 'terminated'
  /** The subscriber does not know it any more, or does not take our NOTIFY; or its SUBSCRIBE could not begin one. */
  | 'refused'
  /** The subscriber does not answer, or the call is gone that it was within before it was taken. */
  | 'lost'

/** What the subscriber is told as the reason (RFC 6665 §4.1.3): advice on whether and when to come back. */
export type TerminationReason = 'deactivated' | 'probation' | 'rejected' | 'timeout' | 'giveup' | 'noresource' | 'invariant'

/** Somebody's subscription. After its end nothing of this does anything. */
export interface SipSubscription {
  /** The state is another one: a NOTIFY follows, at once or after the one under way. Nothing before it is taken: its first NOTIFY has the state as it is. */
  changed(): void
  /** Who was `pending` may know the state from now on, and is told it. */
  activate(): void
  /** Sends the last NOTIFY; as soon as it is taken, if it is not yet. */
  terminate(reason: TerminationReason): void
}

/** A REFER: somebody wants the application to send a request to somebody else. */
export interface ReferralRequest<Request> {
  readonly request: Request
  readonly source: SipSource
  readonly believed: boolean
  /** Whom to send the request to: a URI of any scheme, without method and header fields. */
  readonly target: string
  /** INVITE where Refer-To does not say; upper case. */
  readonly method: string
  /** Referred-By as it came (RFC 3892), to be said to the target; null where there is none. */
  readonly referredBy: string | null
  /** Whether Refer-To names a dialog to be replaced (RFC 3891). */
  readonly replaces: boolean
  readonly referral: SipReferral
  /** The call that it came within; null outside calls. */
  readonly session: SipSession | null
}

/** Taken: answered 202, and `SIP/2.0 100 Trying` follows unless the referrer wants to hear nothing (RFC 4488). */
export type ReferralVerdict =
  | { readonly taken: false; readonly answer: SipAnswer }
  | { readonly taken: true; readonly contact?: SipContact }

/** What the referrer hears of the request that it wanted sent. */
export interface SipReferral {
  /** What came of it so far: a status from 101 to 699; 200 and above is the end. Throws where the reason cannot be said in SIP. Before 202 it is kept. */
  report(status: number, reason?: string): void
}

/** What an application does for who subscribes to its events, or refers it to others. Verdicts never reject for what is in the request; that is a defect, 500. */
export interface SipNotifier<Request> {
  /** Names of the event packages that it serves; SUBSCRIBE to others gets 489 with these in Allow-Events. */
  readonly events: readonly string[]
  subscribed(asked: SubscriptionRequest<Request>): Promise<SubscriptionVerdict>
  /** Refer-To can be read; a REFER without it gets 400. */
  referred(asked: ReferralRequest<Request>): Promise<ReferralVerdict>
}
