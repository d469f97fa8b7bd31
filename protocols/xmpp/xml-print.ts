// Elements as they are sent within a stream, whose header has declared the namespaces that are used most.
import { attributeText, xmlText } from '../presence/xml-element.ts'
import { type ContentNamespace, NS } from './namespaces.ts'
import type { XmlElement } from './xml.ts'

/** Declared by the header of each stream. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  [NS.streams, 'stream:'],
  [NS.dialback, 'db:'],
])

/**
 * An element for a stream of that content: those of `jabber:server` become such of the stream's. Characters that XML cannot carry become U+FFFD.
 */
export function printElement(element: XmlElement, content: ContentNamespace = NS.server): string {
  return print(element, content, content)
}

/** Attributes with a space before each; null is none. */
export function printAttributes(attributes: Readonly<Record<string, string | null>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? '' : ` ${name}="${attributeText(value)}"`))
    .join('')
}

/** `outer` is the default namespace where the element stands. */
function print(element: XmlElement, content: ContentNamespace, outer: string): string {
  const namespace = element.namespace === NS.server ? content : element.namespace
  // A component's header declares no prefix for dialback.
  const prefix = (content === NS.server || namespace === NS.streams ? PREFIXES.get(namespace) : null) ?? ''
  const inner = prefix === '' ? namespace : outer
  const declaration = inner === outer ? '' : printAttributes({ xmlns: inner })
  const name = `${prefix}${element.name}`
  const inside = element.children.map((child) => (typeof child === 'string' ? xmlText(child) : print(child, content, inner)))
  const start = `<${name}${declaration}${printAttributes(element.attributes)}`
  return inside.length === 0 ? `${start}/>` : `${start}>${inside.join('')}</${name}>`
}
