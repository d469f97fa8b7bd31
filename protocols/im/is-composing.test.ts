import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type IsComposing, IsComposingError, type IsComposingFault, parseIsComposing, printIsComposing } from './is-composing.ts'

const active: IsComposing = {
  state: 'active',
  lastActive: '2026-07-17T08:41:52.123000+00:00',
  contentType: 'text/plain',
  refresh: 90,
}
const idle: IsComposing = { state: 'idle', lastActive: null, contentType: null, refresh: null }

function fault(run: () => unknown): IsComposingFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof IsComposingError) return error.fault
    throw error
  }
  return null
}

/** A document around these elements. */
const composing = (elements: string) => `<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">${elements}</isComposing>`

test('an indication is printed in the order of the schema (RFC 3994 §4)', () => {
  expect(printIsComposing(active)).toBe(
    `<?xml version='1.0' encoding='UTF-8'?>\n` +
      '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>active</state>' +
      '<lastactive>2026-07-17T08:41:52.123000+00:00</lastactive><contenttype>text/plain</contenttype><refresh>90</refresh></isComposing>',
  )
})

test('what is optional is left out', () => {
  expect(printIsComposing(idle)).toBe(
    `<?xml version='1.0' encoding='UTF-8'?>\n<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>idle</state></isComposing>`,
  )
  expect(parseIsComposing(composing('<state>idle</state>'))).toEqual(idle)
})

test('prefixes, white space, schema locations and extensions are read over', () => {
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<c:isComposing xmlns:c="urn:ietf:params:xml:ns:im-iscomposing" xmlns:x="urn:x"\n' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:ietf:params:xml:ns:im-composing iscomposing.xsd">\n' +
    ' <c:state> active </c:state>\n<x:state>idle</x:state><x:note><c:refresh>1</c:refresh></x:note><c:contenttype>text</c:contenttype></c:isComposing>'
  expect(parseIsComposing(document)).toEqual({ ...idle, state: 'active', contentType: 'text' })
})

test('a state that is not known counts as idle', () => {
  expect(parseIsComposing(composing('<state>recording</state>')).state).toBe('idle')
})

test.each([
  ['lastactive', 'yesterday'],
  ['lastactive', '2026-02-30T00:00:00Z'],
  ['contenttype', 'text/plain/x'],
  ['contenttype', ''],
  ['contenttype', `text/${'x'.repeat(128)}`],
  ['refresh', '0'],
  ['refresh', '-1'],
  ['refresh', '1.5'],
  ['refresh', '1e3'],
  ['refresh', '1000000000'],
])('a %s of %j counts as missing', (name, value) => {
  expect(parseIsComposing(composing(`<state>idle</state><${name}>${value}</${name}>`))).toEqual(idle)
})

test.each([
  ['1', 1],
  ['+60', 60],
  ['0120', 120],
  ['999999999', 999_999_999],
])('a refresh of %s is %i seconds', (text, seconds) => {
  expect(parseIsComposing(composing(`<state>active</state><refresh>${text}</refresh>`)).refresh).toBe(seconds)
})

test.each<[IsComposingFault, string]>([
  ['not-well-formed', ''],
  ['not-well-formed', '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">'],
  ['not-allowed', `<!DOCTYPE x [<!ENTITY y "active">]>${composing('<state>&y;</state>')}`],
  ['not-allowed', composing('<state>act<!-- -->ive</state>')],
  ['too-deep', composing('<a>'.repeat(8) + '</a>'.repeat(8))],
  ['too-large', composing(`<state>${'x'.repeat(8192)}</state>`)],
  ['not-is-composing', '<isComposing><state>active</state></isComposing>'],
  ['not-is-composing', '<x xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>active</state></x>'],
  ['not-is-composing', composing('')],
  ['not-is-composing', composing('<state/>')],
  ['not-is-composing', composing('<note><state>active</state></note>')],
  ['not-is-composing', composing('<state>active</state><state>idle</state>')],
])('%s: %j is refused', (expected, document) => {
  expect(fault(() => parseIsComposing(document))).toBe(expected)
})

test.each<[string, Partial<IsComposing>]>([
  ['a time that is none', { lastActive: 'now' }],
  ['a content type that is none', { contentType: 'a b' }],
  ['a refresh that is no whole number', { refresh: 0.5 }],
  ['a refresh of zero', { refresh: 0 }],
  ['a refresh of more than nine digits', { refresh: 1_000_000_000 }],
])('%s is not printed', (_what, wrong) => {
  expect(fault(() => printIsComposing({ ...active, ...wrong }))).toBe('bad-value')
})

test('what is printed reads back the same', () => {
  const parameter = fc
    .string({ unit: 'grapheme', maxLength: 10 })
    .filter((text) => !/["\\]|\p{Cc}|[\p{Surrogate}\ufffe\uffff]/u.test(text))
  const anyIndication: fc.Arbitrary<IsComposing> = fc.record({
    state: fc.constantFrom('active', 'idle'),
    lastActive: fc.option(fc.constantFrom('2026-07-17T08:41:52Z', '2026-07-17t08:41:52.5+02:00')),
    contentType: fc.option(
      fc.oneof(
        fc.constantFrom('text', 'text/plain', 'message/cpim'),
        parameter.map((value) => `text/plain; x="${value}"`),
      ),
    ),
    refresh: fc.option(fc.integer({ min: 1, max: 999_999_999 })),
  })
  fc.assert(
    fc.property(anyIndication, (given) => {
      expect(parseIsComposing(printIsComposing(given))).toEqual(given)
      expect(parseIsComposing(new TextEncoder().encode(printIsComposing(given)))).toEqual(given)
    }),
  )
})
