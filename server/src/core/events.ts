import type { SipHeaders, SipParty } from '../ports/sip-calls.ts'
import type { RegistrationReport } from './registration.ts'

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
