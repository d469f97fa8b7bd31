import type { JournalOperation, JournalOutcome } from '../../ports/journal-operation.ts'
import type { MessageEnvelope } from '../../ports/message-road.ts'
import { accountKey, type Device } from '../devices.ts'
import type { SentCopy } from '../events.ts'
import { Failure } from '../failure.ts'
import { tellComposing } from './composing.ts'
import type { Delivery } from './delivery.ts'
import { messageRecord, USUAL_DISPOSITIONS } from './journal-record.ts'
import { kindOf, mediaType, rulesOf } from './message-kind.ts'
import type { MessageState } from './message-state.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** A message as a client wants it sent. */
export type OutgoingMessage = Omit<SentCopy, 'serverGenerated'>

/** Where web clients send their key when they are new: it is to be kept, and goes nowhere (sylkrtc-protocol §5.5). */
const KEY_DEPOSIT = 'inital_key@to.store.in.sylkserver.info'

/** Messages of one account that a crash can have left on their way: more than the outbox takes at a time. */
const MOST_RESUMED = 1000

/** ms before the start: what is older was given up long ago, perhaps by a server that these journals were imported from. */
const RESUMED_FOR = 86_400_000

/** What became of it in the journals. */
interface Kept {
  /** The sender's other devices do not know it yet. */
  readonly isNew: boolean
  /** The recipient's do not know it yet. */
  readonly arrived: boolean
  /** It is where the recipient's devices will find it. */
  readonly reached: boolean
  /** The sender's record says so from the beginning. */
  readonly noted: boolean
}

/** Messages of clients that are connected here (sylkrtc-protocol §5.2). */
export class OutgoingMessages {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery
  readonly #startedAt: number
  /** Accounts whose messages of before the start have been sent again. */
  readonly #resumed = new Set<string>()

  constructor(needs: MessagingNeeds, delivery: Delivery) {
    this.#needs = needs
    this.#delivery = delivery
    this.#startedAt = needs.clock.now()
  }

