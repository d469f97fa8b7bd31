import { Emitter } from './emitter.ts'
import type { ConversationRecord, MessageArchive } from './message-archive.ts'
import { type DraftResult, MessageDraft } from './message-draft.ts'
import { Outbox, type OutboxNeeds } from './outbox.ts'
import type { OutboxEntry } from './outbox-entry.ts'

interface ConversationStoreEvents {
  /** Something was written. */
  change: DraftResult
  /** The archive could not be read or written; what happened counts all the same, for as long as this page is there. */
  error: unknown
}

/** What is written besides what a draft comes to. */
export interface Edit {
  readonly outbox?: readonly OutboxEntry[]
  readonly settledOutbox?: readonly number[]
  readonly cursor?: string
}

/** An account's archive, and what is always at hand of it: one change after the other, each written whole. */
export class ConversationStore extends Emitter<ConversationStoreEvents> {
  readonly archive: MessageArchive
  readonly outbox: Outbox
  readonly #records: Map<string, ConversationRecord>
  #cursor: string | null
  #last: Promise<unknown> = Promise.resolve()

  private constructor(archive: MessageArchive, outbox: Outbox, records: readonly ConversationRecord[], cursor: string | null) {
    super()
    this.archive = archive
    this.outbox = outbox
    this.#records = new Map(records.map((record) => [record.key, record]))
    this.#cursor = cursor
  }

  static async open(archive: MessageArchive, needs: OutboxNeeds): Promise<ConversationStore> {
    const { cursor, conversations, outbox } = await archive.load()
    return new ConversationStore(archive, new Outbox(outbox, needs), conversations, cursor)
  }

  get records(): ReadonlyMap<string, ConversationRecord> {
    return this.#records
  }

  get cursor(): string | null {
    return this.#cursor
  }

  /**
   * Changes what is kept, after everything that was asked for before. Resolves when it is written; never rejects. False where nothing came of
   * it, as where the archive could not be read; what could not be written counts as long as the page is there.
   * @param work says in the draft what becomes of messages, and returns what else is to be written
   */
  edit(work: (draft: MessageDraft) => Promise<Edit>): Promise<boolean> {
    const done = this.#last.then(async () => {
      try {
        await this.#carryOut(work)
        return true
      } catch (error) {
        this.emit('error', error)
        return false
      }
    })
    this.#last = done
    return done
  }

  /** Reads something after everything that was asked for before is written. Rejects as the archive does. */
  async read<Found>(work: () => Promise<Found>): Promise<Found> {
    await this.#last
    return work()
  }

  async #carryOut(work: (draft: MessageDraft) => Promise<Edit>): Promise<void> {
    const draft = new MessageDraft(this.archive, this.#records, Date.now())
    const edit = await work(draft)
    const result = await draft.result()
    const settled = [...(edit.settledOutbox ?? []), ...this.#takenElsewhere(result, edit)]
    const isNews = result.messages.length + result.removedMessages.length + result.conversations.length > 0
    if (!isNews && result.removedConversations.length === 0 && settled.length === 0 && Object.keys(edit).length === 0) return
    try {
      await this.archive.write({ ...result, ...edit, settledOutbox: settled })
    } catch (error) {
      this.emit('error', error)
    }
    for (const record of result.conversations) this.#records.set(record.key, record)
    for (const key of result.removedConversations) this.#records.delete(key)
    this.#cursor = edit.cursor ?? this.#cursor
    this.outbox.drop(settled)
    this.emit('change', result)
    this.outbox.put(edit.outbox ?? [])
  }

  /** Messages that the gateway has, though no answer said so: nobody needs to send them again. */
  #takenElsewhere({ messages }: DraftResult, edit: Edit): readonly number[] {
    if (this.outbox.size === 0) return []
    const added = new Set(edit.outbox?.map(({ number }) => number))
    return messages.flatMap((message) => {
      if (message.direction !== 'outgoing' || message.queued) return []
      const entry = this.outbox.waiting(message.id)
      return entry === undefined || added.has(entry.number) ? [] : [entry.number]
    })
  }
}
