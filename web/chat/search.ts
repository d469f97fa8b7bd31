import { computed, signal } from '@preact/signals'
import type { ConversationRecord, MessageArchive } from '@weft/client/message-archive'
import { type FoundMessage, searchMessages, searchWords } from './message-search.ts'

/** What is typed until then is one search, ms. */
const PAUSE_MS = 200
/** Shorter words are in nearly every message. */
const SHORTEST = 2
/** As many messages are shown; who sees that many types more. */
const MOST_FOUND = 50

/** What is looked for in the list of conversations, and the messages that were found. */
export class Search {
  readonly typed = signal('')
  readonly words = computed(() => searchWords(this.typed.value))
  readonly messages = signal<readonly FoundMessage[]>([])
  readonly searching = signal(false)
  readonly #archive: () => Pick<MessageArchive, 'page'>
  readonly #conversations: () => readonly ConversationRecord[]
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts searches, so that one that another has replaced notices. */
  #searches = 0

  constructor(archive: () => Pick<MessageArchive, 'page'>, conversations: () => readonly ConversationRecord[]) {
    this.#archive = archive
    this.#conversations = conversations
  }

  type(text: string): void {
    this.typed.value = text
    this.#searches++
    clearTimeout(this.#timer)
    this.searching.value = this.words.value.some((word) => word.length >= SHORTEST)
    if (this.searching.value) this.#timer = setTimeout(() => void this.#search(), PAUSE_MS)
    else this.messages.value = []
  }

  /** Nothing is looked for any more. */
  clear(): void {
    this.type('')
  }

  async #search(): Promise<void> {
    const search = this.#searches
    const all: FoundMessage[] = []
    try {
      for await (const found of searchMessages(this.#archive(), this.#conversations(), this.words.value)) {
        if (search !== this.#searches) return
        all.push(...found)
        if (found.length > 0) this.messages.value = all.slice(0, MOST_FOUND)
        if (all.length >= MOST_FOUND) break
      }
      if (all.length === 0) this.messages.value = []
    } catch {
      // What cannot be read cannot be found.
    }
    if (search === this.#searches) this.searching.value = false
  }
}
