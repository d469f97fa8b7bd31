import { parsePath } from '@weft/protocols/msrp/path'
import { MsrpSender, SENDER_LIMITS } from '@weft/protocols/msrp/sender'
import { expect, test } from 'vitest'
import { OutgoingChunks, type SentChunk } from './outgoing-chunks.ts'
import { OutgoingTurns } from './outgoing-turns.ts'

/** A session's sender, with a message of so many bytes. */
function sessionWith(name: string, sizes: readonly number[]) {
  let count = 0
  const [to, from] = [parsePath('msrp://a.test:1/peer;tcp'), parsePath(`msrp://b.test:2/${name};tcp`)?.[0]]
  if (!to || !from) throw new Error('no paths')
  const sender = new MsrpSender({ to, from, ids: () => `${name}${++count}`.padEnd(8, 'x') }, { ...SENDER_LIMITS, chunk: 4096 })
  for (const [index, total] of sizes.entries()) {
    const spec = { messageId: `${name}-${index}`, contentType: 'a/b', total, lane: null, headers: [] }
    sender.send({ ...spec, successReport: false, failureReport: 'no' }, new Uint8Array(total).fill(120), 0)
  }
  return { next: (most: number) => sender.next(most, 0).bytes }
}

function text(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString()
}

/** All that goes out, fetched so many bytes at a time. */
function drain(turns: OutgoingTurns, most: number): string {
  let out = ''
  for (let pieces = turns.next(most); pieces.length > 0; pieces = turns.next(most)) out += text(pieces)
  return out
}

test('one session sends what it has, as it has it', () => {
  const turns = new OutgoingTurns(() => {})
  turns.add(sessionWith('one', [10_000, 100]))
  expect(drain(turns, 1000)).toBe(text(sessionWith('one', [10_000, 100]).next(1_000_000)))
})

test.each([100, 1000, 5000])('several take turns where chunks end, and nowhere else, %i bytes at a time', (most) => {
  const sent: SentChunk[] = []
  const turns = new OutgoingTurns((chunk) => sent.push(chunk))
  for (const name of ['one', 'two', 'three']) turns.add(sessionWith(name, [20_000, 50]))
  const out = drain(turns, most)
  const chunks = [...out.matchAll(/MSRP (\w+) SEND\r\n[^x]*?\r\n\r\n(x*)\r\n-------\1[$+]\r\n/g)]
  expect(chunks.map(([whole]) => whole).join('')).toBe(out)
  expect(sent.map(({ size }) => size)).toEqual(expect.arrayContaining(chunks.map(([, , body = '']) => body.length)))
  const order = chunks.map(([, transaction = '']) => transaction.replace(/\d+x*$/, ''))
  // One fetch is two chunks at most, and nobody has a second turn before everybody had one.
  expect(new Set(order.slice(0, 6)).size).toBe(3)
  for (const name of ['one', 'two', 'three']) expect(order.filter((one) => one === name)).toHaveLength(6)
})

test('who comes while another is within a chunk waits for its end', () => {
  const turns = new OutgoingTurns(() => {})
  const first = sessionWith('one', [4000])
  turns.add(first)
  const begin = text(turns.next(1000))
  expect(turns.isBetween(first)).toBe(false)
  turns.add(sessionWith('two', [10]))
  const rest = drain(turns, 1000)
  expect(begin + rest).toMatch(/^MSRP (one\w+) SEND[\s\S]*-------\1\$\r\nMSRP (two\w+) SEND[\s\S]*-------\2\$\r\n$/)
})

test('who is removed has no more turns', () => {
  const turns = new OutgoingTurns(() => {})
  const session = sessionWith('one', [10])
  turns.add(session)
  turns.remove(session)
  expect(turns.next(1000)).toEqual([])
})

test('a request without body is a chunk of one piece, a body that ends like an end-line of another one is not the end', () => {
  const chunks = new OutgoingChunks()
  const bytes = (value: string) => Buffer.from(value)
  expect(chunks.push(bytes('MSRP abcd 200 OK\r\nTo-Path: x\r\n-------abcd$\r\n'))).toMatchObject({
    head: bytes('MSRP abcd 200 OK\r\nTo-Path: x\r\n'),
    size: 0,
    end: bytes('-------abcd$\r\n'),
  })
  expect(chunks.push(bytes('MSRP abce SEND\r\nTo-Path: x\r\n\r\n'))).toBe(null)
  expect(chunks.push(bytes('\r\n-------abcd$\r\n'))).toBe(null)
  expect(chunks.isBetween).toBe(false)
  expect(chunks.push(bytes('\r\n-------abce+\r\n'))).toMatchObject({ size: 16, end: bytes('\r\n-------abce+\r\n') })
  expect(chunks.isBetween).toBe(true)
})
