// Referred-By (RFC 3892): who referred us, as the referrer says, and where in the message it proves that.
import { fieldsOf, type SipMessage } from '../message.ts'
import { type NameAddr, parseNameAddr } from '../name-addr.ts'
import { parameterOf } from '../parameters.ts'

export interface ReferredBy {
  /** What the request that is referred to repeats as it is (§3). */
  readonly referrer: NameAddr
  /** Content-ID of the body part that is a Referred-By token; null where nothing vouches for the claim. */
  readonly token: string | null
}

/** Null where there is not exactly one that can be read. */
export function referredByOf(message: SipMessage): ReferredBy | null {
  const values = fieldsOf(message, 'Referred-By')
  const referrer = values.length === 1 ? parseNameAddr(values[0] ?? '') : null
  return referrer && { referrer, token: parameterOf(referrer.parameters, 'cid') }
}
