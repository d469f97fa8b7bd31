// Requests and responses in a stream (RFC 4975 §7.1, §9). A pure machine: whatever pieces the bytes come in, the events are the same, in the same order,
// but for the places where bodies are cut.
//
//   between ─► start line, headers ─► end-line at once ──────────────────────────► end ─► between
//                    └─ empty line ─► body ─ CRLF ------- transaction flag CRLF ─┘
//
// Nobody says how long a body is: it ends at its end-line. Bodies are handed on as they come, as views of what came and not as copies; of a body that ends in
// what may be the beginning of its end-line, only those bytes wait for the next piece, and what they are is known without keeping them.
// A stream in which it is not known where a message ends is lost: after an error nothing comes out any more.
import { parseHead } from './head.ts'
import type { ContinuationFlag, MsrpHead } from './message.ts'
import { MsrpParseError } from './msrp-error.ts'

export type MsrpFramingEvent =
  /** `hasBody`: an empty line came; there may still be no byte of a body. */
  | { readonly kind: 'head'; readonly head: MsrpHead; readonly hasBody: boolean }
  /** Of the body of the last head, one byte at least: a view of the bytes that were pushed, to be used or copied before these change. */
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  /** Of the last head. */
  | { readonly kind: 'end'; readonly flag: ContinuationFlag }
  /** The connection is to be closed. */
  | { readonly kind: 'error'; readonly error: MsrpParseError }

export interface MsrpLimits {
  /** Bytes of start line and headers together, with their line ends. */
  readonly head: number
  /** Bytes of one line, with its line end. */
  readonly line: number
  readonly headers: number
}

export const MSRP_LIMITS: MsrpLimits = { head: 65_536, line: 16_384, headers: 64 }

const CR = 13
const LF = 10
const HYPHEN = 45
const HYPHENS = 7
const FLAGS = new Map<number, ContinuationFlag>([
  [0x24, '$'],
  [0x2b, '+'],
  [0x23, '#'],
])
/** CRLF, hyphens, the longest transaction, flag, CRLF. */
const LONGEST_END = 2 + HYPHENS + 32 + 3
/** `MSRP `, in capitals. */
const START = [0x4d, 0x53, 0x52, 0x50, 0x20]
const NOTHING = new Uint8Array(0)

export class MsrpFraming {
  readonly #limits: MsrpLimits
  /** Of a head that came in pieces, what has come. */
  #head = NOTHING
  #headSize = 0
  /** Where the line begins that has not ended, from the beginning of the head; and how many lines have. */
  #line = 0
  #lines = 0
  #inBody = false
  #failed = false
  /** CRLF, hyphens and transaction of the body's end-line: the first #endSize bytes. Flag and CRLF follow. */
  readonly #end = new Uint8Array(LONGEST_END)
  #endSize = 0
  /** How many bytes of the end-line the last bytes are, and how many of these are no part of the body in any case. */
  #matched = 0
  #virtual = 0

  constructor(limits: MsrpLimits = MSRP_LIMITS) {
    this.#limits = limits
    this.#end.fill(HYPHEN)
    this.#end.set([CR, LF])
  }

  /** True within a message: the time to wait for its rest is bounded by who reads the stream. */
  get isWaiting(): boolean {
    return this.#inBody || this.#headSize > 0
  }

