import { deepStrictEqual, strictEqual } from 'node:assert'
import { domainToAscii, parseDomain } from '@weft/protocols/xmpp/domain'
import { parseJid, printJid } from '@weft/protocols/xmpp/jid'
import {
  domainOfSipHost,
  grOfResource,
  localOfSipUser,
  resourceOfDevice,
  resourceOfGr,
  sipUserOfLocal,
} from '@weft/protocols/xmpp/sip-address'

const seeds = [
  ...[
    'alice@example.com/phone',
    'J\u00fcrgen@M\u00dcNCHEN.example./B\u00fcro',
    'a@xn--mnchen-3ya.example',
    'o\\27malley\\20x@d',
    "o'malley%20x",
  ],
  ...[
    '\u05e9\u05dc\u05d5\u05dd@\u05d0.example',
    '\uff46\uff4f\uff4f@\u65e5\u672c\u8a9e\u3002jp/\u265a',
    'a\\5c20b@d',
    '%C3%A9lodie',
    '70686f6e65',
    'a\u200db@d',
    'l\u00b7l@d',
  ],
]

export const target = {
  name: 'xmpp-jid',
  seeds: seeds.map((text) => new TextEncoder().encode(text)),
  dictionary: [
    '@',
    '/',
    '.',
    'xn--',
    '\\20',
    '\\5c',
    '\\5C',
    '%5C',
    '%20',
    '\u00b7',
    '\u200c',
    '\u094d',
    '\u0660',
    '\u06f0',
    '\u05f3',
    '\u30fb',
    '\uff20',
    '\ufb00',
    '\u0130',
    '\u1e9e',
    '\u03c2',
    '\u0345',
    '\u212a',
  ],

  /** Throws when an address has two forms, or when one that went to the other side and came back is another. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    for (const options of [{}, { addresses: true }]) {
      const jid = parseJid(text, options)
      if (!jid) continue
      deepStrictEqual(parseJid(printJid(jid), options), jid)
      const user = jid.local === null ? null : sipUserOfLocal(jid.local)
      if (user !== null) strictEqual(localOfSipUser(user), jid.local)
      if (jid.resource !== null) strictEqual(resourceOfGr(grOfResource(jid.resource)), jid.resource)
    }
    const domain = parseDomain(text)
    const ascii = domain === null ? null : domainToAscii(domain)
    if (ascii !== null) strictEqual(domainOfSipHost(ascii), domain)
    const local = localOfSipUser(text)
    if (local !== null) strictEqual(localOfSipUser(sipUserOfLocal(local) ?? ''), local)
    resourceOfGr(text)
    const device = resourceOfDevice(text)
    if (text !== '') deepStrictEqual(parseJid(`a@b/${device}`)?.resource, device)
  },
}
