// What the other side of a stream says, as elements. Bytes are cut and bounded first; each piece is then read strictly.
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { type ContentNamespace, NS } from './namespaces.ts'
import { StreamCutter, type StreamPiece } from './stream-cutter.ts'
import { StreamError } from './stream-error.ts'
import type { StreamHeader } from './stream-header.ts'
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.ts'
import type { XmlElement, XmlNode } from './xml.ts'

export type StreamEvent =
  | { readonly kind: 'header'; readonly header: StreamHeader }
  /** Elements of the stream's content are in `jabber:server`, whatever the stream calls it. */
  | { readonly kind: 'element'; readonly element: XmlElement }
  /** The other side has said all. */
  | { readonly kind: 'end' }
  /** Nothing comes any more. */
  | { readonly kind: 'error'; readonly error: StreamError }

const DEFAULT = ''

export class StreamReader {
  readonly #content: ContentNamespace
  readonly #cutter: StreamCutter
  readonly #elements: ElementReader
  #isFailed = false
  #pieces = 0

  constructor(content: ContentNamespace = NS.server, limits: StreamLimits = STREAM_LIMITS) {
    this.#content = content
    this.#cutter = new StreamCutter(limits)
    this.#elements = new ElementReader(content)
  }

  set limits(limits: StreamLimits) {
    this.#cutter.limits = limits
  }

  /** Which piece of the stream is waited for within it, as a number that no other has; null while none is. */
  get waitsFor(): number | null {
    return this.#cutter.isWaiting && !this.#isFailed ? this.#pieces : null
  }

  /** Whether bytes have come that no event is of, yet. */
  get hasMore(): boolean {
    return this.#cutter.hasMore || this.#cutter.isWaiting
  }

  /** Adds bytes; events of what came before must have been taken up to null. */
  push(bytes: Uint8Array): void {
    if (!this.#isFailed) this.#cutter.push(bytes)
  }

  /** The next event; null where there is none before more bytes come. */
  next(): StreamEvent | null {
    if (this.#isFailed) return null
    try {
      const piece = this.#cutter.next()
      if (piece === null) return null
      this.#pieces++
      return this.#read(piece)
    } catch (error) {
      if (!(error instanceof StreamError)) throw error
      this.#isFailed = true
      return { kind: 'error', error }
    }
  }

  /** Takes the bytes that no event is of: they are of another stream that begins in the same place. */
  takeRest(): Uint8Array {
    return this.#cutter.takeRest()
  }

  #read({ kind, bytes }: StreamPiece): StreamEvent {
    const text = decode(bytes)
    if (kind === 'element') return { kind, element: this.#elements.read(text) }
    if (kind === 'header') return { kind, header: this.#readHeader(text) }
    if (!/^<\/[^\s>]+\s*>$/.test(text) || text.slice(2, -1).trimEnd() !== this.#elements.streamName)
      throw new StreamError('not-well-formed', 'an end of something else than the stream')
    return { kind }
  }

  #readHeader(text: string): StreamHeader {
    const tag = this.#elements.readHeader(text)
    if (tag.uri !== NS.streams) throw new StreamError('invalid-namespace', 'no stream of XMPP')
    if (tag.local !== 'stream') throw new StreamError('bad-format', 'no stream of XMPP')
    if (tag.ns[DEFAULT] !== this.#content) throw new StreamError('invalid-namespace', 'a stream with something else in it')
    const attribute = (name: string) => tag.attributes[name]?.value ?? null
    const version = /^0*(\d{1,3})\.\d{1,5}$/.exec(attribute('version') ?? '')?.[1]
    return {
      from: attribute('from'),
      to: attribute('to'),
      id: attribute('id'),
      lang: attribute('xml:lang'),
      version: Number(version ?? 0),
    }
  }
}

interface Branch {
  readonly name: string
  readonly namespace: string
  readonly attributes: Record<string, string>
  readonly children: XmlNode[]
}

/** Characters of names that none begins with, which the parser lets stand after a prefix (XML 1.0 §2.3, Namespaces in XML §3). */
const BEGINS_NO_NAME = /^(?:[-.0-9\u00B7\u203F\u2040]|[\u0300-\u036F])/

/** Elements in the namespaces that the header declared. */
class ElementReader {
  readonly #content: ContentNamespace
  #parser: SaxesParser<{ xmlns: true }> | null = null
  #open: Branch[] = []
  /** The elements that have ended and are in no other. */
  #whole: Branch[] = []
  streamName = ''

  constructor(content: ContentNamespace) {
    this.#content = content
  }

  /** Throws StreamError. */
  readHeader(text: string): SaxesTagNS {
    const parser = newParser({})
    const headers: SaxesTagNS[] = []
    parser.on('xmldecl', ({ version, encoding }) => {
      if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
        throw new StreamError('unsupported-encoding', 'the stream is not UTF-8')
      if (version !== '1.0') throw new StreamError('not-well-formed', 'another version of XML')
    })
    parser.on('opentag', (tag) => headers.push(tag))
    parser.write(text)
    const tag = given(headers[0])
    this.streamName = tag.name
    this.#parser = this.#elementParser(tag.ns)
    return tag
  }

  /** Throws StreamError. */
  read(text: string): XmlElement {
    this.#open = []
    this.#whole = []
    this.#parser?.write(text).close()
    return given(this.#whole[0])
  }

  #elementParser(declared: Readonly<Record<string, string>>): SaxesParser<{ xmlns: true }> {
    // Bound by XML itself; to bind them again is an error to the parser.
    const bound = Object.entries(declared).filter(([prefix]) => prefix !== 'xml' && prefix !== 'xmlns')
    const parser = newParser(Object.fromEntries(bound))
    parser.on('opentag', (tag) => {
      if ([tag, ...Object.values(tag.attributes)].some(({ local }) => BEGINS_NO_NAME.test(local)))
        throw new StreamError('not-well-formed', 'no name after a prefix')
      const attributes = Object.values(tag.attributes).flatMap(({ uri, local, value }): [string, string][] =>
        uri === '' ? [[local, value]] : uri === NS.xml && local === 'lang' ? [['xml:lang', value]] : [],
      )
      const namespace = tag.uri === this.#content ? NS.server : tag.uri
      const branch: Branch = { name: tag.local, namespace, attributes: Object.fromEntries(attributes), children: [] }
      this.#open.at(-1)?.children.push(branch)
      this.#open.push(branch)
    })
    parser.on('closetag', () => {
      const branch = this.#open.pop()
      if (branch && this.#open.length === 0) this.#whole.push(branch)
    })
    const addText = (text: string) => {
      const children = this.#open.at(-1)?.children
      if (!children || text === '') return
      const last = children.at(-1)
      if (typeof last === 'string') children[children.length - 1] = last + text
      else children.push(text)
    }
    parser.on('text', addText)
    parser.on('cdata', addText)
    return parser
  }
}

function newParser(additionalNamespaces: Record<string, string>): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true, position: false, additionalNamespaces })
  parser.on('error', () => {
    throw new StreamError('not-well-formed', 'no well-formed XML')
  })
  return parser
}

/** What the cutter takes for an element is one to the parser as well, or an error. */
function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new StreamError('not-well-formed', 'no well-formed XML')
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new StreamError('unsupported-encoding', 'the stream is not UTF-8')
  }
}
