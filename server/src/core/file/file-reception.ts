import type { MsrpEvent, MsrpVerdict } from '../../ports/msrp.ts'
import { PassingBody } from './passing-body.ts'

/** What became of a file that somebody sent. `code` is MSRP's (RFC 4975 §10), `reason` for people. */
export type Kept = { readonly kept: true } | NotKept

export interface NotKept {
  readonly kept: false
  readonly code: number
  readonly reason: string
}

export interface AwaitedFile {
  /** Bytes. */
  readonly size: number
  /** How many bytes of it are here already, from a transfer that broke off. */
  stored(): Promise<number>
  /** Takes what comes from that byte on; a body that ends too early is all that comes. Never rejects. */
  keep(body: AsyncIterable<Uint8Array>, from: number): Promise<Kept>
}

type Event<Kind extends MsrpEvent['kind']> = Extract<MsrpEvent, { kind: Kind }>

export const INCOMPLETE: NotKept = { kept: false, code: 400, reason: 'Incomplete file' }
const OK: MsrpVerdict = { code: 200 }
/** Stop sending (RFC 4975 §10.5). */
const NO_MORE: MsrpVerdict = { code: 413 }

/**
 * Takes one file in from an MSRP session, no faster than it can be kept (RFC 5547, msrp-conference §8.2). Its bytes come in their order, as files are sent;
 * the report on the last of them says whether the file has been kept.
 */
export class FileReception {
  readonly #file: AwaitedFile
  readonly #done: (kept: Kept) => void
  #body: PassingBody | null = null
  #keeping: Promise<Kept> = Promise.resolve(INCOMPLETE)
  /** Of the message that is the file. */
  #id: string | null = null
  /** Bytes of it that are here. */
  #at = 0
  /** What the sender was told are here. */
  #offered = 0
  #finished: Promise<MsrpVerdict> | null = null

  /** `done` is called once: when the file has been kept, or will not be. */
  constructor(file: AwaitedFile, done: (kept: Kept) => void) {
    this.#file = file
    this.#done = done
  }

  async hear(event: MsrpEvent): Promise<void> {
    switch (event.kind) {
      case 'file-offset':
        if (this.#id !== null || this.#finished) event.answer(NO_MORE)
        else {
          this.#offered = await this.#file.stored()
          event.answer(this.#offered)
        }
        break
      case 'bytes':
        await this.#take(event)
        break
      case 'chunk':
        await this.#judge(event)
        break
      case 'aborted':
        // Before anything of the file has come, it is the file that was too large.
        if (this.#id === null || event.id === this.#id) await this.#finish()
        break
      case 'nickname':
        event.answer({ code: 403 })
        break
      case 'ended':
        await this.#finish()
        break
      default:
    }
  }

  async #take({ id, at, bytes }: Event<'bytes'>): Promise<void> {
    if (this.#finished) return
    if (this.#id === null) this.#begin(id, at === this.#offered ? at : 0)
    if (id !== this.#id) return
    // What has come already may come again; what was left out will not.
    const isNext = at <= this.#at
    const news = bytes.subarray(this.#at - at)
    if (isNext && news.length === 0) return
    this.#at += news.length
    if (!isNext || !(await this.#body?.give(news))) await this.#finish()
  }

  #begin(id: string, from: number): void {
    const body = new PassingBody()
    this.#id = id
    this.#at = from
    this.#body = body
    this.#keeping = this.#file.keep(body, from).finally(() => body.stop())
  }

  async #judge({ id, isComplete, report }: Event<'chunk'>): Promise<void> {
    if (id !== this.#id) {
      report(NO_MORE)
      return
    }
    const isOver = isComplete || this.#at >= this.#file.size || this.#finished !== null
    report(isOver ? await this.#finish() : OK)
  }

  #finish(): Promise<MsrpVerdict> {
    this.#finished ??= this.#end()
    return this.#finished
  }

  async #end(): Promise<MsrpVerdict> {
    this.#body?.end()
    const kept = await this.#keeping
    this.#done(kept)
    return kept.kept ? OK : { code: kept.code, comment: kept.reason }
  }
}
