import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Inbox } from '../../../contract/inbox.ts'
import type { LibraryEvent, MsrpLibrary } from './library.ts'

/** Who connects, as the library has it. */
export type Role = 'active' | 'passive'

export interface EndSettings {
  readonly role: Role
  /** A PEM file with its key, for TLS; null for TCP. */
  readonly certificate: string | null
  /** Where what is to be sent is put for it. */
  readonly directory: string
}

/** What came, in as many chunks as the other side liked. */
export interface TakenMessage {
  readonly type: string
  readonly body: Buffer
  readonly chunks: number
}

/** How something is sent; what is left out is as AG Projects' clients have it. */
export interface SendOptions {
  readonly type?: string
  /** Bytes a chunk. */
  readonly size?: number
  /** Bytes that need not be sent any more. */
  readonly offset?: number
  /** It is given up with the chunk of this number. */
  readonly most?: number
}

/** What a message has come to: the codes of the responses to its chunks, and its id, by which it is reported on. */
export interface SentMessage {
  readonly id: string
  readonly codes: readonly number[]
}

type Chunk = Extract<LibraryEvent, { event: 'chunk' }>
type Report = Extract<LibraryEvent, { event: 'report' }>

/** One end of an MSRP session that is AG Projects' python3-msrplib. */
export class LibraryEnd {
  readonly path: string
  readonly messages = new Inbox<TakenMessage>('message for python3-msrplib')
  /** Sizes of first chunks of messages that are longer. */
  readonly begun = new Inbox<number>('first of several chunks for python3-msrplib')
  /** Messages that the other side has given up. */
  readonly aborted = new Inbox<TakenMessage>('aborted message for python3-msrplib')
  /** SENDs without a body, which ask whether it is still there. */
  readonly keepAlives = new Inbox<true>('keep-alive for python3-msrplib')
  readonly reports = new Inbox<Report>('REPORT for python3-msrplib')
  /** Why the connection is over. */
  readonly ended = new Inbox<string>('end of the connection of python3-msrplib')
  readonly #library: MsrpLibrary
  readonly #name: string
  readonly #directory: string
  readonly #partial = new Map<string, Chunk[]>()

  private constructor(library: MsrpLibrary, name: string, directory: string, path: string) {
    this.#library = library
    this.#name = name
    this.#directory = directory
    this.path = path
    library.listen(name, (event) => this.#take(event))
  }

  static async prepare(library: MsrpLibrary, { role, certificate, directory }: EndSettings): Promise<LibraryEnd> {
    const name = randomBytes(8).toString('hex')
    const { path = '' } = await library.order(name, 'prepare', { role, certificate })
    return new LibraryEnd(library, name, directory, path)
  }

  /** Connects and binds, or waits until the other side has. @param remote the path of the other side */
  async complete(remote: string): Promise<void> {
    await this.#library.order(this.#name, 'complete', { path: remote })
  }

  /** Resolves when the response to each chunk is there. */
  async send(body: string | Uint8Array, options: SendOptions = {}): Promise<SentMessage> {
    const { type = 'message/cpim', size = 65_536, offset = 0, most = null } = options
    const id = randomBytes(8).toString('hex')
    const file = join(this.#directory, id)
    await writeFile(file, body)
    const { codes = [] } = await this.#library.order(this.#name, 'send', { message: id, file, type, size, offset, most })
    return { id, codes }
  }

  /** Resolves with the code and comment of the response. */
  async nickname(nickname: string): Promise<string> {
    const { code, comment } = await this.#library.order(this.#name, 'nickname', { nickname })
    return `${code} ${comment}`
  }

  /** Asks how much of a file is there already: bytes; null where that is not told. */
  async fileOffset(): Promise<number | null> {
    const { offset = null } = await this.#library.order(this.#name, 'file_offset')
    return offset === null ? null : Number(offset)
  }

  async close(): Promise<void> {
    await this.#library.order(this.#name, 'close')
  }

  #take(event: LibraryEvent): void {
    if (event.event === 'report') this.reports.put(event)
    else if (event.event === 'ended') this.ended.put(event.why)
    else if (event.type === '') this.keepAlives.put(true)
    else this.#collect(event)
  }

  /** The library hands on chunks as they come; what belongs together is the application's business. */
  #collect(chunk: Chunk): void {
    const chunks = [...(this.#partial.get(chunk.message) ?? []), chunk]
    this.#partial.set(chunk.message, chunks)
    if (isFollowed(chunk)) {
      if (chunks.length === 1) this.begun.put(chunk.body.length)
      return
    }
    this.#partial.delete(chunk.message)
    const body = Buffer.alloc(Math.max(...chunks.map((one) => one.start - 1 + one.body.length)))
    for (const one of chunks) one.body.copy(body, one.start - 1)
    const inbox = chunk.flag === '#' ? this.aborted : this.messages
    inbox.put({ type: chunk.type, body, chunks: chunks.length })
  }
}

/** The library loses the flag where the line that it is on comes in two pieces. */
function isFollowed({ flag, start, body, total }: Chunk): boolean {
  return flag === '+' || (flag === '' && start - 1 + body.length !== total)
}
