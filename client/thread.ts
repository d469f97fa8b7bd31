import { type ConversationMessage, comparePlaces, conversationKey } from './conversation-message.ts'
import { Emitter } from './emitter.ts'
import type { MessageArchive } from './message-archive.ts'
import type { DraftResult } from './message-draft.ts'
import { withPiecesJoined } from './message-pieces.ts'

/** Messages that are read at a time. */
const PAGE = 50

interface ThreadEvents {
  /** `messages` is another list now. */
  change: readonly ConversationMessage[]
}

/** What a thread needs of the conversations it is one of. */
export interface ThreadNeeds {
  readonly page: MessageArchive['page']
  readonly watch: (listener: (change: DraftResult) => void) => () => void
  /** Has messages decrypted that were not yet; what comes of it is told as a change. */
  readonly reveal: (messages: readonly ConversationMessage[]) => Promise<void>
  /** Calls the listener whenever those that could not be decrypted may be now. */
  readonly onKeys: (listener: () => void) => () => void
}

/** A conversation as somebody looks at it: its newest messages, older ones by pages, and whatever happens to them. */
export class Thread extends Emitter<ThreadEvents> {
  readonly #key: string
  readonly #needs: ThreadNeeds
  readonly #subscriptions: readonly (() => void)[]
  /** As they are kept. */
  #messages: readonly ConversationMessage[] = []
  /** As they are shown. */
  #shown: readonly ConversationMessage[] = []
  #complete = false
  #loading: Promise<void> | null = null
  readonly #meanwhile: DraftResult[] = []

  private constructor(key: string, needs: ThreadNeeds) {
    super()
    this.#key = key
    this.#needs = needs
    this.#subscriptions = [needs.watch((change) => this.#take(change)), needs.onKeys(() => void needs.reveal(this.#messages))]
  }

  /** @param key of the conversation. Rejects where its messages cannot be read. */
  static async open(key: string, needs: ThreadNeeds): Promise<Thread> {
    const thread = new Thread(key, needs)
    try {
      await thread.loadOlder()
    } catch (error) {
      thread.close()
      throw error
    }
    return thread
  }

  /** Those that have been read, oldest first, long texts that came in pieces put together. A new list whenever something changes. */
  get messages(): readonly ConversationMessage[] {
    return this.#shown
  }

  /** Nothing is older than what has been read. */
  get isComplete(): boolean {
    return this.#complete
  }

  /** Reads a page of older messages. Rejects where that cannot be done. */
  loadOlder(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
      this.#catchUp()
    })
    return this.#loading
  }

  /** Does not change any more. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
  }

  async #load(): Promise<void> {
    if (this.#complete) return
    const before = this.#messages[0] ?? null
    const page = await this.#needs.page({ conversation: this.#key, before, limit: PAGE })
    this.#complete = page.length < PAGE
    this.#replace([...page.toReversed(), ...this.#messages])
    void this.#needs.reveal(page)
  }

  /** What happened while a page was read, which may have it or not. */
  #catchUp(): void {
    for (const change of this.#meanwhile.splice(0)) this.#take(change)
  }

  #take(change: DraftResult): void {
    if (this.#loading === null) this.#apply(change)
    else this.#meanwhile.push(change)
  }

  #apply({ messages, removedMessages, removedConversations }: DraftResult): void {
    const oldest = this.#messages[0]
    const gone = new Set(removedMessages)
    const told = new Map<string, ConversationMessage>()
    for (const message of messages) {
      // What is older than what was read comes with its page.
      const isInReach = this.#complete || oldest === undefined || comparePlaces(message, oldest) >= 0
      if (conversationKey(message.contact) === this.#key && isInReach) told.set(message.key, message)
    }
    const isGone = removedConversations.includes(this.#key)
    if (told.size === 0 && !isGone && !this.#messages.some(({ key }) => gone.has(key))) return
    const kept = this.#messages.filter(({ key }) => !gone.has(key)).map((message) => take(told, message))
    this.#replace([...kept, ...told.values()].sort(comparePlaces))
    void this.#needs.reveal([...told.values()].filter(({ protection }) => protection === null))
  }

  #replace(messages: readonly ConversationMessage[]): void {
    this.#messages = messages
    this.#shown = withPiecesJoined(messages)
    this.emit('change', this.#shown)
  }
}

/** The news of a message, which then is told, or the message itself. */
function take(told: Map<string, ConversationMessage>, message: ConversationMessage): ConversationMessage {
  const news = told.get(message.key) ?? message
  told.delete(message.key)
  return news
}
