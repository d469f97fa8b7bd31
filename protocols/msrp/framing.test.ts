import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MSRP_LIMITS, MsrpFraming, type MsrpFramingEvent, type MsrpLimits } from './framing.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)
const head = (id = 'a1b2', more = '') => `MSRP ${id} SEND\r\nTo-Path: msrp://b:1/s;tcp\r\nFrom-Path: msrp://a:2/t;tcp\r\n${more}`
const withBody = (body: string, id = 'a1b2', flag = '$') =>
  `${head(id, 'Content-Type: text/plain\r\n')}\r\n${body}\r\n-------${id}${flag}\r\n`

/** Each message as its method or status, its body and its flag; an error as its fault. What is not whole is left out, but for its body. */
function plain(events: readonly MsrpFramingEvent[]): string[] {
  const told: string[] = []
  for (const event of events) {
    if (event.kind === 'head') {
      const { head } = event
      told.push(`${head.transaction} ${head.kind === 'request' ? head.method : head.status}${event.hasBody ? ':' : ''}`)
    } else if (event.kind === 'body') told.push(`${told.pop() ?? ''}${decode(event.bytes)}`)
    else if (event.kind === 'end') told.push(`${told.pop() ?? ''} ${event.flag}`)
    else told.push(event.error.fault)
  }
  return told
}
const frame = (text: string, limits?: MsrpLimits) => plain(new MsrpFraming(limits).push(encode(text)))
function inPieces(bytes: Uint8Array, sizes: readonly number[], limits?: MsrpLimits): string[] {
  const framing = new MsrpFraming(limits)
  const events: MsrpFramingEvent[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const next = at + Math.max(1, sizes[turn % sizes.length] ?? 1)
    events.push(...framing.push(bytes.subarray(at, next)))
    at = next
  }
  return plain(events)
}

test('requests and responses are cut out one after the other, with their bodies and flags', () => {
  expect(
    frame(`${withBody('hello', 'a1b2', '+')}MSRP x9x9 200 OK\r\nTo-Path: a\r\n-------x9x9$\r\n${withBody('', 'c3d4', '#')}`),
  ).toEqual(['a1b2 SEND:hello +', 'x9x9 200 $', 'c3d4 SEND: #'])
})

test('a head says what stood in it', () => {
  const text = `${head('a1b2', 'Message-ID: 12 34\r\nX-Note:  gr\u00fcn \r\nEmpty:\r\n')}-------a1b2$\r\n`
  const [event] = new MsrpFraming().push(encode(text))
  expect(event?.kind === 'head' && event.head).toEqual({
    kind: 'request',
    transaction: 'a1b2',
    method: 'SEND',
    headers: [
      { name: 'To-Path', value: 'msrp://b:1/s;tcp' },
      { name: 'From-Path', value: 'msrp://a:2/t;tcp' },
      { name: 'Message-ID', value: '12 34' },
      { name: 'X-Note', value: 'gr\u00fcn' },
      { name: 'Empty', value: '' },
    ],
  })
  const [response] = new MsrpFraming().push(encode('MSRP a1b2 481 No such session\r\nTo-Path: a\r\n-------a1b2$\r\n'))
  expect(response?.kind === 'head' && response.head).toMatchObject({ status: 481, comment: 'No such session' })
})

test('FILE_OFFSET is a method, for all its underscore', () => {
  expect(frame('MSRP a1b2 FILE_OFFSET\r\nTo-Path: a\r\n-------a1b2$\r\n')).toEqual(['a1b2 FILE_OFFSET $'])
})

test('a body may end at once, with a line end of its own or without', () => {
  expect(frame(`${head()}\r\n-------a1b2$\r\n`)).toEqual(['a1b2 SEND: $'])
  expect(frame(`${head()}\r\n\r\n-------a1b2$\r\n`)).toEqual(['a1b2 SEND: $'])
  expect(frame(`${head()}\r\n\r\n\r\n-------a1b2$\r\n`)).toEqual(['a1b2 SEND:\r\n $'])
})

test.each([
  '\r\n-------zzzz$\r\n',
  '\r\n-------a1b2',
  '\r\n-------a1b2!\r\n',
  '\r\n-------a1b2$\n',
  '\r\n--------a1b2$\r\n',
  '\r\n------a1b2$\r\n',
  '-------a1b2$\r\nx',
  'x-------a1b2$\r\n',
  '\n-------a1b2$\r\n',
  '\r\r\n-------a1b2$\r',
  '\r\n-------a1b2$\r\r\n-------a1b2!',
  '-'.repeat(50),
])('[P11] %j is a body and no end-line, wherever it is cut', (text) => {
  // What would end the body at its very beginning has something before it.
  const body = `x${text}`
  const bytes = encode(`${withBody(body)}${withBody('next', 'c3d4')}`)
  const expected = [`a1b2 SEND:${body} $`, 'c3d4 SEND:next $']
  expect(plain(new MsrpFraming().push(bytes))).toEqual(expected)
  for (const size of [1, 2, 3, 7, 11]) expect(inPieces(bytes, [size])).toEqual(expected)
  for (let cut = 1; cut < bytes.length; cut++) expect(inPieces(bytes, [cut, bytes.length])).toEqual(expected)
})

