// What a stanza is answered with (RFC 6120 §8.2.3, §8.3.1).
import { NS } from './namespaces.ts'
import type { Stanza } from './stanza.ts'
import { stanzaKind } from './stanza.ts'
import { type StanzaError, stanzaErrorElement } from './stanza-error.ts'
import { attributeOf, type XmlElement, xml } from './xml.ts'

/** The result of an iq, with what was asked for or with nothing. */
export function resultTo({ element }: Stanza, payload: XmlElement | null = null): XmlElement {
  return xml('iq', NS.server, { type: 'result', ...answerAddresses(element) }, [payload])
}

/** The error that answers a stanza, with what else belongs into it; null where none may be sent: errors and results are not answered. */
export function errorTo(stanza: XmlElement, error: StanzaError, more: readonly XmlElement[] = []): XmlElement | null {
  const kind = stanzaKind(stanza)
  const type = attributeOf(stanza, 'type')
  if (kind === null || type === 'error' || (kind === 'iq' && type === 'result')) return null
  return xml(kind, NS.server, { type: 'error', ...answerAddresses(stanza) }, [...more, stanzaErrorElement(error)])
}

/** Addresses go back as they came: who sent them knows them in that form. */
function answerAddresses(element: XmlElement) {
  return { id: attributeOf(element, 'id'), from: attributeOf(element, 'to'), to: attributeOf(element, 'from') }
}
