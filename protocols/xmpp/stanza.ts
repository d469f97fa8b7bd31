// Stanzas (RFC 6120 §8): what they say of themselves, whatever is in them.
import { type Jid, parseJid, printJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { attributeOf, type XmlElement, type XmlNode, xml } from './xml.ts'

export type StanzaKind = 'message' | 'presence' | 'iq'

export interface Stanza {
  readonly kind: StanzaKind
  /** As it stands; for a message without one, or with an unknown one, `normal` (RFC 6121 §5.2.2); null for a presence that says that somebody is there. */
  readonly type: string | null
  readonly id: string | null
  /** Null where there is none. */
  readonly from: Jid | null
  readonly to: Jid | null
  /** `xml:lang` of the stanza itself. */
  readonly lang: string | null
  readonly element: XmlElement
}

/** `jid-malformed`: from or to are no addresses. `type`: of a presence or an iq, it is none of those there are, or an iq has none, or no id. */
export type StanzaFault = 'no-stanza' | 'jid-malformed' | 'type'

const MESSAGE_TYPES: readonly (string | null)[] = ['chat', 'error', 'groupchat', 'headline', 'normal']
const PRESENCE_TYPES: readonly (string | null)[] = [
  ...['error', 'probe', 'subscribe', 'subscribed', 'unavailable', 'unsubscribe', 'unsubscribed'],
  null,
]
const IQ_TYPES: readonly (string | null)[] = ['get', 'set', 'result', 'error']

/** What a stanza of ours says of itself; what is null or missing is left out. */
export interface StanzaHead {
  readonly type?: string | null
  readonly id?: string | null
  readonly from?: Jid | null
  readonly to?: Jid | null
  readonly lang?: string | null
}

/** A stanza to be sent, with what is in it; null among that is nothing. */
export function stanza(kind: StanzaKind, head: StanzaHead, children: readonly (XmlNode | null)[] = []): XmlElement {
  const { type = null, id = null, from = null, to = null, lang = null } = head
  const addresses = { from: from && printJid(from), to: to && printJid(to) }
  return xml(kind, NS.server, { type, id, ...addresses, 'xml:lang': lang }, children)
}

/** Reads what an element of `jabber:server` says; a fault where it is no stanza that can be worked with. */
export function readStanza(element: XmlElement): Stanza | { readonly fault: StanzaFault } {
  const kind = stanzaKind(element)
  if (kind === null) return { fault: 'no-stanza' }
  const given = attributeOf(element, 'type')
  const id = attributeOf(element, 'id')
  const type = kind === 'message' && !MESSAGE_TYPES.includes(given) ? 'normal' : given
  if (kind === 'presence' && !PRESENCE_TYPES.includes(type)) return { fault: 'type' }
  if (kind === 'iq' && (!IQ_TYPES.includes(type) || id === null)) return { fault: 'type' }
  const from = addressOf(element, 'from')
  const to = addressOf(element, 'to')
  if (from === 'malformed' || to === 'malformed') return { fault: 'jid-malformed' }
  return { kind, type, id, from, to, lang: attributeOf(element, 'xml:lang'), element }
}

/** Null where the element is no stanza. */
export function stanzaKind({ name, namespace }: XmlElement): StanzaKind | null {
  return namespace === NS.server && (name === 'message' || name === 'presence' || name === 'iq') ? name : null
}

function addressOf(element: XmlElement, name: 'from' | 'to'): Jid | null | 'malformed' {
  const text = attributeOf(element, name)
  return text === null ? null : (parseJid(text) ?? 'malformed')
}
