// Cuts the bytes of a stream into what is right within it, before any parser of XML sees them, so that what such a parser holds is bounded.
//
//   outside ─► <?xml …?> <stream:stream …> ─► outside ─► <message>…</message> ─► outside ─► </stream:stream> ─► over
//
// It looks only at what tells where tags begin and end: whether names fit together is the parser's business. What XMPP does without (RFC 6120 §11.1: comments,
// processing instructions, DTDs, entities of one's own) ends a stream here. Pieces are the same, in whatever pieces the bytes come.
import { StreamError } from './stream-error.ts'
import type { StreamLimits } from './stream-limits.ts'

export interface StreamPiece {
  /** `header`: the start tag of the stream, with the XML declaration before it. `end`: its end tag. */
  readonly kind: 'header' | 'element' | 'end'
  /** May be a view of what was pushed: to be read before that changes. */
  readonly bytes: Uint8Array
}

const [TAB, LF, CR, SPACE, EXCLAMATION, QUOTE, AMPERSAND, APOSTROPHE, SLASH, SEMICOLON] = [9, 10, 13, 32, 33, 34, 38, 39, 47, 59]
const [LESS, EQUALS, GREATER, QUESTION, CLOSE_BRACKET] = [60, 61, 62, 63, 93]
const CDATA = Array.from('[CDATA[', (char) => char.charCodeAt(0))
const NOTHING: Uint8Array = new Uint8Array(0)
/** The entities there are, and characters by number (§11.1, XML 1.0 §4.1). */
const REFERENCE = /^(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6})$/
const LONGEST_REFERENCE = 9

type Place = 'outside' | 'text' | 'markup' | 'open' | 'value' | 'close' | 'bang' | 'cdata' | 'declaration' | 'reference' | 'over'

export class StreamCutter {
  #limits: StreamLimits
  #bytes = NOTHING
  #at = 0
  /** Of a piece that came in several pushes, what came before. */
  #held = NOTHING
  #heldSize = 0
  /** Where the piece begins in #bytes, if it does there. */
  #start = 0
  #place: Place = 'outside'
  #isFirst = true
  #depth = 0
  #elements = 0
  /** Of the tag: where it began, counted from the beginning of the piece; its attributes; bytes of the name that is being read. */
  #tag = 0
  #attributes = 0
  #name = 0
  /** Of a value: its quote, and where it began. */
  #quote = 0
  #value = 0
  /** The byte before, where it matters; how much of `[CDATA[` or `]]` has been read. */
  #last = 0
  #matched = 0
  #reference = ''
  #referredFrom: 'text' | 'value' = 'text'

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  /** From now on these hold. */
  set limits(limits: StreamLimits) {
    this.#limits = limits
  }

  /** True within a piece: the time to wait for its rest is bounded by who reads the stream. */
  get isWaiting(): boolean {
    return this.#place !== 'outside' && this.#place !== 'over'
  }

  /** Adds bytes; what came before must have been read up to null. */
  push(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#at = 0
    this.#start = 0
  }

  /** Whether bytes are left that nobody has looked at. */
  get hasMore(): boolean {
    return this.#at < this.#bytes.length
  }

