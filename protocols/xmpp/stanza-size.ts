// Whether a stanza is one that other servers take. Who sends more is put out, with all that was under way (RFC 6120 §13.12), so that one long text of one user would
// cost everybody the stream.
import { STREAM_LIMITS } from './stream-limits.ts'
import type { XmlElement } from './xml.ts'
import { printElement } from './xml-print.ts'

/** Bytes that a character becomes at most: `"` is `&quot;`. */
const MOST_BYTES = 6

/** Whether a stanza keeps to what we ourselves take of others, which is what is usual. */
export function fitsStream(stanza: XmlElement): boolean {
  const { stanza: longest, attribute } = STREAM_LIMITS
  const isSmall = MOST_BYTES * charactersOf(stanza) <= longest
  return longestAttribute(stanza) <= attribute && (isSmall || bytesOf(printElement(stanza)) <= longest)
}

function charactersOf({ name, namespace, attributes, children }: XmlElement): number {
  let count = 2 * name.length + namespace.length + 20
  for (const [key, value] of Object.entries(attributes)) count += key.length + value.length + 4
  for (const child of children) count += typeof child === 'string' ? child.length : charactersOf(child)
  return count
}

/** In bytes. */
function longestAttribute({ attributes, children }: XmlElement): number {
  const own = Object.values(attributes).map((value) => (value.length < 1000 ? value.length : bytesOf(value)))
  return Math.max(0, ...own, ...children.map((child) => (typeof child === 'string' ? 0 : longestAttribute(child))))
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
