import type { PushToken } from './push-tokens.ts'

/** What a device is woken for. Addresses are AORs without scheme. */
export type PushNotice =
  | {
      readonly kind: 'message'
      readonly from: string
      readonly fromDisplayName: string | null
      readonly to: string
      /** Unread messages, this one included. */
      readonly badge: number
      readonly contentType: string
      readonly content: string
    }
  | {
      readonly kind: 'conference-invitation'
      /** Apps match it with the invitation they get over WebSocket. */
      readonly callId: string
      readonly from: string
      readonly fromDisplayName: string | null
      readonly room: string
      /** Who is invited. */
      readonly account: string
      readonly video: boolean
    }

export type PushOutcome =
  | { readonly kind: 'delivered' }
  /** Nothing was sent, for a reason that will not go away. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** This token of this device is no good any more, and is to be forgotten. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly reason: string }

/** Wakes devices. */
export interface Push {
  /** Never rejects. May take minutes, with all repetitions: nobody should wait for it who is waited for. */
  notify(device: PushToken, notice: PushNotice): Promise<PushOutcome>
  /** Gives up what waits. Resolves when nothing is under way any more. */
  close(): Promise<void>
}
