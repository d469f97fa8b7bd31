import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MsrpFraming } from './framing.ts'
import { headerOf } from './message.ts'
import { type MessageToSend, OutgoingMessage } from './outgoing-message.ts'
import { OutgoingQueue } from './outgoing-queue.ts'
import { parsePath, pathHeaders } from './path.ts'
import { printHeaders } from './print.ts'
import { Reassembly } from './reassembly.ts'
import { readRequest } from './request.ts'
import { parseMsrpUri } from './uri.ts'

const to = parsePath('msrp://r.example:3;tcp msrp://a.example:2/alice;tcp')
const from = parseMsrpUri('msrp://b.example:1/bob;tcp')
if (!to || !from) throw new Error('the test has no paths')
const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: readonly Uint8Array[]) => bytes.map((piece) => new TextDecoder('latin1').decode(piece)).join('')

const paths = printHeaders(pathHeaders(to, from))
const idsOf =
  (count = 0) =>
  () =>
    `t-${String(count++).padStart(4, '0')}`
function messageOf(
  messageId: string,
  body: Uint8Array | string,
  more: Partial<MessageToSend> = {},
  ids = idsOf(),
): OutgoingMessage {
  const bytes = typeof body === 'string' ? encode(body) : body
  const wanted = { successReport: false, failureReport: 'yes' as const, contentType: 'text/plain' }
  const message = new OutgoingMessage({ messageId, total: bytes.length, lane: null, headers: [], ...wanted, ...more }, paths, ids)
  message.feed(bytes)
  return message
}
const shared = idsOf()
const add = (queue: OutgoingQueue, messageId: string, size: number, more: Partial<MessageToSend> = {}) =>
  queue.add(messageOf(messageId, new Uint8Array(size).fill(0x61), more, shared))

/** What a peer reads: each chunk as its message, its range, how many bytes it had and its flag; a response as its status. */
function chunksIn(bytes: readonly Uint8Array[]): string[] {
  const framing = new MsrpFraming()
  const told: string[] = []
  let size = 0
  for (const event of bytes.flatMap((piece) => framing.push(piece))) {
    if (event.kind === 'error') throw event.error
    if (event.kind === 'body') size += event.bytes.length
    else if (event.kind === 'head') {
      const { head } = event
      size = 0
      told.push(
        head.kind === 'response' ? String(head.status) : `${headerOf(head, 'Message-ID')} ${headerOf(head, 'Byte-Range')}`,
      )
    } else told.push(`${told.pop()} ${size}${event.flag}`)
  }
  return told
}
const response = encode('MSRP a1b2 200 OK\r\nTo-Path: x\r\n-------a1b2$\r\n')

test('a message is a SEND with all that it says', () => {
  const queue = new OutgoingQueue(16_384)
  const headers = [{ name: 'X-Note', value: 'n' }]
  queue.add(messageOf('m1', 'hello', { successReport: true, failureReport: 'partial', headers }))
  const { bytes, events } = queue.next(10_000)
  expect(decode(bytes)).toBe(
    'MSRP t-0000 SEND\r\nTo-Path: msrp://r.example:3;tcp msrp://a.example:2/alice;tcp\r\nFrom-Path: msrp://b.example:1/bob;tcp\r\n' +
      'Message-ID: m1\r\nByte-Range: 1-5/5\r\nSuccess-Report: yes\r\nFailure-Report: partial\r\nX-Note: n\r\nContent-Type: text/plain\r\n\r\n' +
      'hello\r\n-------t-0000$\r\n',
  )
  expect(events).toEqual([
    { kind: 'begun', transaction: 't-0000', messageId: 'm1' },
    { kind: 'sent', transaction: 't-0000', messageId: 'm1', isThrough: true },
  ])
  expect(queue.next(10)).toEqual({ bytes: [], events: [] })
})

