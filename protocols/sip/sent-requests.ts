import { type DigestClient, type DigestExchange, NEW_EXCHANGE } from './digest-client.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'

/** What a request within a session is for. A `refresh` is the session timer's, a `modify` and an `ask` are the user's. */
export type SentPurpose = 'modify' | 'refresh' | 'prack' | 'ask' | 'bye'

/** A request of ours before it has its CSeq and credentials. */
export interface Draft {
  readonly method: string
  readonly purpose: SentPurpose
  readonly fields: readonly SipHeaderField[]
  /** The body. Its type is in `fields` where it is no session's. */
  readonly description: Uint8Array | null
  /** Whether it goes out again after a 422, which is answered once. */
  readonly corrected?: boolean
}

export interface Sent extends Draft {
  readonly request: SipRequest
  readonly exchange: DigestExchange
}

export interface Credentials {
  readonly fields: readonly SipHeaderField[]
  readonly exchange: DigestExchange
}

/** Requests of ours within a dialog that have no final response yet. */
export class SentRequests {
  readonly #digest: DigestClient | null
  readonly #waiting = new Map<number, Sent>()

  constructor(digest: DigestClient | null) {
    this.#digest = digest
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Whether one of that method waits. */
  has(method: string): boolean {
    return [...this.#waiting.values()].some((sent) => sent.method === method)
  }

  /** The credentials of a new request, for challenges that are known. */
  authorize(method: string, uri: string): Credentials {
    return { fields: this.#digest?.authorize({ method, uri }) ?? [], exchange: NEW_EXCHANGE }
  }

  add(sent: Sent): void {
    this.#waiting.set(cseqOf(sent.request)?.number ?? 0, sent)
  }

  /** Takes out what that response answers finally, or what that request of ours was; undefined where it is none that waits. */
  take(message: SipRequest | SipResponse): Sent | undefined {
    const cseq = cseqOf(message)
    const sent = cseq ? this.#waiting.get(cseq.number) : undefined
    if (!cseq || !sent || sent.method !== cseq.method) return undefined
    this.#waiting.delete(cseq.number)
    return sent
  }

  /** What answers the challenge in a 401 or 407; null for other responses, and where it cannot be answered. */
  challenged(sent: Sent, response: SipResponse): Credentials | null {
    if (response.status !== 401 && response.status !== 407) return null
    const step = this.#digest?.challenged(sent.request, response, sent.exchange)
    return step?.retry ? step : null
  }
}
