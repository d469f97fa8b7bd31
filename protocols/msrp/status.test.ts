import { expect, test } from 'vitest'
import { parseStatus, printStatus, statusOf } from './status.ts'

test.each([
  ['000 200 OK', { code: 200, comment: 'OK' }],
  ['000 413', { code: 413, comment: '' }],
  ['000 404 No such recipient', { code: 404, comment: 'No such recipient' }],
])('%s is read and printed', (text, status) => {
  expect(parseStatus(text)).toEqual(status)
  expect(printStatus(status)).toBe(text)
})

test.each(['', '200 OK', '000 20', '001 200 OK', '000  200'])('%j is none', (text) => {
  expect(parseStatus(text)).toBeNull()
})

test('codes have their usual comment', () => {
  expect([481, 425, 299].map(statusOf)).toEqual([
    { code: 481, comment: 'No such session' },
    { code: 425, comment: 'Nickname reserved or already in use' },
    { code: 299, comment: '' },
  ])
})

test('a code that has not three digits is not printed', () => {
  expect(() => printStatus({ code: 1000, comment: '' })).toThrow('three digits')
  expect(printStatus({ code: 7, comment: '' })).toBe('000 007')
})