test('a keep-alive has neither type nor body', () => {
  const queue = new OutgoingQueue(16_384)
  queue.add(messageOf('m1', '', { contentType: null, headers: [{ name: 'Keep-Alive', value: 'yes' }] }))
  const { bytes, events } = queue.next(10_000)
  expect(decode(bytes)).toMatch(/\r\nByte-Range: 1-0\/0\r\n(?:[^\r]+\r\n){2}Keep-Alive: yes\r\n-------t-0000\$\r\n$/)
  expect(events).toMatchObject([{ kind: 'begun' }, { kind: 'sent', isThrough: true }])
})

test('[P13] what is larger than 2048 bytes goes out in chunks that promise no end', () => {
  const queue = new OutgoingQueue(16_384)
  add(queue, 'm1', 2048)
  add(queue, 'm2', 40_000)
  expect(chunksIn(queue.next(100_000).bytes)).toEqual([
    ...['m1 1-2048/2048 2048$', 'm2 1-*/40000 16384+'],
    ...['m2 16385-*/40000 16384+', 'm2 32769-*/40000 7232$'],
  ])
})

test('[P13] a response interrupts a long chunk at once, and the chunk goes on after it', () => {
  const queue = new OutgoingQueue(16_384)
  add(queue, 'm1', 10_000)
  add(queue, 'm2', 10_000)
  const first = queue.next(1000).bytes
  queue.addFirst(response)
  expect(chunksIn([...first, ...queue.next(100_000).bytes])).toMatchObject([
    expect.stringMatching(/^m1 1-\*\/10000 \d+\+$/),
    '200 0$',
    expect.stringMatching(/^m1 \d+-\*\/10000 \d+\$$/),
    'm2 1-*/10000 10000$',
  ])
})

test('a response waits for the end of a short message, and not for the bytes of one that has not begun', () => {
  const queue = new OutgoingQueue(16_384)
  add(queue, 'm1', 2000)
  const first = queue.next(500).bytes
  queue.addFirst(response)
  add(queue, 'm2', 10)
  expect(chunksIn([...first, ...queue.next(10_000).bytes])).toEqual(['m1 1-2000/2000 2000$', '200 0$', 'm2 1-10/10 10$'])
})

test('messages take turns, chunk by chunk', () => {
  const queue = new OutgoingQueue(4000)
  add(queue, 'm1', 12_000)
  add(queue, 'm2', 8000)
  expect(chunksIn(queue.next(100_000).bytes)).toEqual([
    ...['m1 1-*/12000 4000+', 'm2 1-*/8000 4000+', 'm1 4001-*/12000 4000+', 'm2 4001-*/8000 4000$', 'm1 8001-*/12000 4000$'],
  ])
})

test('a short message need not wait for the end of a long chunk', () => {
  const queue = new OutgoingQueue(1_000_000)
  add(queue, 'long', 100_000)
  const bytes = [...queue.next(1000).bytes]
  add(queue, 's1', 10)
  add(queue, 's2', 10)
  bytes.push(...queue.next(1000).bytes, ...queue.next(1_000_000).bytes)
  const chunks = chunksIn(bytes)
  expect(chunks.map((chunk) => chunk.split(' ')[0])).toEqual(['long', 's1', 'long', 's2', 'long'])
  // And the long one gets on between them.
  expect(chunks[2]).toMatch(/ (?:20[4-9]\d|[2-9]\d{3}|\d{5,})\+$/)
})

test('messages of one lane go out one after the other', () => {
  const queue = new OutgoingQueue(4000)
  add(queue, 'm1', 8000, { lane: 'room' })
  add(queue, 'm2', 10, { lane: 'room' })
  add(queue, 'm3', 10)
  expect(chunksIn(queue.next(100_000).bytes).map((chunk) => chunk.split(' ')[0])).toEqual(['m3', 'm1', 'm1', 'm2'])
})

