import { deepStrictEqual } from 'node:assert'
import { splitList } from '@weft/protocols/sip/list'
import { parseNameAddr, printNameAddr } from '@weft/protocols/sip/name-addr'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { parseUri, printUri } from '@weft/protocols/sip/uri'
import { areSameUri } from '@weft/protocols/sip/uri-equality'
import { escapeUser, unescapeText } from '@weft/protocols/sip/uri-escapes'

const seeds = [
  'sip:alice@example.com',
  'sips:alice:secret@[2001:db8::10]:5061;transport=tcp;lr?subject=project%20x&priority=urgent',
  'sip:user;par=u%40example.net@example.com',
  'sip:[::ffff:192.0.2.1]',
  "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
  'tel:+1-201-555-0123;phone-context=example.com',
  'tel:*21#',
  'soap.beep://192.0.2.103:3002',
  '"Bell, \\"A\\"" <sip:a@example.com;lr>;tag=1, T. Watson <sip:b@example.com>;q=0.5, sip:c@example.com;expires=60',
]

export const target = {
  name: 'sip-uri',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  dictionary: [
    'sip:',
    'sips:',
    'tel:',
    '%',
    '%00',
    '%FF',
    '@',
    ':::',
    '[',
    ']',
    '"\\"',
    '<sip:',
    '>;',
    ',',
    '\r\n',
    '\u2028',
    '?a=b&c=',
  ],

  /** Throws when reading throws, when what was read cannot be printed or reads otherwise once it was, or differs from itself. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    readUri(text)
    for (const element of splitList(text) ?? []) readNameAddr(element)
    const wellFormed = text.toWellFormed().replaceAll('\ufeff', '')
    deepStrictEqual(unescapeText(escapeUser(wellFormed)), wellFormed)
    unescapeText(text)
  },
}

function readUri(text: string): void {
  const uri = parseUri(text)
  if (!uri) return
  const printed = printUri(uri)
  if (/[\s\0<>"]/.test(printed)) throw new Error('a URI is printed that is none')
  const again = parseUri(printed)
  deepStrictEqual(again, uri)
  if (!areSameUri(uri, uri)) throw new Error('a URI differs from itself')
}

function readNameAddr(element: string): void {
  const address = parseNameAddr(element)
  if (!address) return
  readUri(address.uri)
  try {
    deepStrictEqual(parseNameAddr(printNameAddr(address)), address)
  } catch (error) {
    // What came from the fuzzer never was a header field: line ends and NUL may be in quotes.
    if (!(error instanceof SipPrintError && /[\0\r\n]/.test(element))) throw error
  }
}
