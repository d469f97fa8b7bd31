import type { OpenBlob } from '../../ports/blobs.ts'
import type { MsrpEvent, MsrpSession } from '../../ports/msrp.ts'

/** What of a file goes out. */
export interface SentFile {
  readonly blob: OpenBlob
  readonly contentType: string
  /** Of the message that it is. */
  readonly id: string
  /** First and last byte, from 0. */
  readonly first: number
  readonly last: number
}

/** Sends one file over an MSRP session as soon as the other side is there (RFC 5547, msrp-conference §8.4). */
export class FileDelivery {
  readonly #file: SentFile
  readonly #session: Pick<MsrpSession, 'send'>
  readonly #done: (isDelivered: boolean) => void
  #isReading = false
  #isDone = false

  /** `done` is called once: when the other side has said that it has all of it, or it will not have it. */
  constructor(file: SentFile, session: Pick<MsrpSession, 'send'>, done: (isDelivered: boolean) => void) {
    this.#file = file
    this.#session = session
    this.#done = done
  }

  hear(event: MsrpEvent): void {
    switch (event.kind) {
      case 'bound':
        this.#send()
        break
      case 'outcome':
        this.#finish(event.outcome.delivered)
        break
      case 'chunk':
      case 'message':
        event.report({ code: 413 })
        break
      case 'file-offset':
      case 'nickname':
        event.answer({ code: 403 })
        break
      case 'ended':
        this.#finish(false)
        break
      default:
    }
  }

  #send(): void {
    const { contentType, id, first, last } = this.#file
    const body = { size: last - first + 1, bytes: this.#bytes() }
    if (this.#session.send({ id, contentType, body, reports: true, lane: null }) !== null) this.#finish(false)
  }

  #finish(isDelivered: boolean): void {
    if (this.#isDone) return
    this.#isDone = true
    // What is being read is closed by whoever reads it.
    if (!this.#isReading) void this.#file.blob.close()
    this.#done(isDelivered)
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    const { blob, first, last } = this.#file
    this.#isReading = true
    yield* blob.read(first, last)
  }
}
