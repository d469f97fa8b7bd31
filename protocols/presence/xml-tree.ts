// A document that says who is where, as a tree of what one namespace, and another one that extends it, have in it.
import type { SaxesTagNS } from 'saxes'
import { readXml, type XmlFault, type XmlLimits, type XmlVisitor } from '../im/strict-xml.ts'

export interface XmlTree {
  readonly namespace: string
  /** Without a prefix. */
  readonly name: string
  /** Those that are in no namespace. */
  readonly attributes: ReadonlyMap<string, string>
  /** xml:lang, of this very element; null where it has none. */
  readonly language: string | null
  readonly children: readonly XmlTree[]
  /** All text right within it, without white space around. */
  readonly text: string
}

interface Branch {
  readonly namespace: string
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly language: string | null
  readonly children: Branch[]
  text: string
}

/** Reads a document to its end. Throws what `refuse` makes of a fault, and nothing else. */
export function readXmlTree(input: Uint8Array | string, limits: XmlLimits, refuse: XmlVisitor['refuse']): XmlTree {
  const reader = new TreeReader(refuse)
  readXml(input, limits, reader)
  return reader.result()
}

/** The first child of that name in that namespace; null where there is none. */
export function childOf(tree: XmlTree | null, name: string, namespace: string): XmlTree | null {
  return childrenOf(tree, name, namespace)[0] ?? null
}

/** All children of that name in that namespace, in order. */
export function childrenOf(tree: XmlTree | null, name: string, namespace: string): readonly XmlTree[] {
  return tree?.children.filter((child) => child.name === name && child.namespace === namespace) ?? []
}

class TreeReader implements XmlVisitor {
  readonly #root: Branch = { namespace: '', name: '', attributes: new Map(), language: null, children: [], text: '' }
  readonly #open: Branch[] = [this.#root]
  readonly refuse: XmlVisitor['refuse']

  constructor(refuse: (fault: XmlFault, detail: string) => Error) {
    this.refuse = refuse
  }

  open(tag: SaxesTagNS): void {
    const attributes = Object.values(tag.attributes).flatMap(({ uri, local, value }) =>
      uri === '' ? [[local, value] as const] : [],
    )
    const language = tag.attributes['xml:lang']?.value || null
    const branch: Branch = {
      ...{ namespace: tag.uri, name: tag.local, attributes: new Map(attributes), language },
      ...{ children: [], text: '' },
    }
    this.#open.at(-1)?.children.push(branch)
    this.#open.push(branch)
  }

  close(): void {
    const branch = this.#open.pop()
    if (branch) branch.text = branch.text.trim()
  }

  text(text: string): void {
    const branch = this.#open.at(-1)
    if (branch) branch.text += text
  }

  result(): XmlTree {
    return this.#root.children[0] ?? this.#root
  }
}
