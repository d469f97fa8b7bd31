import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** Bytes that may wait for a slow disk; beyond them lines are dropped, because a trace must never slow down what it watches. */
const MOST_WAITING = 16 * 1024 * 1024

/** A trace file in the trace directory: one line an entry, the time first. It can be reopened after somebody moved it away. */
export class TraceFile {
  readonly #path: string
  readonly #clock: Clock
  readonly #log: Log
  #stream: WriteStream

  /** Throws when the directory cannot be made. */
  constructor(directory: string, name: string, clock: Clock, log: Log) {
    mkdirSync(directory, { recursive: true })
    this.#path = join(directory, name)
    this.#clock = clock
    this.#log = log
    this.#stream = this.#open()
  }

  write(line: string): void {
    if (this.#stream.writableLength > MOST_WAITING) return
    this.#stream.write(`${new Date(this.#clock.now()).toISOString()} ${line}\n`)
  }

  /** Goes on in a new file of the same name. */
  reopen(): void {
    this.#stream.end()
    this.#stream = this.#open()
  }

  close(): void {
    this.#stream.end()
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { flags: 'a', mode: 0o640 })
    stream.on('error', (error) => this.#log.error('trace not written', { file: this.#path, error: error.message }))
    return stream
  }
}
