import type { SipAnswer, SipField } from '../../ports/sip-agent.ts'
import type { RequestWithin, SipSession } from '../../ports/sip-sessions.ts'

/** Where there is no call yet, or no longer. */
const NO_CALL = 'no-call'

interface DialledSessionNeeds {
  /** Calls, with that offer. Throws where something cannot be said in SIP. */
  dial(description: Uint8Array): SipSession
  /** There will be no call: whoever was to say what it offers does not. Called once, and not from within what led to it. */
  abandoned(status: number): void
}

/** A call of ours that begins once whoever has it says what it offers: for him it is like one that wants to be offered something. */
export class DialledSession implements SipSession {
  readonly #needs: DialledSessionNeeds
  #session: SipSession | null = null
  #isAbandoned = false

  constructor(needs: DialledSessionNeeds) {
    this.#needs = needs
  }

  get callId(): string {
    return this.#session?.callId ?? ''
  }

  ring(): string {
    return NO_CALL
  }

  answer(description: Uint8Array | null): string | null {
    if (this.#session) return this.#session.answer(description)
    if (description === null || this.#isAbandoned) return NO_CALL
    this.#session = this.#needs.dial(description)
    return null
  }

  refuse(answer: SipAnswer): string | null {
    if (this.#session) return this.#session.refuse(answer)
    this.#abandon(answer.status)
    return null
  }

  offer(description: Uint8Array | null): string | null {
    return this.#session ? this.#session.offer(description) : NO_CALL
  }

  end(headers: readonly SipField[] = []): void {
    if (this.#session) this.#session.end(headers)
    else this.#abandon(487)
  }

  async request(request: RequestWithin): Promise<SipAnswer> {
    return this.#session ? this.#session.request(request) : { status: 481 }
  }

  #abandon(status: number): void {
    if (this.#isAbandoned) return
    this.#isAbandoned = true
    void Promise.resolve().then(() => this.#needs.abandoned(status))
  }
}
