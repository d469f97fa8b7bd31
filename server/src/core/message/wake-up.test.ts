import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { SqliteStore } from '../../adapters/store/sqlite/sqlite-store.ts'
import type { Journals } from '../../ports/journals.ts'
import type { Log } from '../../ports/log.ts'
import type { Push, PushNotice, PushOutcome } from '../../ports/push.ts'
import type { PushToken, PushTokens } from '../../ports/push-tokens.ts'
import { SleepingDevices } from '../sleeping-devices.ts'
import { WakeUp } from './wake-up.ts'

const BOB = 'bob@example.com'
const hello = {
  account: BOB,
  sender: { uri: 'alice@example.com', displayName: 'Alice' },
  contentType: 'text/plain',
  content: 'hello',
}

function device(token: string, deviceId = token): PushToken {
  return { appId: 'app', deviceId, platform: 'android', silent: false, userAgent: '', token, backgroundToken: null }
}

const directory = mkdtempSync(join(tmpdir(), 'weft-wake-up-'))
afterAll(() => rmSync(directory, { recursive: true }))

let store: SqliteStore

beforeEach(() => {
  store = new SqliteStore(join(mkdtempSync(join(directory, 'store-')), 'weft.db'))
})

afterEach(() => store.close())

function wakeUp(
  journals: Pick<Journals, 'unread'>,
  pushTokens: Pick<PushTokens, 'all' | 'remove'>,
  push: Push,
  log: Log,
): WakeUp {
  return new WakeUp({ journals, devices: new SleepingDevices({ pushTokens, push, log }), log })
}

async function received(messageId: string, disposition: readonly string[] | null): Promise<void> {
  await store.journals.activate(BOB)
  const entry = {
    ...({ contact: 'alice@example.com', direction: 'incoming', contentType: 'text/plain', content: 'x', arrivedAt: 1 } as const),
    ...{ messageId, disposition, state: 'received', timestamp: '2026-07-17T08:41:52+00:00' },
  }
  await store.journals.apply([{ operation: 'append', account: BOB, entry }])
}

/** Wakes Bob's devices, each push ending as `outcomes` says of its token; resolves with what was pushed when `count` were, and all is done. */
async function wake(count: number, outcomes: Readonly<Record<string, PushOutcome>> = {}) {
  const pushed: { token: string; notice: PushNotice }[] = []
  const log = new RecordingLog()
  const ended = Promise.withResolvers<void>()
  const push: Push = {
    notify: async ({ token }, notice) => {
      pushed.push({ token, notice })
      if (pushed.length === count) ended.resolve()
      return outcomes[token] ?? { kind: 'delivered' }
    },
    close: () => Promise.resolve(),
  }
  wakeUp(store.journals, store.pushTokens, push, log).wake(hello)
  await ended.promise
  return { pushed, log }
}

test('each device of the account is pushed to', async () => {
  for (const token of ['one', 'two']) await store.pushTokens.put(BOB, device(token))
  await store.pushTokens.put('carol@example.com', device('three'))
  const notice: PushNotice = {
    kind: 'message',
    from: 'alice@example.com',
    fromDisplayName: 'Alice',
    to: BOB,
    badge: 1,
    contentType: 'text/plain',
    content: 'hello',
  }
  const { pushed } = await wake(2)
  expect(pushed.toSorted((a, b) => (a.token < b.token ? -1 : 1))).toEqual([
    { token: 'one', notice },
    { token: 'two', notice },
  ])
})

test('the badge counts what is unread, with this message', async () => {
  await store.pushTokens.put(BOB, device('one'))
  await received('m1', null)
  expect((await wake(1)).pushed).toMatchObject([{ notice: { badge: 1 } }])
  for (const id of ['m2', 'm3', 'm4']) await received(id, ['positive-delivery', 'display'])
  expect((await wake(1)).pushed).toMatchObject([{ notice: { badge: 3 } }])
})

test('a device that is gone is forgotten, and no other', async () => {
  for (const token of ['dead', 'broken', 'fine']) await store.pushTokens.put(BOB, device(token))
  const { log } = await wake(3, { dead: { kind: 'gone' }, broken: { kind: 'failed', reason: 'the push server answered 410' } })
  await log.line('push token was removed')
  expect((await store.pushTokens.all(BOB)).map(({ token }) => token).toSorted()).toEqual(['broken', 'fine'])
})

test('a token that came while the old one was found to be dead stays', async () => {
  await store.pushTokens.put(BOB, device('dead', 'phone'))
  const log = new RecordingLog()
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<PushOutcome>()
  const removed = Promise.withResolvers<boolean>()
  const push: Push = {
    notify: () => {
      asked.resolve()
      return answer.promise
    },
    close: () => Promise.resolve(),
  }
  const { pushTokens, journals } = store
  const remove = async (...given: Parameters<typeof pushTokens.remove>) => {
    const result = await pushTokens.remove(...given)
    removed.resolve(result)
    return result
  }
  const watched = { all: (account: string) => pushTokens.all(account), remove }
  wakeUp(journals, watched, push, log).wake(hello)
  await asked.promise
  await pushTokens.put(BOB, device('fresh', 'phone'))
  answer.resolve({ kind: 'gone' })
  expect(await removed.promise).toBe(false)
  expect((await pushTokens.all(BOB)).map(({ token }) => token)).toEqual(['fresh'])
})

test('an error is logged, without the message', async () => {
  const log = new RecordingLog()
  const all = () => Promise.reject(new Error('the disk is on fire'))
  const push: Push = { notify: () => Promise.reject(new Error('nobody pushes')), close: () => Promise.resolve() }
  wakeUp(store.journals, { all, remove: async () => false }, push, log).wake(hello)
  expect(await log.line('devices were not woken')).toContain('the disk is on fire')
  expect(log.text).not.toMatch(/hello|alice/)
})
