// Requests of the peer within a dialog (RFC 3261 §12.2.2), and what our answers do to it.
import { contactOf, type Dialog, dialogKeyOfMessage } from './dialog.ts'
import type { SipRequest } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { isTargetRefresh } from './target-refresh.ts'

export type Within =
  | { readonly accepted: true; readonly dialog: Dialog }
  /** To be answered with that status, but for an ACK, which is dropped. `out-of-order`: its CSeq number is not above the last one. */
  | { readonly accepted: false; readonly status: 400 | 481 | 500; readonly why: 'no-cseq' | 'ended' | 'out-of-order' }

/** Where a request belongs: `outside` of all dialogs, as one that may begin one; within that of `key`; or within one that is not known, which is answered 481. */
export type Whereabouts =
  | { readonly found: 'outside' }
  | { readonly found: 'within'; readonly key: string }
  | { readonly found: 'unknown'; readonly status: 481 }

/** §12.2.2: a request with a To tag is within a dialog, ours or not. `known` says which keys are those of dialogs of ours. An ACK is never answered. */
export function findWithin(request: SipRequest, known: (key: string) => boolean): Whereabouts {
  const key = dialogKeyOfMessage(request)
  if (key === null) return { found: 'outside' }
  return known(key) ? { found: 'within', key } : { found: 'unknown', status: 481 }
}

/**
 * Whether the dialog takes a request that matches it and is no repetition. ACK and CANCEL have the number of their INVITE (§12.2.1.1) and count for
 * nothing. A number as low as the last one is refused as a lower one is: what a peer would say a second time is under that number.
 */
export function receiveWithin(dialog: Dialog, request: SipRequest): Within {
  const cseq = cseqOf(request)
  if (!cseq) return { accepted: false, status: 400, why: 'no-cseq' }
  if (dialog.phase === 'ended') return { accepted: false, status: 481, why: 'ended' }
  if (request.method === 'ACK' || request.method === 'CANCEL') return { accepted: true, dialog }
  if (dialog.remoteSequence !== null && cseq.number <= dialog.remoteSequence)
    return { accepted: false, status: 500, why: 'out-of-order' }
  return { accepted: true, dialog: { ...dialog, remoteSequence: cseq.number } }
}

/**
 * The dialog after our response of that status to a request within it, or to the INVITE that began it. Only a 2xx moves the target, so that a peer whose
 * re-INVITE is refused is still reached where it was (RFC 6141 §4), confirms an early dialog, or ends one by BYE. The refusal of its INVITE ends
 * an early dialog (§12.3).
 */
export function afterAnswer(dialog: Dialog, request: SipRequest, status: number): Dialog {
  if (dialog.phase === 'ended' || status < 200) return dialog
  const begins = dialog.phase === 'early' && request.method === 'INVITE'
  if (status >= 300) return begins ? { ...dialog, phase: 'ended' } : dialog
  if (request.method === 'BYE') return { ...dialog, phase: 'ended' }
  const target = isTargetRefresh(request.method) ? contactOf(request) : null
  return { ...dialog, phase: begins ? 'confirmed' : dialog.phase, remoteTarget: target ?? dialog.remoteTarget }
}
