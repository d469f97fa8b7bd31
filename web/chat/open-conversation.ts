import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { type ConversationMessage, conversationKey, isUnread } from '@weft/client/conversation-message'
import type { Conversations } from '@weft/client/conversations'
import type { Thread } from '@weft/client/thread'
import { ScrollPlace } from './scroll-place.ts'

/** Pages of older messages that are read to find one. */
const MOST_PAGES = 400
/** Of what has come while the conversation was looked at, as many are kept for those who hear the page. */
const SPOKEN = 5

/** The conversation that is looked at. */
export class OpenConversation {
  /** `user@domain` */
  readonly contact: string
  readonly key: string
  /** Those that have been read, oldest first. */
  readonly messages = signal<readonly ConversationMessage[]>([])
  readonly state = signal<'reading' | 'ready' | 'failed'>('reading')
  /** Key of the first message that was new when somebody came to look; null where there is none. */
  readonly firstNew = signal<string | null>(null)
  /** How many have come below what can be seen. */
  readonly newBelow = signal(0)
  /** What has come while somebody looked, latest last. */
  readonly spoken = signal<readonly ConversationMessage[]>([])
  /** Keys of long messages that are shown as a whole. */
  readonly whole = signal<ReadonlySet<string>>(new Set())
  /** Key of the message that was looked for. */
  readonly sought = signal<string | null>(null)
  readonly place = new ScrollPlace()
  readonly #conversations: Conversations
  readonly #visible: ReadonlySignal<boolean>
  readonly #subscriptions: (() => void)[] = []
  #thread: Thread | null = null
  #closed = false
  /** When the newest messages are there. */
  #begun: Promise<void> | null = null

  /** @param visible whether the page can be seen at all */
  constructor(conversations: Conversations, contact: string, visible: ReadonlySignal<boolean>) {
    this.#conversations = conversations
    this.#visible = visible
    this.contact = contact
    this.key = conversationKey(contact)
    this.#subscriptions.push(
      conversations.on('arrived', (message) => this.#arrived(message)),
      effect(() => {
        if (this.place.atEnd.value) this.newBelow.value = 0
      }),
    )
  }

  /** Reads the newest messages, up to the first that is new, and keeps them as they are. */
  read(): Promise<void> {
    this.#begun = this.#read()
    return this.#begun
  }

  async #read(): Promise<void> {
    this.state.value = 'reading'
    try {
      const thread = await this.#conversations.thread(this.contact)
      if (this.#closed) return thread.close()
      this.#thread = thread
      this.#subscriptions.push(
        () => thread.close(),
        thread.on('change', (messages) => this.#take(messages)),
      )
      const unread = this.#conversations.conversation(this.contact)?.unread ?? 0
      await this.#readUntil((messages) => unreadIn(messages) >= unread)
      this.#take(thread.messages)
      this.firstNew.value = thread.messages.find(isUnread)?.key ?? null
      this.state.value = 'ready'
      if (this.firstNew.value !== null) this.place.show(this.firstNew.value)
    } catch {
      this.state.value = 'failed'
    }
  }

  /** Reads a page of older messages, where there is one. */
  async readOlder(): Promise<void> {
    if (this.state.value !== 'ready' || this.#thread === null || this.#thread.isComplete) return
    this.state.value = 'reading'
    try {
      await this.#thread.loadOlder()
      this.state.value = 'ready'
    } catch {
      this.state.value = 'failed'
    }
  }

  /** Tries again what could not be read. */
  tryAgain(): void {
    if (this.#thread === null) void this.read()
    else {
      this.state.value = 'ready'
      void this.readOlder()
    }
  }

  /** Reads back to a message, and moves there. */
  async seek(key: string): Promise<void> {
    await this.#begun
    await this.#readUntil((messages) => messages.some((message) => isMessage(message, key)))
    // It may be a piece of a long one.
    const shown = this.#thread?.messages.find((message) => isMessage(message, key))?.key ?? key
    this.sought.value = shown
    this.place.show(shown)
  }

  /** Shows all of a long message, or its beginning. */
  showWhole(key: string, whole: boolean): void {
    const keys = new Set(this.whole.value)
    if (whole) keys.add(key)
    else keys.delete(key)
    this.whole.value = keys
  }

  /** Something was written: what is new is no longer, and the end is where to look. */
  wrote(): void {
    this.firstNew.value = null
    this.sought.value = null
    this.place.toEnd()
  }

  close(): void {
    this.#closed = true
    for (const unsubscribe of this.#subscriptions) unsubscribe()
  }

  async #readUntil(isFound: (messages: readonly ConversationMessage[]) => boolean): Promise<void> {
    const thread = this.#thread
    for (let page = 0; page < MOST_PAGES; page++) {
      if (thread === null || this.#closed || thread.isComplete || isFound(thread.messages)) return
      await thread.loadOlder()
    }
  }

  #take(messages: readonly ConversationMessage[]): void {
    this.messages.value = messages
  }

  #arrived(message: ConversationMessage): void {
    if (conversationKey(message.contact) !== this.key) return
    this.spoken.value = [...this.spoken.value, message].slice(-SPOKEN)
    if (!this.place.atEnd.value) this.newBelow.value++
    if (!this.#visible.value) this.firstNew.value ??= message.key
  }
}

const isMessage = (message: ConversationMessage, key: string): boolean =>
  message.key === key || (message.pieces?.includes(key) ?? false)

/** A long message that came in pieces counts as many times as it has pieces, as it does in the records. */
const unreadIn = (messages: readonly ConversationMessage[]): number =>
  messages.filter(isUnread).reduce((sum, { pieces = [] }) => sum + 1 + pieces.length, 0)
