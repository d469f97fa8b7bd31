import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'

/** Requests outside dialogs by what tells them apart whatever way they came, so that one that came twice is answered once (RFC 3261 §8.2.2.2). */
export class MergedRequests {
  readonly #identities = new Set<string>()
  readonly #byKey = new Map<string, string>()

  /** Whether the same request is here, by this way or another. */
  has(request: SipRequest): boolean {
    const identity = identityOf(request)
    return identity !== null && this.#identities.has(identity)
  }

  /** A request that is here from now on, under that key. */
  add(key: string, request: SipRequest): void {
    const identity = identityOf(request)
    if (identity === null) return
    this.#identities.add(identity)
    this.#byKey.set(key, identity)
  }

  delete(key: string): void {
    this.#identities.delete(this.#byKey.get(key) ?? '')
    this.#byKey.delete(key)
  }
}

/** Null for a request within a dialog, and for those that belong to another one. */
function identityOf(request: SipRequest): string | null {
  if (request.method === 'ACK' || request.method === 'CANCEL' || tagOf(fieldOf(request, 'To')) !== null) return null
  return `${fieldOf(request, 'Call-ID')} ${tagOf(fieldOf(request, 'From'))} ${fieldOf(request, 'CSeq')}`
}