  /**
   * Sends again what was acknowledged and then cut short by the end of the process, the first time that a device of the account is back: without one
   * there are no credentials. Resolves when it is on its way. Rejects with Refusal where it could not be read.
   */
  async resume(device: Device): Promise<void> {
    const key = accountKey(device.party.uri)
    if (this.#resumed.has(key)) return
    this.#resumed.add(key)
    const account = device.party.uri
    for (const entry of await this.#needs.journals.pending(key, MOST_RESUMED)) {
      const { messageId, contact: target, content, contentType, timestamp, arrivedAt } = entry
      if (arrivedAt >= this.#startedAt || arrivedAt < this.#startedAt - RESUMED_FOR) continue
      const message = { transaction: '', target, messageId, content, contentType, timestamp }
      this.#delivery.dispatch({ account, messageId, timestamp }, envelopeOf(device, message, timestamp))
    }
  }

  /**
   * Resolves when the message is in the journals of those who have one here; everything else follows by itself. A message of an id that was there before
   * is not kept again, but goes out again. Rejects with Failure `message-form`, or with Refusal where it could not be kept.
   */
  async send(device: Device, message: OutgoingMessage): Promise<void> {
    const kind = kindOf(message.contentType)
    // Clients believe what the server says of journals without a second look.
    if (kind === 'reserved' || kind === 'receipt') throw new Failure('message-form', '', 'its type is not for clients')
    if (message.content.includes('\0')) throw new Failure('message-form', '', 'it contains a NUL')
    const { clock, devices, publicKeys, words } = this.#needs
    const account = device.party.uri
    const timestamp = words.utc(message.timestamp) ?? words.time(clock.now())
    if (kind === 'public-key') await publicKeys.put(accountKey(account), { content: message.content, storedAt: clock.now() })
    if (kind === 'composing') tellComposing(this.#needs, device.party, message.target, message.content)
    const kept = await this.#keep(account, message, timestamp)
    if (kept.isNew && rulesOf(kind).told)
      devices.tell(account, { kind: 'sent', copy: { ...message, serverGenerated: false } }, device)
    if (kept.arrived) this.#arrive(device, message, timestamp)
    this.#goOn(device, message, timestamp, kept)
  }

  /** To the devices that are not connected here. */
  #goOn(device: Device, message: OutgoingMessage, timestamp: string, kept: Kept): void {
    const { asks } = rulesOf(kindOf(message.contentType))
    const dispatch = { account: device.party.uri, messageId: message.messageId, timestamp }
    const isDeposit = accountKey(message.target) === KEY_DEPOSIT
    const reached = kept.reached || isDeposit
    if (reached && asks) this.#delivery.reached(dispatch, kept.noted)
    const envelope = envelopeOf(device, message, timestamp)
    if (asks && !reached) this.#delivery.dispatch(dispatch, envelope)
    else if (!isDeposit) this.#delivery.post(envelope)
  }

  async #keep(account: string, message: OutgoingMessage, timestamp: string): Promise<Kept> {
    const { journals } = this.#needs
    const toOneself = accountKey(account) === accountKey(message.target)
    const state = toOneself || (await journals.isActive(accountKey(message.target))) ? 'accepted' : 'pending'
    const operations = this.#operations(account, message, timestamp, state)
    let [own, other] = await journals.apply(operations)
    // Who is registered here has a journal. It may have been removed meanwhile.
    if (own?.outcome === 'no-storage') {
      await journals.activate(accountKey(account))
      ;[own, other] = await journals.apply(operations)
    }
    return {
      isNew: own?.outcome === 'appended',
      noted: own?.outcome === 'appended' && state === 'accepted',
      arrived: other?.outcome === 'appended',
      reached: toOneself || isThere(other),
    }
  }

  /** The sender's first. What somebody sends to itself is in its journal once. */
  #operations(account: string, message: OutgoingMessage, timestamp: string, state: MessageState): readonly JournalOperation[] {
    const { messageId, target, content, contentType } = message
    const { keeps } = rulesOf(kindOf(contentType))
    const arrivedAt = this.#needs.clock.now()
    const [from, to] = [accountKey(account), accountKey(target)]
    if (keeps === 'nothing') return []
    if (keeps === 'place') {
      const place = { operation: 'position', messageId, arrivedAt } as const
      return from === to ? [{ ...place, account: from }] : [from, to].map((one) => ({ ...place, account: one }))
    }
    const record = { messageId, content, contentType, arrivedAt, timestamp, disposition: USUAL_DISPOSITIONS }
    const sent = messageRecord(from, { ...record, contact: to, direction: 'outgoing', state })
    if (from === to) return [sent]
    return [sent, messageRecord(to, { ...record, contact: from, direction: 'incoming', state: 'received' })]
  }

  /** The recipient's devices need not wait for the copy that comes back from the proxy. */
  #arrive({ party }: Device, { target, messageId, content, contentType }: OutgoingMessage, timestamp: string): void {
    const { devices, wake } = this.#needs
    const type = mediaType(contentType)
    devices.tell(target, {
      kind: 'message',
      sender: party,
      ...{ messageId, timestamp, content },
      contentType: type,
      dispositions: USUAL_DISPOSITIONS,
    })
    if (rulesOf(kindOf(type)).wakes) wake({ account: accountKey(target), sender: party, contentType: type, content })
  }
}

function isThere(outcome: JournalOutcome | undefined): boolean {
  return outcome?.outcome === 'appended' || outcome?.outcome === 'duplicate'
}

function envelopeOf(device: Device, message: OutgoingMessage, timestamp: string): MessageEnvelope {
  const { target, messageId, content, contentType } = message
  return {
    kind: 'message',
    sender: { account: device.party.uri, ha1: () => device.ha1() },
    from: device.party,
    to: target,
    audience: 'everybody',
    id: messageId,
    ...{ timestamp, contentType, content },
    dispositions: rulesOf(kindOf(contentType)).asks ? USUAL_DISPOSITIONS : [],
  }
}
