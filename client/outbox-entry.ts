import type { Receipt } from './message.ts'

/** Something for the gateway to do. */
export type OutboxTask =
  | {
      readonly kind: 'message'
      readonly id: string
      /** As it was written; it is sealed when it is sent. */
      readonly content: string
      readonly contentType: string
      readonly timestamp: string
    }
  /** Tells the sender of a message what became of it here. `timestamp`: the message's. */
  | { readonly kind: 'receipt'; readonly id: string; readonly receipt: Receipt; readonly timestamp: string }
  | { readonly kind: 'read' } // everything of the contact was shown
  | { readonly kind: 'removal'; readonly id: string }
  | { readonly kind: 'conversation-removal'; readonly until: number } // when it was removed here, ms since the epoch

/** A task that waits, whatever happens to the connection or the page. */
export interface OutboxEntry {
  /** Ascending in the order in which entries were made; unique on a device. */
  readonly number: number
  /** `user@domain` */
  readonly contact: string
  readonly task: OutboxTask
}
