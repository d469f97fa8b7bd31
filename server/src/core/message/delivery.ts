import type { Envelope, RoadOutcome } from '../../ports/message-road.ts'
import { accountKey } from '../devices.ts'
import { advance } from './message-state.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** A message whose sender waits for what becomes of it. */
interface Dispatch {
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

  /** Sends a message, and tells and writes down what became of it; what the end of the server overtakes stays on its way. Returns at once. */
  dispatch(dispatch: Dispatch, envelope: Envelope): void {
    this.#track(this.#send(envelope).then((outcome) => (outcome ? this.#settle(dispatch, outcome) : undefined)))
  }

  /** Tells that a message is where its recipient's devices will find it, which no server in between can undo. `noted`: the journal has it so. */
  reached(dispatch: Dispatch, noted: boolean): void {
    if (noted) this.#tell(dispatch, 'accepted', TAKEN)
    else this.#track(this.#settle(dispatch, TAKEN))
  }

  /** Sends what nobody waits for. Returns at once. */
  post(envelope: Envelope): void {
    this.#track(this.#send(envelope).then(() => {}))
  }

  /** Resolves when the fate of everything that was sent is written down. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  async #send(envelope: Envelope): Promise<RoadOutcome | null> {
    const outcome = await this.#needs.outbox.send(envelope)
    // Many accounts have no SIP devices that could be told of anything.
    if (outcome !== null && outcome.code >= 300)
      this.#needs.log[envelope.kind === 'message' ? 'info' : 'debug']('message not taken', { kind: envelope.kind, ...outcome })
    return outcome
  }

  async #settle(dispatch: Dispatch, outcome: RoadOutcome): Promise<void> {
    const { journals, log } = this.#needs
    const state = outcome.code < 300 ? 'accepted' : 'failed'
    const change = advance(accountKey(dispatch.account), dispatch.messageId, { by: 'road', state })
    const [written] = await journals.apply([change]).catch((error: unknown) => {
      log.error('the fate of a message was not kept', { state, error: String(error) })
      return []
    })
    // Its recipient has said more than a server in between can know.
    if (written?.outcome !== 'unchanged') this.#tell(dispatch, state, outcome)
  }

  #tell({ account, messageId, timestamp }: Dispatch, state: 'accepted' | 'failed', { code, reason }: RoadOutcome): void {
    this.#needs.devices.tell(account, { kind: 'disposition', messageId, timestamp, state, code, reason })
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#needs.log.error('a message was not sent', { error: String(error) }))
      .finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
  }
}
