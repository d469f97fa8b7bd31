import type { AdvanceOperation } from '../../ports/journal-operation.ts'

/** How far a message may have come that clients are told of (sylkrtc-protocol §6.2). `received` is what came in, and final. */
export type MessageState = 'pending' | 'accepted' | 'failed' | 'delivered' | 'displayed' | 'error' | 'forbidden' | 'received'

/** What tells that a message has come further: the road it took, or who got it. */
type Progress =
  | { readonly by: 'road'; readonly state: 'accepted' | 'failed' }
  | { readonly by: 'recipient'; readonly state: ReceiptState }

export type ReceiptState = Exclude<MessageState, 'pending' | 'received'>

/** Where a message may be for a road's outcome to change it: what its recipient said counts for more, and what is sent again may succeed. */
const BEFORE_ROAD: Readonly<Record<'accepted' | 'failed', readonly MessageState[]>> = {
  accepted: ['pending', 'failed'],
  failed: ['pending'],
}

/** The same for receipts: never back, and nothing comes after `displayed`. That it arrived refutes a failure to deliver it. */
const BEFORE_RECEIPT: Readonly<Record<ReceiptState, readonly MessageState[]>> = {
  accepted: ['pending'],
  failed: ['pending', 'accepted'],
  forbidden: ['pending', 'accepted', 'failed'],
  error: ['pending', 'accepted', 'failed', 'forbidden', 'delivered'],
  delivered: ['pending', 'accepted', 'failed', 'forbidden'],
  displayed: ['pending', 'accepted', 'failed', 'forbidden', 'error', 'delivered'],
}

/** What journals and clients can hold of a receipt (RFC 5438 §7.2): a server in between that has it is as good as a server that took it. */
const RECEIPT_STATES: ReadonlyMap<string, ReceiptState> = new Map([
  ['delivered', 'delivered'],
  ['displayed', 'displayed'],
  ['error', 'error'],
  ['failed', 'failed'],
  ['forbidden', 'forbidden'],
  ['processed', 'accepted'],
  ['stored', 'accepted'],
])

const CLIENT_STATES: ReadonlySet<string> = new Set<MessageState>([
  ...(['pending', 'accepted', 'failed', 'delivered', 'displayed', 'error', 'forbidden', 'received'] as const),
])

/** Null for what is no state of a receipt. */
export function receiptState(status: string): ReceiptState | null {
  return RECEIPT_STATES.get(status) ?? null
}

/** A kept state as clients may see it: they lose a whole page over any other word. */
export function clientState(state: string | null): MessageState | null {
  if (state === null) return null
  return isClientState(state) ? state : (receiptState(state) ?? null)
}

export function mayFollow(state: string | null, progress: Progress): boolean {
  return sources(progress).some((before) => before === state)
}

/** The sender's record moves on, unless it is further already. */
export function advance(account: string, messageId: string, progress: Progress): AdvanceOperation {
  const { by, state } = progress
  const disposition = by === 'road' ? 'keep' : dispositionAfter(state)
  return { operation: 'advance', account, messageId, state, from: sources(progress), disposition }
}

/** The recipient's record stays `received`; what it still owes the sender changes (§5.1). */
export function settleReceipt(account: string, messageId: string, state: ReceiptState): AdvanceOperation {
  return { operation: 'advance', account, messageId, state: 'received', from: ['received'], disposition: dispositionAfter(state) }
}

function sources(progress: Progress): readonly MessageState[] {
  return progress.by === 'road' ? BEFORE_ROAD[progress.state] : BEFORE_RECEIPT[progress.state]
}

/** After an error nobody waits for anything either, or the message would stay unread for ever (§11 R20). */
function dispositionAfter(state: ReceiptState): AdvanceOperation['disposition'] {
  if (state === 'accepted') return 'keep'
  return state === 'delivered' ? 'delivered' : 'clear'
}

function isClientState(state: string): state is MessageState {
  return CLIENT_STATES.has(state)
}
