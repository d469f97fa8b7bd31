import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CallMeter } from './call-meter.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Statistics of a peer connection whose round trip can be set. */
function measured() {
  const state = { seconds: 0, roundTrip: 0.05 }
  const meter = new CallMeter(async () => {
    state.seconds++
    const timestamp = state.seconds * 1000
    return new Map<string, unknown>([
      ['T', { type: 'transport', timestamp, selectedCandidatePairId: 'P' }],
      ['P', { type: 'candidate-pair', currentRoundTripTime: state.roundTrip }],
      ['O', { type: 'outbound-rtp', kind: 'audio', bytesSent: 1000 * state.seconds, packetsSent: state.seconds }],
    ])
  })
  return { meter, state }
}

test('figures come once a second, from the second sample on', async () => {
  const { meter } = measured()
  meter.start()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(meter.figures.value).toBeNull()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(meter.figures.value).toMatchObject({ roundTripMs: 50, audio: { sent: { bitsPerSecond: 8_000 } } })
})

test('a call is called bad only once it stays so', async () => {
  const { meter, state } = measured()
  meter.start()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(meter.quality.value).toBe('good')
  state.roundTrip = 2
  await vi.advanceTimersByTimeAsync(2_000)
  expect(meter.quality.value).toBe('good')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(meter.quality.value).toBe('poor')
})

test('nothing is sampled any more once it is stopped, and what is known stays', async () => {
  const { meter, state } = measured()
  meter.start()
  await vi.advanceTimersByTimeAsync(2_000)
  meter.stop()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(state.seconds).toBe(2)
  expect(meter.figures.value).not.toBeNull()
})
