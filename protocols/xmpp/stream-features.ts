// What the side that was connected to offers (RFC 6120 §4.3.2).
import { NS } from './namespaces.ts'
import { childOf, childrenOf, textOf, type XmlElement, xml } from './xml.ts'

export interface StreamFeatures {
  readonly startTls: 'required' | 'optional' | null
  /** Of SASL; in S2S only EXTERNAL means anything. */
  readonly mechanisms: readonly string[]
  readonly dialback: boolean
  readonly bidi: boolean
  readonly streamManagement: boolean
}

const MOST_MECHANISMS = 32

export function readFeatures(element: XmlElement): StreamFeatures {
  const tls = childOf(element, 'starttls', NS.tls)
  const mechanisms = childrenOf(childOf(element, 'mechanisms', NS.sasl), 'mechanism', NS.sasl)
  return {
    startTls: tls && (childOf(tls, 'required', NS.tls) ? 'required' : 'optional'),
    mechanisms: mechanisms.slice(0, MOST_MECHANISMS).map((mechanism) => textOf(mechanism).trim()),
    dialback: childOf(element, 'dialback', NS.dialbackFeature) !== null,
    bidi: childOf(element, 'bidi', NS.bidiFeature) !== null,
    streamManagement: childOf(element, 'sm', NS.streamManagement) !== null,
  }
}

export function featuresElement({ startTls, mechanisms, dialback, bidi, streamManagement }: StreamFeatures): XmlElement {
  return xml('features', NS.streams, {}, [
    startTls && xml('starttls', NS.tls, {}, [startTls === 'required' ? xml('required', NS.tls) : null]),
    mechanisms.length === 0
      ? null
      : xml(
          'mechanisms',
          NS.sasl,
          {},
          mechanisms.map((mechanism) => xml('mechanism', NS.sasl, {}, [mechanism])),
        ),
    // Errors of dialback are understood (XEP-0220 §3).
    dialback ? xml('dialback', NS.dialbackFeature, {}, [xml('errors', NS.dialbackFeature)]) : null,
    bidi ? xml('bidi', NS.bidiFeature) : null,
    streamManagement ? xml('sm', NS.streamManagement) : null,
  ])
}
