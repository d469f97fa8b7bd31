import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeJanus } from '../../../../test/fake-janus/fake-janus.ts'
import type { Log } from '../../ports/log.ts'
import { systemClock } from '../clock/system.ts'
import { systemRandom } from '../random/system.ts'
import { JanusConnection, type JanusConnectionOptions } from './connection.ts'

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }
let janus: FakeJanus
let connection: JanusConnection

beforeEach(async () => {
  janus = await FakeJanus.start()
})
afterEach(async () => {
  connection.stop()
  await janus.stop()
})

function connect(options: Partial<JanusConnectionOptions> = {}): { next(up: boolean): Promise<void> } {
  const { url, apiSecret } = janus
  const world = { clock: systemClock, random: systemRandom, log, reconnect: { first: 20, longest: 40 } }
  connection = new JanusConnection({ url, apiSecret, ...world, ...options })
  const next = (up: boolean) =>
    new Promise<void>((resolve) => {
      const forget = connection.onState((state) => {
        if (state !== up) return
        forget()
        resolve()
      })
    })
  return { next }
}

test('before it is up everything is refused', async () => {
  connect()
  await expect(connection.request({ janus: 'create' }).answer).rejects.toMatchObject({ reason: 'backend-away' })
  expect(connection.isUp).toBe(false)
})

test('sends the API secret with every request', async () => {
  const { next } = connect()
  const up = next(true)
  connection.start()
  await up
  expect((await connection.request({ janus: 'create' }).answer).id).toBeGreaterThan(0)
})

test('a wrong API secret is refused with Janus’ words', async () => {
  const { next } = connect({ apiSecret: 'guessed' })
  const up = next(true)
  connection.start()
  await up
  const refusal = { reason: 'backend-refused', code: 403, detail: 'Unauthorized request (wrong or missing secret/token)' }
  await expect(connection.request({ janus: 'create' }).answer).rejects.toMatchObject(refusal)
})

test('comes back after a loss, and what was waiting is refused', async () => {
  const { next } = connect()
  const up = next(true)
  connection.start()
  await up
  janus.stalled = true
  const waiting = expect(connection.request({ janus: 'create' }).answer).rejects.toMatchObject({ reason: 'backend-away' })
  const [down, again] = [next(false), next(true)]
  janus.sever()
  await Promise.all([waiting, down, again])
  janus.stalled = false
  expect((await connection.request({ janus: 'create' }).answer).janus).toBe('success')
})

test('keeps trying while nobody listens', async () => {
  const { next } = connect()
  await janus.stop()
  const up = next(true)
  connection.start()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(connection.isUp).toBe(false)
  await janus.restart()
  await up
})

test('a Janus that says nothing is a time-out', async () => {
  const { next } = connect({ answerTimeout: 30 })
  const up = next(true)
  connection.start()
  await up
  janus.stalled = true
  await expect(connection.request({ janus: 'create' }).answer).rejects.toMatchObject({ reason: 'backend-timeout' })
})

test('the trace sees both directions without secrets', async () => {
  const seen: string[] = []
  const { next } = connect({ trace: (direction, message) => seen.push(`${direction} ${message}`) })
  const up = next(true)
  connection.start()
  await up
  await connection.request({ janus: 'create' }).answer
  expect(seen).toEqual([expect.stringMatching(/^sent .*"apisecret":"\*\*\*"/), expect.stringMatching(/^received .*"success"/)])
  expect(seen.join()).not.toContain(janus.apiSecret)
})

test('a stopped one stays down', async () => {
  const { next } = connect()
  const up = next(true)
  connection.start()
  await up
  const down = next(false)
  connection.stop()
  await down
  await expect(connection.request({ janus: 'create' }).answer).rejects.toMatchObject({ reason: 'backend-away' })
})
