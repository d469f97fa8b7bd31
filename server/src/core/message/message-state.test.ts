import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, clientState, type MessageState, mayFollow, receiptState, settleReceipt } from './message-state.ts'

const RECEIPTS = ['accepted', 'failed', 'forbidden', 'error', 'delivered', 'displayed'] as const
const allowed = (next: (typeof RECEIPTS)[number]) => advance('a', 'm', { by: 'recipient', state: next }).from

test('a receipt never takes a message back', () => {
  expect(allowed('delivered')).not.toContain('displayed')
  expect(allowed('accepted')).toEqual(['pending'])
  for (const state of RECEIPTS) expect(mayFollow('displayed', { by: 'recipient', state })).toBe(false)
})

test('what came in stays as it is, whoever says what', () => {
  for (const state of RECEIPTS) expect(mayFollow('received', { by: 'recipient', state })).toBe(false)
  for (const state of ['accepted', 'failed'] as const) expect(mayFollow('received', { by: 'road', state })).toBe(false)
  expect(mayFollow(null, { by: 'road', state: 'accepted' })).toBe(false)
})

test('that a message arrived refutes a road that says it did not', () => {
  expect(mayFollow('failed', { by: 'recipient', state: 'delivered' })).toBe(true)
  expect(mayFollow('delivered', { by: 'road', state: 'failed' })).toBe(false)
  expect(mayFollow('accepted', { by: 'road', state: 'failed' })).toBe(false)
})

test('whatever receipts come in whatever order, a message that was displayed stays so, and one that arrived is never on its way again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...RECEIPTS)), (receipts) => {
      let state: MessageState = 'pending'
      for (const next of receipts) {
        const before: MessageState = state
        if (mayFollow(state, { by: 'recipient', state: next })) state = next
        if (before === 'displayed') expect(state).toBe('displayed')
        if (before === 'delivered') expect(['delivered', 'displayed', 'error']).toContain(state)
        if (before !== 'pending') expect(state).not.toBe('pending')
      }
    }),
  )
})

test('delivered leaves only the question whether it was displayed, everything final no question at all', () => {
  expect(settleReceipt('a', 'm', 'delivered')).toMatchObject({ state: 'received', from: ['received'], disposition: 'delivered' })
  for (const state of ['displayed', 'error', 'failed', 'forbidden'] as const)
    expect(settleReceipt('a', 'm', state).disposition).toBe('clear')
  expect(settleReceipt('a', 'm', 'accepted').disposition).toBe('keep')
  expect(advance('a', 'm', { by: 'road', state: 'failed' }).disposition).toBe('keep')
})

test('[12.112] states that clients cannot read become ones that they can', () => {
  expect(['processed', 'stored', 'displayed', 'received', 'gone', null].map(clientState)).toEqual([
    ...['accepted', 'accepted', 'displayed', 'received'],
    ...[null, null],
  ])
  expect(receiptState('read')).toBeNull()
})