test('a body is handed on as views of what came, and never kept', () => {
  const framing = new MsrpFraming()
  framing.push(encode(`${head()}\r\nx`))
  const piece = new Uint8Array(100_000).fill(0x2d)
  const [event, ...others] = framing.push(piece)
  expect(event?.kind === 'body' && event.bytes.buffer).toBe(piece.buffer)
  expect(event?.kind === 'body' && event.bytes).toHaveLength(piece.length)
  expect(others).toEqual([])
})

test('line ends between messages are nothing', () => {
  expect(frame(`\r\n\r\n${withBody('a')}\r\n${withBody('b')}`)).toEqual(['a1b2 SEND:a $', 'a1b2 SEND:b $'])
})

test.each([
  ['[P16] what is no MSRP', 'GET / HTTP/1.1\r\n', 'bad-start-line'],
  ['lower case', 'msrp a1b2 SEND\r\n\r\n', 'bad-start-line'],
  ['a transaction that is too short', 'MSRP a1b SEND\r\n\r\n', 'bad-start-line'],
  ['a transaction that is too long', `MSRP ${'a'.repeat(33)} SEND\r\n\r\n`, 'bad-start-line'],
  ['a method that is none', 'MSRP a1b2 send\r\n\r\n', 'bad-start-line'],
  ['a status that is none', 'MSRP a1b2 20\r\n\r\n', 'bad-start-line'],
  ['a line that is no header', 'MSRP a1b2 SEND\r\nTo-Path\r\n\r\n', 'bad-header'],
  ['a header without name', 'MSRP a1b2 SEND\r\n: x\r\n\r\n', 'bad-header'],
  ['an LF alone', 'MSRP a1b2 SEND\nTo-Path: a\r\n', 'bad-line-end'],
  ['a CR alone', 'MSRP a1b2 SEND\r\nTo-Path: a\rFrom-Path: b\r\n\r\n', 'bad-line-end'],
  ['the end-line of another', 'MSRP a1b2 SEND\r\nTo-Path: a\r\n-------a1b3$\r\n', 'bad-end-line'],
  ['an end-line without flag', 'MSRP a1b2 SEND\r\nTo-Path: a\r\n-------a1b2\r\n', 'bad-end-line'],
])('with %s the stream is lost, and nothing comes after it', (_, text, fault) => {
  const before = withBody('ok')
  expect(frame(`${before}${text}${before}`)).toEqual(['a1b2 SEND:ok $', fault])
  expect(inPieces(encode(`${before}${text}${before}`), [1])).toEqual(['a1b2 SEND:ok $', fault])
})

test('heads, lines and headers have their limits, in whatever pieces they come', () => {
  const limits = { head: 200, line: 60, headers: 4 }
  const fits = (more: string) => `${head('a1b2', more)}-------a1b2$\r\n`
  const cases = [
    [fits(`X: ${'x'.repeat(55)}\r\n`), 'a1b2 SEND $'],
    [fits(`X: ${'x'.repeat(56)}\r\n`), 'line-too-long'],
    [fits('X: 1\r\nX: 2\r\n'), 'a1b2 SEND $'],
    [fits('X: 1\r\nX: 2\r\nX: 3\r\n'), 'too-many-headers'],
    [fits(`${`X: ${'x'.repeat(55)}\r\n`.repeat(2)}X: ${'x'.repeat(55)}`), 'head-too-long'],
    [`MSRP ${'a'.repeat(100)}`, 'line-too-long'],
  ] as const
  for (const [text, told] of cases) {
    expect(frame(text, limits)).toEqual([told])
    expect(inPieces(encode(text), [1], limits)).toEqual([told])
  }
  expect(frame(head('a1b2', 'X: 1\r\n'.repeat(62)), MSRP_LIMITS)).toEqual([])
  expect(frame(head('a1b2', 'X: 1\r\n'.repeat(63)), MSRP_LIMITS)).toEqual(['too-many-headers'])
})

test('it says when it waits for the rest of a message', () => {
  const framing = new MsrpFraming()
  const waits = ['\r\n', 'MSRP a1b2 SEND', '\r\nTo-Path: a\r\n', '\r\n', 'abc', '\r\n-------a1b2$\r', '\n'].map((text) => {
    framing.push(encode(text))
    return framing.isWaiting
  })
  expect(waits).toEqual([false, true, true, true, true, true, false])
})

test('in whatever pieces the bytes come, the events are the same', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\r',
      '\n',
      '-',
      '-------',
      '-------a1b2',
      '\r\n-------a1b2',
      '$',
      '+\r\n',
      '#\r\n',
      'MSRP a1b2 SEND\r\n',
    ),
    fc.constantFrom(
      head(),
      withBody('hi'),
      withBody('\r\n-------a1b'),
      'MSRP a1b2 200\r\n-------a1b2$\r\n',
      'X: y\r\n',
      '\r\n\r\n',
    ),
    fc.string({ maxLength: 5 }),
  )
  const stream = fc.array(piece, { maxLength: 10 }).map((pieces) => encode(pieces.join('')))
  const limits = { head: 300, line: 100, headers: 6 }
  fc.assert(
    fc.property(stream, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (bytes, sizes) => {
      const whole = plain(new MsrpFraming(limits).push(bytes))
      expect(inPieces(bytes, [1], limits)).toEqual(whole)
      expect(inPieces(bytes, sizes, limits)).toEqual(whole)
    }),
    { numRuns: 500 },
  )
})
