import type { ConversationMessage } from './conversation-message.ts'
import type { OutboxEntry, OutboxTask } from './outbox-entry.ts'
import { RequestFailure } from './request-failure.ts'

/** Entries that wait for an answer of the gateway at a time. */
const MOST_UNDER_WAY = 16
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 60_000

/**
 * Refusals that say nothing about the request: the account is not registered on this connection yet, or the server cannot keep
 * anything at the moment. Whatever else the gateway refuses it would refuse again.
 */
const PASSING = /^(?:Account not authenticated|Unknown account specified|The server cannot keep anything)/

/** What became of an entry that does not wait any more: the gateway has it, or `failure` says why it never will. */
export type OutboxOutcome = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly reason: string }

export interface OutboxNeeds {
  /** Has the gateway do what an entry says. Rejects with a RequestFailure where that may be tried again, or with an OutboxRefusal. */
  readonly perform: (entry: OutboxEntry) => Promise<void>
  /** To be kept: it does not wait any more. */
  readonly settled: (entry: OutboxEntry, outcome: OutboxOutcome) => void
}

/** Why something must not be sent, whatever the gateway would say. */
export class OutboxRefusal extends Error {
  override readonly name = 'OutboxRefusal'
}

/**
 * What this device has for the gateway to do and the gateway has not acknowledged. It goes out when the outbox is opened, what is about
 * one contact in the order in which it was written, and again, the same, until there is an answer. Ids make that harmless: journals
 * and recipients know those they have had.
 */
export class Outbox {
  readonly #needs: OutboxNeeds
  /** By number, in ascending order. */
  readonly #entries = new Map<number, OutboxEntry>()
  readonly #underWay = new Set<number>()
  /** Of what was sent and not answered, nobody knows whether it was done. */
  readonly #attempted = new Set<number>()
  #next = 1
  #open = false
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  /** @param waiting what was kept from before */
  constructor(waiting: readonly OutboxEntry[], needs: OutboxNeeds) {
    this.#needs = needs
    for (const entry of [...waiting].sort((one, other) => one.number - other.number)) {
      this.#entries.set(entry.number, entry)
      this.#attempted.add(entry.number)
      this.#next = entry.number + 1
    }
  }

  /** How many entries wait. */
  get size(): number {
    return this.#entries.size
  }

  /** Makes an entry, which is to be kept and then put in. */
  entry(contact: string, task: OutboxTask): OutboxEntry {
    return { number: this.#next++, contact, task }
  }

  put(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.number, entry)
    this.#pump()
  }

  /** The message with that id that waits, if it does. */
  waiting(id: string): OutboxEntry | undefined {
    for (const entry of this.#entries.values()) if (entry.task.kind === 'message' && entry.task.id === id) return entry
    return undefined
  }

  /** The messages to a contact that wait. */
  waitingFor(contact: string): readonly OutboxEntry[] {
    const lane = contact.toLowerCase()
    return [...this.#entries.values()].filter((entry) => entry.task.kind === 'message' && entry.contact.toLowerCase() === lane)
  }

  /** Whether the gateway is still to hear that a message was removed here: until then its journal has it. */
  removes({ contact, id, at }: ConversationMessage): boolean {
    const lane = contact.toLowerCase()
    for (const { task, contact: other } of this.#entries.values()) {
      if (other.toLowerCase() !== lane) continue
      if ((task.kind === 'removal' && task.id === id) || (task.kind === 'conversation-removal' && at <= task.until)) return true
    }
    return false
  }

  /** Whether the gateway may have what an entry says. */
  wasAttempted(entry: OutboxEntry): boolean {
    return this.#attempted.has(entry.number)
  }

  /** Forgets entries: they are done already, or nobody wants them any more. */
  drop(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#entries.delete(number)
      this.#attempted.delete(number)
    }
  }

  /** The account is registered, and what the gateway knows of it is known here: everything may go out. */
  open(): void {
    this.#open = true
    this.#failures = 0
    clearTimeout(this.#retry)
    this.#pump()
  }

  /** Nothing goes out any more, until it is opened. */
  close(): void {
    this.#open = false
    clearTimeout(this.#retry)
  }

  #pump(): void {
    if (!this.#open) return
    /** Contacts of which something waits that others must not overtake. */
    const held = new Set<string>()
    for (const entry of this.#entries.values()) {
      if (this.#underWay.size >= MOST_UNDER_WAY) return
      const lane = entry.contact.toLowerCase()
      // Receipts may overtake each other, and nothing else.
      const isReceipt = entry.task.kind === 'receipt'
      const mayGo = !held.has(lane) && (isReceipt || !held.has(`receipts ${lane}`))
      held.add(isReceipt ? `receipts ${lane}` : lane)
      if (mayGo && !this.#underWay.has(entry.number)) void this.#send(entry)
    }
  }

  async #send(entry: OutboxEntry): Promise<void> {
    this.#underWay.add(entry.number)
    this.#attempted.add(entry.number)
    try {
      await this.#needs.perform(entry)
      this.#failures = 0
      this.#settle(entry, { kind: 'taken' })
    } catch (error) {
      const refused = error instanceof RequestFailure && (error.kind !== 'refused' || PASSING.test(error.message)) ? null : error
      if (refused === null) this.#later()
      else this.#settle(entry, { kind: 'refused', reason: refused instanceof Error ? refused.message : String(refused) })
    } finally {
      this.#underWay.delete(entry.number)
      this.#pump()
    }
  }

  /** Whatever does not pass by itself with the next registration, as a gateway that cannot write, is waited for. */
  #later(): void {
    if (!this.#open) return
    this.#open = false
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS)
    this.#retry = setTimeout(() => {
      this.#open = true
      this.#pump()
    }, delay)
  }

  #settle(entry: OutboxEntry, outcome: OutboxOutcome): void {
    // It may have been dropped while it was under way: what it was about is known by other means, or gone.
    if (!this.#entries.has(entry.number)) return
    this.drop([entry.number])
    this.#needs.settled(entry, outcome)
  }
}
