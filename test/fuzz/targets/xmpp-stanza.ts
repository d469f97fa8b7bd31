import { capsHash } from '@weft/protocols/xmpp/caps'
import { chatStateOf } from '@weft/protocols/xmpp/chat-state'
import { delayElement, delayOf } from '@weft/protocols/xmpp/delay'
import { readDialback } from '@weft/protocols/xmpp/dialback'
import { readDiscoInfo } from '@weft/protocols/xmpp/disco'
import { errorOfSip, msrpOfError, sipOfError, subscriptionEndOf } from '@weft/protocols/xmpp/error-mapping'
import { bodyElement, bodyOf, subjectOf } from '@weft/protocols/xmpp/message-text'
import { mucJoinOf, mucStatusesOf, mucUserElement, occupantOf } from '@weft/protocols/xmpp/muc'
import { directInvitationOf, mediatedInvitationsOf } from '@weft/protocols/xmpp/muc-invitation'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { availabilityElements, availabilityOf } from '@weft/protocols/xmpp/presence'
import { markerOf, receivedId, wantsMarker, wantsReceipt } from '@weft/protocols/xmpp/receipt'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { questionOf } from '@weft/protocols/xmpp/service-query'
import { readStanza } from '@weft/protocols/xmpp/stanza'
import { readStanzaError, stanzaError, stanzaErrorElement } from '@weft/protocols/xmpp/stanza-error'
import { readFeatures } from '@weft/protocols/xmpp/stream-features'
import { StreamReader } from '@weft/protocols/xmpp/stream-reader'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import { elementsOf } from '@weft/protocols/xmpp/xml'
import { printElement } from '@weft/protocols/xmpp/xml-print'

const HEADER =
  "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' version='1.0'>"
const encode = (text: string) => new TextEncoder().encode(text)
const error =
  "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:x@y</gone><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>t</text></error>"

export const target = {
  name: 'xmpp-stanza',
  seeds: [
    `<message from='a@b/c' to='d@e' id='1' type='chat' xml:lang='de'><subject>s</subject><body>x</body><body xml:lang='fr'>y</body><thread>t</thread><active xmlns='${NS.chatStates}'/><request xmlns='${NS.receipts}'/></message>`,
    `<message from='a@b' to='d@e' type='error' id='2'>${error}<received xmlns='${NS.receipts}' id='m'/><displayed xmlns='${NS.chatMarkers}' id='n'/><delay xmlns='${NS.delay}' stamp='2026-07-17T08:41:52Z' from='a@b'/></message>`,
    `<presence from='r@m/n' to='d@e/f'><show>away</show><status xml:lang='en'>x</status><priority>-5</priority><c xmlns='${NS.caps}' hash='sha-1' node='n' ver='v'/><x xmlns='${NS.muc}'><history maxstanzas='1' since='2026-07-17T08:41:52Z'/><password>p</password></x></presence>`,
    `<presence from='r@m/n' to='d@e/f'><x xmlns='${NS.mucUser}'><item affiliation='member' role='participant' jid='a@b' nick='z'><actor nick='q'/><reason>r</reason></item><status code='110'/><invite to='a@b'><reason>r</reason></invite></x></presence>`,
    `<iq from='a@b' to='c' type='get' id='3'><query xmlns='${NS.discoInfo}'><identity category='a' type='b' name='c'/><feature var='d'/></query></iq>`,
    `<iq from='a@b' to='c' type='result' id='3'><query xmlns='${NS.discoItems}'><item jid='a@b' node='n'/></query></iq>`,
    `<message><x xmlns='${NS.conference}' jid='r@m' reason='r' password='p'/></message>`,
    `<db:result from='a' to='b' type='error'>${error}</db:result>`,
    `<stream:features><mechanisms xmlns='${NS.sasl}'><mechanism>EXTERNAL</mechanism></mechanisms></stream:features>`,
  ].map(encode),
  dictionary: [
    ...Object.values(NS),
    'type=',
    'error',
    'code=',
    'stamp=',
    'xml:lang=',
    'id=',
    "''",
    '&#xd;',
    '\u0085',
    '9999999999',
    '-128',
  ],

  /** Throws when reading anything out of whatever element throws. */
  run(input: Uint8Array): void {
    const reader = new StreamReader()
    const header = encode(HEADER)
    const bytes = new Uint8Array(header.length + input.length)
    bytes.set(header)
    bytes.set(input, header.length)
    reader.push(bytes)
    for (let event = reader.next(); event; event = reader.next()) if (event.kind === 'element') readAll(event.element)
  },
}

function readAll(element: XmlElement): void {
  const stanza = readStanza(element)
  if (!('fault' in stanza)) errorTo(element, stanzaError('gone'))
  const told = readStanzaError(element)
  errorOfSip(sipOfError(told, 'sdp'))
  msrpOfError(told)
  subscriptionEndOf(told)
  const delay = delayOf(element)
  const occupant = occupantOf(element)
  const printed = [
    stanzaErrorElement(told),
    bodyElement(bodyOf(element, 'de') ?? ''),
    mucUserElement(occupant, mucStatusesOf(element)),
    ...(delay ? [delayElement(delay)] : []),
    ...availabilityElements(availabilityOf(element)),
  ]
  for (const one of printed) printElement(one)
  for (const read of [subjectOf, chatStateOf, wantsReceipt, receivedId, wantsMarker, markerOf, mucJoinOf]) read(element)
  for (const read of [mediatedInvitationsOf, directInvitationOf, questionOf, readDialback, readFeatures]) read(element)
  for (const child of elementsOf(element)) {
    capsHash(readDiscoInfo(child))
  }
}
