import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeCalls } from './fake-calls.ts'
import { ringingOf } from './ringing.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it rings for a caller, quietly in a call, and with the ring-back tone while it rings there', async () => {
  const { calls, comeIn, dial, state } = await fakeCalls()
  expect(ringingOf({ calls })).toBeNull()
  const waiting = comeIn('in-1')
  expect(ringingOf({ calls })).toBe('incoming')
  calls.hangUp(waiting)
  const call = await dial('carol@example.com')
  expect(ringingOf({ calls })).toBeNull()
  await state(call, 'ringing')
  expect(ringingOf({ calls })).toBe('outgoing')
  comeIn('in-2')
  expect(ringingOf({ calls })).toBe('waiting')
})
