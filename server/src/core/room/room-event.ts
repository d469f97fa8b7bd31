import type { SipParty } from '../../ports/sip-calls.ts'
import type { ChatComposing, ChatMessage, ChatOutcome } from '../chatroom/chatroom.ts'

/** A participant as the others see it. */
export interface Participant {
  /** Its room session. */
  readonly session: string
  readonly party: SipParty
  readonly muted: boolean
}

/** A file in a room. */
export interface SharedFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly uploader: SipParty
  /** Room session of the uploader. */
  readonly session: string
}

/** What one participant of a room is told, in order. `terminated` is the last. */
export type RoomEvent =
  | { readonly kind: 'progress' }
  /** `duration`: seconds for which the room has been there. */
  | {
      readonly kind: 'accepted'
      readonly sdp: string
      readonly audio: boolean
      readonly video: boolean
      readonly duration: number
    }
  | { readonly kind: 'established' }
  /** `reason` null: the participant wanted it so. */
  | { readonly kind: 'terminated'; readonly reason: string | null }
  /** Who is there already; once, right after `accepted`. */
  | { readonly kind: 'present'; readonly participants: readonly Participant[] }
  | { readonly kind: 'joined'; readonly participants: readonly Participant[] }
  | { readonly kind: 'left'; readonly sessions: readonly string[] }
  | { readonly kind: 'feed-attached'; readonly feed: string; readonly sdp: string }
  | { readonly kind: 'feed-established'; readonly feed: string }
  /** Who is seen large. `originator` null: the room itself. */
  | { readonly kind: 'speakers'; readonly originator: string | null; readonly sessions: readonly string[] }
  | { readonly kind: 'files'; readonly files: readonly SharedFile[] }
  | { readonly kind: 'hands'; readonly sessions: readonly string[] }
  | { readonly kind: 'mute-all'; readonly originator: string }
  /** `originator` null: the room itself. */
  | { readonly kind: 'mute-request'; readonly originator: string | null; readonly muted: boolean }
  | { readonly kind: 'muted'; readonly session: string; readonly muted: boolean }
  | { readonly kind: 'invitation'; readonly account: string; readonly state: InvitationState }
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'composing'; readonly composing: ChatComposing }
  | { readonly kind: 'message-outcome'; readonly messageId: string; readonly outcome: ChatOutcome }

/** `progress`: devices are being told. `success`: has joined. `failed`: there is no device to tell. */
export type InvitationState = 'progress' | 'success' | 'failed'
