import type { AddressBook } from '../ports/address-book.ts'
import type { JournalEntry } from '../ports/journal-entry.ts'
import type { SipHeaders, SipParty } from '../ports/sip-calls.ts'
import type { AddressBookReport } from './account/address-book.ts'
import type { RegistrationReport } from './account/registration.ts'
import type { MessageState } from './message/message-state.ts'
import type { RoomEvent } from './room/room-event.ts'

/** What a call tells its client. */
export type CallEvent =
  | { readonly kind: 'progress' }
  | { readonly kind: 'ringing' }
  | { readonly kind: 'proceeding'; readonly code: number }
  | { readonly kind: 'early-media'; readonly sdp: string; readonly callId: string }
  /** `sdp` null: there is none to apply. `callId` null for incoming calls. */
  | { readonly kind: 'accepted'; readonly sdp: string | null; readonly callId: string | null; readonly headers: SipHeaders }
  | { readonly kind: 'established' }
  | { readonly kind: 'terminated'; readonly reason: string }
  | { readonly kind: 'update-received'; readonly sdp: string }
  | { readonly kind: 'update-accepted'; readonly sdp: string }
  | { readonly kind: 'update-failed'; readonly reason: string }
  | { readonly kind: 'message'; readonly sender: SipParty; readonly contentType: string; readonly content: string }
  | { readonly kind: 'message-outcome'; readonly message: SentMessage; readonly code: number; readonly reason: string }

/** A message sent within a call, until its outcome is known. */
export interface SentMessage {
  readonly id: string
  /** Its time as it went out (CPIM DateTime). */
  readonly timestamp: string
}

/** A message as the client that sent it put it, for the account's other devices. */
export interface SentCopy {
  /** Of the request. */
  readonly transaction: string
  readonly target: string
  readonly messageId: string
  readonly content: string
  readonly contentType: string
  readonly timestamp: string
  /** It did not come from a device that is connected here. */
  readonly serverGenerated: boolean
}

/** What somebody is told of another who is writing to him (RFC 3994). */
export interface Composing {
  readonly state: 'active' | 'idle'
  /** Seconds this holds; null: it does not say. */
  readonly refresh: number | null
  /** Of what is being written; null: it does not say. */
  readonly contentType: string | null
}

/** An entry of the journal as clients may see it. */
export interface VisibleEntry extends Omit<JournalEntry, 'arrivedAt' | 'state'> {
  readonly state: MessageState | null
}

/** What happens to an account on all its devices. */
export type AccountEvent =
  | {
      readonly kind: 'message'
      readonly sender: SipParty
      readonly messageId: string
      /** ISO 8601. */
      readonly timestamp: string
      /** What the sender wants to be told; null where it did not say. */
      readonly dispositions: readonly string[] | null
      readonly contentType: string
      readonly content: string
    }
  | {
      readonly kind: 'disposition'
      readonly messageId: string
      /** Of the message. */
      readonly timestamp: string
      readonly state: Exclude<MessageState, 'pending' | 'received'>
      readonly code: number
      readonly reason: string
    }
  | { readonly kind: 'sent'; readonly copy: SentCopy }
  | ({ readonly kind: 'composing'; readonly sender: SipParty } & Composing)
  /** `outgoing`: this account had written it. */
  | {
      readonly kind: 'message-removed'
      readonly contact: string
      readonly messageId: string
      readonly direction: 'outgoing' | 'incoming'
    }
  | { readonly kind: 'conversation-read'; readonly contact: string }
  /** `timestamp`: ISO 8601; what is newer stays. */
  | { readonly kind: 'conversation-removed'; readonly contact: string; readonly timestamp: string }
  | { readonly kind: 'journal'; readonly entries: readonly VisibleEntry[] }
  /** `session`: what pushes of the same invitation say as well. */
  | { readonly kind: 'room-invitation'; readonly room: string; readonly session: string; readonly originator: SipParty }
  | { readonly kind: 'address-book'; readonly book: AddressBook }
  | { readonly kind: 'address-book-report'; readonly report: AddressBookReport }

/** What the rules tell a client; the application puts it into the client's language. */
export type ClientEvent =
  | { readonly kind: 'registration'; readonly account: string; readonly report: RegistrationReport }
  | {
      readonly kind: 'incoming-call'
      readonly account: string
      readonly session: string
      readonly caller: SipParty
      readonly sdp: string
      readonly callId: string
      readonly headers: SipHeaders
    }
  | { readonly kind: 'missed-call'; readonly account: string; readonly caller: SipParty }
  | { readonly kind: 'call'; readonly account: string; readonly session: string; readonly event: CallEvent }
  | { readonly kind: 'account'; readonly account: string; readonly event: AccountEvent }
  | { readonly kind: 'room'; readonly session: string; readonly event: RoomEvent }
  /** `key` null: nobody knows one. */
  | { readonly kind: 'public-key'; readonly address: string; readonly key: string | null }
