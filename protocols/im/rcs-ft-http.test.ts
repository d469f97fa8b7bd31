import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRcsFtHttp, printRcsFtHttp, type RcsFile, RcsFtHttpError, type RcsFtHttpFault } from './rcs-ft-http.ts'

const hash = `sha-1:${Array.from({ length: 20 }, () => 'AB').join(':')}`
const picture: RcsFile = {
  name: 'a.png',
  size: 1234,
  contentType: 'image/png',
  url: 'https://sylk.example.com/f/a.png?x=1&y=2',
  until: '2026-08-01T00:00:00+00:00',
  hash,
}

function fault(run: () => unknown): RcsFtHttpFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof RcsFtHttpError) return error.fault
    throw error
  }
  return null
}

const rcs = (content: string) => `<file xmlns="urn:gsma:params:xml:ns:rcs:rcs:fthttp">${content}</file>`
const values =
  '<file-size>1</file-size><file-name>n</file-name><content-type>text/plain</content-type><data url="https://e.com/n"/>'
const info = (content: string, type = 'file') => `<file-info type="${type}">${content}</file-info>`

test('a file is offered as §5.10 has it', () => {
  expect(printRcsFtHttp([picture])).toBe(
    `<?xml version='1.0' encoding='UTF-8'?>\n` +
      '<file xmlns="urn:gsma:params:xml:ns:rcs:rcs:fthttp" xmlns:x="urn:gsma:params:xml:ns:rcs:rcs:up:fthttpext">' +
      '<file-info type="file"><file-size>1234</file-size><file-name>a.png</file-name><content-type>image/png</content-type>' +
      '<data url="https://sylk.example.com/f/a.png?x=1&amp;y=2" until="2026-08-01T00:00:00+00:00"/>' +
      `<x:file-hash>${hash}</x:file-hash></file-info></file>`,
  )
})

test('time and hash are left out where they are not known', () => {
  const printed = printRcsFtHttp([{ ...picture, until: null, hash: null }])
  expect(printed).toContain('<data url="https://sylk.example.com/f/a.png?x=1&amp;y=2"/></file-info>')
  expect(parseRcsFtHttp(printed)).toEqual([{ ...picture, until: null, hash: null }])
})

test('a thumbnail is skipped, and of several files each is read', () => {
  const document = rcs(`${info('<file-size>x</file-size>', 'thumbnail')}${info(values)}${info(values.replace('>n<', '>m<'))}`)
  expect(parseRcsFtHttp(document).map((file) => file.name)).toEqual(['n', 'm'])
})

test('an offer of an older phone is read: no namespace, white space, values of its own', () => {
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<file>\r\n <file-info type="file">\r\n  <file-size> 007 </file-size>\r\n  <file-name>ä &amp; b.jpg</file-name>\r\n' +
    '  <content-type>image/jpeg; x="y"</content-type>\r\n  <data url = "http://files.example.com/1" until = "soon"/>\r\n' +
    '  <am:playing-length xmlns:am="urn:x"><file-size>9</file-size></am:playing-length>\r\n </file-info>\r\n</file>'
  expect(parseRcsFtHttp(document)).toEqual([
    {
      name: 'ä & b.jpg',
      size: 7,
      contentType: 'image/jpeg; x="y"',
      url: 'http://files.example.com/1',
      until: null,
      hash: null,
    },
  ])
})

test('a hash in lower case is read in the one spelling, and one of another algorithm is none', () => {
  const hashed = (text: string) => parseRcsFtHttp(rcs(info(`${values}<file-hash>${text}</file-hash>`)))[0]?.hash
  expect(hashed(hash.toLowerCase())).toBe(hash)
  expect(hashed('sha-256:00')).toBeNull()
})

