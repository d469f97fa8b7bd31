// Elements of XMPP as plain objects that nobody changes. Prefixes are gone: an element says its namespace itself.

export interface XmlElement {
  /** Without a prefix. */
  readonly name: string
  readonly namespace: string
  /** Those that are in no namespace, and `xml:lang`; of other namespaces XMPP reads none. */
  readonly attributes: Readonly<Record<string, string>>
  /** Elements and pieces of text, in order. No two pieces follow each other, and none is empty. */
  readonly children: readonly XmlNode[]
}

export type XmlNode = XmlElement | string

/** An element. Attributes and children that are null, and empty text, are left out. */
export function xml(
  name: string,
  namespace: string,
  attributes: Readonly<Record<string, string | null>> = {},
  children: readonly (XmlNode | null)[] = [],
): XmlElement {
  const given = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null)
  return { name, namespace, attributes: Object.fromEntries(given), children: joinText(children) }
}

/** The value of an attribute; null where there is none of that name. */
export function attributeOf(element: XmlElement, name: string): string | null {
  return Object.hasOwn(element.attributes, name) ? (element.attributes[name] ?? null) : null
}

export function isElement(node: XmlNode, name: string, namespace: string): node is XmlElement {
  return typeof node !== 'string' && node.name === name && node.namespace === namespace
}

/** The children that are elements, in order. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((node) => typeof node !== 'string')
}

/** The first child of that name in that namespace; null where there is none. */
export function childOf(element: XmlElement | null, name: string, namespace: string): XmlElement | null {
  return element?.children.find((node): node is XmlElement => isElement(node, name, namespace)) ?? null
}

/** All children of that name in that namespace, in order. */
export function childrenOf(element: XmlElement | null, name: string, namespace: string): XmlElement[] {
  return element?.children.filter((node): node is XmlElement => isElement(node, name, namespace)) ?? []
}

/** The text right within an element, without that of its children. */
export function textOf(element: XmlElement): string {
  return element.children.filter((node) => typeof node === 'string').join('')
}

/** The text of the first child of that name in that namespace; null where there is none. */
export function childText(element: XmlElement | null, name: string, namespace: string): string | null {
  const child = childOf(element, name, namespace)
  return child && textOf(child)
}

/** The same element with other attributes; null takes one away. */
export function withAttributes(element: XmlElement, changes: Readonly<Record<string, string | null>>): XmlElement {
  return xml(element.name, element.namespace, { ...element.attributes, ...changes }, element.children)
}

function joinText(children: readonly (XmlNode | null)[]): XmlNode[] {
  const joined: XmlNode[] = []
  for (const child of children) {
    if (child === null || child === '') continue
    const last = joined.at(-1)
    if (typeof child === 'string' && typeof last === 'string') joined[joined.length - 1] = last + child
    else joined.push(child)
  }
  return joined
}
