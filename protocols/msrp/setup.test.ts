import { expect, test } from 'vitest'
import { answeredSetup, connectsAsOfferer, parseSetup } from './setup.ts'

test.each([
  ['actpass', 'passive'],
  ['active', 'passive'],
  [null, 'passive'],
  ['passive', 'active'],
] as const)('to an offer of %s the answer is %s', (offered, answered) => {
  expect(answeredSetup(offered)).toBe(answered)
})

test.each([
  ['actpass', 'active', false],
  ['actpass', 'passive', true],
  ['actpass', null, true],
  ['active', 'passive', true],
  ['passive', 'active', false],
  ['actpass', 'actpass', null],
  ['active', 'active', null],
] as const)('who offered %s and was answered %s connects: %s', (offered, answered, connects) => {
  expect(connectsAsOfferer(offered, answered)).toBe(connects)
})

test('the attribute is read in any case, and only if it is one', () => {
  expect(['ActPass', ' active', 'holdconn', ''].map(parseSetup)).toEqual(['actpass', 'active', null, null])
})
