import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Imdn,
  ImdnError,
  type ImdnFault,
  type ImdnKind,
  type ImdnStatus,
  imdnKind,
  isImdnStatus,
  parseImdn,
  printImdn,
} from './imdn.ts'

const delivered: Imdn = {
  messageId: '3f1e-1',
  dateTime: '2026-07-17T08:41:52.123000+00:00',
  recipientUri: 'bob@example.com',
  originalRecipientUri: 'bob@example.com',
  kind: 'delivery',
  status: 'delivered',
}
const statuses: ImdnStatus[] = ['delivered', 'failed', 'displayed', 'processed', 'stored', 'forbidden', 'error']
const kinds: ImdnKind[] = ['delivery', 'display', 'processing']

function fault(run: () => unknown): ImdnFault | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof ImdnError) return error.fault
    throw error
  }
  return undefined
}

/** A document around these elements. */
const imdn = (elements: string) => `<imdn xmlns="urn:ietf:params:xml:ns:imdn">${elements}</imdn>`
const values = '<message-id>1</message-id><datetime>2</datetime>'
const status = '<delivery-notification><status><delivered/></status></delivery-notification>'

test('a notification is printed as §5.4 has it', () => {
  expect(printImdn(delivered)).toBe(
    `<?xml version='1.0' encoding='UTF-8'?>\n` +
      '<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>3f1e-1</message-id><datetime>2026-07-17T08:41:52.123000+00:00</datetime>' +
      '<recipient-uri>bob@example.com</recipient-uri><original-recipient-uri>bob@example.com</original-recipient-uri>' +
      '<delivery-notification><status><delivered/></status></delivery-notification></imdn>',
  )
})

test.each<[ImdnStatus, ImdnKind]>([
  ['delivered', 'delivery'],
  ['failed', 'delivery'],
  ['displayed', 'display'],
  ['error', 'display'],
  ['forbidden', 'display'],
  ['processed', 'processing'],
  ['stored', 'processing'],
])('%s is sent in a %s notification', (name, kind) => {
  expect(imdnKind(name)).toBe(kind)
})

test('a status that RFC 5438 does not know is none', () => {
  expect(isImdnStatus('delivered')).toBe(true)
  for (const name of ['seen', 'toString', '']) expect(isImdnStatus(name)).toBe(false)
})

test('a document with prefixes, white space, subject and extensions is read', () => {
  const parsed = parseImdn(
    '<?xml version="1.0" encoding="utf-8"?>\r\n<i:imdn xmlns:i="urn:ietf:params:xml:ns:imdn" xmlns:x="urn:x">\n' +
      '  <i:message-id> a&amp;b </i:message-id>\n <i:datetime>2026-07-17T08:41:52Z</i:datetime><i:recipient-uri>im:bob@example.com</i:recipient-uri>' +
      '<i:original-recipient-uri>im:bob@example.com</i:original-recipient-uri><i:subject>x</i:subject>' +
      '<i:display-notification><i:status><x:delivered/><i:displayed/></i:status></i:display-notification><x:note>1</x:note><x:note>2</x:note></i:imdn>',
  )
  expect(parsed).toEqual({
    messageId: 'a&b',
    dateTime: '2026-07-17T08:41:52Z',
    recipientUri: 'im:bob@example.com',
    originalRecipientUri: 'im:bob@example.com',
    kind: 'display',
    status: 'displayed',
  })
})

test('recipients may be left out', () => {
  expect(parseImdn(imdn(values + status))).toMatchObject({ messageId: '1', recipientUri: null, originalRecipientUri: null })
})

test.each<[ImdnFault, string]>([
  ['not-well-formed', ''],
  ['not-well-formed', 'hello'],
  ['not-well-formed', '<imdn>'],
  ['not-well-formed', imdn('<message-id>&nbsp;</message-id>')],
  ['not-well-formed', imdn('<x:message-id/>')],
  ['not-allowed', `<!DOCTYPE imdn [<!ENTITY x "y">]>${imdn(values + status)}`],
  ['not-allowed', imdn(`<message-id>1<!-- -->2</message-id><datetime>2</datetime>${status}`)],
  ['not-allowed', imdn(`<?php x?>${values}${status}`)],
  ['not-allowed', `<?xml version="1.1"?>${imdn(values + status)}`],
  ['not-allowed', `<?xml version="1.0" encoding="utf-16"?>${imdn(values + status)}`],
  ['too-deep', imdn('<a>'.repeat(8) + '</a>'.repeat(8))],
  ['too-large', imdn(`<message-id>${'x'.repeat(16_384)}</message-id>`)],
  ['not-imdn', `<imdn>${values}${status}</imdn>`],
  ['not-imdn', `<x xmlns="urn:ietf:params:xml:ns:imdn">${values}${status}</x>`],
  ['not-imdn', imdn(values)],
  ['not-imdn', imdn(status)],
  ['not-imdn', imdn(`<message-id/><datetime>2</datetime>${status}`)],
  ['not-imdn', imdn(`${values}<message-id>2</message-id>${status}`)],
  ['not-imdn', imdn(`${values}<delivery-notification><status><delivered/><failed/></status></delivery-notification>`)],
  ['not-imdn', imdn(`${values}<delivery-notification><status><seen/></status></delivery-notification>`)],
  ['not-imdn', imdn(`<note>${values}</note>${status}`)],
])('%s: %j is refused', (expected, document) => {
  expect(fault(() => parseImdn(document))).toBe(expected)
})

test('bytes that are not UTF-8 are refused', () => {
  expect(fault(() => parseImdn(Uint8Array.of(0x3c, 0xff)))).toBe('not-utf8')
})

test('a value cannot bring markup in, and one that XML cannot carry is not printed', () => {
  const messageId = '</message-id>\r\n<message-id>\u007f'
  expect(parseImdn(printImdn({ ...delivered, messageId })).messageId).toBe(messageId)
  expect(fault(() => printImdn({ ...delivered, dateTime: 'x\u0000' }))).toBe('bad-value')
})

test('what is printed reads back the same', () => {
  const value = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => !/[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/u.test(text) && text.trim() === text)
  const anyImdn: fc.Arbitrary<Imdn> = fc.record({
    messageId: value,
    dateTime: value,
    recipientUri: fc.option(value),
    originalRecipientUri: fc.option(value),
    kind: fc.constantFrom(...kinds),
    status: fc.constantFrom(...statuses),
  })
  fc.assert(
    fc.property(anyImdn, (given) => {
      expect(parseImdn(printImdn(given))).toEqual(given)
      expect(parseImdn(new TextEncoder().encode(printImdn(given)))).toEqual(given)
    }),
  )
})

test('arbitrary bytes give a notification or a typed error', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<imdn xmlns="urn:ietf:params:xml:ns:imdn">',
      '</imdn>',
      values,
      status,
      '<!--',
      '-->',
      '<?x',
      ']]>',
      '<![CDATA[',
      '&#0;',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  )
  const document = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(document, (input) => {
      const refused = fault(() => parseImdn(input))
      if (refused === undefined) expect(parseImdn(input).messageId).not.toBe('')
    }),
    { numRuns: 2000 },
  )
})
