import { expect, test } from 'vitest'
import { fakeShelf } from '../shell/shelf.ts'
import { CallHistory, type PastCall } from './call-history.ts'

const past = (at: number, more: Partial<PastCall> = {}): PastCall => ({
  uri: 'bob@example.com',
  displayName: 'Bob',
  direction: 'incoming',
  outcome: 'missed',
  video: false,
  at,
  lasted: null,
  ...more,
})

test('calls are kept on the device, latest first, each account’s apart', () => {
  const shelf = fakeShelf()
  const history = new CallHistory(shelf, 'alice@example.com')
  history.add(past(1))
  history.add(past(2, { outcome: 'answered', lasted: 5 }))
  expect(new CallHistory(shelf, 'alice@example.com').calls.value.map(({ at }) => at)).toEqual([2, 1])
  expect(new CallHistory(shelf, 'carol@example.com').calls.value).toEqual([])
})

test('missed calls are news until the list is looked at, at the next visit as well', () => {
  const shelf = fakeShelf()
  const history = new CallHistory(shelf, 'alice@example.com')
  history.add(past(1))
  history.add(past(2, { outcome: 'declined' }))
  expect(history.missed.value.map(({ at }) => at)).toEqual([1])
  history.see()
  history.add(past(3))
  expect(new CallHistory(shelf, 'alice@example.com').missed.value.map(({ at }) => at)).toEqual([3])
})

test('the oldest make room, and endless names are cut', () => {
  const history = new CallHistory(fakeShelf(), 'alice@example.com')
  for (let at = 1; at <= 250; at++) history.add(past(at, { displayName: 'x'.repeat(1000) }))
  expect(history.calls.value).toHaveLength(200)
  expect(history.calls.value.at(-1)).toMatchObject({ at: 51, displayName: 'x'.repeat(256) })
})

test('one call, or all, are forgotten on the device as well', () => {
  const shelf = fakeShelf()
  const history = new CallHistory(shelf, 'alice@example.com')
  history.add(past(1))
  history.add(past(2))
  const [latest] = history.calls.value
  if (latest !== undefined) history.remove(latest)
  expect(new CallHistory(shelf, 'alice@example.com').calls.value.map(({ at }) => at)).toEqual([1])
  history.clear()
  expect(new CallHistory(shelf, 'alice@example.com').calls.value).toEqual([])
})

test('what is on the device is not believed to be calls', () => {
  const bad = { ...past(1), outcome: 'eaten' }
  for (const kept of [7, 'x', { calls: 7 }, { calls: [null, 'x', bad, { ...past(1), at: 'now' }], seenAt: 'x' }]) {
    const shelf = fakeShelf(new Map([['weft.calls.alice@example.com', JSON.stringify(kept)]]))
    expect(new CallHistory(shelf, 'alice@example.com').calls.value).toEqual([])
  }
})
