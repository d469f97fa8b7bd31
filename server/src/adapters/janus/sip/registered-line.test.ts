import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Inbox } from '../../../../../test/contract/inbox.ts'
import { FakeJanus } from '../../../../../test/fake-janus/fake-janus.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { LineEvent, SipIdentity } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { systemClock } from '../../clock/system.ts'
import { systemRandom } from '../../random/system.ts'
import { JanusConnection } from '../connection.ts'
import { JanusSession } from '../session.ts'
import { JanusSipCalls } from './sip-calls.ts'

const ADDRESS = 'alice@weft.test'
const HA1 = 'ab'.repeat(16)
const IDENTITY: SipIdentity = { address: ADDRESS, displayName: null, userAgent: 'App 1', ha1: HA1, headerPrefixes: [] }
const ROUTE: SipRoute = { host: '192.0.2.1', port: 5060, transport: 'udp' }
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }

let janus: FakeJanus
let connection: JanusConnection
let calls: JanusSipCalls
let events: Inbox<LineEvent>
let locate: (domain: string) => Promise<readonly SipRoute[]>
/** ms after which something is to be tried again, in a world where long times pass quickly. */
let retries: number[]
const hurried: Clock = {
  now: () => systemClock.now(),
  after(delay, task) {
    if (delay < 1000) return systemClock.after(delay, task)
    if (delay <= 2000) retries.push(delay)
    return systemClock.after(delay / 20, task)
  },
}

beforeEach(async () => {
  janus = await FakeJanus.start()
  janus.sip.addUser(ADDRESS, HA1)
  retries = []
  const world = { clock: hurried, random: systemRandom, log }
  connection = new JanusConnection({
    url: janus.url,
    apiSecret: janus.apiSecret,
    ...world,
    reconnect: { first: 20, longest: 40 },
  })
  locate = async () => [ROUTE]
  const session = new JanusSession({ connection, ...world })
  calls = new JanusSipCalls({ connection, session, locator: { locate: (domain) => locate(domain) }, ...world })
  events = new Inbox('line event')
  const up = new Promise<void>((resolve) => connection.onState((isUp) => isUp && resolve()))
  connection.start()
  await up
})
afterEach(async () => {
  connection.stop()
  await janus.stop()
})

const openLine = (changes: Partial<SipIdentity> = {}) =>
  calls.openLine({ identity: { ...IDENTITY, ...changes }, contactParameters: [], register: true }, (event) => events.put(event))

async function registered() {
  const line = await openLine()
  expect(await events.next()).toEqual({ kind: 'registering' })
  expect(await events.next()).toEqual({ kind: 'registered' })
  return line
}

test('[12.25] a domain without SIP servers is refused', async () => {
  locate = async (domain) => {
    throw new Refusal('dns', `no SIP server for ${domain}`)
  }
  await expect(openLine()).rejects.toMatchObject({ reason: 'dns', detail: 'no SIP server for weft.test' })
})

test.each(['alice', '@weft.test', 'alice@', 'al ice@weft.test'])('"%s" never reaches Janus', async (address) => {
  await expect(openLine({ address })).rejects.toMatchObject({ name: 'Refusal' })
  expect(janus.requests('register')).toEqual([])
})

test('a refresh is told like a registration, and the binding stays one', async () => {
  const line = await registered()
  janus.sip.refresh(ADDRESS)
  expect(await events.next()).toEqual({ kind: 'registered' })
  expect(janus.sip.bindings(ADDRESS)).toHaveLength(1)
  await line.close()
})

test('a refresh that fails for a while is told, and tried again', async () => {
  const line = await registered()
  janus.sip.refresh(ADDRESS, 503)
  expect(await events.next()).toEqual({ kind: 'registration-failed', code: 503, reason: 'Service Unavailable' })
  expect(await events.next()).toEqual({ kind: 'registering' })
  expect(await events.next()).toEqual({ kind: 'registered' })
  expect(retries).toHaveLength(1)
  await line.close()
})

test('a registrar that refuses for good is not asked again', async () => {
  const line = await registered()
  janus.sip.refresh(ADDRESS, 403)
  expect(await events.next()).toEqual({ kind: 'registration-failed', code: 403, reason: 'Forbidden' })
  await vi.waitFor(() => expect(janus.handleCount).toBe(0))
  expect(retries).toEqual([])
  await line.close()
})

test('a session that Janus let time out is replaced', async () => {
  const line = await registered()
  janus.expireSessions()
  expect(await events.next()).toMatchObject({ kind: 'registration-failed', code: 503 })
  expect(await events.next()).toEqual({ kind: 'registering' })
  expect(await events.next()).toEqual({ kind: 'registered' })
  expect(janus.sessionCount).toBe(1)
  await line.close()
})

test('a closed line is silent and leaves nothing behind, however early it is closed', async () => {
  const line = await openLine()
  await line.close()
  await line.close()
  janus.expireSessions()
  expect(events.size).toBe(0)
  expect([janus.handleCount, janus.sip.bindings(ADDRESS).length]).toEqual([0, 0])
})

test('what Janus refuses to register is a failure with its words', async () => {
  janus.failNext('register', 'Invalid user address')
  const line = await openLine()
  expect(await events.next()).toEqual({ kind: 'registration-failed', code: 503, reason: 'Invalid user address' })
  await line.close()
})

test('a call dialled as the registered account joins its stack, one as anybody else does not', async () => {
  const line = await registered()
  const bob = janus.sip.addPhone('bob@weft.test', { automatic: true })
  const dial = (identity: SipIdentity) =>
    calls.dial({ identity, target: bob.address, sdp: 'v=0\r\nm=audio 9 X 0\r\n', headers: {}, offerSrtp: false }, () => {})
  const types = () => janus.requests('register').map(({ type, send_register: sent }) => type ?? sent)
  await vi.waitFor(() => expect(types()).toEqual([true, 'helper', 'helper']))
  const before = types().length
  const legs = [await dial(IDENTITY)]
  expect(types().slice(before)).toEqual(['helper'])
  legs.push(await dial({ ...IDENTITY, ha1: '00'.repeat(16) }), await dial({ ...IDENTITY, ha1: null }))
  expect(types().slice(before)).toEqual(['helper', false, 'guest'])
  for (const leg of legs) await leg.release()
  await line.close()
  expect(janus.handleCount).toBe(0)
})
