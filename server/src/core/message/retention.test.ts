import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import { Retention } from './retention.ts'

const NOW = 1_000_000
const turn = () => new Promise(setImmediate)

/** What was asked of the store, and the hour that passes when the test says so. */
function retention(lifetime: number, expire: () => Promise<number> = async () => 0) {
  const asked: number[] = []
  const log = new RecordingLog()
  const journals = {
    expire: (before: number) => {
      asked.push(before)
      return expire()
    },
  }
  let hourly: (() => void) | null = null
  const clock = {
    now: () => NOW,
    after: (delay: number, task: () => void) => {
      expect(delay).toBe(3_600_000)
      hourly = task
      return () => {
        hourly = null
      }
    },
  }
  const one = new Retention({ clock, log, journals, apiTokens: { expire: async () => 0 } }, lifetime)
  return { retention: one, asked, log, hour: () => hourly?.(), isWaiting: () => hourly !== null }
}

test('what is too old goes at once, and again every hour', async () => {
  const { retention: one, asked, hour, isWaiting } = retention(400)
  one.start()
  await turn()
  hour()
  await turn()
  expect(asked).toEqual([NOW - 400, NOW - 400])
  one.stop()
  expect(isWaiting()).toBe(false)
})

test('a lifetime of 0 keeps messages for ever', async () => {
  const { retention: one, asked, isWaiting } = retention(0)
  one.start()
  await turn()
  expect(asked).toEqual([])
  expect(isWaiting()).toBe(true)
})

test('a store that cannot do it is asked again an hour later', async () => {
  const { retention: one, log, asked, hour } = retention(400, () => Promise.reject(new Refusal('backend-refused', 'full')))
  one.start()
  await turn()
  hour()
  await turn()
  expect(asked).toHaveLength(2)
  expect(log.text).toContain('full')
})

test('who stops it while it looks hears no more of it', async () => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const { retention: one, isWaiting } = retention(400, () => promise)
  one.start()
  one.stop()
  resolve(1)
  await turn()
  expect(isWaiting()).toBe(false)
})
