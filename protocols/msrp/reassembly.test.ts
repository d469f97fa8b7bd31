import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldBudget } from './held-budget.ts'
import type { ContinuationFlag } from './message.ts'
import { type ChunkEnd, REASSEMBLY_LIMITS, Reassembly, type ReassemblyLimits } from './reassembly.ts'
import { readRequest, type SendRequest } from './request.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function sendOf(messageId: string, range: string | null): SendRequest {
  const headers = [
    { name: 'To-Path', value: 'msrp://b.example:1/s;tcp' },
    { name: 'From-Path', value: 'msrp://a.example:2/t;tcp' },
    { name: 'Message-ID', value: messageId },
    ...(range === null ? [] : [{ name: 'Byte-Range', value: range }]),
    { name: 'Content-Type', value: 'text/plain' },
  ]
  const request = readRequest({ kind: 'request', transaction: 'a1b2', method: 'SEND', headers })
  if (request.kind !== 'send') throw new Error(`${range} makes no SEND`)
  return request
}

/** What becomes of a chunk: of a complete message its text, of others what they are, or why they are refused. */
function put(
  reassembly: Reassembly,
  range: string | null,
  text: string | Uint8Array,
  flag: ContinuationFlag,
  id = 'm1',
  now = 0,
): unknown {
  const bytes = typeof text === 'string' ? encode(text) : text
  reassembly.begin(sendOf(id, range))
  const taken = bytes.length > 0 ? reassembly.data(bytes, now) : null
  const end = reassembly.end(flag)
  return taken?.kind === 'refused' ? `${taken.status} ${taken.why}` : plain(end)
}
function plain(end: ChunkEnd | null): unknown {
  if (end?.kind === 'refused') return `${end.status} ${end.why}`
  return end?.kind === 'complete' ? (end.body ? new TextDecoder().decode(end.body) : end.total) : end?.kind
}
const limited = (limits: Partial<ReassemblyLimits>) => new Reassembly(true, { ...REASSEMBLY_LIMITS, ...limits })

test('a message in one chunk is complete with it, whatever its range says of the end', () => {
  for (const range of ['1-5/5', '1-*/5', '1-*/*', '1-5/*', null]) expect(put(limited({}), range, 'hello', '$')).toBe('hello')
})

test('[P8] chunks are put together, also where the total is told with the last one only', () => {
  for (const total of ['11', '*']) {
    const reassembly = limited({})
    expect(put(reassembly, `1-*/${total}`, 'hel', '+')).toBe('partial')
    expect(put(reassembly, `4-6/${total}`, 'lo ', '+')).toBe('partial')
    expect(put(reassembly, `7-*/${total}`, 'world', '$')).toBe('hello world')
  }
})

test('[P9] chunks may come out of order', () => {
  const reassembly = limited({})
  expect(put(reassembly, '7-11/11', 'world', '$')).toBe('partial')
  expect(put(reassembly, '1-6/11', 'hello ', '+')).toBe('hello world')
})

test('where chunks overlap, the last one that came counts (RFC 4975 §7.3.1)', () => {
  const reassembly = limited({})
  put(reassembly, '1-6/10', 'aaaaaa', '+')
  put(reassembly, '8-9/10', 'cc', '+')
  expect(put(reassembly, '4-10/10', 'bbbbbbb', '$')).toBe('aaabbbbbbb')
})

test('[P10] what is aborted is forgotten, and its Message-ID may begin anew', () => {
  const reassembly = limited({})
  put(reassembly, '1-*/*', 'hel', '+')
  expect(put(reassembly, '4-*/*', 'l', '#')).toBe('aborted')
  expect(put(reassembly, '4-*/*', 'lo', '$')).toBe('partial')
  put(reassembly, '6-*/*', '', '#')
  expect(put(reassembly, '1-*/*', 'anew', '$')).toBe('anew')
})

test('messages under way at the same time do not mix', () => {
  const reassembly = limited({})
  put(reassembly, '1-*/4', 'on', '+', 'm1')
  put(reassembly, '1-*/4', 'tw', '+', 'm2')
  expect(put(reassembly, '3-*/4', 'ce', '$', 'm1')).toBe('once')
  expect(put(reassembly, '3-*/4', 'in', '$', 'm2')).toBe('twin')
})

test('a chunk without body is no message', () => {
  const reassembly = limited({})
  expect(put(reassembly, '1-0/0', '', '$')).toBe('empty')
  expect(put(reassembly, '12-*/11', '', '$')).toBe('empty')
  expect(reassembly.nextWake).toBeNull()
})

test('the end of a message may come without a byte', () => {
  const reassembly = limited({})
  expect(put(reassembly, '1-*/*', 'hello', '+')).toBe('partial')
  expect(put(reassembly, '6-*/*', '', '$')).toBe('hello')
})

