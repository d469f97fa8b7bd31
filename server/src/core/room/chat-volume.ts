/** Characters: some pictures. Twice that is less than what may wait for somebody who reads slowly (option `slow_reader_bytes`) before he is dropped. */
export const CHAT_BURST = 2_097_152
/** Characters a second. */
const STEADY = 262_144

/** How much one participant may say in a chat: everything goes to everybody, and not everybody reads as fast as one can send. */
export class ChatVolume {
  #left = CHAT_BURST
  #at: number

  /** `now` in ms. */
  constructor(now: number) {
    this.#at = now
  }

  /** Whether so many characters may be said now; then they count. Who has anything left may say one thing of any length, and then has to wait for longer. */
  take(characters: number, now: number): boolean {
    this.#left = Math.min(CHAT_BURST, this.#left + (Math.max(0, now - this.#at) / 1000) * STEADY)
    this.#at = now
    if (this.#left <= 0) return false
    this.#left -= characters
    return true
  }
}
