import { expect, test } from 'vitest'
import { offsetHeader, offsetIn } from './file-offset.ts'

const response = (value: string, status = 200) =>
  ({ kind: 'response', transaction: 'a1b2', status, comment: '', headers: [{ name: 'offset', value }] }) as const

test('a peer says how much of a file it has', () => {
  expect(offsetIn(response('4096'))).toBe(4096)
  expect(offsetHeader(4096)).toEqual({ name: 'Offset', value: '4096' })
})

test('who refuses, or says no number, has nothing', () => {
  expect([response('4096', 413), response('-1'), response('1e3'), response(''), response('9'.repeat(16))].map(offsetIn)).toEqual([
    0, 0, 0, 0, 0,
  ])
})
