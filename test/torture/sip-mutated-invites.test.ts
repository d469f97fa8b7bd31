import { splitList } from '@weft/protocols/sip/list'
import { parseContacts, parseNameAddrs } from '@weft/protocols/sip/name-addr'
import { parseParameters } from '@weft/protocols/sip/parameters'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { SipParseError } from '@weft/protocols/sip/sip-error'
import { parseUri } from '@weft/protocols/sip/uri'
import { areSameUri } from '@weft/protocols/sip/uri-equality'
import { normaliseEscapes, unescapeText } from '@weft/protocols/sip/uri-escapes'
import { validateRequest } from '@weft/protocols/sip/validate-request'
import { parseVias } from '@weft/protocols/sip/via'
import { expect, test } from 'vitest'
import { SeededRandom } from '../fuzz/seeded-random.ts'
import { target } from '../fuzz/targets/sip-message.ts'
import { mutatedInvites, SINGLE_ANOMALIES } from './mutated-invite.ts'

const COUNT = 30_000
const policy = { role: 'server' as const, methods: null, schemes: new Set(['sip']), extensions: new Set(['timer']) }

function outcomeOf(bytes: Uint8Array): string {
  try {
    const message = parseMessage(bytes)
    if (message.kind === 'response') return 'response'
    const verdict = validateRequest(message, policy)
    return verdict.acceptable ? 'accepted' : String(verdict.status)
  } catch (error) {
    if (error instanceof SipParseError) return `unreadable ${error.status}`
    throw error
  }
}

test(`${COUNT} mutated INVITEs are read, or refused with a typed error, and print as they were read`, { timeout: 60_000 }, () => {
  const outcomes = new Map<string, number>()
  let count = 0
  for (const bytes of mutatedInvites(new SeededRandom(4475))) {
    const outcome = outcomeOf(bytes)
    if (count === 0) expect(outcome).toBe('accepted')
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    target.run(bytes)
    if (++count === COUNT) break
  }
  expect(count).toBeGreaterThan(SINGLE_ANOMALIES)
  // They come as far as they are meant to: into each kind of verdict.
  for (const outcome of ['accepted', '400', 'unreadable 400', 'unreadable 513'])
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(500)
  for (const outcome of ['416', '420', 'unreadable 505']) expect(outcomes.get(outcome), outcome).toBeGreaterThan(0)
})

const wide = { message: 1 << 24, fields: 1 << 24, line: 1 << 24 }
const asField = (value: string) => () => {
  const bytes = new TextEncoder().encode(`INVITE sip:a@b SIP/2.0\r\nVia: ${value}\r\nX: y\r\n\r\n`)
  try {
    parseMessage(bytes, wide)
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error
  }
}
const ways: readonly [string, (value: string) => unknown][] = [
  ['a header field', (value) => asField(value)()],
  ['folded lines', (value) => asField(value.replaceAll(' ', '\r\n '))()],
  ['loose line ends', (value) => asField(value.replaceAll(' ', '\n').replaceAll(',', '\r'))()],
  ['a list', (value) => splitList(value)],
  ['parameters', (value) => parseParameters(`;${value}`)],
  ['Via', (value) => parseVias([value, `SIP/2.0/UDP ${value}`, `SIP/2.0/UDP a;${value}`])],
  ['addresses', (value) => parseNameAddrs([value])],
  ['a bracketed address', (value) => parseContacts([`"${value}" <sip:${value}>;${value}`])],
  ['a name', (value) => parseContacts([`${value}<sip:a@b>`])],
  [
    'a URI',
    (value) => [
      parseUri(`sip:${value}`),
      parseUri(`sip:a@${value}`),
      parseUri(`sip:a@b;${value}`),
      parseUri(`sip:a@b?${value}`),
      parseUri(`tel:${value}`),
    ],
  ],
  ['escapes', (value) => [unescapeText(value), normaliseEscapes(value)]],
  [
    'a comparison',
    (value) => {
      const uri = parseUri(`sip:a@b;${value.replaceAll(/[^a-z0-9=;]/g, '').replaceAll('a', 'p')}`)
      return uri && areSameUri(uri, uri)
    },
  ],
]
const shapes = [
  'a',
  ' ',
  '\t',
  ',',
  ';',
  ';a',
  ';a=b',
  '"',
  '\\"',
  '\\',
  '<',
  '>',
  '<>',
  '/',
  'a/',
  ' / ',
  ':',
  '[',
  '::',
  '1:',
  '@',
  '%',
  '%4',
  '%41',
  '=',
  '&',
  '&a=b',
  '.',
  'a.',
  '-',
  '(',
  '\0',
  '"\\\0"',
  'é',
  '", "',
  '<a>,',
]

test.each(ways)('%s of any shape takes time in proportion to its length', (_, parse) => {
  for (const shape of shapes) {
    const text = shape.repeat(Math.ceil(200_000 / shape.length))
    const before = process.cpuUsage()
    parse(text)
    parse(`${text}x`)
    const { user } = process.cpuUsage(before)
    // 400 KB: what is linear takes milliseconds, what is quadratic a minute.
    expect(user / 1000, JSON.stringify(shape)).toBeLessThan(1000)
  }
})

test('many parameters of a URI are compared in time', () => {
  const parametersOf = (from: number) => Array.from({ length: 1000 }, (_, n) => `;p${from + n}=v`).join('')
  const [a, b] = [parseUri(`sip:a@b${parametersOf(0)}`), parseUri(`sip:a@b${parametersOf(500)}`)]
  const before = process.cpuUsage()
  expect(a && b && areSameUri(a, b)).toBe(true)
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
})
