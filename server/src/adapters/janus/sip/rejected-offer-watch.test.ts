import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../clock/system.ts'
import { RejectedOfferWatch } from './rejected-offer-watch.ts'

const UNDER_WAY = 'Wrong state (not in a call?)'
const NOT_UNDER_WAY = 'Missing SDP update'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A plugin that refuses the probes with these words, one after the other, and says nothing to further ones. */
function watching(...answers: readonly string[]) {
  const left = [...answers]
  let rejections = 0
  const probes: number[] = []
  const started = Date.now()
  const watch = new RejectedOfferWatch({
    clock: systemClock,
    probe: async (onRefused) => {
      probes.push(Date.now() - started)
      const answer = left.shift()
      if (answer !== undefined) onRefused(answer)
    },
    onRejected: () => {
      rejections++
    },
  })
  watch.start()
  return { watch, probes, rejections: () => rejections }
}

test('[12.53] an offer that is under way no more, without an answer, was rejected', async () => {
  const { rejections, probes } = watching(UNDER_WAY, UNDER_WAY, NOT_UNDER_WAY)
  await vi.advanceTimersByTimeAsync(1999)
  expect(rejections()).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(rejections()).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(rejections()).toBe(1)
  expect(probes).toEqual([500, 1000, 1500])
})

test('an answer that comes right after the probe counts', async () => {
  const { watch, rejections } = watching(NOT_UNDER_WAY)
  await vi.advanceTimersByTimeAsync(600)
  watch.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(rejections()).toBe(0)
})

test('nothing is asked once the answer is there', async () => {
  const { watch, probes } = watching(NOT_UNDER_WAY)
  watch.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(probes).toEqual([])
})
