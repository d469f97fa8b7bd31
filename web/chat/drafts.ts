import type { Shelf } from '../shell/shelf.ts'

/** Characters of all drafts together that are kept when the page is loaded again; browsers keep some millions. */
const MOST_CHARACTERS = 200_000

/** What was typed and not sent yet, by conversation. It outlives a reload of the page, and no log-out. */
export class Drafts {
  readonly #texts: Map<string, string>
  readonly #shelf: Shelf
  readonly #name: string

  constructor(account: string, shelf: Shelf) {
    this.#name = `drafts ${account}`
    this.#shelf = shelf
    const kept = shelf.read(this.#name)
    this.#texts = new Map(Array.isArray(kept) ? kept.filter(isPair) : [])
  }

  /** `""` where there is none. @param key of the conversation */
  of(key: string): string {
    return this.#texts.get(key) ?? ''
  }

  /** Conversations that have one. */
  get keys(): readonly string[] {
    return [...this.#texts.keys()]
  }

  write(key: string, text: string): void {
    if (text === this.of(key)) return
    if (text === '') this.#texts.delete(key)
    else this.#texts.set(key, text)
    let sum = 0
    for (const draft of this.#texts.values()) sum += draft.length
    if (sum <= MOST_CHARACTERS) this.#shelf.write(this.#name, [...this.#texts])
  }

  forget(): void {
    this.#texts.clear()
    this.#shelf.forget(this.#name)
  }
}

const isPair = (pair: unknown): pair is [string, string] =>
  Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')
