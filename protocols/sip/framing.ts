// SIP messages in a stream (RFC 3261 §18.3) and the keepalives between them (RFC 5626 §3.5.1). A pure machine: whatever pieces the bytes come in,
// the events are the same, in the same order.
//
//   between messages: CRLF is skipped or counted ─► any other byte begins a head ─► CR LF CR LF ends it ─► Content-Length bytes ─► message
//
// A stream in which it is not known where a message ends is lost: after an error nothing comes out any more.
import { parseContentLength } from './content-length.ts'
import { isBlank, trimBlanks } from './field-text.ts'
import { MESSAGE_LIMITS, type MessageLimits, refuseMessage } from './parse-message.ts'
import type { SipParseError } from './sip-error.ts'

export type FramingEvent =
  /** The bytes of one message, a copy; for parseMessage(). */
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** CR LF CR LF: to be answered with CR LF. */
  | { readonly kind: 'ping' }
  /** CR LF, the answer to a ping of ours. */
  | { readonly kind: 'pong' }
  /** To be answered where it can be; then the connection is to be closed. */
  | { readonly kind: 'error'; readonly error: SipParseError }

const CR = 13
const LF = 10
const FIRST_SIZE = 2048
const decoder = new TextDecoder()

export class SipFraming {
  readonly #keepalive: 'ping' | 'pong'
  readonly #limits: MessageLimits
  /** What of the message has come: the first #size bytes. */
  #buffer = new Uint8Array(FIRST_SIZE)
  #size = 0
  /** Bytes of the whole message; null as long as its head has not ended. */
  #length: number | null = null
  /** How many bytes of CR LF CR LF the last bytes are. */
  #matched = 0
  /** A CRLF that is half a ping. */
  #half = false
  #failed = false

  /** Who opened the connection sends pings and gets pongs; who accepted it gets pings. `keepalive` is what comes in. */
  constructor(keepalive: 'ping' | 'pong', limits: MessageLimits = MESSAGE_LIMITS) {
    this.#keepalive = keepalive
    this.#limits = limits
  }

  /** True within a message: the time to wait for its rest is bounded by who reads the stream. */
  get isWaiting(): boolean {
    return this.#size > 0
  }

  /** Takes the next bytes of the stream, which may be changed afterwards. */
  push(bytes: Uint8Array): FramingEvent[] {
    const events: FramingEvent[] = []
    let at = 0
    while (at < bytes.length && !this.#failed) {
      if (this.#size < 2 && this.#length === null && this.#takesLineEnd(bytes[at] ?? 0)) {
        at++
        if (this.#size === 2) this.#endLine(events)
      } else at = this.#length === null ? this.#readHead(bytes, at, events) : this.#readBody(bytes, at, this.#length, events)
    }
    return events
  }

  /** CR or LF where the line end between messages has them. */
  #takesLineEnd(byte: number): boolean {
    if (byte !== (this.#size === 0 ? CR : LF) || (this.#size === 1 && this.#buffer[0] !== CR)) return false
    this.#buffer[this.#size++] = byte
    return true
  }

  #endLine(events: FramingEvent[]): void {
    this.#size = 0
    if (this.#keepalive === 'pong') events.push({ kind: 'pong' })
    else {
      if (this.#half) events.push({ kind: 'ping' })
      this.#half = !this.#half
    }
  }

  /** Takes bytes up to the end of the head, and returns where the next ones are. */
  #readHead(bytes: Uint8Array, from: number, events: FramingEvent[]): number {
    this.#half = false
    const room = this.#limits.message - this.#size
    const end = Math.min(bytes.length, from + room)
    let at = from
    let matched = this.#matched
    while (at < end && matched < 4) {
      const byte = bytes[at++]
      if (byte === (matched % 2 === 0 ? CR : LF)) matched++
      else matched = byte === CR ? 1 : 0
    }
    this.#matched = matched
    this.#append(bytes.subarray(from, at))
    if (matched === 4) this.#endHead(events)
    else if (this.#size >= this.#limits.message) this.#fail(events, 513, `more than ${this.#limits.message} bytes`)
    return at
  }

  #endHead(events: FramingEvent[]): void {
    this.#matched = 0
    const length = contentLengthIn(this.#buffer.subarray(0, this.#size))
    if (typeof length === 'string') this.#fail(events, 400, length)
    else if (this.#size + length > this.#limits.message) this.#fail(events, 513, `more than ${this.#limits.message} bytes`)
    else if (length === 0) this.#endMessage(events)
    else this.#length = this.#size + length
  }

  #readBody(bytes: Uint8Array, from: number, length: number, events: FramingEvent[]): number {
    const end = Math.min(bytes.length, from + length - this.#size)
    this.#append(bytes.subarray(from, end))
    if (this.#size === length) this.#endMessage(events)
    return end
  }

  #endMessage(events: FramingEvent[]): void {
    events.push({ kind: 'message', bytes: this.#buffer.slice(0, this.#size) })
    this.#size = 0
    this.#length = null
    // One long message is no reason to keep its room for the life of the connection.
    if (this.#buffer.length > 4 * FIRST_SIZE) this.#buffer = new Uint8Array(FIRST_SIZE)
  }

  #fail(events: FramingEvent[], status: 400 | 513, why: string): void {
    this.#failed = true
    events.push({ kind: 'error', error: refuseMessage(this.#buffer.subarray(0, this.#size), status, why, this.#limits) })
    this.#size = 0
    this.#buffer = new Uint8Array(0)
  }

  #append(bytes: Uint8Array): void {
    const size = this.#size + bytes.length
    if (size > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length))
      larger.set(this.#buffer.subarray(0, this.#size))
      this.#buffer = larger
    }
    this.#buffer.set(bytes, this.#size)
    this.#size = size
  }
}

/** The Content-Length of a head, or what is wrong with it: on a stream there has to be exactly one (§18.3, §20.14). */
function contentLengthIn(head: Uint8Array): number | string {
  let length: number | null = null
  for (let at = head.indexOf(LF) + 1; at > 0 && at < head.length; at = head.indexOf(LF, at) + 1) {
    const value = lengthFieldAt(head, at)
    if (value === null) continue
    if (length !== null) return 'more than one Content-Length'
    length = parseContentLength(value)
    if (length === null) return 'Content-Length is no number'
  }
  return length ?? 'no Content-Length'
}

/** The value of the field that begins at `at`, unfolded, where it is Content-Length. */
function lengthFieldAt(head: Uint8Array, at: number): string | null {
  // The first letter is tested before anything is decoded.
  const first = (head[at] ?? 0) | 0x20
  if (first !== 0x63 && first !== 0x6c) return null
  let end = head.indexOf(LF, at)
  while (end >= 0 && isBlank(head[end + 1] ?? 0)) end = head.indexOf(LF, end + 1)
  const field = decoder.decode(head.subarray(at, end < 0 ? head.length : end + 1))
  const [, value = null] = /^(?:content-length|l)[ \t]*:([\s\S]*)$/i.exec(field) ?? []
  // As the parser joins folded lines: within the number they would leave a space, around it nothing.
  return value === null ? null : trimBlanks(value.replaceAll('\r\n', ' '))
}
