import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { JournalOperation } from '../../ports/journal-operation.ts'
import type { ReceiptEnvelope } from '../../ports/message-road.ts'
import { accountKey, type Device } from '../devices.ts'
import { Turns } from '../turns.ts'
import type { Delivery } from './delivery.ts'
import { controlRecord, messageRecord, RECORDS } from './journal-record.ts'
import { advance, mayFollow, type ReceiptState, receiptState, settleReceipt } from './message-state.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** What a client says became of a message that it got. */
export interface OutgoingReceipt {
  /** Who wrote the message. Web clients say the account itself, of messages out of its journal. */
  readonly author: string
  readonly messageId: string
  /** Of the message, as the client has it. */
  readonly messageTimestamp: string
  readonly state: ReceiptEnvelope['state']
}

/** What somebody says became of a message of an account of this server. */
export interface IncomingReceipt {
  /** Who got the message. */
  readonly recipient: string
  /** Who wrote it. */
  readonly author: string
  /** Of the receipt; null: it has none. */
  readonly id: string | null
  readonly messageId: string
  /** Of the message, as the receipt says. */
  readonly messageTimestamp: string
  /** As in RFC 5438 §7.2. */
  readonly status: string
  /** Whether it is of no account where the author's journal does not have the message; absent: it may be of one that another device sent. */
  readonly ofKnown?: boolean
}

export type ReceiptVerdict =
  | { readonly counted: true }
  /** `late`: the message had come further; `foreign`: it was for somebody else; `no-message`: there is none of that id. */
  | { readonly counted: false; readonly why: 'known' | 'late' | 'foreign' | 'no-message' | 'no-storage' | 'unknown-state' }

/** Receipts of messages, in both directions (sylkrtc-protocol §5.4). */
export class Receipts {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery
  /** Receipts of one account are judged by the state of its message, and so one after the other. */
  readonly #turns = new Turns()

  constructor(needs: MessagingNeeds, delivery: Delivery) {
    this.#needs = needs
    this.#delivery = delivery
  }

  /** Resolves when it is written down; it goes on its way then. Rejects with Refusal where it could not be written. */
  async send(device: Device, receipt: OutgoingReceipt): Promise<void> {
    const { journals, random } = this.#needs
    const account = device.party.uri
    const author = await this.#authorOf(account, receipt)
    if (author === null) {
      await journals.apply([settleReceipt(accountKey(account), receipt.messageId, receipt.state)])
      return
    }
    const { messageId, messageTimestamp, state } = receipt
    const id = random.id()
    await this.receive({ recipient: account, author, id, messageId, messageTimestamp, status: state })
    this.#delivery.post({
      kind: 'receipt',
      sender: { account, ha1: () => device.ha1() },
      ...{ from: device.party, to: author, id, messageId, messageTimestamp, state },
    })
  }

  /** Resolves when it is written down. Rejects with Refusal where it could not be written. */
  async receive(receipt: IncomingReceipt): Promise<ReceiptVerdict> {
    const state = receiptState(receipt.status)
    if (state === null) return { counted: false, why: 'unknown-state' }
    return this.#turns.take(accountKey(receipt.author), () => this.#count(receipt, state))
  }

  async #count(receipt: IncomingReceipt, state: ReceiptState): Promise<ReceiptVerdict> {
    const { devices, journals } = this.#needs
    const { messageId, messageTimestamp } = receipt
    const [author, recipient] = [accountKey(receipt.author), accountKey(receipt.recipient)]
    const message = await journals.entry(author, messageId)
    if (message === null && receipt.ofKnown) return { counted: false, why: 'no-message' }
    const settled = settleReceipt(recipient, messageId, state)
    const why = message === null ? null : whyNot(message, recipient, state)
    if (why !== null) {
      await journals.apply([settled])
      return { counted: false, why }
    }
    const [outcome] = await journals.apply([
      this.#record(receipt, state),
      advance(author, messageId, { by: 'recipient', state }),
      settled,
    ])
    if (outcome?.outcome !== 'appended') return { counted: false, why: outcome?.outcome === 'duplicate' ? 'known' : 'no-storage' }
    devices.tell(author, { kind: 'disposition', messageId, timestamp: messageTimestamp, state, code: 200, reason: '' })
    return { counted: true }
  }

  /** So that devices of the author that are away learn of it. */
  #record({ author, recipient, id, messageId, messageTimestamp }: IncomingReceipt, state: ReceiptState): JournalOperation {
    const content = this.#needs.words.receipt({ account: accountKey(author), messageId, messageTimestamp, state })
    const record = controlRecord(this.#needs, author, {
      ...{ contact: recipient, contentType: RECORDS.receipt, content },
      direction: 'incoming',
    })
    const own = { ...record.entry, state: 'received', disposition: [] }
    return messageRecord(author, id === null ? own : { ...own, messageId: id })
  }

  /** Null where there is nobody but the account itself to be told. */
  async #authorOf(account: string, { author, messageId }: OutgoingReceipt): Promise<string | null> {
    const key = accountKey(account)
    if (accountKey(author) !== key) return author
    const entry = await this.#needs.journals.entry(key, messageId)
    return entry === null || entry.direction !== 'incoming' || entry.contact === key ? null : entry.contact
  }
}

/** Why a receipt is of no account for the message that it names; null where it is. */
function whyNot({ direction, contact, state }: JournalEntry, recipient: string, next: ReceiptState): 'foreign' | 'late' | null {
  if (direction !== 'outgoing' || contact !== recipient) return 'foreign'
  return mayFollow(state, { by: 'recipient', state: next }) ? null : 'late'
}
