// Whether what comes on a stream may come on it (RFC 6120 §4.9.3, §8.1).
import { parseDomain } from './domain.ts'
import { readStanza, type Stanza, stanzaKind } from './stanza.ts'
import { StreamError } from './stream-error.ts'
import { attributeOf, withAttributes, type XmlElement } from './xml.ts'

export type AdmittedStanza = Stanza & { readonly from: NonNullable<Stanza['from']>; readonly to: NonNullable<Stanza['to']> }

export type Admission =
  | { readonly take: AdmittedStanza }
  /** Nothing can be made of it; the stream goes on. */
  | { readonly drop: 'jid-malformed' | 'type' }
  | { readonly fail: StreamError }

export interface AdmissionRules {
  /** Whether the other side has proved to be that domain. */
  readonly isProved: (remote: string) => boolean
  readonly isOwn: (local: string) => boolean
  /** The language of the stream, which is that of stanzas that name none (§4.7.4). */
  readonly lang: string | null
}

export function admitStanza(element: XmlElement, { isProved, isOwn, lang }: AdmissionRules): Admission {
  if (stanzaKind(element) === null) return { fail: new StreamError('unsupported-stanza-type', 'no stanza') }
  const [from, to] = [attributeOf(element, 'from'), attributeOf(element, 'to')]
  if (from === null || to === null) return { fail: new StreamError('improper-addressing', 'a stanza without from or to') }
  // The domain counts even where the rest is no address: what comes from another domain is never only a slip.
  const remote = parseDomain(domainIn(from))
  if (remote === null || !isProved(remote)) return { fail: new StreamError('invalid-from', 'a stanza from another domain') }
  const local = parseDomain(domainIn(to))
  if (local !== null && !isOwn(local)) return { fail: new StreamError('host-unknown', 'a stanza to a domain that is not here') }
  const hasLang = attributeOf(element, 'xml:lang') !== null
  const stanza = readStanza(hasLang || lang === null ? element : withAttributes(element, { 'xml:lang': lang }))
  if ('fault' in stanza) return { drop: stanza.fault === 'type' ? 'type' : 'jid-malformed' }
  if (stanza.from === null || stanza.to === null) return { drop: 'jid-malformed' }
  return { take: { ...stanza, from: stanza.from, to: stanza.to } }
}

/** What stands where an address has its domain. */
function domainIn(address: string): string {
  const slash = address.indexOf('/')
  const bare = slash < 0 ? address : address.slice(0, slash)
  return bare.slice(bare.indexOf('@') + 1)
}
