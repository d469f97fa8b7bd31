import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakePushServer, goneAnswer, startFakePushServer } from '../../../../test/scenarios/support/fake-push-server.ts'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import type { PushNotice } from '../../ports/push.ts'
import type { PushToken } from '../../ports/push-tokens.ts'
import { systemClock } from '../clock/system.ts'
import { FetchClient } from '../http-client/fetch.ts'
import { systemRandom } from '../random/system.ts'
import { noPush } from './no-push.ts'
import { PushServer } from './push-server.ts'

const message: PushNotice = {
  kind: 'message',
  from: 'alice@example.com',
  fromDisplayName: 'Alice',
  to: 'bob@example.com',
  badge: 1,
  contentType: 'text/plain',
  content: 'meet me at midnight',
}

function device(token: string, more: Partial<PushToken> = {}): PushToken {
  return {
    ...{ appId: 'app', deviceId: `device-of-${token}`, platform: 'android', silent: false, userAgent: '', token },
    ...{ backgroundToken: null },
    ...more,
  }
}

const log = new RecordingLog()
let server: FakePushServer
let clock: StillClock
let push: PushServer

beforeEach(async () => {
  log.lines.length = 0
  server = await startFakePushServer()
  clock = new StillClock()
  push = pushTo(server.url)
})

afterEach(async () => {
  await push.close()
  await server.close()
})

function pushTo(url: string, timeout = 10_000): PushServer {
  const http = new FetchClient({ userAgent: 'Weft/1', timeout, longestAnswer: 16_384 }, systemClock)
  return new PushServer(url, http, clock, systemRandom, log, { atOnce: 4, waiting: 100, retryAfter: [2000, 15_000] })
}

/** Answers so, and lets pass what the push waits before each repetition; resolves with the outcome and how often it was sent. */
async function insist(notified: ReturnType<PushServer['notify']>, repetitions: readonly number[]) {
  for (const delay of repetitions) {
    expect(await clock.planned.next()).toBe(delay)
    clock.pass(delay)
  }
  return { outcome: await notified, sent: server.pushed.size }
}

test('each of two devices gets a request of its own', async () => {
  const phones = [device('one'), device('voip', { platform: 'ios', backgroundToken: 'apns', silent: true })]
  expect(await Promise.all(phones.map((phone) => push.notify(phone, message)))).toEqual([
    { kind: 'delivered' },
    { kind: 'delivered' },
  ])
  const pushed = [await server.pushed.next(), await server.pushed.next()]
  expect(pushed.map(({ fields }) => fields)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        token: 'one',
        'device-id': 'device-of-one',
        silent: 0,
        badge: 1,
        content: 'meet me at midnight',
      }),
      expect.objectContaining({ token: 'apns', 'device-id': 'device-of-voip', silent: 1, badge: 1 }),
    ]),
  )
  for (const { asked } of pushed) {
    expect(asked).toMatchObject({ method: 'POST', path: '/push', headers: { 'content-type': 'application/json' } })
  }
  const ids = pushed.map(({ fields }) => String(fields['call-id']))
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(2)
})

test('any success counts, be it that the push server will try later', async () => {
  server.answer(() => ({ status: 202, body: '{"code":202,"data":{}}' }))
  expect(await push.notify(device('one'), message)).toEqual({ kind: 'delivered' })
})

test('only the device whose token is dead is gone', async () => {
  server.answer(({ fields }) => (fields.token === 'dead' ? goneAnswer('dead') : { status: 200 }))
  const outcomes = await Promise.all([device('dead'), device('alive')].map((phone) => push.notify(phone, message)))
  expect(outcomes).toEqual([{ kind: 'gone' }, { kind: 'delivered' }])
})

test.each([
  ['of another token', goneAnswer('other')],
  ['of no token', goneAnswer(undefined)],
  ['without JSON', { status: 410, body: 'Gone' }],
  ['too long to read', { status: 410, body: ' '.repeat(20_000) }],
])('an end %s ends nothing', async (_what, reaction) => {
  server.answer(() => reaction)
  expect(await push.notify(device('one'), message)).toEqual({ kind: 'failed', reason: 'the push server answered 410' })
})

test('what the push server refuses is not sent again', async () => {
  server.answer(() => ({ status: 400 }))
  expect(await insist(push.notify(device('one'), message), [])).toEqual({
    outcome: { kind: 'failed', reason: 'the push server answered 400' },
    sent: 1,
  })
})

test('a push server that has troubles of its own is asked again, and given up after a while', async () => {
  server.answer(() => ({ status: 503 }))
  expect(await insist(push.notify(device('one'), message), [2000, 15_000])).toEqual({
    outcome: { kind: 'failed', reason: 'the push server answered 503' },
    sent: 3,
  })
})

test('a connection that breaks is no failure when the next one holds', async () => {
  let first = true
  server.answer(() => {
    if (!first) return { status: 200 }
    first = false
    return 'hang-up'
  })
  expect(await insist(push.notify(device('one'), message), [2000])).toEqual({ outcome: { kind: 'delivered' }, sent: 2 })
})

test('a push server that does not answer is given up in time', async () => {
  server.answer(() => 'silence')
  push = pushTo(server.url, 50)
  expect(await insist(push.notify(device('one'), message), [2000, 15_000])).toEqual({
    outcome: { kind: 'failed', reason: 'backend-timeout: no answer within 50 ms' },
    sent: 3,
  })
})

test('no more are under way at once than may be', async () => {
  let [underWay, most] = [0, 0]
  server.answer(async () => {
    most = Math.max(most, ++underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay--
    return { status: 200 }
  })
  const phones = Array.from({ length: 40 }, (_, number) => device(`t${number}`))
  const outcomes = await Promise.all(phones.map((phone) => push.notify(phone, message)))
  expect(outcomes.every(({ kind }) => kind === 'delivered')).toBe(true)
  expect(most).toBeLessThanOrEqual(4)
  expect(server.pushed.size).toBe(40)
})

test('a device without a token is left alone', async () => {
  expect(await push.notify(device('None'), message)).toEqual({ kind: 'skipped', reason: 'the device has no token' })
  expect(server.pushed.size).toBe(0)
})

test('failures are logged, without tokens, names and contents', async () => {
  server.answer(() => goneAnswer('other-secret-token'))
  await push.notify(device('secret-token'), message)
  expect(log.lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'warn',
      message: 'a push notification failed',
      ...{ event: 'message', app: 'app', platform: 'android', reason: 'the push server answered 410' },
    },
  ])
  expect(log.text).not.toMatch(/secret|midnight|Alice|alice|bob/)
})

test('without a push server nothing is sent', async () => {
  expect(await noPush.notify(device('one'), message)).toEqual({ kind: 'skipped', reason: 'there is no push server' })
})
