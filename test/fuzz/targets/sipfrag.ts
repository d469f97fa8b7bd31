import { isDeepStrictEqual } from 'node:util'
import { parseSipfrag, printSipfrag } from '@weft/protocols/sip/event/sipfrag'
import { MESSAGE_LIMITS } from '@weft/protocols/sip/parse-message'

const seeds = [
  'SIP/2.0 100 Trying',
  'SIP/2.0 603 Declined\r\n',
  'SIP/2.0 200 OK\r\nContact: <sip:a@example.com>\r\nContent-Length: 3\r\n\r\nabc',
  'INVITE sip:b@example.com SIP/2.0\r\nl: 0\r\nReason: SIP\r\n ;cause=200\r\n',
  'From: <sip:a@example.com>;tag=1\r\nDate: Sat, 13 Nov 2010 23:29:00 GMT\r\n',
  'Subject: x\r\nContent-Type: text/plain\r\n\r\nbody',
]

export const target = {
  name: 'sipfrag',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  dictionary: [
    'SIP/2.0 ',
    ' SIP/2.0\r\n',
    '\r\n\r\n',
    '\r\n',
    '\r',
    '\n',
    'Content-Length: ',
    'l:',
    ': ',
    '\r\n ',
    '\u0000',
    '486 Busy',
  ],

  /** Throws when reading throws, or when what was read cannot be printed or reads otherwise once it was. */
  run(input: Uint8Array): void {
    const fragment = parseSipfrag(input)
    if (!fragment) return
    const printed = printSipfrag(fragment)
    // With the Content-Length that it did not have, and names in full that were short, it may be more than anybody reads.
    const lines = new TextDecoder('latin1').decode(printed).split('\r\n')
    if (printed.length > MESSAGE_LIMITS.message || lines.some(({ length }) => length > MESSAGE_LIMITS.line)) return
    if (!isDeepStrictEqual(parseSipfrag(printed), fragment)) throw new Error('what is printed reads otherwise')
  },
}
