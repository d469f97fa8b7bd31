// Our end of one stream, whoever began it: what both sides of every stream have to do (RFC 6120 §4). Begins and ends it, reads it, and tells when it has been
// quiet, or within one stanza, for too long.
import { type ContentNamespace, NS } from './namespaces.ts'
import { readStreamError, StreamError, type StreamErrorCondition, streamErrorElement } from './stream-error.ts'
import { printStreamHeader, STREAM_END, type StreamHeader } from './stream-header.ts'
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.ts'
import { type StreamEvent, StreamReader } from './stream-reader.ts'
import { isElement, type XmlElement } from './xml.ts'
import { printElement } from './xml-print.ts'

/** All in milliseconds. */
export interface StreamTimes {
  /** Until the other side has proved who it is. */
  readonly negotiation: number
  /** From the first byte of a stanza to its last. */
  readonly stanza: number
  /** Without a stanza in either direction. */
  readonly idle: number
  /** After which a space is sent where nothing else was (§4.6.1). */
  readonly keepAlive: number
  /** For the other side to end the stream once we have. */
  readonly closing: number
}

export const STREAM_TIMES: StreamTimes = { negotiation: 30_000, stanza: 30_000, idle: 600_000, keepAlive: 180_000, closing: 5000 }

/** Before anybody has proved anything: bytes of one element, and of all of them. */
const UNPROVED: StreamLimits = { ...STREAM_LIMITS, stanza: 16_384, elements: 256 }
const MOST_UNPROVED = 131_072

export type EndingReason =
  /** We wanted to, or nothing has been said for too long. */
  | 'closed'
  | 'idle'
  /** The other side wanted to, without an error or with one. */
  | 'peer-closed'
  | 'peer-error'
  /** We told the other side an error. */
  | 'error'
  /** It took too long. */
  | 'timeout'
  /** No encryption could be agreed on, or the other side's certificate is not its domain's. */
  | 'no-encryption'
  | 'certificate'
  /** The other side does not believe who we are, or knows no way to find out. */
  | 'not-authorized'
  /** The connection broke. */
  | 'lost'

export interface StreamEnding {
  readonly reason: EndingReason
  /** That either side told; null where neither did. */
  readonly condition: StreamErrorCondition | null
  /** What is to be said of it in a log: ours, or foreign text cut short; "" where there is nothing. */
  readonly detail: string
}

/** Something that happens to a stream. */
interface LinkInput {
  readonly kind: string
  /** That is to be sent. */
  readonly stanza?: XmlElement
}

export type LinkEffect =
  | { readonly do: 'send'; readonly text: string }
  /** Once all before has been sent, encryption begins; `secured` is told when it has. */
  | { readonly do: 'start-tls' }
  /** It came too late, or before it could be sent. */
  | { readonly do: 'unsent'; readonly stanza: XmlElement }
  /** Once. The connection is closed when all before has been sent; nothing of the stream comes any more. */
  | { readonly do: 'end'; readonly ending: StreamEnding }

export interface LinkListener {
  header(header: StreamHeader): void
  element(element: XmlElement): void
}

const LONGEST_DETAIL = 200

export class StreamLink<Effect> {
  readonly #content: ContentNamespace
  readonly #times: StreamTimes
  #reader: StreamReader
  readonly #effects: (Effect | LinkEffect)[] = []
  #now: number
  #isProved = false
  #unproved = 0
  #hasBegun = false
  #closing: EndingReason | null = null
  #isOver = false
  #isSecuring = false
  /** When these were: the beginning, the last byte of ours, the last stanza; since when which piece is waited for; since when we have closed. */
  readonly #since: number
  #lastSent: number
  #lastStanza: number
  #waiting: { readonly piece: number; readonly since: number } | null = null
  #closingSince = 0

