import { signal } from '@preact/signals'
import { comingAndGoing } from '../words/rooms.ts'

/** What happens within as long is said in one sentence. */
const GATHER_MS = 1_500

/** Tells those who do not see the room what happens in it: in one sentence, however many come at once. */
export class RoomAnnouncer {
  /** The latest sentence, for a live region. */
  readonly sentence = signal('')
  readonly #come = new Set<string>()
  readonly #gone = new Set<string>()
  readonly #hands = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  come(name: string): void {
    this.#note(this.#come, name)
  }

  gone(name: string): void {
    this.#note(this.#gone, name)
  }

  raised(name: string): void {
    this.#note(this.#hands, name)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #note(where: Set<string>, name: string): void {
    where.add(name)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.sentence.value = comingAndGoing([...this.#come], [...this.#gone], [...this.#hands])
      for (const names of [this.#come, this.#gone, this.#hands]) names.clear()
    }, GATHER_MS)
  }
}
