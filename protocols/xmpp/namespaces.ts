/** Namespaces by what they are for. */
export const NS = {
  xml: 'http://www.w3.org/XML/1998/namespace',
  /** RFC 6120 §4.8: streams, and what is in them between servers, and with a component (XEP-0114). */
  streams: 'http://etherx.jabber.org/streams',
  server: 'jabber:server',
  client: 'jabber:client',
  component: 'jabber:component:accept',
  streamErrors: 'urn:ietf:params:xml:ns:xmpp-streams',
  stanzaErrors: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  tls: 'urn:ietf:params:xml:ns:xmpp-tls',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  /** XEP-0220. */
  dialback: 'jabber:server:dialback',
  dialbackFeature: 'urn:xmpp:features:dialback',
  /** XEP-0288. */
  bidi: 'urn:xmpp:bidi',
  bidiFeature: 'urn:xmpp:features:bidi',
  /** XEP-0198. */
  streamManagement: 'urn:xmpp:sm:3',
  /** XEP-0030. */
  discoInfo: 'http://jabber.org/protocol/disco#info',
  discoItems: 'http://jabber.org/protocol/disco#items',
  /** XEP-0045. */
  muc: 'http://jabber.org/protocol/muc',
  mucUser: 'http://jabber.org/protocol/muc#user',
  mucAdmin: 'http://jabber.org/protocol/muc#admin',
  mucOwner: 'http://jabber.org/protocol/muc#owner',
  /** XEP-0249. */
  conference: 'jabber:x:conference',
  /** XEP-0085. */
  chatStates: 'http://jabber.org/protocol/chatstates',
  /** XEP-0092. */
  version: 'jabber:iq:version',
  /** XEP-0115. */
  caps: 'http://jabber.org/protocol/caps',
  /** XEP-0184. */
  receipts: 'urn:xmpp:receipts',
  /** XEP-0199. */
  ping: 'urn:xmpp:ping',
  /** XEP-0203. */
  delay: 'urn:xmpp:delay',
  /** XEP-0333. */
  chatMarkers: 'urn:xmpp:chat-markers:0',
} as const

/** What a stream has in it (RFC 6120 §4.8.2). */
export type ContentNamespace = typeof NS.server | typeof NS.component