test('[P14] what is larger than a message may be is refused, by its claim or once it is', () => {
  const limits = { message: 8 }
  expect(put(limited(limits), '1-*/9', 'a', '+')).toBe('413 too-large')
  expect(put(limited(limits), '1000000000-*/*', 'a', '+')).toBe('413 too-large')
  expect(put(limited(limits), '1-*/*', '123456789', '$')).toBe('413 too-large')
  expect(put(limited(limits), '1-*/8', '12345678', '$')).toBe('12345678')
})

test('what comes of a refused message is refused as well, until it is over', () => {
  const reassembly = limited({ message: 8 })
  expect(put(reassembly, '1-*/*', '123456789', '+')).toBe('413 too-large')
  expect(put(reassembly, '10-*/*', 'a', '+')).toBe('413 too-large')
  expect(put(reassembly, '11-*/*', 'b', '$')).toBe('413 too-large')
  expect(put(reassembly, '1-*/*', 'small', '$')).toBe('small')
})

test('a refusal is told once a chunk', () => {
  const reassembly = limited({ message: 2 })
  reassembly.begin(sendOf('m1', '1-*/*'))
  expect([reassembly.data(encode('ab'), 0), reassembly.data(encode('c'), 0), reassembly.data(encode('d'), 0)]).toEqual([
    { kind: 'taken', at: 0 },
    { kind: 'refused', status: 413, why: 'too-large' },
    { kind: 'ignored' },
  ])
  expect(reassembly.end('$')).toBeNull()
})

test('a total that is wrong ends no message: its `$` does', () => {
  for (const total of ['3', '9']) expect(put(limited({}), `1-*/${total}`, 'hello', '$')).toBe('hello')
  const short = limited({})
  expect(put(short, '1-*/7', 'hello', '+')).toBe('partial')
  expect(put(short, '6-*/7', ' world', '+')).toBe('partial')
  expect(put(short, '12-*/*', '!', '$')).toBe('hello world!')
  const other = limited({})
  put(other, '1-*/9', 'hello', '+')
  expect(put(other, '6-*/10', 'four', '+')).toBe('partial')
  expect(put(other, '10-*/9', '', '$')).toBe('hellofour')
  const late = limited({})
  put(late, '6-*/*', 'four', '+')
  expect(put(late, '1-*/5', 'hello', '+')).toBe('partial')
  expect(put(late, '10-*/*', '', '$')).toBe('hellofour')
})

test('a total that is right ends a message whose last chunk promised more', () => {
  const reassembly = limited({})
  expect(put(reassembly, '1-*/5', 'hello', '+')).toBe('hello')
  expect(put(reassembly, '6-*/5', '', '$')).toBe('empty')
})

test('bytes beyond the end are refused, and so is a second end', () => {
  const late = limited({})
  put(late, '6-*/*', 'xyz', '+')
  expect(put(late, '1-*/*', 'ab', '$')).toBe('400 wrong-range')
  const beyond = limited({})
  put(beyond, '4-*/*', 'de', '$')
  expect(put(beyond, '6-*/*', 'f', '+')).toBe('400 wrong-range')
  const twice = limited({})
  put(twice, '4-*/*', 'de', '$')
  expect(put(twice, '2-*/*', 'bc', '$')).toBe('400 wrong-range')
})

test('messages under way, their ranges and the bytes that are held have their limits', () => {
  const many = limited({ messages: 2 })
  expect(['m1', 'm2', 'm3'].map((id) => put(many, '1-*/*', 'a', '+', id))).toEqual([
    'partial',
    'partial',
    '413 too-many-messages',
  ])
  expect(put(many, '2-*/*', 'b', '$', 'm1')).toBe('ab')
  expect(put(many, '1-*/*', 'a', '+', 'm4')).toBe('partial')
  const holes = limited({ ranges: 2 })
  expect([3, 5, 7].map((start) => put(holes, `${start}-*/*`, 'a', '+'))).toEqual(['partial', 'partial', '413 too-many-ranges'])
  const held = limited({ held: 6 })
  expect(put(held, '1-*/*', 'aaaa', '+', 'm1')).toBe('partial')
  expect(put(held, '1-*/*', 'aaaa', '+', 'm2')).toBe('413 too-much-held')
})

test('a claim costs nothing: what is held is what came', () => {
  const reassembly = limited({ messages: 1 })
  for (let start = 10_000_000; start > 1; start -= 1_000_000)
    expect(put(reassembly, `${start}-*/10485760`, 'a', '+')).toBe('partial')
})

