import { accountKey, type Device, type Devices } from '../devices.ts'
import { Access } from './access.ts'
import { ConversationMarks } from './conversation-marks.ts'
import { Delivery } from './delivery.ts'
import { FileMessages } from './file-messages.ts'
import { IncomingMessages } from './incoming-messages.ts'
import { JournalPages } from './journal-pages.ts'
import type { MessagingNeeds } from './messaging-needs.ts'
import { OutgoingMessages } from './outgoing-messages.ts'
import { Receipts } from './receipts.ts'
import { Removals } from './removals.ts'

/** Messages of all accounts: what is done with them is in the parts. */
export class Messaging {
  readonly devices: Devices
  readonly outgoing: OutgoingMessages
  readonly incoming: IncomingMessages
  readonly receipts: Receipts
  readonly removals: Removals
  readonly marks: ConversationMarks
  readonly files: FileMessages
  readonly pages: JournalPages
  readonly access: Access
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery

  constructor(needs: MessagingNeeds) {
    const delivery = new Delivery(needs)
    this.#needs = needs
    this.#delivery = delivery
    this.devices = needs.devices
    this.outgoing = new OutgoingMessages(needs, delivery)
    this.incoming = new IncomingMessages(needs)
    this.files = new FileMessages(needs, delivery, this.incoming)
    this.receipts = new Receipts(needs, delivery)
    this.removals = new Removals(needs, delivery)
    this.marks = new ConversationMarks(needs, delivery)
    this.pages = new JournalPages(needs.journals, needs.words)
    this.access = new Access(needs, delivery)
  }

  /** A device has proved that it may have its account: messages are kept for that from now on, and the device is told of them. */
  async join(device: Device): Promise<void> {
    this.#needs.devices.add(device)
    await this.#needs.journals.activate(accountKey(device.party.uri))
    await this.outgoing.resume(device)
  }

  leave(device: Device): void {
    this.#needs.devices.remove(device)
  }

  /** The key that its owner has published; null where there is none. */
  async publicKey(account: string): Promise<string | null> {
    return (await this.#needs.publicKeys.get(accountKey(account)))?.content ?? null
  }

  /** Nothing more goes out. Resolves when the fate of what is on its way is written down. */
  async close(): Promise<void> {
    this.#needs.outbox.close()
    await this.#delivery.settled()
  }
}
