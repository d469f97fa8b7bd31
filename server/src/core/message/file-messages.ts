import type { MessageEnvelope } from '../../ports/message-road.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import type { Delivery } from './delivery.ts'
import type { IncomingMessages } from './incoming-messages.ts'
import { USUAL_DISPOSITIONS } from './journal-record.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** A message that tells of a file, in the words of clients and of SIP devices. */
export interface FileAnnouncement {
  /** Of the transfer, and of the message. */
  readonly id: string
  readonly sender: SipParty
  /** Address of record. */
  readonly receiver: string
  /** ISO 8601 in UTC. */
  readonly timestamp: string
  readonly contentType: string
  readonly content: string
  /** The same for SIP devices. */
  readonly offer: { readonly contentType: string; readonly content: string }
  /** What people are to read whose devices know no offers; null: they could do nothing with the file. */
  readonly text: string | null
}

/** Tells both sides of a file that has come in (sylkrtc-protocol §7.3). */
export class FileMessages {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery
  readonly #incoming: IncomingMessages

  constructor(needs: MessagingNeeds, delivery: Delivery, incoming: IncomingMessages) {
    this.#needs = needs
    this.#delivery = delivery
    this.#incoming = incoming
  }

  /**
   * Resolves when it is in the journals of both, as far as they have any; the sender's devices are told too, the one that sent the file among them. Telling
   * again changes nothing. Rejects with Refusal where it could not be kept.
   */
  async announce(file: FileAnnouncement): Promise<void> {
    const { id, sender, receiver, timestamp, contentType, content, offer, text } = file
    const reception = await this.#incoming.receive({
      ...{ sender, recipient: receiver, messageId: id, timestamp, contentType, content },
      ...{ dispositions: USUAL_DISPOSITIONS, copyForSender: true, proved: true },
    })
    if (reception.why !== 'kept') return
    const own = { id, ...offer, dispositions: USUAL_DISPOSITIONS }
    // A gateway of another domain makes of it what we would.
    this.#post(file, reception.reached ? 'sip' : 'everybody', own)
    this.#post(file, 'own-sip', own)
    if (text === null) return
    for (const audience of ['sip', 'own-sip'] as const)
      this.#post(file, audience, { id: this.#needs.random.id(), contentType: 'text/plain', content: text, dispositions: [] })
  }

  #post(
    { sender: from, receiver: to, timestamp }: FileAnnouncement,
    audience: MessageEnvelope['audience'],
    message: Pick<MessageEnvelope, 'id' | 'contentType' | 'content' | 'dispositions'>,
  ): void {
    const sender = { account: from.uri, ha1: () => this.#needs.devices.ha1(from.uri) }
    this.#delivery.post({ kind: 'message', sender, from, to, timestamp, audience, ...message })
  }
}
