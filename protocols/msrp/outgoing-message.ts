// A message of ours, cut into chunks (RFC 4975 §5.1, §7.1.1).
import { type ByteRange, printByteRange } from './byte-range.ts'
import type { ContinuationFlag, MsrpHeader } from './message.ts'
import { MsrpPrintError } from './msrp-error.ts'
import { printEndLine, printHeaders, printSendHead } from './print.ts'
import type { WantedReports } from './report-headers.ts'
import { isMessageId } from './request.ts'
import { chooseTransactionId, type IdentSource } from './transaction-id.ts'

export interface MessageToSend extends WantedReports {
  /** Unique in the session for as long as the message is under way. */
  readonly messageId: string
  /** Null without body: a keep-alive, or the request that begins a session. */
  readonly contentType: string | null
  /** Bytes of the whole. */
  readonly total: number
  /** How many of them, from the first, the peer has already, fewer than all: of a file whose transfer goes on. None where it is left out. */
  readonly offset?: number
  /** Messages of the same lane go out one after the other; those of different lanes, and those without, take turns. */
  readonly lane: string | null
  /** Others than those that every SEND has. */
  readonly headers: readonly MsrpHeader[]
}

/** §5.1: what is larger has to make way for others. */
const LARGEST_UNINTERRUPTED = 2048
const NOTHING = new Uint8Array(0)

interface Chunk {
  readonly transaction: string
  /** All bytes that may go out in it, and how many have. */
  readonly bytes: Uint8Array
  sent: number
}

export class OutgoingMessage {
  readonly spec: MessageToSend
  /** Headers as lines: those before the Byte-Range, which every chunk has another one of, and those behind it. */
  readonly #before: string
  readonly #behind: string
  readonly #ids: IdentSource
  /** Bytes that wait, in pieces as they were fed. */
  readonly #pieces: Uint8Array[] = []
  #unsent = 0
  #fed: number
  /** Bytes that the peer has, or that went out. */
  #position: number
  #begun = false
  #chunk: Chunk | null = null

  /** `paths`: To-Path and From-Path, as lines. Throws MsrpPrintError where it could not be sent. */
  constructor(spec: MessageToSend, paths: string, ids: IdentSource) {
    if (!isMessageId(spec.messageId)) throw new MsrpPrintError('a Message-ID is none')
    if (!Number.isSafeInteger(spec.total) || spec.total < 0) throw new MsrpPrintError('the total of a message is none')
    const { offset = 0 } = spec
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > Math.max(0, spec.total - 1))
      throw new MsrpPrintError('the offset of a message is none')
    if (spec.contentType === null && spec.total > 0) throw new MsrpPrintError('what has a body has a Content-Type')
    this.spec = spec
    this.#fed = offset
    this.#position = offset
    this.#ids = ids
    // All that can be wrong with the headers shows now, and not when others' bytes are on their way.
    this.#before = `${paths}Message-ID: ${spec.messageId}\r\n`
    this.#behind = printHeaders(headersOf(spec))
  }

  /** Bytes that were fed and did not go out. */
  get unsent(): number {
    return this.#unsent
  }

  /** True once part of it went out. */
  get hasBegun(): boolean {
    return this.#begun
  }

  /** True where a chunk can begin. */
  get isReady(): boolean {
    return this.#unsent > 0 || (this.spec.total === 0 && !this.#begun)
  }

  /** True where what is left may go out without making way for others. */
  get isShort(): boolean {
    return this.spec.total <= LARGEST_UNINTERRUPTED
  }

  /** Bytes of the body behind the offset, which are not copied. False, and they are not taken, where that would be more than the total. */
  feed(bytes: Uint8Array): boolean {
    if (this.#fed + bytes.length > this.spec.total) return false
    this.#fed += bytes.length
    if (bytes.length > 0) this.#pieces.push(bytes)
    this.#unsent += bytes.length
    return true
  }

  /** Begins a chunk of at most `most` bytes and returns its head. */
  begin(most: number): { readonly transaction: string; readonly head: Uint8Array } {
    const bytes = this.#pieces[0]?.subarray(0, most) ?? NOTHING
    const transaction = chooseTransactionId(this.#ids, bytes)
    this.#chunk = { transaction, bytes, sent: 0 }
    this.#begun = true
    const start = this.#position + 1
    // An end is only promised where nothing can come between.
    const end = this.isShort ? this.#position + bytes.length : null
    return { transaction, head: this.#head(transaction, { start, end, total: this.spec.total }) }
  }

  /** How many bytes of the chunk are left; null outside of one. */
  get left(): number | null {
    return this.#chunk ? this.#chunk.bytes.length - this.#chunk.sent : null
  }

  /** Bytes of the chunk that went out. */
  get sentOfChunk(): number {
    return this.#chunk?.sent ?? 0
  }

  /** At most `most` bytes of the chunk, as a view of those that were fed. */
  take(most: number): Uint8Array {
    const chunk = this.#chunk
    const [piece] = this.#pieces
    if (!chunk || !piece) return NOTHING
    const taken = chunk.bytes.subarray(chunk.sent, chunk.sent + most)
    chunk.sent += taken.length
    this.#position += taken.length
    this.#unsent -= taken.length
    if (taken.length === piece.length) this.#pieces.shift()
    else this.#pieces[0] = piece.subarray(taken.length)
    return taken
  }

  /** Ends the chunk where it is, and returns its end-line. `isAborted`: and the message, where it is not through. */
  end(isAborted: boolean): { readonly transaction: string; readonly bytes: Uint8Array } {
    const { transaction = '' } = this.#chunk ?? {}
    this.#chunk = null
    return { transaction, bytes: printEndLine(transaction, this.#flag(isAborted), this.#hasBody) }
  }

  /** True once all of it went out. */
  get isThrough(): boolean {
    return this.#begun && this.#chunk === null && this.#position === this.spec.total
  }

  /** A chunk that says only that the message, of which part went out, is given up. */
  abort(): Uint8Array {
    const transaction = this.#ids()
    const range = { start: this.#position + 1, end: null, total: this.spec.total }
    const head = this.#head(transaction, range)
    const end = printEndLine(transaction, '#', this.#hasBody)
    const bytes = new Uint8Array(head.length + end.length)
    bytes.set(head)
    bytes.set(end, head.length)
    return bytes
  }

  #flag(isAborted: boolean): ContinuationFlag {
    if (this.#position === this.spec.total) return '$'
    return isAborted ? '#' : '+'
  }

  get #hasBody(): boolean {
    return this.spec.contentType !== null
  }

  #head(transaction: string, range: ByteRange): Uint8Array<ArrayBuffer> {
    return printSendHead(transaction, `${this.#before}Byte-Range: ${printByteRange(range)}\r\n${this.#behind}`, this.#hasBody)
  }
}

/** Those that all chunks have, but for what they begin with. */
function headersOf({ successReport, failureReport, contentType, headers }: MessageToSend): MsrpHeader[] {
  return [
    { name: 'Success-Report', value: successReport ? 'yes' : 'no' },
    { name: 'Failure-Report', value: failureReport },
    ...headers,
    ...(contentType !== null ? [{ name: 'Content-Type', value: contentType }] : []),
  ]
}
