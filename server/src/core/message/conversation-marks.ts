import { accountKey, type Device } from '../devices.ts'
import type { Delivery } from './delivery.ts'
import { controlRecord, RECORDS } from './journal-record.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** What an account has to do with one contact. */
export interface Conversation {
  readonly account: string
  readonly contact: string
}

/** Conversations that were read, or are to be forgotten (sylkrtc-protocol §5.7). The contact is told of neither. */
export class ConversationMarks {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery

  constructor(needs: MessagingNeeds, delivery: Delivery) {
    this.#needs = needs
    this.#delivery = delivery
  }

  /** `by`: the device that has read it; without it a SIP device. Resolves when it is written down, rejects with Refusal where it could not be. */
  async read({ account, contact }: Conversation, by?: Device): Promise<void> {
    const { devices, journals } = this.#needs
    const contentType = RECORDS.conversationRead
    await journals.apply([
      { operation: 'clear-dispositions', account: accountKey(account), contact: accountKey(contact) },
      controlRecord(this.#needs, account, { contact, contentType, content: contact, direction: '' }),
    ])
    devices.tell(account, { kind: 'conversation-read', contact }, by)
    this.#notify({ account, contact }, contentType, null, by)
  }

  /**
   * Removes what is not newer than `upTo` (ms since the epoch), or than now where that is null. `by`: the device that wants it; without it a SIP device.
   * Resolves when it is written down, rejects with Refusal where it could not be.
   */
  async remove({ account, contact }: Conversation, upTo: number | null = null, by?: Device): Promise<void> {
    const { clock, devices, journals, words, transferRemoved } = this.#needs
    const contentType = RECORDS.conversationRemove
    const until = Math.min(upTo ?? Number.POSITIVE_INFINITY, clock.now())
    const [removed] = await journals.apply([
      { operation: 'remove-conversation', account: accountKey(account), contact: accountKey(contact), upTo: until },
      controlRecord(this.#needs, account, { contact, contentType, content: contact, direction: '' }),
    ])
    const timestamp = words.time(until)
    devices.tell(account, { kind: 'conversation-removed', contact, timestamp }, by)
    this.#notify({ account, contact }, contentType, timestamp, by)
    if (removed?.outcome !== 'conversation-removed') return
    for (const entry of removed.transfers) transferRemoved(accountKey(account), entry)
  }

  /** What a client did its account's SIP devices are told as from the contact, what one of these did as from the account itself (§5.7, §5.9). */
  #notify({ account, contact }: Conversation, contentType: string, timestamp: string | null, by: Device | undefined): void {
    const { devices, words } = this.#needs
    this.#delivery.post({
      kind: 'notice',
      sender: { account, ha1: () => devices.ha1(account) },
      ...{ from: by ? contact : account, to: account, contentType, content: words.conversation({ contact, timestamp }) },
    })
  }
}
