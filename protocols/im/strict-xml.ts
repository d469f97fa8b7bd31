// The small XML documents that are sent as messages, read strictly: UTF-8 and namespaces, no DTD, nothing that two readers could read differently.
import { SaxesParser, type SaxesTagNS } from 'saxes'

export type XmlFault = 'too-large' | 'not-utf8' | 'not-well-formed' | 'not-allowed' | 'too-deep'

export interface XmlLimits {
  /** Bytes, or UTF-16 code units of a string. */
  readonly length: number
  /** Elements inside each other. */
  readonly depth: number
}

/** Is told what the document holds, in order. What it throws ends the reading. */
export interface XmlVisitor {
  open(tag: SaxesTagNS): void
  close(): void
  text(text: string): void
  /** The error to throw for a document that is refused. `detail` quotes nothing of it. */
  refuse(fault: XmlFault, detail: string): Error
}

/** What XML 1.0 cannot carry at all (§2.2). */
const UNPRINTABLE = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\p{Surrogate}\ufffe\uffff]/u
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  // Written as it is, it would be read as a line feed (§2.11).
  ['\r', '&#13;'],
])

/** Reads a document to its end. Throws what the visitor throws or makes of a fault, and nothing else. */
export function readXml(input: Uint8Array | string, limits: XmlLimits, visitor: XmlVisitor): void {
  if (input.length > limits.length) throw visitor.refuse('too-large', `the document is larger than ${limits.length} bytes`)
  const document = typeof input === 'string' ? input : decode(input)
  if (document === null) throw visitor.refuse('not-utf8', 'the document is not UTF-8')
  const parser = new SaxesParser({ xmlns: true, position: false })
  const forbid = (what: string) => () => {
    throw visitor.refuse('not-allowed', `the document holds ${what}`)
  }
  let depth = 0
  parser.on('error', () => {
    throw visitor.refuse('not-well-formed', 'the document is not well-formed XML')
  })
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0' || (encoding !== undefined && encoding.toLowerCase() !== 'utf-8'))
      forbid('an XML declaration other than 1.0 in UTF-8')()
  })
  parser.on('doctype', forbid('a DOCTYPE'))
  parser.on('processinginstruction', forbid('a processing instruction'))
  parser.on('comment', forbid('a comment'))
  parser.on('opentag', (tag) => {
    if (++depth > limits.depth) throw visitor.refuse('too-deep', `elements are nested deeper than ${limits.depth}`)
    visitor.open(tag)
  })
  parser.on('closetag', () => {
    depth--
    visitor.close()
  })
  parser.on('text', (text) => visitor.text(text))
  parser.on('cdata', (text) => visitor.text(text))
  parser.write(document).close()
}

/** Text as it stands between two tags; null where it holds what XML cannot carry. */
export function printXmlText(text: string): string | null {
  return UNPRINTABLE.test(text) ? null : text.replace(/[&<>\r]/g, (character) => ENTITIES.get(character) ?? '')
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
