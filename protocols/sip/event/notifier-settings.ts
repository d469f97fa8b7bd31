import type { DigestClient } from '../digest-client.ts'
import type { SipHeaderField } from '../message.ts'
import type { SubscriptionState } from './subscription-state.ts'

/** A body of a NOTIFY or PUBLISH. */
export interface EventContent {
  readonly type: string
  readonly body: Uint8Array
}

export interface NotifierSettings {
  /** Names of the event packages that we serve here. */
  readonly packages: readonly string[]
  /** Our Contact, a SIP URI. */
  readonly contact: string
  /** Whether Contact says that a conference is reached there. */
  readonly isFocus?: boolean
  /** Seconds: what a subscription lasts where the subscriber does not say, the least, at most an hour (RFC 6665 §4.2.1.1), and the most. */
  readonly expires: { readonly usual: number; readonly least: number; readonly most: number }
  /** The least time between the beginnings of two NOTIFYs that only tell of a change, in ms. */
  readonly gap: number
  /**
   * The resource's state at that moment, asked for when a NOTIFY goes out, so that the newest wins. `full`: all of it, for who knows nothing; else what
   * changed is enough, where the package knows versions. Null where there is nothing to say, as to who is `pending`. Not asked for who was rejected.
   */
  readonly content: (full: boolean, state: SubscriptionState) => EventContent | null
  /** Other fields of each NOTIFY and 2xx, such as Server and Allow-Events. */
  readonly headers: readonly SipHeaderField[]
  /** Answers challenges; null where they are failures. */
  readonly digest: DigestClient | null
}
