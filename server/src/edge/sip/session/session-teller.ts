import type { SipRequest } from '@weft/protocols/sip/message'
import type { Log } from '../../../ports/log.ts'
import type { SessionEvent } from '../../../ports/sip-sessions.ts'

type Event = SessionEvent<SipRequest>

/** Tells what happens in a session, in order, one thing at a time: what a listener causes is told after what it is being told. */
export class SessionTeller {
  readonly #log: Log
  readonly #events: Event[] = []
  #listener: ((event: Event) => void) | null = null
  #telling = false

  constructor(log: Log) {
    this.#log = log
  }

  /** Who is told from now on, what was kept until now first. */
  listen(listener: (event: Event) => void): void {
    this.#listener = listener
    this.tell()
  }

  add(event: Event): void {
    this.#events.push(event)
  }

  /** Tells what was added. A listener that throws is a defect; it is told the rest all the same. */
  tell(): void {
    if (this.#telling || this.#listener === null) return
    this.#telling = true
    for (let event = this.#events.shift(); event; event = this.#events.shift()) {
      try {
        this.#listener(event)
      } catch (error) {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        this.#log.error('an application failed in a call', { event: event.kind, error: stack })
      }
    }
    this.#telling = false
  }
}
