import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SipTrace } from './sip-trace.ts'

const LOCAL = { address: '2001:db8::1', port: 5060 }
const REMOTE = { transport: 'udp', address: '192.0.2.1', port: 5070 } as const

test('a packet is shown whole, with its way and its number, credentials hidden', () => {
  const entries: string[] = []
  const trace = new SipTrace((entry) => entries.push(entry))
  const lines = [
    'REGISTER sip:x.test SIP/2.0',
    'Proxy-Authorization: Digest username="a",',
    '  response="secret"',
    'authorization : Digest response="secret"',
    'To: <sip:a@x.test>',
    '',
    'What authorization: a body says what it likes',
  ]
  trace.packet('INCOMING', new TextEncoder().encode(lines.join('\r\n')), REMOTE, LOCAL)
  trace.packet('OUTGOING', new TextEncoder().encode('SIP/2.0 200 OK\r\n\r\n'), REMOTE, null)
  const shown = [
    'REGISTER sip:x.test SIP/2.0',
    'Proxy-Authorization: (hidden)',
    'authorization : (hidden)',
    'To: <sip:a@x.test>',
    '',
    'What authorization: a body says what it likes',
  ]
  expect(entries).toEqual([
    `Packet 1 INCOMING UDP 192.0.2.1:5070 -> [2001:db8::1]:5060\n${shown.join('\r\n')}\n`,
    'Packet 2 OUTGOING UDP - -> 192.0.2.1:5070\nSIP/2.0 200 OK\r\n\r\n\n',
  ])
})

const LINE_ENDS = ['\r\n', '\n', '\r', '\n\r', '\r\r\n']
const SECRET = 'c0ffee5ec3e7'

test('no form of a field with credentials shows them', () => {
  const lineEnd = fc.constantFrom(...LINE_ENDS)
  const name = fc.constantFrom('Authorization', 'Proxy-Authorization', 'Authentication-Info', 'Proxy-Authentication-Info')
  const oddCase = fc
    .tuple(name, fc.stringMatching(/^[01]{25}$/))
    .map(([text, flips]) =>
      [...text].map((letter, at) => (flips[at] === '1' ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    )
  const colon = fc.constantFrom(':', ' :', '\t: ', ' \r\n :')
  const fold = fc.tuple(lineEnd, fc.constantFrom(' ', '\t', '  \t')).map((parts) => parts.join(''))
  const value = fc
    .tuple(fc.constantFrom('', 'Digest username="a",'), fc.constantFrom(true, false), fold, fold)
    .map(
      ([first, isFolded, one, other]) =>
        `${first}${isFolded ? one : ''}response="${SECRET}",${one}cnonce="${SECRET}"${other}, opaque="${SECRET}"`,
    )
  const start = fc.tuple(
    fc.stringMatching(/^[\r\n\0 ]{0,6}$/),
    fc.constantFrom('REGISTER sip:x.test SIP/2.0', 'SIP/2.0 200 OK', 'nonsense'),
  )
  const form = fc.tuple(start, lineEnd, fc.constantFrom('', 'Subject: x', '\0'), oddCase, colon, value, lineEnd)
  fc.assert(
    fc.property(form, ([[blank, line], end, before, field, separator, text, last]) => {
      const entries: string[] = []
      const packet = [
        blank + line,
        ...(before === '' ? [] : [before]),
        field + separator + text,
        `To: <sip:a@x.test>${last}${last}`,
      ]
      new SipTrace((entry) => entries.push(entry)).packet('INCOMING', new TextEncoder().encode(packet.join(end)), REMOTE, LOCAL)
      expect(entries[0]).not.toContain(SECRET)
      expect(entries[0]).toContain('(hidden)')
      expect(entries[0]).toContain('To: <sip:a@x.test>')
    }),
    { numRuns: 500 },
  )
})
