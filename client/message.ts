/** How far a message has come (sylkrtc-protocol.md §5.1). */
export type MessageState =
  | 'pending' // of ours: on its way to the gateway, or there and not further yet
  | 'accepted' // of ours: taken by a server on the recipient's side
  | 'failed' // of ours: not taken; may be sent again
  | 'delivered' // of ours: a device of the recipient's has it
  | 'displayed' // of ours: the recipient has seen it
  | 'error' // of ours: the recipient's device could not show it
  | 'forbidden' // of ours: the recipient does not want it
  | 'received' // of somebody else's

/** What the recipient of a message may be asked to tell. */
export type Receipt = 'delivered' | 'displayed' | 'error'

export interface Message {
  /** The same on all devices and on both sides. */
  readonly id: string
  /** The other party, `user@domain`. */
  readonly contact: string
  /** Of whoever sent it; `""` when unknown. */
  readonly displayName: string
  readonly direction: 'incoming' | 'outgoing'
  readonly content: string
  /** MIME type as it was sent. */
  readonly contentType: string
  /** The sender's time, ISO 8601. */
  readonly timestamp: string
  readonly state: MessageState
  /** Of a message that came in: what its sender waits to be told, and this account has not told yet. */
  readonly owed: readonly Receipt[]
}

const RANK: Readonly<Record<MessageState, number>> = {
  pending: 0,
  failed: 0,
  accepted: 0,
  forbidden: 1,
  delivered: 2,
  error: 2,
  displayed: 3,
  received: 4,
}

/**
 * What to show of a message whose state is told once more: never back behind what its recipient has said. Short of that, and of
 * equals, the later word counts, as what failed may be sent again and succeed.
 */
export function furthest(known: MessageState, told: MessageState): MessageState {
  return RANK[told] >= RANK[known] ? told : known
}

/** The state that a word of the gateway's stands for; null for one that is not known. Servers in between that have it count as one that took it. */
export function stateNamed(word: string | null): MessageState | null {
  if (word === 'processed' || word === 'stored') return 'accepted'
  return isState(word) ? word : null
}

function isState(word: string | null): word is MessageState {
  return word !== null && Object.hasOwn(RANK, word)
}
