import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FramingEvent, SipFraming } from './framing.ts'
import { MESSAGE_LIMITS, type MessageLimits, parseMessage } from './parse-message.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const messageOf = (body: string, field = `Content-Length: ${body.length}`) =>
  `MESSAGE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/TCP a.example\r\n${field}\r\nTo: <sip:b@example.com>\r\n\r\n${body}`

/** Messages as text, errors as their status. */
function plain(events: readonly FramingEvent[]): (string | number)[] {
  return events.map((event) => {
    if (event.kind === 'message') return decode(event.bytes)
    return event.kind === 'error' ? event.error.status : event.kind
  })
}
const frame = (text: string, keepalive: 'ping' | 'pong' = 'ping', limits?: MessageLimits) =>
  plain(new SipFraming(keepalive, limits).push(encode(text)))

test('messages are cut out one after the other, with their bodies', () => {
  const [first, second, third] = [messageOf('a\r\n\r\nb'), messageOf(''), messageOf('x'.repeat(5000))]
  expect(frame(`${first}${second}\r\n${third}`)).toEqual([first, second, third])
})

test.each(['l : 3', 'CONTENT-LENGTH:3', 'Content-Length:\r\n 3', 'c: x\r\nl:\t3 ', 'Call-ID: l: 9\r\nL:3'])(
  '%j says how long the body is',
  (field) => {
    const message = messageOf('abc', field)
    expect(frame(`${message}${message}`)).toEqual([message, message])
    expect(decode(parseMessage(encode(message)).body)).toBe('abc')
  },
)

test('two line ends between messages are a ping, one is nothing', () => {
  const message = messageOf('')
  expect(frame(`\r\n${message}\r\n\r\n${message}\r\n${message}\r\n\r\n\r\n\r\n`)).toEqual([
    message,
    'ping',
    message,
    message,
    'ping',
    'ping',
  ])
})

test('each line end is a pong where we are who pings', () => {
  const message = messageOf('')
  expect(frame(`\r\n${message}\r\n\r\n`, 'pong')).toEqual(['pong', message, 'pong', 'pong'])
})

test.each([
  ['no Content-Length', messageOf('', 'X-A: b')],
  ['two', messageOf('', 'l: 0\r\nContent-Length: 0')],
  ['one that is no number', messageOf('', 'l: -1')],
])('with %s the stream is lost', (_, message) => {
  expect(frame(`${messageOf('a')}${message}${messageOf('')}`)).toEqual([messageOf('a'), 400])
})

test('an error can be answered, and nothing comes after it', () => {
  const framing = new SipFraming('ping')
  const [event] = framing.push(encode(messageOf('', 'Content-Length: many')))
  expect(event?.kind === 'error' && event.error.request).toMatchObject({ method: 'MESSAGE', uri: 'sip:b@example.com' })
  expect(framing.push(encode(messageOf('')))).toEqual([])
})

test('a message is refused as soon as it says that it is too long, or is', () => {
  const limits = { ...MESSAGE_LIMITS, message: 200 }
  const head = messageOf('', 'Content-Length: 150')
  expect(frame(head, 'ping', limits)).toEqual([513])
  expect(frame(`MESSAGE ${'x'.repeat(192)}`, 'ping', limits)).toEqual([513])
  const longest = messageOf(
    'x'.repeat(200 - messageOf('', 'Content-Length: 99').length),
    `Content-Length: ${200 - messageOf('', 'Content-Length: 99').length}`,
  )
  expect(longest).toHaveLength(200)
  expect(frame(longest, 'ping', limits)).toEqual([longest])
})

test('it says when it waits for the rest of a message', () => {
  const framing = new SipFraming('ping')
  expect(framing.isWaiting).toBe(false)
  framing.push(encode(messageOf('abc').slice(0, -1)))
  expect(framing.isWaiting).toBe(true)
  framing.push(encode('c'))
  expect(framing.isWaiting).toBe(false)
})

test('the bytes of an event are its own', () => {
  const bytes = encode(messageOf('abc'))
  const [event] = new SipFraming('ping').push(bytes)
  bytes.fill(0)
  expect(plain(event ? [event] : [])).toEqual([messageOf('abc')])
})

test('in whatever pieces the bytes come, the events are the same', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\r',
      '\n',
      '\r\n\r\n',
      'l: 1\r\n',
      messageOf('ab'),
      messageOf(''),
      messageOf('\r\n\r\n'),
      messageOf('', 'X: y'),
    ),
    fc.string({ maxLength: 5 }),
  )
  const stream = fc.array(piece, { maxLength: 8 }).map((pieces) => encode(pieces.join('')))
  const limits = { ...MESSAGE_LIMITS, message: 300 }
  fc.assert(
    fc.property(stream, fc.constantFrom('ping' as const, 'pong' as const), fc.array(fc.nat(40)), (bytes, keepalive, sizes) => {
      const whole = plain(new SipFraming(keepalive, limits).push(bytes))
      const single = new SipFraming(keepalive, limits)
      expect(Array.from(bytes, (byte) => plain(single.push(Uint8Array.of(byte)))).flat()).toEqual(whole)
      const split = new SipFraming(keepalive, limits)
      let at = 0
      const events = [...sizes, bytes.length].flatMap((size) => {
        at += size
        return plain(split.push(bytes.subarray(at - size, at)))
      })
      expect(events).toEqual(whole)
    }),
    { numRuns: 3000 },
  )
})

test('a slow stream costs no more than a fast one', () => {
  const message = encode(messageOf('x'.repeat(60_000)))
  const framing = new SipFraming('ping')
  const before = performance.now()
  const events = Array.from(message, (byte) => framing.push(Uint8Array.of(byte))).flat()
  expect(events).toHaveLength(1)
  expect(performance.now() - before).toBeLessThan(2000)
})
