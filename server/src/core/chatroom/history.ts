import type { ByteBudget } from './byte-budget.ts'
import type { ChatMessage } from './chatroom.ts'

/** Bytes that a message takes beside what it says. */
const OVERHEAD = 500

export interface HistoryLimits {
  readonly messages: number
  /** Of all messages together. */
  readonly bytes: number
}

/** What was said in a room last, for those who come later (msrp-conference §7.3). */
export class History {
  readonly #limits: HistoryLimits
  readonly #budget: ByteBudget
  #messages: readonly ChatMessage[] = []
  #bytes = 0

  constructor(limits: HistoryLimits, budget: ByteBudget) {
    this.#limits = limits
    this.#budget = budget
  }

  /** In the order in which it was said. */
  get messages(): readonly ChatMessage[] {
    return this.#messages
  }

  /** The oldest messages go for it. One that is too large to be kept is passed over, and does not drive out the others. */
  add(message: ChatMessage): void {
    const size = sizeOf(message)
    if (this.#limits.messages === 0 || size > this.#limits.bytes) return
    while (this.#messages.length >= this.#limits.messages || this.#bytes + size > this.#limits.bytes) this.#forgetOldest()
    if (!this.#budget.take(size)) return
    this.#messages = [...this.#messages, message]
    this.#bytes += size
  }

  /** The room is over. */
  clear(): void {
    this.#budget.give(this.#bytes)
    this.#bytes = 0
    this.#messages = []
  }

  #forgetOldest(): void {
    const [oldest, ...rest] = this.#messages
    const size = oldest ? sizeOf(oldest) : 0
    this.#budget.give(size)
    this.#bytes -= size
    this.#messages = rest
  }
}

/** Two bytes for each UTF-16 unit are the most that a text takes. */
function sizeOf({ content, body, extensions = [] }: ChatMessage): number {
  const headers = extensions.reduce((sum, { namespace, name, value }) => sum + namespace.length + name.length + value.length, 0)
  return OVERHEAD + 2 * (content.length + headers) + (body?.length ?? 0)
}