  constructor(content: ContentNamespace, now: number, times: StreamTimes = STREAM_TIMES) {
    this.#content = content
    this.#times = times
    this.#reader = new StreamReader(content, UNPROVED)
    this.#now = now
    this.#since = now
    this.#lastSent = now
    this.#lastStanza = now
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** True once we have said that we are going to say nothing more. */
  get isClosing(): boolean {
    return this.#closing !== null || this.#isOver
  }

  get nextWake(): number | null {
    if (this.#isOver) return null
    const { negotiation, stanza, idle, keepAlive, closing } = this.#times
    if (this.#closing !== null) return this.#closingSince + closing
    const waiting = this.#waiting ? this.#waiting.since + stanza : Number.POSITIVE_INFINITY
    if (!this.#isProved) return Math.min(this.#since + negotiation, waiting)
    return Math.min(this.#lastStanza + idle, this.#lastSent + keepAlive, waiting)
  }

  /**
   * Takes what has happened, at `now` in milliseconds; what is to be done about it. A StreamError that `take` throws ends the stream. Once all is over nothing is
   * taken, and what was to be sent comes back.
   */
  step<Input extends LinkInput>(input: Input, now: number, take: (input: Input) => void): (Effect | LinkEffect)[] {
    this.#now = now
    if (!this.#isOver) this.#attempt(() => take(input))
    else if (input.stanza) this.#effects.push({ do: 'unsent', stanza: input.stanza })
    return this.#effects.splice(0)
  }

  emit(effect: Effect | LinkEffect): void {
    this.#effects.push(effect)
  }

  begin(header: StreamHeader): void {
    this.#hasBegun = true
    this.#send(printStreamHeader(header, this.#content))
  }

  say(element: XmlElement): void {
    if (!this.isClosing) this.#send(printElement(element, this.#content))
  }

  /** A stanza came or went. */
  noteStanza(): void {
    this.#lastStanza = this.#now
  }

  /** From now on the other side may send what it likes, as long as it likes. */
  prove(): void {
    this.#isProved = true
    this.#lastStanza = this.#now
    this.#reader.limits = STREAM_LIMITS
  }

  /** Throws StreamError, which `attempt` is for. */
  receive(bytes: Uint8Array, listener: LinkListener): void {
    if (this.#isOver || this.#isSecuring) return
    if (!this.#isProved) this.#unproved += bytes.length
    if (this.#unproved > MOST_UNPROVED) throw new StreamError('policy-violation', 'too much before anything is proved')
    this.#reader.push(bytes)
    for (let event = this.#reader.next(); event && !this.#isOver && !this.#isSecuring; event = this.#reader.next())
      this.#tell(event, listener)
    if (this.#isOver) return
    const piece = this.#reader.waitsFor
    if (piece === null) this.#waiting = null
    else if (this.#waiting?.piece !== piece) this.#waiting = { piece, since: this.#now }
  }

  /** The stream begins anew on the same connection (§4.3.3), with whatever bytes came already. */
  restart(): void {
    const rest = this.#reader.takeRest()
    this.#reader = new StreamReader(this.#content, this.#isProved ? STREAM_LIMITS : UNPROVED)
    this.#reader.push(rest)
    this.#hasBegun = false
    this.#waiting = null
  }

  /** Throws StreamError. Nothing more is read before `secured`. What came already, and could be anybody's, is refused (§5.3.1: no data may follow). */
  startTls(): void {
    if (this.#reader.hasMore) throw new StreamError('policy-violation', 'bytes ahead of encryption')
    this.#isSecuring = true
    this.#effects.push({ do: 'start-tls' })
  }

  secured(): void {
    this.#isSecuring = false
    this.restart()
  }

  /** Ends the stream in peace: the other side may still finish what it is saying. */
  close(reason: 'closed' | 'idle'): void {
    if (this.isClosing) return
    if (!this.#hasBegun || this.#isSecuring) this.end({ reason, condition: null, detail: '' })
    else {
      this.#closing = reason
      this.#closingSince = this.#now
      this.#send(STREAM_END)
    }
  }

  /** Ends the stream with an error that the other side is told. */
  fail(error: StreamError, reason: EndingReason = 'error'): void {
    if (this.#isOver) return
    if (!this.isClosing && !this.#isSecuring) {
      // An error is told within a stream, even one that has not begun (§4.9.1.2).
      if (!this.#hasBegun) this.begin({ from: null, to: null, id: null, lang: 'en', version: 1 })
      this.#send(printElement(streamErrorElement(error), this.#content) + STREAM_END)
    }
    this.end({ reason, condition: error.condition, detail: error.message })
  }

  /** Ends the stream for what is no fault of it, without waiting for the other side. */
  quit(ending: StreamEnding): void {
    if (!this.isClosing && this.#hasBegun && !this.#isSecuring) this.#send(STREAM_END)
    this.end(ending)
  }

  end(ending: StreamEnding): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#effects.push({ do: 'end', ending })
  }

  wake(): void {
    const due = this.nextWake
    if (due === null || due > this.#now) return
    const { negotiation, stanza, idle } = this.#times
    if (this.#closing !== null) this.end({ reason: this.#closing, condition: null, detail: '' })
    else if (this.#waiting && this.#waiting.since + stanza <= this.#now)
      this.fail(new StreamError('policy-violation', 'a stanza that does not end'), 'timeout')
    else if (!this.#isProved && this.#since + negotiation <= this.#now)
      this.fail(new StreamError('connection-timeout', 'nothing was proved in time'), 'timeout')
    else if (this.#lastStanza + idle <= this.#now) this.close('idle')
    else this.#send(' ')
  }

  #tell(event: StreamEvent, listener: LinkListener): void {
    switch (event.kind) {
      case 'header':
        listener.header(event.header)
        break
      case 'element':
        if (isElement(event.element, 'error', NS.streams)) this.#hearError(event.element)
        else listener.element(event.element)
        break
      case 'end':
        if (this.#closing === null) this.#send(STREAM_END)
        this.end({ reason: this.#closing ?? 'peer-closed', condition: null, detail: '' })
        break
      case 'error':
        throw event.error
    }
  }

  #hearError(element: XmlElement): void {
    const { condition, text } = readStreamError(element)
    if (this.#closing === null) this.#send(STREAM_END)
    this.end({ reason: 'peer-error', condition, detail: (text ?? '').slice(0, LONGEST_DETAIL) })
  }

  #attempt(what: () => void): void {
    try {
      what()
    } catch (error) {
      if (!(error instanceof StreamError)) throw error
      this.fail(error)
    }
  }

  #send(text: string): void {
    this.#lastSent = this.#now
    const last = this.#effects.at(-1)
    // What is said at once goes out at once.
    if (isSend(last)) this.#effects[this.#effects.length - 1] = { do: 'send', text: last.text + text }
    else this.#effects.push({ do: 'send', text })
  }
}

function isSend(effect: unknown): effect is Extract<LinkEffect, { do: 'send' }> {
  return typeof effect === 'object' && effect !== null && 'do' in effect && effect.do === 'send'
}
