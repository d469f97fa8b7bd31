import type { Clock } from '../../../ports/clock.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { Jsep } from '../frame.ts'
import type { HandleEvent, JanusHandle } from '../handle.ts'
import type { JsonObject } from '../json.ts'
import type { JanusSession } from '../session.ts'
import type { TrickledCandidate } from '../trickled-candidates.ts'
import { readSipEvent, type SipEvent } from './sip-event.ts'

const PLUGIN = 'janus.plugin.sip'
/** ms Janus may take to start a SIP stack. */
const START_PATIENCE = 10_000

/** What happens on a handle of the SIP plugin. `gone` is the last. */
export type SipHandleEvent = SipEvent | Exclude<HandleEvent, { readonly kind: 'plugin' }>

/** One handle of Janus' SIP plugin: a SIP identity, and at most one call. */
export class SipHandle {
  readonly #handle: JanusHandle
  readonly #clock: Clock
  #silent = false
  #starting: Promise<void> = Promise.resolve()
  #heard: () => void = () => {}

  private constructor(handle: JanusHandle, clock: Clock) {
    this.#handle = handle
    this.#clock = clock
  }

  /** Rejects with Refusal. */
  static async attach(
    { session, clock }: { readonly session: JanusSession; readonly clock: Clock },
    listener: (event: SipHandleEvent) => void,
  ): Promise<SipHandle> {
    const made: { handle?: SipHandle } = {}
    const handle = await session.attach(PLUGIN, (event) => {
      if (made.handle) made.handle.#heard()
      if (!made.handle?.silent) listener(event.kind === 'plugin' ? readSipEvent(event.data, event.jsep) : event)
    })
    made.handle = new SipHandle(handle, clock)
    return made.handle
  }

  get id(): number {
    return this.#handle.id
  }

  /** Nothing is told of it any more. */
  get silent(): boolean {
    return this.#silent
  }

  /** Resolves when Janus has taken it; what the plugin refuses afterwards comes to `onFailure`. Rejects with Refusal. */
  request(body: JsonObject, jsep: Jsep | null, onFailure: (detail: string) => void): Promise<void> {
    return this.#handle.message(body, jsep, onFailure)
  }

  /** As `request`, for a `register` that gives the handle a SIP stack of its own. */
  async startStack(body: JsonObject, onFailure: (detail: string) => void): Promise<void> {
    this.#starting = new Promise((resolve, reject) => {
      const cancel = this.#clock.after(START_PATIENCE, () =>
        reject(new Refusal('backend-timeout', 'Janus did not start a SIP stack')),
      )
      this.#heard = () => {
        cancel()
        resolve()
      }
    })
    this.#starting.catch(() => {})
    await this.request(body, null, (detail) => {
      this.#heard()
      onFailure(detail)
    })
  }

  /** Resolves when Janus has done with startStack, well or not. Rejects with Refusal `backend-timeout`. */
  started(): Promise<void> {
    return this.#starting
  }

  trickle(candidates: readonly TrickledCandidate[]): Promise<void> {
    return this.#handle.trickle(candidates)
  }

  /**
   * Never rejects. Janus ends the call and the registration that the handle still has. A handle whose stack is only just starting is kept
   * until it has: Janus would look for the stack for two seconds, and serve nobody meanwhile (measured).
   */
  async detach(): Promise<void> {
    this.#silent = true
    await this.#starting.catch(() => {})
    await this.#handle.detach()
  }
}
