// Whatever is handed to them, the functions that write SIP write one line of one value, or nothing.
import { printCSeq } from '@weft/protocols/sip/cseq'
import { canonicalName } from '@weft/protocols/sip/header-names'
import { printHostPort } from '@weft/protocols/sip/host'
import type { SipMessage } from '@weft/protocols/sip/message'
import { parseNameAddrs, printNameAddr } from '@weft/protocols/sip/name-addr'
import { parseParameters, printParameters, type SipParameter } from '@weft/protocols/sip/parameters'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { quote, unquote } from '@weft/protocols/sip/quoted-string'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { parseUri, printUri, type Uri } from '@weft/protocols/sip/uri'
import { escapeUser, unescapeText } from '@weft/protocols/sip/uri-escapes'
import { parseVias, printVia, stampVia } from '@weft/protocols/sip/via'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const RUNS = { numRuns: 3000 }
/** Short, of what means something, so that a part often makes sense at its place, and often breaks out of it. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      'a',
      '1',
      '.',
      ':',
      ' ',
      '\r\n',
      '\r',
      '\n',
      '\0',
      '"',
      '\\',
      '<',
      '>',
      ',',
      ';',
      '=',
      '@',
      '%',
      '%41',
      '?',
      '&',
      '/',
      '[',
      ']',
      'é',
    ),
    maxLength: 8,
  }),
  fc.constantFrom('a', 'example.com', '::1', 'SIP/2.0', 'x\r\nVia: y', '"a b"', 'sip:a@b', 'UDP'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const maybe = fc.option(text)
const parameter: fc.Arbitrary<SipParameter> = fc.record({ name: text, value: maybe })
const parameters = fc.array(parameter, { maxLength: 2 })
const port = fc.oneof(fc.constantFrom(null, 5060), fc.double())
const address = fc.record({ displayName: text, uri: fc.oneof(text, fc.constant('sip:a@b')), parameters })
const via = fc.record({ protocol: text, transport: text, host: text, port, parameters })
const uri: fc.Arbitrary<Uri> = fc.oneof(
  fc.record({
    kind: fc.constant('sip' as const),
    scheme: fc.constantFrom('sip' as const, 'sips' as const),
    user: maybe,
    password: maybe,
    host: fc.oneof(text, fc.constant('b')),
    port: fc.constantFrom(null, 5060),
    parameters,
    headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('tel' as const), number: fc.oneof(text, fc.constant('+1')), parameters }),
  fc.record({ kind: fc.constant('other' as const), scheme: text, rest: text }),
)

/** Null where it is refused. What is written is one line. */
function write(print: () => string): string | null {
  try {
    const printed = print()
    expect(printed).not.toMatch(/[\0\r\n]/)
    return printed
  } catch (error) {
    if (error instanceof SipPrintError) return null
    throw error
  }
}

test('an address is written as one element, which says what it was made from', () => {
  fc.assert(
    fc.property(address, (value) => {
      const printed = write(() => printNameAddr(value))
      if (printed !== null) expect(parseNameAddrs([printed, printed])).toEqual([value, value])
    }),
    RUNS,
  )
})

test('a Via is written as one element, also when it is stamped with what is no address', () => {
  fc.assert(
    fc.property(via, text, (value, from) => {
      const printed = write(() => printVia(value))
      if (printed !== null) {
        const host = value.host.toLowerCase().replace(':::', '::')
        expect(parseVias([printed])).toEqual([{ ...value, host, transport: value.transport.toUpperCase() }])
      }
      write(() => printVia(stampVia(value, from, 5060)))
    }),
    RUNS,
  )
})

test('parameters are written as those parameters', () => {
  fc.assert(
    fc.property(parameters, (value) => {
      const printed = write(() => printParameters(value))
      if (printed !== null) expect(parseParameters(printed)).toEqual(value)
    }),
    RUNS,
  )
})

test('a URI is written as that URI', () => {
  fc.assert(
    fc.property(uri, (value) => {
      const printed = write(() => printUri(value))
      if (printed === null) return
      expect(printed).not.toMatch(/[\s<>"]/)
      expect(parseUri(printed)).toEqual(
        value.kind === 'sip' ? { ...value, host: value.host.toLowerCase().replace(':::', '::') } : value,
      )
    }),
    RUNS,
  )
})

test('the rest is written in one line as well', () => {
  fc.assert(
    fc.property(text, port, fc.double(), (value, somePort, number) => {
      write(() => printHostPort({ host: value, port: somePort }))
      write(() => printCSeq({ number, method: value }))
      const quoted = write(() => quote(value))
      if (quoted !== null) expect(unquote(quoted)).toBe(value)
      expect(write(() => escapeUser(value))).not.toMatch(/[@:<>"\s]/)
      expect(unescapeText(escapeUser(value))).toBe(value.toWellFormed())
    }),
    RUNS,
  )
})

test('a message has the fields it was made with and no others, whatever their values', () => {
  const message: SipMessage = { kind: 'request', method: 'OPTIONS', uri: 'sip:a@b', headers: [], body: new Uint8Array() }
  // Content-Length, `l` for short, is the printer's own, whoever states it.
  const fieldName = text.filter((name) => canonicalName(name) !== 'Content-Length')
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), fieldName, (values, name) => {
      const headers = [...values.map((value) => ({ name: 'X-A', value })), { name, value: 'x' }]
      let bytes: Uint8Array
      try {
        bytes = printMessage({ ...message, headers })
      } catch (error) {
        expect(error).toBeInstanceOf(SipPrintError)
        return
      }
      expect(parseMessage(bytes).headers).toHaveLength(values.length + 2)
    }),
    RUNS,
  )
})
