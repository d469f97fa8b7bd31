import type { DialogPlace } from '@weft/protocols/sip/event/dialog-usage'
import type { Notifier } from '@weft/protocols/sip/event/notifier'
import type { NotifierSettings } from '@weft/protocols/sip/event/notifier-settings'
import type { NotifierEffect } from '@weft/protocols/sip/event/notifier-step'
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import type { SipAnswer, SipContact, SipSource } from '../../../ports/sip-agent.ts'
import type { SipSession } from '../../../ports/sip-sessions.ts'
import type { SipNotifier, SubscriptionEnding } from '../../../ports/sip-subscriptions.ts'
import type { DialogPath } from '../session/dialog-path.ts'
import type { EdgeNotifier } from './edge-notifier.ts'

/** Where requests come in that may begin a subscription: in a call, or outside dialogs. */
export interface NotifierDoor {
  readonly notifier: Partial<SipNotifier<SipRequest>>
  readonly path: DialogPath
  /** The call and its dialog; null outside dialogs. */
  readonly session: SipSession | null
  readonly place: DialogPlace | null
  /** To a sips URI over TLS. */
  readonly secure: boolean
  /** Our Contact, where the application wants it so. */
  contactAs(wanted: SipContact | undefined): Pick<NotifierSettings, 'contact' | 'isFocus'>
  /** Whether there is room for one more. */
  admits(): boolean
  /** Whether the dialog has gone while the application was asked. */
  isGone(): boolean
  /** One is there from now on. */
  begun(subscription: EdgeNotifier): void
  /** It made a step. */
  touched(subscription: EdgeNotifier): void
}

/** What an application is asked about, once it was judged. */
export interface NotifierRequest {
  /** Never rejects for what is in the request. `subscription` is what comes of it. */
  ask(subscription: EdgeNotifier): Promise<NotifierDecision>
}

/** What all requests have that an application is asked about. */
export interface RequestOrigin {
  readonly request: SipRequest
  readonly source: SipSource
  readonly believed: boolean
}

/** What the dialog of a subscription is made of. */
export interface NotifierBirth {
  readonly key: string
  readonly request: SipRequest
  readonly toTag: string
  readonly place: DialogPlace | null
  readonly secure: boolean
}

export type NotifierDecision =
  | { readonly taken: false; readonly answer: SipAnswer }
  | {
      readonly taken: true
      readonly contact: SipContact | undefined
      /** `now` is in ms. */
      begin(birth: NotifierBirth, contact: ReturnType<NotifierDoor['contactAs']>, now: number): NotifierBeginning
      /** The application is told, once, whatever comes of it. */
      readonly ended: (why: SubscriptionEnding) => void
    }

export type NotifierBeginning =
  | { readonly notifier: Notifier; readonly effects: NotifierEffect[] }
  /** No subscription follows. */
  | { readonly notifier: null; readonly response: SipResponse }