  /** Takes away the bytes that nobody has looked at. */
  takeRest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at)
    this.#bytes = NOTHING
    this.#at = 0
    return rest
  }

  /** The next piece; null where there is none before more bytes come. Throws StreamError, after which the stream is lost. */
  next(): StreamPiece | null {
    const bytes = this.#bytes
    while (this.#at < bytes.length) {
      if (this.#place === 'text') this.#skipText(bytes)
      const at = this.#at++
      const kind = this.#read(bytes[at] ?? 0, at)
      if (kind !== null) return { kind, bytes: this.#take() }
    }
    if (this.isWaiting) this.#keep(bytes.subarray(this.#start))
    this.#bytes = NOTHING
    this.#at = 0
    this.#start = 0
    return null
  }

  /** Bytes of the piece before the byte at `at`. */
  #sizeAt(at: number): number {
    return this.#heldSize + at - this.#start
  }

  /** Goes on to the next byte that is no text, or to the last one: most of a stream is text. */
  #skipText(bytes: Uint8Array): void {
    let at = this.#at
    while (at < bytes.length - 1 && bytes[at] !== LESS && bytes[at] !== AMPERSAND) at++
    this.#at = at
  }

  #read(byte: number, at: number): StreamPiece['kind'] | null {
    if (this.isWaiting && this.#sizeAt(at) >= (this.#depth === 0 ? this.#limits.tag : this.#limits.stanza))
      throw new StreamError('policy-violation', 'the stanza is too large')
    switch (this.#place) {
      case 'outside':
        this.#readOutside(byte, at)
        return null
      case 'text':
        if (byte === LESS) this.#begin('markup', at)
        else if (byte === AMPERSAND) this.#refer('text')
        return null
      case 'markup':
        this.#readMarkup(byte)
        return null
      case 'open':
        return this.#readOpen(byte, at)
      case 'value':
        this.#readValue(byte, at)
        return null
      case 'close':
        return this.#readClose(byte, at)
      case 'bang':
        this.#readBang(byte)
        return null
      case 'cdata':
        this.#readCdata(byte)
        return null
      case 'declaration':
        if (byte === GREATER && this.#last === QUESTION) this.#place = 'text'
        this.#last = byte
        return null
      case 'reference':
        this.#readReference(byte)
        return null
      case 'over':
        return null
    }
  }

  #readOutside(byte: number, at: number): void {
    const isFirst = this.#isFirst
    this.#isFirst = false
    if (byte === LESS) {
      this.#start = at
      this.#last = isFirst ? QUESTION : 0
      this.#elements = 0
      this.#begin('markup', at)
    } else if (!isBlank(byte)) {
      // Zero, and what no UTF-8 begins with: UTF-16, or nothing of the kind.
      if (byte === 0 || byte > 0xf7) throw new StreamError('unsupported-encoding', 'the stream is not UTF-8')
      throw new StreamError('bad-format', 'text that is in no stanza')
    }
  }

  #begin(place: 'markup', at: number): void {
    this.#place = place
    this.#tag = this.#sizeAt(at)
    this.#name = 0
    this.#attributes = 0
  }

  /** The byte after `<`. */
  #readMarkup(byte: number): void {
    // Only the very first `<` of a stream may begin an XML declaration.
    const mayDeclare = this.#last === QUESTION && this.#depth === 0
    this.#last = 0
    if (byte === SLASH) {
      if (this.#depth === 0) throw new StreamError('not-well-formed', 'an end before the beginning')
      this.#place = 'close'
    } else if (byte === EXCLAMATION) {
      if (this.#depth < 2) throw new StreamError('restricted-xml', 'a comment or a DTD')
      this.#place = 'bang'
      this.#matched = 0
    } else if (byte === QUESTION) {
      if (!mayDeclare) throw new StreamError('restricted-xml', 'a processing instruction')
      this.#place = 'declaration'
    } else if (byte === 0) throw new StreamError('unsupported-encoding', 'the stream is not UTF-8')
    else if (isBlank(byte) || byte === LESS || byte === GREATER || byte === EQUALS || byte === QUOTE || byte === APOSTROPHE)
      throw new StreamError('not-well-formed', 'a tag without a name')
    else {
      this.#place = 'open'
      this.#name = 1
      if (++this.#elements > this.#limits.elements) throw new StreamError('policy-violation', 'the stanza has too many elements')
      if (++this.#depth > this.#limits.depth + 1) throw new StreamError('policy-violation', 'elements are nested too deep')
    }
  }

  /** Within a start tag, outside of values. */
  #readOpen(byte: number, at: number): StreamPiece['kind'] | null {
    if (this.#sizeAt(at) - this.#tag >= this.#limits.tag) throw new StreamError('policy-violation', 'a tag is too large')
    const before = this.#last
    this.#last = byte
    if (byte === GREATER) return before === SLASH ? this.#leave() : this.#enter()
    if (byte === QUOTE || byte === APOSTROPHE) {
      if (++this.#attributes > this.#limits.attributes) throw new StreamError('policy-violation', 'a tag has too many attributes')
      this.#place = 'value'
      this.#quote = byte
      this.#value = this.#sizeAt(at) + 1
    } else if (byte === LESS) throw new StreamError('not-well-formed', 'a tag within a tag')
    else if (isBlank(byte) || byte === EQUALS || byte === SLASH) this.#name = 0
    else if (++this.#name > this.#limits.name) throw new StreamError('policy-violation', 'a name is too long')
    return null
  }

  #readValue(byte: number, at: number): void {
    if (byte === this.#quote) {
      this.#place = 'open'
      this.#last = byte
      this.#name = 0
    } else if (byte === LESS) throw new StreamError('not-well-formed', 'a tag within an attribute')
    else if (byte === AMPERSAND) this.#refer('value')
    else if (this.#sizeAt(at) - this.#value >= this.#limits.attribute)
      throw new StreamError('policy-violation', 'the value of an attribute is too large')
  }

  #readClose(byte: number, at: number): StreamPiece['kind'] | null {
    if (byte === GREATER) return this.#leave()
    if (byte === LESS) throw new StreamError('not-well-formed', 'a tag within a tag')
    if (this.#sizeAt(at) - this.#tag > this.#limits.name + 2) throw new StreamError('policy-violation', 'a name is too long')
    return null
  }

  #readBang(byte: number): void {
    if (byte !== CDATA[this.#matched++]) throw new StreamError('restricted-xml', 'a comment or a DTD')
    if (this.#matched < CDATA.length) return
    this.#place = 'cdata'
    this.#matched = 0
  }

  #readCdata(byte: number): void {
    if (byte === GREATER && this.#matched >= 2) this.#place = 'text'
    else this.#matched = byte === CLOSE_BRACKET ? this.#matched + 1 : 0
  }

  #refer(from: 'text' | 'value'): void {
    this.#place = 'reference'
    this.#referredFrom = from
    this.#reference = ''
  }

  #readReference(byte: number): void {
    if (byte === SEMICOLON) {
      if (!REFERENCE.test(this.#reference)) throw new StreamError('restricted-xml', 'an entity that there is not')
      this.#place = this.#referredFrom
    } else {
      this.#reference += String.fromCharCode(byte)
      if (!/[#\w]/.test(this.#reference.slice(-1)))
        throw new StreamError('not-well-formed', 'an ampersand that refers to nothing')
      if (this.#reference.length > LONGEST_REFERENCE) throw new StreamError('restricted-xml', 'an entity that there is not')
    }
  }

  /** A start tag ends. */
  #enter(): StreamPiece['kind'] | null {
    this.#place = this.#depth === 1 ? 'outside' : 'text'
    return this.#depth === 1 ? 'header' : null
  }

  /** An element ends. */
  #leave(): StreamPiece['kind'] | null {
    const kind = this.#depth === 1 ? 'end' : this.#depth === 2 ? 'element' : null
    if (kind === 'end' && this.#place === 'open') throw new StreamError('bad-format', 'a stream that ends where it begins')
    this.#place = kind === 'end' ? 'over' : kind === 'element' ? 'outside' : 'text'
    this.#depth--
    return kind
  }

  /** The bytes of the piece that has just ended. */
  #take(): Uint8Array {
    const tail = this.#bytes.subarray(this.#start, this.#at)
    const size = this.#heldSize
    this.#start = this.#at
    if (size === 0) return tail
    this.#keep(tail)
    const whole = this.#held.subarray(0, this.#heldSize)
    // Streams are many and mostly idle: nothing is kept between pieces.
    this.#held = NOTHING
    this.#heldSize = 0
    return whole
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#heldSize + bytes.length
    if (size > this.#held.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#held.length, 512))
      larger.set(this.#held.subarray(0, this.#heldSize))
      this.#held = larger
    }
    this.#held.set(bytes, this.#heldSize)
    this.#heldSize = size
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB
}
