// What became of a message: that it came (XEP-0184), and that it was seen (XEP-0333).
import { NS } from './namespaces.ts'
import { attributeOf, childOf, type XmlElement, xml } from './xml.ts'

export type Marker = 'received' | 'displayed' | 'acknowledged'

const MARKERS: readonly Marker[] = ['acknowledged', 'displayed', 'received']

/** Whether the sender wants to hear that it came. */
export function wantsReceipt(message: XmlElement): boolean {
  return childOf(message, 'request', NS.receipts) !== null
}

export function receiptRequest(): XmlElement {
  return xml('request', NS.receipts)
}

/** The id of the message that came, which is that of the element and not of the stanza (XEP-0184 §5.3); null where this is no receipt. */
export function receivedId(message: XmlElement): string | null {
  const received = childOf(message, 'received', NS.receipts)
  return received && attributeOf(received, 'id')
}

/** What tells that the message of that id came. */
export function receiptElement(id: string): XmlElement {
  return xml('received', NS.receipts, { id })
}

/** Whether the sender wants to hear that it was seen. */
export function wantsMarker(message: XmlElement): boolean {
  return childOf(message, 'markable', NS.chatMarkers) !== null
}

export function markable(): XmlElement {
  return xml('markable', NS.chatMarkers)
}

/** What a message says became of another one, which it names; the most that it says. Null where it says nothing. */
export function markerOf(message: XmlElement): { readonly marker: Marker; readonly id: string } | null {
  for (const marker of MARKERS) {
    const element = childOf(message, marker, NS.chatMarkers)
    const id = element && attributeOf(element, 'id')
    if (id !== null) return { marker, id }
  }
  return null
}

export function markerElement(marker: Marker, id: string): XmlElement {
  return xml(marker, NS.chatMarkers, { id })
}