test('bytes that come too often, or in too many pieces, end a message', () => {
  const often = limited({ held: 100 })
  const ends = Array.from({ length: 11 }, () => put(often, '1-*/20', 'a'.repeat(10), '+'))
  expect(ends).toEqual([...Array(10).fill('partial'), '413 too-much-held'])
  const pieces = limited({})
  const backwards = Array.from({ length: 5000 }, (_, index) => put(pieces, `${6000 - index}-*/*`, 'a', '+'))
  expect(backwards.slice(4094, 4098)).toEqual(['partial', 'partial', '413 too-many-ranges', '413 too-many-ranges'])
})

test('a message whose sender falls silent is forgotten after a minute, another is not', () => {
  const reassembly = limited({})
  put(reassembly, '1-*/*', 'a', '+', 'm1', 0)
  put(reassembly, '1-*/*', 'b', '+', 'm2', 1000)
  expect(reassembly.nextWake).toBe(60_000)
  expect(reassembly.wake(59_999)).toEqual([])
  expect(reassembly.wake(60_000).map(({ messageId }) => messageId)).toEqual(['m1'])
  expect(reassembly.nextWake).toBe(61_000)
  expect(put(reassembly, '2-*/*', 'c', '$', 'm2', 60_001)).toBe('bc')
  expect(reassembly.nextWake).toBeNull()
})

test('bytes that are not held are placed, and counted', () => {
  const reassembly = new Reassembly(false, { ...REASSEMBLY_LIMITS, message: 2 ** 40 })
  reassembly.begin(sendOf('m1', `${2 ** 33 + 1}-*/${2 ** 33 + 6}`))
  expect([reassembly.data(encode('abc'), 0), reassembly.data(encode('def'), 0)]).toEqual([
    { kind: 'taken', at: 2 ** 33 },
    { kind: 'taken', at: 2 ** 33 + 3 },
  ])
  expect(plain(reassembly.end('$'))).toBe('partial')
})

test('a message comes out as it went in, in whatever chunks, order and repetitions', () => {
  const cuts = fc.array(fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 })), { maxLength: 20 })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), cuts, fc.boolean(), (body, extra, knowsTotal) => {
      const reassembly = new Reassembly(true)
      const total = knowsTotal ? body.length : '*'
      const chunks = extra.map(([at, size]) => ({ at: at % body.length, size }))
      let complete: ChunkEnd | null = null
      for (const { at, size } of [...chunks, { at: 0, size: body.length }]) {
        const bytes = body.slice(at, at + size)
        reassembly.begin(sendOf('m1', `${at + 1}-*/${total}`))
        for (let from = 0; from < bytes.length; from += 7) reassembly.data(bytes.subarray(from, from + 7), 0)
        complete = reassembly.end(at + size >= body.length ? '$' : '+')
        bytes.fill(0)
        if (complete?.kind === 'complete') break
      }
      expect(complete).toMatchObject({ kind: 'complete', body, total: body.length })
    }),
  )
})

test('what the messages of all sessions hold is bounded together, and short ones come through all the same', () => {
  const budget = new HeldBudget(50_000)
  const one = new Reassembly(true, REASSEMBLY_LIMITS, budget)
  const other = new Reassembly(true, REASSEMBLY_LIMITS, budget)
  const half = new Uint8Array(60_000)
  expect(put(one, '1-*/100000', half, '+')).toBe('partial')
  expect(budget.used).toBe(60_000 - 16_384)
  expect(put(other, '1-*/100000', half, '+')).toBe('413 too-much-held')
  expect(put(other, '1-*/*', 'hello', '$', 'm2')).toBe('hello')
  expect(put(one, '60001-*/100000', new Uint8Array(1000), '#')).toBe('aborted')
  expect(budget.used).toBe(0)
  expect(put(other, '1-*/60000', half, '$', 'm3')).toHaveLength(60_000)
})

test('whatever becomes of a message, nothing of it counts as held afterwards', () => {
  const endings: ((reassembly: Reassembly) => unknown)[] = [
    (reassembly) => put(reassembly, '50001-*/60000', new Uint8Array(10_000), '$'),
    (reassembly) => put(reassembly, '50001-*/60000', 'x', '#'),
    (reassembly) => put(reassembly, `${REASSEMBLY_LIMITS.message}-*/*`, 'too far', '+'),
    (reassembly) => reassembly.wake(REASSEMBLY_LIMITS.idle),
    (reassembly) => reassembly.close(),
  ]
  for (const end of endings) {
    const budget = new HeldBudget(1_000_000)
    const reassembly = new Reassembly(true, REASSEMBLY_LIMITS, budget)
    put(reassembly, '1-*/60000', new Uint8Array(50_000), '+')
    expect(budget.used).toBe(50_000 - 16_384)
    end(reassembly)
    expect(budget.used).toBe(0)
  }
})
