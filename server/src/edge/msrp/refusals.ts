import type { ByteSource } from './outgoing-turns.ts'

/** Bytes that may wait for a peer that makes us refuse things and does not read that we do. */
const MOST_WAITING = 65_536

/** What one connection is answered in nobody's name, for want of a session. */
export class Refusals implements ByteSource {
  #waiting: Uint8Array[] = []
  #size = 0

  /** What comes in had better wait until some of them are out. */
  get isClogged(): boolean {
    return this.#size > MOST_WAITING
  }

  add(response: Uint8Array): void {
    this.#waiting.push(response)
    this.#size += response.length
  }

  next(): readonly Uint8Array[] {
    const waiting = this.#waiting
    this.#waiting = []
    this.#size = 0
    return waiting
  }
}
