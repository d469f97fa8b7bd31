import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { FileTransfers } from '@weft/client/file-transfers'
import { RequestFailure } from '@weft/client/request-failure'
import { sizeWords } from '../words/figures.ts'
import { fileFailure, tooLargeWords } from '../words/files.ts'

/** A file on its way to somebody. */
export interface OutgoingFile {
  /** That of the message that will tell of it as well. */
  readonly id: string
  readonly contact: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** From 0 to 1; null while it waits for a connection, or for those before it. */
  readonly progress: ReadonlySignal<number | null>
  /** What kept it from being sent, in plain words; null where nothing did. */
  readonly problem: ReadonlySignal<string | null>
  /** It would be refused again. */
  readonly hopeless: boolean
}

interface Sending extends OutgoingFile {
  readonly content: File
  readonly progress: Signal<number | null>
  readonly problem: Signal<string | null>
  readonly giveUp: AbortController
}

/** What sends files. */
type Transfers = Pick<FileTransfers, 'newId' | 'send'>

/** Files that are being sent, one after the other; what has arrived is a message, and no longer here. */
export class OutgoingFiles {
  readonly list = signal<readonly OutgoingFile[]>([])
  readonly #transfers: Transfers
  readonly #online: () => boolean
  readonly #queue: Sending[] = []
  #busy = false

  /** @param online whether files can be sent now */
  constructor(transfers: Transfers, online: () => boolean) {
    this.#transfers = transfers
    this.#online = online
  }

  /**
   * @param contact `user@domain`
   * @param largest bytes of a file that the server takes; null: nobody says
   */
  send(contact: string, files: readonly File[], largest: number | null): void {
    for (const content of files) {
      const { name, size } = content
      const tooLarge = largest !== null && size > largest ? tooLargeWords(name, sizeWords(largest)) : null
      const [progress, problem] = [signal<number | null>(null), signal<string | null>(tooLarge)]
      const id = this.#transfers.newId()
      this.#queue.push({
        id,
        contact,
        name,
        size,
        content,
        progress,
        problem,
        hopeless: tooLarge !== null,
        giveUp: new AbortController(),
      })
    }
    this.#changed()
    this.resume()
  }

  cancel({ id }: OutgoingFile): void {
    const at = this.#queue.findIndex((sending) => sending.id === id)
    this.#queue[at]?.giveUp.abort()
    if (at >= 0) this.#queue.splice(at, 1)
    this.#changed()
  }

  /** Tries one again that could not be sent. */
  retry({ id }: OutgoingFile): void {
    const failed = this.#queue.find((sending) => sending.id === id)
    if (failed === undefined) return
    failed.problem.value = null
    this.resume()
  }

  /** Sends what waits. To be called whenever that can be done again. */
  resume(): void {
    if (!this.#busy) void this.#work()
  }

  /** Nothing more is sent. */
  close(): void {
    for (const { giveUp } of this.#queue.splice(0)) giveUp.abort()
    this.#changed()
  }

  async #work(): Promise<void> {
    this.#busy = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#send(next)
    this.#busy = false
  }

  #next(): Sending | undefined {
    return this.#online() ? this.#queue.find(({ problem }) => problem.value === null) : undefined
  }

  async #send(sending: Sending): Promise<void> {
    const { id, contact, name, content, progress, problem, giveUp } = sending
    progress.value = 0
    try {
      await this.#transfers.send(contact, name, content, {
        id,
        signal: giveUp.signal,
        progress: (share) => {
          progress.value = share
        },
      })
      this.cancel(sending)
    } catch (error) {
      // Without a connection it waits for the next one.
      const lost = error instanceof RequestFailure && error.kind === 'disconnected' && !this.#online()
      if (!lost) problem.value = fileFailure(name, error)
    } finally {
      progress.value = null
    }
  }

  #changed(): void {
    this.list.value = [...this.#queue]
  }
}