test('a message whose bytes are fed waits for them, and others do not', () => {
  const queue = new OutgoingQueue(16_384)
  const file = messageOf('file', '', { total: 10 })
  queue.add(file)
  add(queue, 'm1', 5)
  expect(chunksIn(queue.next(10_000).bytes)).toEqual(['m1 1-5/5 5$'])
  expect(queue.feed(file, encode('0123'))).toBe(true)
  expect(queue.bytes).toBe(4)
  expect(chunksIn(queue.next(10_000).bytes)).toEqual(['file 1-4/10 4+'])
  expect([queue.feed(file, encode('456789x')), queue.feed(file, encode('456789'))]).toEqual([false, true])
  expect(chunksIn(queue.next(10_000).bytes)).toEqual(['file 5-10/10 6$'])
  expect(queue.find('file')).toBeNull()
})

test('[P20] what is given up ends within its chunk, or with a chunk of its own where the peer is to be told', () => {
  const queue = new OutgoingQueue(4000)
  const bytes: Uint8Array[] = []
  const abort = (messageId: string, isTold: boolean) => {
    const message = queue.find(messageId)
    if (message) queue.abort(message, isTold)
  }
  add(queue, 'm1', 10_000)
  bytes.push(...queue.next(1000).bytes)
  abort('m1', false)
  bytes.push(...queue.next(10_000).bytes)
  add(queue, 'm2', 8000)
  add(queue, 'm3', 8000)
  while (chunksIn(bytes).length < 3) bytes.push(...queue.next(1).bytes)
  abort('m2', true)
  abort('m3', false)
  bytes.push(...queue.next(10_000).bytes)
  expect(chunksIn(bytes)).toEqual([
    expect.stringMatching(/^m1 1-\*\/10000 \d+#$/),
    ...['m2 1-*/8000 4000+', 'm3 1-*/8000 0#', 'm2 4001-*/8000 0#'],
  ])
  expect(queue.bytes).toBe(0)
})

test('what has not begun is given up without a word', () => {
  const queue = new OutgoingQueue(4000)
  const message = messageOf('m1', 'hello')
  queue.add(message)
  queue.abort(message, true)
  expect(queue.next(1000).bytes).toEqual([])
})

test.each<[string, Partial<MessageToSend>]>([
  ['a Message-ID with a space', { messageId: 'm 1' }],
  ['a Content-Type of two lines', { contentType: 'text/plain\r\nX: y' }],
  ['a body without type', { contentType: null }],
  ['a total that is none', { total: 0.5 }],
])('%s is not sent', (_, more) => {
  expect(() => messageOf('m1', 'hello', more)).toThrow(expect.objectContaining({ name: 'MsrpPrintError' }))
})

test('[P12] bodies come out as they went in, whatever they contain, however they are asked for and what comes between', () => {
  const body = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 9000 }),
    fc
      .array(fc.constantFrom('\r\n-------t-000', '0$\r\n', '-------', 'x'.repeat(700)), { minLength: 1, maxLength: 20 })
      .map((parts) => encode(parts.join(''))),
  )
  fc.assert(
    fc.property(
      fc.array(body, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }),
      (bodies, sizes) => {
        const queue = new OutgoingQueue(3000)
        const ids = idsOf()
        for (const [index, bytes] of bodies.entries()) queue.add(messageOf(`m${index}`, bytes, {}, ids))
        const framing = new MsrpFraming()
        const reassembly = new Reassembly(true)
        const received = new Map<string, Uint8Array | null>()
        for (let turn = 0; ; turn++) {
          if (turn % 3 === 0 && turn < 60) queue.addFirst(response)
          const { bytes } = queue.next(sizes[turn % sizes.length] ?? 1)
          if (bytes.length === 0) break
          for (const event of bytes.flatMap((piece) => framing.push(piece))) {
            if (event.kind === 'error') throw event.error
            if (event.kind === 'head' && event.head.kind === 'request') {
              const request = readRequest(event.head)
              if (request.kind === 'send') reassembly.begin(request)
            } else if (event.kind === 'body') reassembly.data(event.bytes, 0)
            else if (event.kind === 'end') {
              const end = reassembly.end(event.flag)
              if (end?.kind === 'complete') received.set(end.send.messageId, end.body)
            }
          }
        }
        expect(received).toEqual(new Map(bodies.map((bytes, index) => [`m${index}`, bytes])))
      },
    ),
  )
})
