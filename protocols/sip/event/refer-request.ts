// REFER (RFC 3515): what it says besides its dialog, and what becomes of one that came.
import { fieldOf, fieldsOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { cseqOf } from '../message-identity.ts'
import { type NameAddr, printNameAddr } from '../name-addr.ts'
import type { EventField } from './event-field.ts'
import { printReferTo, type ReferTo, referToOf } from './refer-to.ts'
import { type ReferredBy, referredByOf } from './referred-by.ts'

/** What we ask somebody to do. */
export interface Referral {
  readonly referTo: ReferTo
  /** Who we say we are to whom it is referred (RFC 3892); null to say nothing. */
  readonly referredBy: NameAddr | null
  /** Whether we want to hear how it fares; else the peer may spare us the NOTIFYs (RFC 4488). */
  readonly subscription: boolean
}

export type ReferVerdict =
  | {
      readonly taken: true
      readonly referTo: ReferTo
      readonly referredBy: ReferredBy | null
      /** Whether NOTIFYs are to follow; else the 2xx says `Refer-Sub: false`. */
      readonly subscription: boolean
      /** Of those NOTIFYs: `id` is the REFER's CSeq number, since a dialog may see several (§2.4.6). */
      readonly event: EventField
    }
  | { readonly taken: false; readonly status: 400; readonly why: 'refer-to' | 'referred-by' | 'cseq' }

export const REFER_EVENT: EventField = { package: 'refer', id: null }

/** The fields of a REFER. Throws SipPrintError where a part of them cannot be printed. */
export function referFields({ referTo, referredBy, subscription }: Referral): SipHeaderField[] {
  return [
    { name: 'Refer-To', value: printReferTo(referTo) },
    ...(referredBy ? [{ name: 'Referred-By', value: printNameAddr(referredBy) }] : []),
    ...(subscription ? [] : [{ name: 'Refer-Sub', value: 'false' }]),
  ]
}

/** Whether Refer-Sub of a REFER, or of a 2xx to it, says that no NOTIFYs follow (RFC 4488 §4). */
export function sparesSubscription(message: Parameters<typeof fieldOf>[0]): boolean {
  return /^false(?![^ \t;])/i.test(fieldOf(message, 'Refer-Sub') ?? '')
}

/** What that REFER asks for. Whether to do it is the caller's decision: 202, or 403, 603 and so on. */
export function judgeRefer(request: SipRequest): ReferVerdict {
  const refuse = (why: 'refer-to' | 'referred-by' | 'cseq'): ReferVerdict => ({ taken: false, status: 400, why })
  // §2.4.1: "A REFER request … MUST contain exactly one Refer-To".
  const referTo = referToOf(request)
  if (!referTo) return refuse('refer-to')
  const referredBy = referredByOf(request)
  if (!referredBy && fieldsOf(request, 'Referred-By').length > 0) return refuse('referred-by')
  const cseq = cseqOf(request)
  if (!cseq) return refuse('cseq')
  const event = { ...REFER_EVENT, id: String(cseq.number) }
  return { taken: true, referTo, referredBy, subscription: !sparesSubscription(request), event }
}
