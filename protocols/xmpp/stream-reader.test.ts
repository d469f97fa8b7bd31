import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NS } from './namespaces.ts'
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.ts'
import { StreamReader } from './stream-reader.ts'
import { xml } from './xml.ts'
import { printElement } from './xml-print.ts'

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' from='a.example' to='b.example' version='1.0' xml:lang='de'>"

/** What comes of text: elements as they print, everything else by its kind; errors by their condition. */
function read(text: string | Uint8Array, limits?: StreamLimits, size = Number.POSITIVE_INFINITY): string[] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const reader = new StreamReader(NS.server, limits)
  const told: string[] = []
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.slice(at, at + size))
    for (let event = reader.next(); event; event = reader.next())
      if (event.kind === 'element') told.push(printElement(event.element))
      else told.push(event.kind === 'error' ? event.error.condition : event.kind)
  }
  return told
}
const inStream = (text: string, limits?: StreamLimits) => read(HEADER + text, limits).slice(1)

test('a stream is its header, what is in it, and its end', () => {
  expect(read(`${HEADER}\n<message id='1'><body>hi</body></message> <presence/>\n</stream:stream>`)).toEqual([
    'header',
    '<message id="1"><body>hi</body></message>',
    '<presence/>',
    'end',
  ])
})

test('a header tells who speaks to whom', () => {
  const reader = new StreamReader()
  reader.push(new TextEncoder().encode(HEADER))
  expect(reader.next()).toEqual({
    kind: 'header',
    header: { from: 'a.example', to: 'b.example', id: null, lang: 'de', version: 1 },
  })
})

test('namespaces are those that the header and the elements around declare, whatever their prefixes', () => {
  const reader = new StreamReader()
  const header =
    "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:server' xmlns:x='jabber:server:dialback' version='1.0'>"
  reader.push(
    new TextEncoder().encode(
      `${header}<x:result a='1' xml:lang='en' x:b='2'><y:z xmlns:y='urn:y'/>t&lt;<![CDATA[&<]]></x:result>`,
    ),
  )
  reader.next()
  const event = reader.next()
  expect(event?.kind === 'element' && event.element).toEqual(
    xml('result', NS.dialback, { a: '1', 'xml:lang': 'en' }, [xml('z', 'urn:y'), 't<&<']),
  )
})

test('in whatever pieces the bytes come, the same comes of them', () => {
  const text = `${HEADER}<message to='é'><body>grün 📱 &amp; &#x1F4F1;</body><![CDATA[]]]]></message><a><b c='/>"'/></a> </stream:stream>`
  const whole = read(text)
  expect(whole).toHaveLength(4)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
      expect(read(text, STREAM_LIMITS, size)).toEqual(whole)
    }),
  )
})

test.each([
  ['restricted-xml', '<!DOCTYPE a [<!ENTITY b "c">]>'],
  ['restricted-xml', '<!-- a -->'],
  ['restricted-xml', '<a><!-- b --></a>'],
  ['restricted-xml', '<?a b?>'],
  ['restricted-xml', '<a><?a b?></a>'],
  ['restricted-xml', '<a>&lol9;</a>'],
  ['restricted-xml', "<a b='&lol9;'/>"],
  ['restricted-xml', '<![CDATA[a]]>'],
  ['not-well-formed', '<a>&#0;</a>'],
  ['not-well-formed', '<a>& </a>'],
  ['not-well-formed', '<a></b>'],
  ['not-well-formed', '<a:b/>'],
  ['not-well-formed', "<a:- xmlns:a='urn:a'/>"],
  ['not-well-formed', "<a xmlns:a='urn:a' a:\u0300='1'/>"],
  ['not-well-formed', "<a b='1' b='2'/>"],
  ['not-well-formed', "<a b='<'/>"],
  ['not-well-formed', '<a>]]></a>'],
  ['not-well-formed', '<a>\u0001</a>'],
  ['not-well-formed', '</a>'],
  ['not-well-formed', '</stream:stream x>'],
  ['bad-format', 'hello'],
])('%s: %j', (condition, text) => {
  expect(inStream(text)).toEqual([condition])
})

test.each([
  ['unsupported-encoding', '\u0000<'],
  ['unsupported-encoding', HEADER.replace("'1.0'?", "'1.0' encoding='iso-8859-1'?")],
  ['not-well-formed', HEADER.replace("'1.0'?", "'1.1'?")],
  ['invalid-namespace', HEADER.replace('jabber:server', 'jabber:client')],
  ['invalid-namespace', HEADER.replace('http://etherx', 'http://other')],
  ['bad-format', HEADER.replace('stream:stream', 'stream:other')],
  ['bad-format', `${HEADER.slice(0, -1)}/>`],
  ['bad-format', 'GET / HTTP/1.1\r\n\r\n'],
  ['restricted-xml', ` ${HEADER}`],
  ['not-well-formed', '<stream:stream>'],
])('a header that is none: %s', (condition, text) => {
  expect(read(text)).toEqual([condition])
})

test('bytes that are no UTF-8 end a stream', () => {
  const bytes = [...new TextEncoder().encode(`${HEADER}<a>`), 0xc3, 0x28, ...new TextEncoder().encode('</a>')]
  expect(read(Uint8Array.from(bytes))).toEqual(['header', 'unsupported-encoding'])
})

test('[X30] what is too large or too deep is refused before it is there', () => {
  expect(inStream('<a>'.repeat(33))).toEqual(['policy-violation'])
  expect(inStream(`${'<a>'.repeat(32)}${'</a>'.repeat(32)}`)).toHaveLength(1)
  expect(inStream(`<a b='${'x'.repeat(8193)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a><b>${'x'.repeat(300_000)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a ${Array.from({ length: 33 }, (_, at) => `b${at}=''`).join(' ')}`)).toEqual(['policy-violation'])
  expect(inStream(`<${'a'.repeat(300)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a ${'b'.repeat(300)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a ${' '.repeat(17_000)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a>${'<b/>'.repeat(10_001)}`)).toEqual(['policy-violation'])
  expect(inStream(`<a>&${'x'.repeat(20)}`)).toEqual(['restricted-xml'])
  expect(read(`<?xml ${' '.repeat(20_000)}`)).toEqual(['policy-violation'])
})

test('a limit that is lowered and raised holds for what is within the stream then', () => {
  const small = { ...STREAM_LIMITS, stanza: 20 }
  const reader = new StreamReader(NS.server, { ...STREAM_LIMITS, stanza: 1000 })
  const push = (text: string) => {
    reader.push(new TextEncoder().encode(text))
    return reader.next()?.kind
  }
  push(HEADER)
  reader.limits = small
  expect(push('<a>0123456789012345</a>')).toBe('error')
  expect(push('<a/>')).toBeUndefined()
})

test('who waits for the rest of a stanza knows for which', () => {
  const reader = new StreamReader()
  const push = (text: string) => {
    reader.push(new TextEncoder().encode(text))
    while (reader.next());
    return reader.waitsFor
  }
  expect(push(HEADER)).toBeNull()
  const first = push('<a>')
  expect(push('more')).toBe(first)
  expect(push('</a><b')).not.toBe(first)
  expect(push('/>  ')).toBeNull()
})

test('bytes after an element may be of another stream', () => {
  const reader = new StreamReader()
  reader.push(new TextEncoder().encode(`${HEADER}<a/>rest`))
  reader.next()
  reader.next()
  expect(reader.hasMore).toBe(true)
  expect(new TextDecoder().decode(reader.takeRest())).toBe('rest')
  expect(reader.hasMore).toBe(false)
})
