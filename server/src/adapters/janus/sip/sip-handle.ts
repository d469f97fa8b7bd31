import type { Jsep } from '../frame.ts'
import type { HandleEvent, JanusHandle, TrickledCandidate } from '../handle.ts'
import type { JsonObject } from '../json.ts'
import type { JanusSession } from '../session.ts'
import { readSipEvent, type SipEvent } from './sip-event.ts'

const PLUGIN = 'janus.plugin.sip'

/** What happens on a handle of the SIP plugin. `gone` is the last. */
export type SipHandleEvent = SipEvent | Exclude<HandleEvent, { readonly kind: 'plugin' }>

/** One handle of Janus' SIP plugin: a SIP identity, and at most one call. */
export class SipHandle {
  readonly #handle: JanusHandle

  private constructor(handle: JanusHandle) {
    this.#handle = handle
  }

  /** Rejects with Refusal. */
  static async attach(session: JanusSession, listener: (event: SipHandleEvent) => void): Promise<SipHandle> {
    const handle = await session.attach(PLUGIN, (event) =>
      listener(event.kind === 'plugin' ? readSipEvent(event.data, event.jsep) : event),
    )
    return new SipHandle(handle)
  }

  get id(): number {
    return this.#handle.id
  }

  /** Resolves when Janus has taken it; what the plugin refuses afterwards comes to `onFailure`. Rejects with Refusal. */
  request(body: JsonObject, jsep: Jsep | null, onFailure: (detail: string) => void): Promise<void> {
    return this.#handle.message(body, jsep, onFailure)
  }

  trickle(candidates: readonly TrickledCandidate[]): Promise<void> {
    return this.#handle.trickle(candidates)
  }

  /** Never rejects. Janus ends the call and the registration that the handle still has. */
  detach(): Promise<void> {
    return this.#handle.detach()
  }
}
