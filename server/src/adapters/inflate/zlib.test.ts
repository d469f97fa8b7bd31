import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zlibInflate } from './zlib.ts'

test('what was deflated is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
      const inflated = await zlibInflate(deflateSync(bytes), 5000)
      expect(inflated).toEqual(Buffer.from(bytes))
    }),
    { numRuns: 50 },
  )
})

test('as many bytes as may be, and none more', async () => {
  const zeros = deflateSync(Buffer.alloc(1_000_000))
  expect(zeros.length).toBeLessThan(2000)
  expect(await zlibInflate(zeros, 1_000_000)).toHaveLength(1_000_000)
  expect(await zlibInflate(zeros, 999_999)).toBeNull()
})

test.each([
  ['nothing', Buffer.of()],
  ['text', Buffer.from('hello')],
  ['half of it', deflateSync(Buffer.alloc(1000, 'ab')).subarray(0, 10)],
  ['a damaged one', Buffer.from(deflateSync(Buffer.from('hello')).map((byte, at) => (at === 5 ? byte ^ 0xff : byte)))],
  ['another format', gzipSync('hello')],
  ['the format without its frame', deflateRawSync('hello')],
])('%s cannot be inflated', async (_what, bytes) => {
  expect(await zlibInflate(bytes, 1000)).toBeNull()
})
