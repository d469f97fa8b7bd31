import { expect, test } from 'vitest'
import { parseCSeq, printCSeq } from './cseq.ts'
import { SipPrintError } from './sip-error.ts'

test.each([
  ['1 INVITE', 1, 'INVITE'],
  ['0009  INVITE', 9, 'INVITE'],
  ['2147483647 x', 2_147_483_647, 'x'],
])('%s is a CSeq', (text, number, method) => {
  expect(parseCSeq(text)).toEqual({ number, method })
  expect(parseCSeq(printCSeq({ number, method }))).toEqual({ number, method })
})

test.each([
  '',
  '1',
  'INVITE',
  '-1 INVITE',
  '2147483648 INVITE',
  '36893488147419103232 INVITE',
  '1 IN VITE',
  '1INVITE',
  '1 IN(V',
  '1.5 A',
])('%j is none', (text) => {
  expect(parseCSeq(text)).toBeNull()
})

test.each([
  [-1, 'INVITE'],
  [2 ** 31, 'INVITE'],
  [0.5, 'INVITE'],
  [1, 'A\r\nB'],
])('%d %j is not printed', (number, method) => {
  expect(() => printCSeq({ number, method })).toThrow(SipPrintError)
})
