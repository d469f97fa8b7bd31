import type { ApiTokens } from '../../ports/api-tokens.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Journals } from '../../ports/journals.ts'
import type { Log } from '../../ports/log.ts'

export interface RetentionNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly journals: Pick<Journals, 'expire'>
  readonly apiTokens: Pick<ApiTokens, 'expire'>
}

/** ms. */
const BETWEEN_LOOKS = 3_600_000

/** Lets go of what has been kept for long enough (sylkrtc-protocol §6.1): now and from time to time. */
export class Retention {
  readonly #needs: RetentionNeeds
  readonly #lifetime: number
  #stop = () => {}
  #stopped = false

  /** `lifetime`: ms for which messages are kept; 0 for ever. */
  constructor(needs: RetentionNeeds, lifetime: number) {
    this.#needs = needs
    this.#lifetime = lifetime
  }

  start(): void {
    void this.#look()
  }

  stop(): void {
    this.#stopped = true
    this.#stop()
  }

  /** The next look comes only when this one is over. */
  async #look(): Promise<void> {
    const { apiTokens, clock, journals, log } = this.#needs
    const now = clock.now()
    try {
      const messages = this.#lifetime === 0 ? 0 : await journals.expire(now - this.#lifetime)
      const tokens = await apiTokens.expire(now)
      if (messages + tokens > 0) log.info('old messages and tokens removed', { messages, tokens })
    } catch (error) {
      log.error('what is old is still there', { error: String(error) })
    }
    if (!this.#stopped) this.#stop = clock.after(BETWEEN_LOOKS, () => void this.#look())
  }
}