  /** Takes the next bytes of the stream. Those of `body` events are views of them. */
  push(bytes: Uint8Array): MsrpFramingEvent[] {
    const events: MsrpFramingEvent[] = []
    try {
      for (let at = 0; at < bytes.length && !this.#failed; )
        at = this.#inBody ? this.#readBody(bytes, at, events) : this.#readHead(bytes, at, events)
    } catch (error) {
      if (!(error instanceof MsrpParseError)) throw error
      this.#failed = true
      this.#head = NOTHING
      events.push({ kind: 'error', error })
    }
    return events
  }

  /** Takes lines up to the end of the head, and returns where the next byte is. */
  #readHead(bytes: Uint8Array, from: number, events: MsrpFramingEvent[]): number {
    let at = from
    while (true) {
      const lineFeed = bytes.indexOf(LF, at)
      const next = lineFeed < 0 ? bytes.length : lineFeed + 1
      // What came before is in #head: with it, the lines are put together there.
      const split = this.#headSize > 0
      this.#checkSize(split ? this.#headSize + next - at : next - from)
      if (split || lineFeed < 0) {
        this.#keep(bytes.subarray(split ? at : from, next))
        if (lineFeed < 0) return next
      }
      const isOver = split ? this.#endLine(this.#head, 0, this.#headSize, events) : this.#endLine(bytes, from, next, events)
      if (isOver) return next
      at = next
    }
  }

  /** The head from `from` to `to` ends in a whole line. True when that was the end of the head. */
  #endLine(bytes: Uint8Array, from: number, to: number, events: MsrpFramingEvent[]): boolean {
    const start = from + this.#line
    const size = to - start
    if (size < 2 || bytes[to - 2] !== CR) throw new MsrpParseError('bad-line-end', 'an LF without CR')
    if (size === 2 || (bytes[start] === HYPHEN && this.#lines > 0)) {
      // Empty lines between messages are nothing.
      if (this.#lines > 0) this.#endHead(bytes, from, to, events)
      else this.#forgetHead()
      return true
    }
    // Who speaks something else is not waited for any longer.
    if (this.#lines === 0 && !START.every((byte, index) => bytes[start + index] === byte))
      throw new MsrpParseError('bad-start-line', 'no MSRP start line')
    if (this.#lines > this.#limits.headers)
      throw new MsrpParseError('too-many-headers', `more than ${this.#limits.headers} headers`)
    this.#lines++
    this.#line = to - from
    return false
  }

  #endHead(bytes: Uint8Array, from: number, to: number, events: MsrpFramingEvent[]): void {
    const lastLine = from + this.#line
    const head = parseHead(bytes.subarray(from, lastLine))
    const { transaction } = head
    for (let index = 0; index < transaction.length; index++) this.#end[2 + HYPHENS + index] = transaction.charCodeAt(index)
    this.#endSize = 2 + HYPHENS + transaction.length
    if (to - lastLine > 2) {
      const flag = this.#flagOf(bytes, lastLine, to)
      if (flag === null) throw new MsrpParseError('bad-end-line', 'an end-line that is not of this message')
      events.push({ kind: 'head', head, hasBody: false }, { kind: 'end', flag })
    } else {
      events.push({ kind: 'head', head, hasBody: true })
      this.#inBody = true
      // The empty line's end may be that of an end-line, where there is no body at all.
      this.#matched = 2
      this.#virtual = 2
    }
    this.#forgetHead()
  }

  /** The flag of the line from `at` to `to`; null where it is no end-line of this message. */
  #flagOf(bytes: Uint8Array, at: number, to: number): ContinuationFlag | null {
    const flagAt = at + this.#endSize - 2
    if (to !== flagAt + 3) return null
    for (let index = 2; index < this.#endSize; index++) if (bytes[at + index - 2] !== this.#end[index]) return null
    return FLAGS.get(bytes[flagAt] ?? 0) ?? null
  }

  #readBody(bytes: Uint8Array, from: number, events: MsrpFramingEvent[]): number {
    const at = this.#matched > 0 ? this.#goOnMatching(bytes, from, events) : from
    if (!this.#inBody || at === bytes.length) return at
    const end = this.#findEnd(bytes, at)
    if (end < bytes.length) {
      if (end > at) events.push({ kind: 'body', bytes: bytes.subarray(at, end) })
      this.#endBody(bytes[end + this.#endSize] ?? 0, events)
      return end + this.#endSize + 3
    }
    const kept = this.#matchTail(bytes, at)
    if (kept > at) events.push({ kind: 'body', bytes: bytes.subarray(at, kept) })
    return bytes.length
  }

  /** Some bytes of the end-line have come: goes on there. Returns where it has to be looked for anew, or the body is over, or the end. */
  #goOnMatching(bytes: Uint8Array, from: number, events: MsrpFramingEvent[]): number {
    let at = from
    while (at < bytes.length && this.#isNext(bytes[at] ?? 0)) {
      this.#end[this.#matched++] = bytes[at++] ?? 0
      if (this.#matched === this.#endSize + 3) {
        this.#endBody(this.#end[this.#endSize] ?? 0, events)
        return at
      }
    }
    if (at < bytes.length) {
      if (this.#matched > this.#virtual) events.push({ kind: 'body', bytes: this.#end.slice(this.#virtual, this.#matched) })
      this.#matched = 0
      this.#virtual = 0
    }
    return at
  }

  /** Whether the byte goes on what of the end-line has come. */
  #isNext(byte: number): boolean {
    switch (this.#matched - this.#endSize) {
      case 0:
        return FLAGS.has(byte)
      case 1:
        return byte === CR
      case 2:
        return byte === LF
      default:
        return byte === this.#end[this.#matched]
    }
  }

  #endBody(flag: number, events: MsrpFramingEvent[]): void {
    events.push({ kind: 'end', flag: FLAGS.get(flag) ?? '$' })
    this.#inBody = false
    this.#matched = 0
    this.#virtual = 0
  }

