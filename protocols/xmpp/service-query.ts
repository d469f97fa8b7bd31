// Small questions between any two (XEP-0092, XEP-0199), and what an iq asks for.
import { NS } from './namespaces.ts'
import { elementsOf, type XmlElement, xml } from './xml.ts'

export interface SoftwareVersion {
  readonly name: string
  readonly version: string
}

/** What an iq of type get or set asks for, which is its only child; null where it asks for nothing, or for several things (RFC 6120 §8.2.3). */
export function questionOf(iq: XmlElement): XmlElement | null {
  const [question, ...more] = elementsOf(iq)
  return question && more.length === 0 ? question : null
}

/** What answers a question for the software's version; the system that it runs on is nobody's business. */
export function versionElement({ name, version }: SoftwareVersion): XmlElement {
  return xml('query', NS.version, {}, [xml('name', NS.version, {}, [name]), xml('version', NS.version, {}, [version])])
}

/** The question whether somebody answers at all. */
export function pingElement(): XmlElement {
  return xml('ping', NS.ping)
}
