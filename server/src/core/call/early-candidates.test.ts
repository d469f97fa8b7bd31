import { expect, test } from 'vitest'
import { EarlyCandidates } from './early-candidates.ts'

const candidate = (text: string) => ({ candidate: text, sdpMid: '0', sdpMLineIndex: 0 })

function at(start: number) {
  const clock = { time: start, now: () => clock.time, after: () => () => {} }
  return clock
}

test('candidates wait for their call, in order, with the end among them', () => {
  const early = new EarlyCandidates(at(0))
  early.keep('s', [candidate('a')])
  early.keep('s', [])
  expect(early.take('s')).toEqual([[candidate('a')], []])
  expect(early.take('s')).toEqual([])
})

test('after a few seconds nobody waits any more', () => {
  const clock = at(0)
  const early = new EarlyCandidates(clock)
  early.keep('old', [candidate('a')])
  clock.time = 3_000
  early.keep('new', [candidate('b')])
  clock.time = 5_000
  expect(early.take('old')).toEqual([])
  expect(early.take('new')).toEqual([[candidate('b')]])
})

test('a client cannot make the server keep more than a little', () => {
  const early = new EarlyCandidates(at(0))
  for (let session = 0; session < 1_000; session++) early.keep(`s${session}`, [candidate('a')])
  for (let batch = 0; batch < 1_000; batch++) early.keep('s0', [candidate('b')])
  for (let batch = 0; batch < 1_000; batch++)
    early.keep(
      's1',
      Array.from({ length: 40 }, () => candidate('b')),
    )
  expect(early.take('s0')).toHaveLength(100)
  expect(early.take('s1').flat()).toHaveLength(81)
  expect(early.take('s999')).toEqual([])
})
