import { expect, test } from 'vitest'
import type { JournalOperation } from '../../../ports/journal-operation.ts'
import { accountsOf, operationRuns } from './operation-runs.ts'

const position = (messageId: string, account = 'a'): JournalOperation => ({
  operation: 'position',
  account,
  messageId,
  arrivedAt: 0,
})
const advance = (messageId: string, account = 'a'): JournalOperation => ({
  ...{ operation: 'advance', account, messageId, state: null, from: [], disposition: 'keep' },
})
const clear = (account = 'a'): JournalOperation => ({ operation: 'clear-dispositions', account, contact: 'c' })
const remove = (account: string, ...ifRemoved: readonly JournalOperation[]): JournalOperation => ({
  ...{ operation: 'remove', account, messageId: '1', where: {}, ifRemoved },
})

test.each([
  ['nothing', [], []],
  ['of one kind', [position('1'), position('2'), position('1')], [[0, 1, 2]]],
  [
    'that do not touch the same',
    [position('1'), advance('2'), position('3'), advance('4')],
    [
      [0, 2],
      [1, 3],
    ],
  ],
  ['that touch the same', [position('1'), advance('1'), position('1'), advance('1')], [[0], [1], [2], [3]]],
  ['of other accounts', [position('1'), advance('1', 'b'), position('1')], [[0, 2], [1]]],
  ['around one that touches a whole account', [position('1'), clear(), position('2'), position('3', 'b')], [[0], [1], [2, 3]]],
  ['around one that touches another account', [position('1', 'b'), clear(), position('2', 'b')], [[0, 2], [1]]],
  [
    'around one with consequences there',
    [position('1', 'b'), remove('a', position('9', 'b')), position('2', 'b')],
    [[0], [1], [2]],
  ],
  ['of no kind that goes together', [clear(), clear()], [[0], [1]]],
] as const)('operations %s', (_, operations, expected) => {
  expect(operationRuns(operations).map(({ items }) => items.map(({ index }) => index))).toEqual(expected)
})

test('accounts are found at any depth', () => {
  expect([...accountsOf([remove('a', remove('b', clear('c')), clear('a'))])]).toEqual(['a', 'b', 'c'])
})