  /** Where the end-line begins that is in `bytes` as a whole; their length where none is. */
  #findEnd(bytes: Uint8Array, from: number): number {
    const size = this.#endSize
    const last = bytes.length - size - 3
    // Its seven hyphens cannot slip between looks that are seven bytes apart.
    for (let at = from + 1 + HYPHENS; at <= last + 1 + HYPHENS; at += HYPHENS) {
      if (bytes[at] !== HYPHEN) continue
      let first = at
      while (first > at - HYPHENS && bytes[first - 1] === HYPHEN) first--
      const start = first - 2
      if (start >= from && start <= last && this.#isEndAt(bytes, start)) return start
    }
    return bytes.length
  }

  #isEndAt(bytes: Uint8Array, start: number): boolean {
    const size = this.#endSize
    for (let index = 0; index < size; index++) if (bytes[start + index] !== this.#end[index]) return false
    return FLAGS.has(bytes[start + size] ?? 0) && bytes[start + size + 1] === CR && bytes[start + size + 2] === LF
  }

  /** Where the bytes begin that are the beginning of an end-line and last; their length where none are. */
  #matchTail(bytes: Uint8Array, from: number): number {
    let at = bytes.indexOf(CR, Math.max(from, bytes.length - this.#endSize - 2))
    while (at >= 0) {
      this.#matched = 0
      let next = at
      while (next < bytes.length && this.#isNext(bytes[next] ?? 0)) this.#end[this.#matched++] = bytes[next++] ?? 0
      if (next === bytes.length) return at
      at = bytes.indexOf(CR, at + 1)
    }
    this.#matched = 0
    return bytes.length
  }

  /** `size` bytes of a head have come, the last line's end perhaps among them. What is exceeded first counts, in whatever pieces it came. */
  #checkSize(size: number): void {
    const { head, line } = this.#limits
    if (size > this.#line + line && this.#line + line <= head)
      throw new MsrpParseError('line-too-long', `more than ${line} bytes`)
    if (size > head) throw new MsrpParseError('head-too-long', `more than ${head} bytes`)
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#headSize + bytes.length
    if (size > this.#head.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#head.length, 512))
      larger.set(this.#head.subarray(0, this.#headSize))
      this.#head = larger
    }
    this.#head.set(bytes, this.#headSize)
    this.#headSize = size
  }

  #forgetHead(): void {
    // Connections are many and mostly idle: nothing is kept between messages.
    this.#head = NOTHING
    this.#headSize = 0
    this.#line = 0
    this.#lines = 0
  }
}