test.each<[RcsFtHttpFault, string]>([
  ['not-well-formed', ''],
  ['not-well-formed', '<file>'],
  ['not-allowed', `<!DOCTYPE x [<!ENTITY y "n">]>${rcs(info(values))}`],
  ['too-deep', rcs('<a>'.repeat(8) + '</a>'.repeat(8))],
  ['too-large', rcs(' '.repeat(65_536))],
  ['not-rcs-ft-http', '<imdn/>'],
  ['not-rcs-ft-http', `<file xmlns="urn:x">${info(values)}</file>`],
  ['not-rcs-ft-http', rcs('')],
  ['not-rcs-ft-http', rcs(values)],
  ['not-rcs-ft-http', rcs(info(values, 'thumbnail'))],
  ['not-rcs-ft-http', rcs(`<x>${info(values)}</x>`)],
  ['not-rcs-ft-http', rcs(info(`${values}<file-name>o</file-name>`))],
  ['bad-value', rcs(info(''))],
  ['bad-value', rcs(info(values.replace('>1<', '>-1<')))],
  ['bad-value', rcs(info(values.replace('>1<', '>1e3<')))],
  ['bad-value', rcs(info(values.replace('>1<', `>${'1'.repeat(16)}<`)))],
  ['bad-value', rcs(info(values.replace('>n<', '><')))],
  ['bad-value', rcs(info(values.replace('>n<', `>${'n'.repeat(256)}<`)))],
  ['bad-value', rcs(info(values.replace('>n<', '>a&#10;b<')))],
  ['bad-value', rcs(info(values.replace('text/plain', 'text')))],
  ['bad-value', rcs(info(values.replace('https:', 'javascript:')))],
  ['bad-value', rcs(info(values.replace('url', 'src')))],
  ['bad-value', rcs(info(values).repeat(33))],
])('%s: %j is refused', (expected, document) => {
  expect(fault(() => parseRcsFtHttp(document))).toBe(expected)
})

test.each<[string, Partial<RcsFile>]>([
  ['an empty name', { name: '' }],
  ['a name with a line end', { name: 'a\nb' }],
  ['a size that is no whole number', { size: 1.5 }],
  ['a size beyond what numbers can count', { size: 2 ** 60 }],
  ['a content type that is none', { contentType: 'png' }],
  ['a URL of another scheme', { url: 'file:///etc/passwd' }],
  ['a time that is none', { until: 'soon' }],
  ['a hash in another spelling', { hash: hash.toLowerCase() }],
])('%s is not printed', (_what, wrong) => {
  expect(fault(() => printRcsFtHttp([{ ...picture, ...wrong }]))).toBe('bad-value')
})

test('no file, too many files, or files too big for one document are not printed', () => {
  expect(fault(() => printRcsFtHttp([]))).toBe('bad-value')
  expect(fault(() => printRcsFtHttp(Array.from({ length: 33 }, () => picture)))).toBe('bad-value')
  const long = { ...picture, url: `https://e.com/${'&'.repeat(4000)}` }
  expect(fault(() => printRcsFtHttp(Array.from({ length: 32 }, () => long)))).toBe('too-large')
})

test('what is printed reads back the same', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.trim() === text && !/\p{Cc}|[\p{Surrogate}\ufffe\uffff]/u.test(text))
  const file: fc.Arbitrary<RcsFile> = fc.record({
    name,
    size: fc.nat({ max: Number.MAX_SAFE_INTEGER }).filter((size) => String(size).length <= 15),
    contentType: fc.constantFrom('image/png', 'application/octet-stream', 'text/plain; charset="utf-8"'),
    url: fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https'] }),
    until: fc.option(fc.constantFrom('2026-08-01T00:00:00+00:00', '2026-08-01t00:00:00.5Z')),
    hash: fc.option(fc.constant(hash)),
  })
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), (files) => {
      expect(parseRcsFtHttp(printRcsFtHttp(files))).toEqual(files)
      expect(parseRcsFtHttp(new TextEncoder().encode(printRcsFtHttp(files)))).toEqual(files)
    }),
  )
})
