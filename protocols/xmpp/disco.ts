// What somebody is and can do (XEP-0030).
import { type Jid, printJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { attributeOf, childrenOf, type XmlElement, xml } from './xml.ts'

export interface Identity {
  readonly category: string
  readonly type: string
  /** For people; "" where there is none. */
  readonly name: string
  /** A language tag; null where none is given. */
  readonly lang: string | null
}

export interface DiscoInfo {
  readonly identities: readonly Identity[]
  readonly features: readonly string[]
}

export interface DiscoItem {
  readonly jid: Jid
  readonly name: string | null
  readonly node: string | null
}

/** Of each kind; what is beyond is not looked at. */
const MOST = 256

/** The `query` that asks for them, or answers. */
export function discoInfoElement({ identities, features }: DiscoInfo, node: string | null = null): XmlElement {
  return xml('query', NS.discoInfo, { node }, [
    ...identities.map(({ category, type, name, lang }) =>
      xml('identity', NS.discoInfo, { category, type, name: name === '' ? null : name, 'xml:lang': lang }),
    ),
    ...features.map((feature) => xml('feature', NS.discoInfo, { var: feature })),
  ])
}

/** What a `query` of disco#info says; identities and features without what makes them such are left out. */
export function readDiscoInfo(query: XmlElement): DiscoInfo {
  const identities = childrenOf(query, 'identity', NS.discoInfo).slice(0, MOST)
  const features = childrenOf(query, 'feature', NS.discoInfo).slice(0, MOST)
  return {
    identities: identities.flatMap((identity) => {
      const [category, type] = [attributeOf(identity, 'category'), attributeOf(identity, 'type')]
      if (category === null || type === null) return []
      return [{ category, type, name: attributeOf(identity, 'name') ?? '', lang: attributeOf(identity, 'xml:lang') }]
    }),
    features: features.flatMap((feature) => attributeOf(feature, 'var') ?? []),
  }
}

export function discoItemsElement(items: readonly DiscoItem[], node: string | null = null): XmlElement {
  return xml(
    'query',
    NS.discoItems,
    { node },
    items.map(({ jid, name, node: itemNode }) => xml('item', NS.discoItems, { jid: printJid(jid), name, node: itemNode })),
  )
}
