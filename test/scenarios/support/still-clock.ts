import type { Clock } from '../../../server/src/ports/clock.ts'
import { Inbox } from '../../contract/inbox.ts'

/** A clock that stands still until it is moved. */
export class StillClock implements Clock {
  #time = 1_700_000_000_000
  readonly #tasks = new Set<{ readonly at: number; readonly task: () => void }>()
  /** The delay of each task that was planned, in order. */
  readonly planned = new Inbox<number>('planned task')

  now(): number {
    return this.#time
  }

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.#time + delay, task }
    this.#tasks.add(entry)
    this.planned.put(delay)
    return () => this.#tasks.delete(entry)
  }

  /** How many tasks are planned. */
  get size(): number {
    return this.#tasks.size
  }

  /** Lets so many ms pass, and runs what is due then. */
  pass(time: number): void {
    this.#time += time
    for (const entry of [...this.#tasks]) if (entry.at <= this.#time && this.#tasks.delete(entry)) entry.task()
  }
}
