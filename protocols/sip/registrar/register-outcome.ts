// What a REGISTER comes to, and the one table of what may keep it from doing anything.
import type { SipHeaderField } from '../message.ts'
import type { Binding } from './binding.ts'

/** Changes of the bindings of one address of record, to be made all at once or not at all (RFC 3261 §10.3 step 7). */
export interface BindingChange {
  /** Keys that go. */
  readonly remove: readonly string[]
  /** Those that come, or replace those of the same key. */
  readonly put: readonly Binding[]
}

export interface RegisterOutcome {
  readonly status: number
  /** Null for the usual phrase. */
  readonly reason: string | null
  readonly headers: readonly SipHeaderField[]
  /** Null where nothing changes. */
  readonly change: BindingChange | null
  /** For the log; quotes nothing of the request. */
  readonly why: string
}

/** Each why, its status and phrase. */
const REFUSALS = {
  'malformed-contact': [400, 'Malformed Contact'],
  'contact-scheme': [400, 'Contact Is No SIP URI'],
  'contact-headers': [400, 'Header Fields in Contact'],
  'contact-too-long': [400, 'Contact Too Long'],
  'own-contact': [403, 'Contact Points Back Here'],
  'star-with-more': [400, 'Contact * Needs Expires 0 and No Other'],
  'too-many-contacts': [403, 'Too Many Contacts'],
  'several-flows': [400, 'More Than One Contact With reg-id'],
  'malformed-path': [400, 'Malformed Path'],
  'path-unsupported': [421, null],
  'path-too-long': [400, 'Path Too Long'],
  'call-id-too-long': [400, 'Call-ID Too Long'],
  'no-order': [400, 'Call-ID or CSeq Missing'],
  'first-hop': [439, 'First Hop Lacks Outbound Support'],
  'too-brief': [423, null],
  // §10.3 step 7: "If any one of them fails …, the request MUST fail with a 500".
  'out-of-order': [500, 'CSeq Not Higher Than Before'],
} as const satisfies Record<string, readonly [status: number, reason: string | null]>

export type RegisterRefusal = keyof typeof REFUSALS

export function refuseRegister(why: RegisterRefusal, headers: readonly SipHeaderField[] = []): RegisterOutcome {
  const [status, reason] = REFUSALS[why]
  return { status, reason, headers, change: null, why }
}
