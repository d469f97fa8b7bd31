import type { JournalOperation, JournalOutcome } from '../../ports/journal-operation.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { accountKey } from '../devices.ts'
import { tellComposing } from './composing.ts'
import { messageRecord } from './journal-record.ts'
import { kindOf, mediaType, rulesOf } from './message-kind.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** A message that came by some road. */
export interface IncomingMessage {
  readonly sender: SipParty
  /** Address of record. */
  readonly recipient: string
  /** Null: it has none, and gets one. */
  readonly messageId: string | null
  /** Whether its id tells it from others of the same sender alone, and not for ever; absent: from all that there are. */
  readonly hasLocalId?: boolean
  /** ISO 8601 in UTC; null: it does not say. */
  readonly timestamp: string | null
  readonly dispositions: readonly string[] | null
  readonly contentType: string
  readonly content: string
  /** One of the sender's own devices sent it, and its others do not know: to be kept for the sender as well. */
  readonly copyForSender: boolean
  /** Its sender is beyond doubt. */
  readonly proved: boolean
}

/** What became of it. */
export interface Reception {
  /** False: nobody here keeps messages for any of the two. */
  readonly taken: boolean
  /** The recipient's devices will find it. */
  readonly reached: boolean
  readonly why: 'kept' | 'known' | 'no-storage' | 'not-kept'
}

/** What the devices of one account are told of, and whom that concerns. */
type Arrived = IncomingMessage & { readonly messageId: string; readonly timestamp: string }

/** ms in which what comes with the id and the words of a message that was there before is that message again. */
const REPEATED = 3_600_000

/** Messages that come to accounts of this server by SIP or any other road (sylkrtc-protocol §5.9). */
export class IncomingMessages {
  readonly #needs: MessagingNeeds

  constructor(needs: MessagingNeeds) {
    this.#needs = needs
  }

  /** Resolves when it is where the devices of its parties will find it. What is there already is not told again. Rejects with Refusal where it could not be kept. */
  async receive(message: IncomingMessage): Promise<Reception> {
    const { clock, random, words } = this.#needs
    const kind = kindOf(message.contentType)
    const { keeps } = rulesOf(kind)
    if (kind === 'composing') tellComposing(this.#needs, message.sender, message.recipient, message.content)
    if (keeps === 'nothing') return { taken: true, reached: false, why: 'not-kept' }
    const now = clock.now()
    const arrived = {
      ...message,
      contentType: mediaType(message.contentType),
      messageId: message.messageId ?? random.id(),
      timestamp: message.timestamp ?? words.time(now),
    }
    const { publicKeys, journals } = this.#needs
    // Anybody can write anybody's name into a message, and a key is believed for ever (§11 S8).
    if (kind === 'public-key' && message.proved)
      await publicKeys.put(accountKey(message.sender.uri), { content: message.content, storedAt: now })
    const { forSender, forRecipient } = operationsFor(arrived, now)
    const outcomes = await journals.apply([...forSender, forRecipient])
    if (outcomes[forSender.length - 1]?.outcome === 'appended' && forSender.length > 0) this.#tellSender(arrived)
    const outcome = outcomes.at(-1)
    if (message.hasLocalId && outcome?.outcome === 'duplicate' && !(await this.#isKept(arrived, now)))
      // By its id nobody could say what became of it any more.
      return this.receive({ ...message, messageId: null, dispositions: null })
    if (outcome?.outcome === 'appended') this.#tellRecipient(arrived)
    return receptionOf(outcomes)
  }

  /** Whether the very message is there, not only one of that id. */
  async #isKept({ sender, recipient, messageId, content }: Arrived, now: number): Promise<boolean> {
    const entry = await this.#needs.journals.entry(accountKey(recipient), messageId)
    if (entry === null || entry.direction !== 'incoming' || entry.contact !== accountKey(sender.uri)) return false
    return entry.content === content && entry.arrivedAt > now - REPEATED
  }

  #tellSender({ sender, recipient, messageId, content, contentType, timestamp }: Arrived): void {
    const copy = { transaction: '1', target: recipient, serverGenerated: true }
    this.#needs.devices.tell(sender.uri, { kind: 'sent', copy: { ...copy, messageId, content, contentType, timestamp } })
  }

  #tellRecipient({ sender, recipient, messageId, content, contentType, timestamp, dispositions }: Arrived): void {
    const { devices, wake } = this.#needs
    devices.tell(recipient, { kind: 'message', sender, messageId, timestamp, dispositions, contentType, content })
    if (rulesOf(kindOf(contentType)).wakes) wake({ account: accountKey(recipient), sender, contentType, content })
  }
}

/** The sender's first: what somebody sends to itself is in its journal once, as sent. */
function operationsFor(
  message: Arrived,
  now: number,
): { readonly forSender: readonly JournalOperation[]; readonly forRecipient: JournalOperation } {
  const { sender, recipient, messageId, content, contentType, timestamp, dispositions: disposition } = message
  const [from, to] = [accountKey(sender.uri), accountKey(recipient)]
  const kind = kindOf(contentType)
  if (rulesOf(kind).keeps === 'place') {
    const place = { operation: 'position', messageId, arrivedAt: now } as const
    // Public keys are looked up where they are needed; private ones are how another device gets them.
    const sent = message.copyForSender && kind === 'private-key' ? [{ ...place, account: from }] : []
    return { forSender: sent, forRecipient: { ...place, account: to } }
  }
  const record = { messageId, content, contentType, timestamp, disposition, arrivedAt: now }
  const sent = messageRecord(from, { ...record, contact: to, direction: 'outgoing', state: 'accepted' })
  const received = messageRecord(to, { ...record, contact: from, direction: 'incoming', state: 'received' })
  return { forSender: message.copyForSender ? [sent] : [], forRecipient: received }
}

function receptionOf(outcomes: readonly JournalOutcome[]): Reception {
  const reached = outcomes.at(-1)?.outcome !== 'no-storage'
  if (outcomes.some(({ outcome }) => outcome === 'appended')) return { taken: true, reached, why: 'kept' }
  if (outcomes.some(({ outcome }) => outcome === 'duplicate')) return { taken: true, reached, why: 'known' }
  return { taken: false, reached, why: 'no-storage' }
}
