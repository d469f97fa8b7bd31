import { addressKey } from '../../core/address-key.ts'
import type { FocusSession } from './focus-session.ts'
import type { Guest } from './guest.ts'

/** The calls to all rooms. */
export class Calls {
  /** By user and room, in the form in which both are compared. */
  readonly #calls = new Map<string, Set<FocusSession>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** How many calls to that room that user has. */
  countOf(guest: Guest): number {
    return this.#calls.get(keyOf(guest))?.size ?? 0
  }

  add(call: FocusSession): void {
    const key = keyOf(call.guest)
    const calls = this.#calls.get(key)
    if (calls) calls.add(call)
    else this.#calls.set(key, new Set([call]))
    this.#size++
  }

  delete(call: FocusSession): void {
    const key = keyOf(call.guest)
    const calls = this.#calls.get(key)
    if (!calls?.delete(call)) return
    this.#size--
    if (calls.size === 0) this.#calls.delete(key)
  }
}

/** Addresses may have anything in them that was escaped, so that nothing can stand between the two as it is. */
function keyOf({ room, party }: Guest): string {
  return JSON.stringify([addressKey(party.uri), addressKey(room)])
}
