import fc from 'fast-check'
import { expect, test } from 'vitest'
import { domainToAscii, parseDomain } from './domain.ts'
import { bareJid, jid, parseJid, printJid, sameBareJid, sameJid } from './jid.ts'
import { decodePunycode, encodePunycode } from './punycode.ts'

const print = (text: string) => {
  const parsed = parseJid(text)
  return parsed && printJid(parsed)
}

test.each([
  ['a@b.example/c', 'a@b.example/c'],
  ['b.example', 'b.example'],
  ['b.example/c', 'b.example/c'],
  ['a@b.example/c@d/e', 'a@b.example/c@d/e'],
  ['Alice@Example.COM/Phone', 'alice@example.com/Phone'],
  ['J\u00dcRGEN@M\u00dcNCHEN.example.', 'j\u00fcrgen@m\u00fcnchen.example'],
  ['a@xn--mnchen-3ya.example', 'a@m\u00fcnchen.example'],
  ['\uff46\uff4f\uff4f@d', 'foo@d'],
  ['\u05e9\u05dc\u05d5\u05dd@d', '\u05e9\u05dc\u05d5\u05dd@d'],
  ['\u03a3@d', '\u03c3@d'],
  ['\u03c0\u03bf\u03b9\u03cc\u03c2@d', '\u03c0\u03bf\u03b9\u03cc\u03c2@d'],
  ['a@d/B\u00fcro\u00a0\ud83d\udcf1', 'a@d/B\u00fcro \ud83d\udcf1'],
  ['a@d/\u265a', 'a@d/\u265a'],
  ['e\u0301@d', '\u00e9@d'],
])('%s is %s', (text, form) => {
  expect(print(text)).toBe(form)
})

// RFC 7622 §3.5 among them.
test.each([
  ...[
    '',
    '@d',
    'a@',
    'a@d/',
    '/c',
    'a"b@d',
    'a b@d',
    'a@b@c',
    '<a>@d',
    'a@b_c',
    'a@-b',
    'a@b..c',
    'a@b-',
    '\u265a@d',
    'henry\u2163@d',
  ],
  ...[
    'a@1.2.3.4',
    '[::1]',
    'a@d.1',
    'a@xn--a.de',
    'a@xn--abc-.de',
    'a@ab--c.de',
    'a\u0000@d',
    'a@d/\u0007',
    '\u05e9a@d',
    'a@d\u0301\u200d',
  ],
  ...[
    'a@d/\ue000',
    'a\u200db@d',
    `${'a'.repeat(1024)}@d`,
    `a@d/${'\u00e9'.repeat(600)}`,
    `a@${'b'.repeat(64)}`,
    'a@\u0301b',
    `a@${'b.'.repeat(127)}bb`,
  ],
])('%j is no address', (text) => {
  expect(parseJid(text)).toBeNull()
})

test('addresses of machines are taken where they are asked for', () => {
  expect(parseJid('a@192.0.2.1', { addresses: true })?.domain).toBe('192.0.2.1')
  expect(parseJid('a@[2001:DB8::1]/x', { addresses: true })?.domain).toBe('[2001:db8::1]')
})

test('an address of its parts, and what of two is the same', () => {
  const phone = jid('Alice', 'b.example', 'phone')
  const desk = parseJid('alice@b.example/desk')
  if (!phone || !desk) throw new Error('they are addresses')
  expect(sameJid(phone, desk)).toBe(false)
  expect(sameBareJid(phone, desk)).toBe(true)
  expect(sameJid(bareJid(phone), bareJid(desk))).toBe(true)
  expect(jid('', 'b.example')).toBeNull()
  expect(jid('a', '')).toBeNull()
  expect(jid('a', 'b', '')).toBeNull()
})

test('what was read once reads the same again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      (local, resource) => {
        const once = jid(local, 'b.example', resource)
        if (once) expect(parseJid(printJid(once))).toEqual(once)
      },
    ),
  )
})

// RFC 3492 §7.1.
test.each([
  [
    '\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f',
    'egbpdaj6bu4bxfgehfvwxn',
  ],
  ['\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587', 'ihqwcrb4cv8a8dqg056pqjye'],
  ['3\u5e74B\u7d44\u91d1\u516b\u5148\u751f', '3B-ww4c5e180e575a65lsy2b'],
  ['m\u00fcnchen', 'mnchen-3ya'],
  ['-> $1.00 <-', '-> $1.00 <--'],
])('%s is %s in Punycode', (text, code) => {
  expect(encodePunycode(text)).toBe(code)
  if (/^[a-z0-9-]+$/.test(code)) expect(decodePunycode(code)).toBe(text)
})

test('domains go to DNS and come back', () => {
  expect(domainToAscii('m\u00fcnchen.example')).toBe('xn--mnchen-3ya.example')
  expect(parseDomain('XN--MNCHEN-3YA.Example')).toBe('m\u00fcnchen.example')
  expect(parseDomain('\u65e5\u672c\u8a9e\u3002jp')).toBe('\u65e5\u672c\u8a9e.jp')
  expect(domainToAscii('fa\u00df.de')).toBe('xn--fa-hia.de')
  expect(domainToAscii(`${'\u00fc'.repeat(70)}.de`)).toBeNull()
  expect(decodePunycode('99999999')).toBeNull()
})
