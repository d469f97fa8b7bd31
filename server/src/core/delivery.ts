import type { Envelope, RoadOutcome } from '../ports/message-road.ts'
import { accountKey } from './devices.ts'
import { advance } from './message-state.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** A message whose sender waits for what becomes of it. */
export interface Dispatch {
  readonly account: string
  readonly messageId: string
  /** As it went out. */
  readonly timestamp: string
}

const TAKEN: RoadOutcome = { code: 200, reason: 'OK' }

/** Brings what was sent on its way and tells its account what became of it, whoever of its devices is still there then (sylkrtc-protocol §11 R11, R12). */
export class Delivery {
  readonly #needs: MessagingNeeds
  readonly #underWay = new Set<Promise<void>>()

  constructor(needs: MessagingNeeds) {
    this.#needs = needs
  }

  /**
   * Sends a message. `kept`: the recipient's journal has it, which no server in between can undo; what a road says is only logged then. Returns at once.
   */
  dispatch(dispatch: Dispatch, envelope: Envelope | null, kept: boolean): void {
    this.#track(this.#deliver(dispatch, envelope, kept))
  }

  /** Sends what nobody waits for. Returns at once. */
  post(envelope: Envelope): void {
    this.#track(this.#send(envelope).then(() => {}))
  }

  /** Resolves when the fate of everything that was sent is written down. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  async #deliver(dispatch: Dispatch, envelope: Envelope | null, kept: boolean): Promise<void> {
    if (kept || envelope === null) await this.#settle(dispatch, TAKEN)
    const outcome = envelope === null ? TAKEN : await this.#send(envelope)
    if (!kept && envelope !== null) await this.#settle(dispatch, outcome)
  }

  async #send(envelope: Envelope): Promise<RoadOutcome> {
    const outcome = await this.#needs.outbox.send(envelope)
    if (outcome.code >= 300) this.#needs.log.info('message not taken', { kind: envelope.kind, ...outcome })
    return outcome
  }

  async #settle({ account, messageId, timestamp }: Dispatch, { code, reason }: RoadOutcome): Promise<void> {
    const { devices, journals, log } = this.#needs
    const state = code < 300 ? 'accepted' : 'failed'
    const change = advance(accountKey(account), messageId, { by: 'road', state })
    const [outcome] = await journals.apply([change]).catch((error: unknown) => {
      log.error('the fate of a message was not kept', { state, error: String(error) })
      return []
    })
    // Its recipient has said more than a server in between can know.
    if (outcome?.outcome === 'unchanged') return
    devices.tell(account, { kind: 'disposition', messageId, timestamp, state, code, reason })
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#needs.log.error('a message was not sent', { error: String(error) }))
      .finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
  }
}
