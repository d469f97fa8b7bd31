import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal } from '../../ports/refusal.ts'
import { systemClock } from '../clock/system.ts'
import { systemRandom } from '../random/system.ts'
import { type Frame, readFrame } from './frame.ts'
import { Transactions } from './transactions.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const transactions = () => new Transactions({ clock: systemClock, random: systemRandom })

function frame(content: object): Frame {
  return readFrame(JSON.stringify(content)) ?? expect.unreachable('no frame')
}

test('an answer reaches the request of its transaction, once', async () => {
  const all = transactions()
  const first = all.open('attach', 1000)
  const second = all.open('attach', 1000)
  const answer = frame({ janus: 'success', transaction: second.id, data: { id: 7 } })
  expect(all.settle(answer)).toBe(true)
  expect(all.settle(answer)).toBe(false)
  expect(all.settle(frame({ janus: 'success', transaction: 'somebody else’s' }))).toBe(false)
  expect((await second.answer).id).toBe(7)
  all.settle(frame({ janus: 'ack', transaction: first.id }))
  expect((await first.answer).janus).toBe('ack')
})

test('an error rejects with its code and text', async () => {
  const all = transactions()
  const { id, answer } = all.open('message', 1000)
  const rejected = expect(answer).rejects.toMatchObject({
    name: 'Refusal',
    reason: 'backend-refused',
    code: 459,
    detail: 'No such handle',
  })
  all.settle(frame({ janus: 'error', transaction: id, error: { code: 459, reason: 'No such handle' } }))
  await rejected
})

test('no answer in time rejects, and the late answer is nobody’s', async () => {
  const all = transactions()
  const { id, answer } = all.open('message', 1000)
  const rejected = expect(answer).rejects.toMatchObject({
    reason: 'backend-timeout',
    detail: 'message: no answer within 1000 ms',
  })
  vi.advanceTimersByTime(1000)
  await rejected
  expect(all.settle(frame({ janus: 'ack', transaction: id }))).toBe(false)
})

test('all that wait can be refused together', async () => {
  const all = transactions()
  const waiting = [all.open('a', 1000), all.open('b', 1000)].map(({ answer }) =>
    expect(answer).rejects.toMatchObject({ reason: 'backend-away' }),
  )
  all.failAll(new Refusal('backend-away', 'gone'))
  await Promise.all(waiting)
  expect(vi.getTimerCount()).toBe(0)
})

test('too many waiting requests are refused at once', () => {
  const all = transactions()
  for (let count = 0; count < 10_000; count++) all.open('x', 1000).answer.catch(() => {})
  expect(() => all.open('x', 1000)).toThrow('too many requests wait for Janus')
})
