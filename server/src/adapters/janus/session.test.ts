import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeJanus } from '../../../../test/fake-janus/fake-janus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { systemClock } from '../clock/system.ts'
import { systemRandom } from '../random/system.ts'
import { JanusConnection } from './connection.ts'
import type { HandleEvent } from './handle.ts'
import { JanusSession } from './session.ts'

const PLUGIN = 'janus.plugin.sip'
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }
let janus: FakeJanus
let connection: JanusConnection
let session: JanusSession
/** The session's keepalives come when a test says so. */
let tick: () => void

beforeEach(async () => {
  janus = await FakeJanus.start()
  const { url, apiSecret } = janus
  const world = { random: systemRandom, log, reconnect: { first: 20, longest: 40 }, answerTimeout: 100 }
  connection = new JanusConnection({ url, apiSecret, clock: systemClock, ...world })
  const clock: Clock = {
    now: () => Date.now(),
    after: (_delay, task) => {
      tick = task
      return () => {
        tick = () => {}
      }
    },
  }
  session = new JanusSession({ connection, clock, log })
  const up = new Promise<void>((resolve) => connection.onState((isUp) => isUp && resolve()))
  connection.start()
  await up
})
afterEach(async () => {
  connection.stop()
  await janus.stop()
})

test('one Janus session is made, when the first handle is needed, for all of them', async () => {
  expect(janus.sessionCount).toBe(0)
  const handles = await Promise.all([session.attach(PLUGIN, () => {}), session.attach(PLUGIN, () => {})])
  expect([janus.sessionCount, janus.handleCount]).toEqual([1, 2])
  await Promise.all(handles.map((handle) => handle.detach()))
  expect(janus.handleCount).toBe(0)
})

test('a session that timed out takes its handles along, and the next handle gets a new one', async () => {
  const events: HandleEvent[] = []
  const handle = await session.attach(PLUGIN, (event) => events.push(event))
  janus.expireSessions()
  await vi.waitFor(() => expect(events).toEqual([{ kind: 'gone', why: expect.stringMatching(/detached|timed out/) }]))
  await expect(handle.message({ request: 'register' }, null, () => {})).rejects.toMatchObject({ reason: 'backend-away' })
  await session.attach(PLUGIN, () => {})
  expect(janus.sessionCount).toBe(1)
})

test('keepalives go out, and one without an answer makes a new connection', async () => {
  const events: HandleEvent[] = []
  await session.attach(PLUGIN, (event) => events.push(event))
  tick()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(events).toEqual([])
  janus.stalled = true
  tick()
  await vi.waitFor(() => expect(events).toEqual([{ kind: 'gone', why: 'the connection to Janus is gone' }]))
})

test('a plugin that Janus does not have is refused', async () => {
  const refusal = { reason: 'backend-refused', code: 460, detail: "No such plugin 'janus.plugin.none'" }
  await expect(session.attach('janus.plugin.none', () => {})).rejects.toMatchObject(refusal)
})

test('what a plugin refuses later goes to who asked for it, not to the listener', async () => {
  const events: HandleEvent[] = []
  const failures: string[] = []
  const handle = await session.attach(PLUGIN, (event) => events.push(event))
  await handle.message({ request: 'call', uri: 'sip:bob@weft.test' }, null, (detail) => failures.push(`call: ${detail}`))
  await handle.message({ request: 'register', type: 'guest', username: 'sip:guest@weft.test' }, null, (detail) =>
    failures.push(`register: ${detail}`),
  )
  await vi.waitFor(() => expect(events).toHaveLength(1))
  expect(events).toMatchObject([{ kind: 'plugin', data: { result: { event: 'registered' } } }])
  expect(failures).toEqual(['call: Wrong state (register first)'])
})

test('nothing is heard from a handle that was given back', async () => {
  const events: HandleEvent[] = []
  const handle = await session.attach(PLUGIN, (event) => events.push(event))
  await handle.detach()
  await handle.detach()
  janus.expireSessions()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(events).toEqual([])
})
