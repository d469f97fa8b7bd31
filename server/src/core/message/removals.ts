import type { JournalOperation, JournalOutcome } from '../../ports/journal-operation.ts'
import { accountKey, type Device } from '../devices.ts'
import type { Delivery } from './delivery.ts'
import { controlRecord, RECORDS } from './journal-record.ts'
import type { MessagingNeeds, RemovedMessage } from './messaging-needs.ts'

/** Which message an account wants to be rid of. */
export interface Removal {
  readonly account: string
  /** The other party. */
  readonly contact: string
  readonly messageId: string
}

/** Takes messages back (sylkrtc-protocol §5.6). */
export class Removals {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery

  constructor(needs: MessagingNeeds, delivery: Delivery) {
    this.#needs = needs
    this.#delivery = delivery
  }

  /**
   * A client's removal, which counts also where there is no such message: its other devices may have it. Resolves when it is written down, rejects with
   * Refusal where it could not be.
   */
  async remove(device: Device, removal: Omit<Removal, 'account'>): Promise<void> {
    await this.#carryOut({ ...removal, account: device.party.uri }, 'always', device)
  }

  /** A SIP device's removal. Resolves with false where there is no such message. */
  removeKnown(removal: Removal): Promise<boolean> {
    return this.#carryOut(removal, 'if-known')
  }

  async #carryOut(removal: Removal, recorded: 'always' | 'if-known', except?: Device): Promise<boolean> {
    const { devices, journals, words } = this.#needs
    const { account, contact, messageId } = removal
    const own: RemovedMessage = { contact, messageId, direction: 'outgoing' }
    const taken: RemovedMessage = { contact: account, messageId, direction: 'incoming' }
    const [ownOutcome, otherOutcome] = await journals.apply([
      this.#removalFrom(account, contact, own, recorded === 'if-known'),
      this.#removalFrom(contact, account, taken, true),
      ...(recorded === 'always' ? [this.#record(account, own)] : []),
    ])
    const known = ownOutcome?.outcome === 'removed'
    if (known || recorded === 'always') {
      devices.tell(account, { kind: 'message-removed', ...own }, except)
      this.#delivery.post({
        kind: 'notice',
        sender: { account, ha1: () => devices.ha1(account) },
        ...{ from: contact, to: account, contentType: RECORDS.messageRemove, content: words.removal(own) },
      })
    }
    if (otherOutcome?.outcome === 'removed') devices.tell(contact, { kind: 'message-removed', ...taken })
    for (const [owner, outcome] of [
      [account, ownOutcome],
      [contact, otherOutcome],
    ] as const)
      this.#dropFile(owner, outcome)
    return known
  }

  /** What the recipient has is taken only where it came from who removes it (§11 S14); what it wrote itself is its own. */
  #removalFrom(owner: string, other: string, removed: RemovedMessage, record: boolean): JournalOperation {
    const where =
      removed.direction === 'incoming'
        ? ({ direction: 'incoming', contact: accountKey(other) } as const)
        : { contact: accountKey(other) }
    return {
      operation: 'remove',
      account: accountKey(owner),
      messageId: removed.messageId,
      where,
      ifRemoved: record ? [this.#record(owner, removed)] : [],
    }
  }

  #record(owner: string, removed: RemovedMessage): JournalOperation {
    const { contact, direction } = removed
    const content = this.#needs.words.removal(removed)
    return controlRecord(this.#needs, owner, { contact, contentType: RECORDS.messageRemove, content, direction })
  }

  #dropFile(owner: string, outcome: JournalOutcome | undefined): void {
    if (outcome?.outcome === 'removed' && outcome.entry.contentType === 'application/sylk-file-transfer')
      this.#needs.transferRemoved(accountKey(owner), outcome.entry)
  }
}
