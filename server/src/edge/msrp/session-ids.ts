import { createHmac } from 'node:crypto'

/**
 * Sessions by their ids. An id is all that it takes to be the other side of a session, and strangers may try some: so they are looked up by what nobody can
 * foresee of them, and how long that takes says nothing about how much of one was right.
 */
export class SessionIds<Session> {
  readonly #key: string
  readonly #sessions = new Map<string, Session>()

  /** `key` is known to nobody else. */
  constructor(key: string) {
    this.#key = key
  }

  get size(): number {
    return this.#sessions.size
  }

  add(id: string, session: Session): void {
    this.#sessions.set(this.#digest(id), session)
  }

  remove(id: string): void {
    this.#sessions.delete(this.#digest(id))
  }

  find(id: string): Session | null {
    return this.#sessions.get(this.#digest(id)) ?? null
  }

  all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  #digest(id: string): string {
    return createHmac('sha256', this.#key).update(id).digest('base64')
  }
}
