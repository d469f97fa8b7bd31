import type { Log } from '../../ports/log.ts'
import type { Sequence } from './sequence.ts'

/** Somebody who wants to know who is in a room, and need not be in it himself. */
export interface ChatroomWatcher {
  /** Participants, nicknames, media, screens that are shown, files or the subject are others. */
  changed(): void
  /** The room is over; nothing comes after it. */
  ended(): void
}

/** Those who watch one room. */
export class Watchers {
  readonly #order: Sequence
  readonly #log: Log
  readonly #watchers = new Set<ChatroomWatcher>()
  #version = 0

  constructor(order: Sequence, log: Log) {
    this.#order = order
    this.#log = log
  }

  /** How often something has changed. */
  get version(): number {
    return this.#version
  }

  /** Tells it of what comes, until the returned function is called. */
  add(watcher: ChatroomWatcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  changed(): void {
    this.#version++
    this.#tell((watcher) => watcher.changed())
  }

  ended(): void {
    this.#tell((watcher) => watcher.ended())
    this.#order.run(() => this.#watchers.clear())
  }

  #tell(tell: (watcher: ChatroomWatcher) => void): void {
    this.#order.run(() => {
      for (const watcher of this.#watchers) this.#safely(() => tell(watcher))
    })
  }

  /** One that cannot be told harms nobody else. */
  #safely(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.#log.error('a watcher of a chat room could not be told', {
        error: error instanceof Error ? error.stack : String(error),
      })
    }
  }
}
