import { afterEach, beforeEach, expect, test } from 'vitest'
import { Inbox } from '../../../../../test/contract/inbox.ts'
import { browserSdp } from '../../../../../test/contract/sdp.ts'
import { FakeJanus } from '../../../../../test/fake-janus/fake-janus.ts'
import type { Log } from '../../../ports/log.ts'
import type { LegEvent, SipIdentity } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { systemClock } from '../../clock/system.ts'
import { systemRandom } from '../../random/system.ts'
import { JanusConnection } from '../connection.ts'
import { JanusSession } from '../session.ts'
import { JanusSipCalls } from './sip-calls.ts'

const GUEST: SipIdentity = { address: 'guest@guest.test', displayName: null, userAgent: null, ha1: null, headerPrefixes: [] }
const ROUTES: readonly SipRoute[] = [
  { host: '192.0.2.1', port: 5060, transport: 'udp' },
  { host: '192.0.2.2', port: 5060, transport: 'udp' },
]
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.9 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }

let janus: FakeJanus
let connection: JanusConnection
let calls: JanusSipCalls
let events: Inbox<LegEvent>

beforeEach(async () => {
  janus = await FakeJanus.start()
  const world = { clock: systemClock, random: systemRandom, log }
  connection = new JanusConnection({
    url: janus.url,
    apiSecret: janus.apiSecret,
    ...world,
    reconnect: { first: 20, longest: 40 },
  })
  const session = new JanusSession({ connection, ...world })
  calls = new JanusSipCalls({ connection, session, locator: { locate: async () => ROUTES }, ...world })
  events = new Inbox('leg event')
  const up = new Promise<void>((resolve) => connection.onState((isUp) => isUp && resolve()))
  connection.start()
  await up
})
afterEach(async () => {
  connection.stop()
  await janus.stop()
})

const dial = (offerSrtp: boolean) =>
  calls.dial({ identity: GUEST, target: 'bob@weft.test', sdp: browserSdp({ type: 'offer' }), headers: {}, offerSrtp }, (event) =>
    events.put(event),
  )

test('[12.58] a second attempt gets the candidates of the first, and is one call to the caller', async () => {
  const bob = janus.sip.addPhone('bob@weft.test')
  const leg = await dial(true)
  await leg.addCandidates([CANDIDATE])
  const call = await bob.nextCall()
  await call.answer()
  expect(await events.next()).toEqual({ kind: 'calling' })
  expect(await events.next()).toMatchObject({ kind: 'answered', callId: call.callId })
  expect(await events.next()).toEqual({ kind: 'media-up' })
  expect(janus.requests('call').map(({ srtp }) => srtp)).toEqual(['sdes_mandatory', undefined])
  expect(janus.candidates).toEqual([CANDIDATE])
  await leg.release()
  expect(janus.handleCount).toBe(0)
})

test('a call that is hung up between two attempts does not get the second', async () => {
  const bob = janus.sip.addPhone('bob@weft.test')
  const leg = await dial(true)
  await leg.hangUp()
  expect((await events.next()).kind).toBe('calling')
  expect(await events.next()).toMatchObject({ kind: 'ended' })
  expect(janus.requests('call')).toHaveLength(1)
  expect(bob.callsSeen).toBe(1)
  await leg.release()
})

test('a domain whose servers are all down ends with what the last one said', async () => {
  for (const { host } of ROUTES) janus.sip.deadProxies.add(`sip:${host}:5060;transport=udp`)
  const leg = await dial(false)
  expect(await events.next()).toEqual({ kind: 'calling' })
  expect(await events.next()).toMatchObject({ kind: 'ended', code: 503 })
  expect(janus.requests('call')).toHaveLength(2)
  await leg.release()
  expect(events.size).toBe(0)
})

test('a Janus that goes down in the middle of an attempt ends the call once', async () => {
  janus.sip.addPhone('bob@weft.test')
  const leg = await dial(true)
  await janus.stop()
  const kinds = [(await events.next()).kind]
  while (kinds.at(-1) !== 'ended') kinds.push((await events.next()).kind)
  await leg.release()
  expect(kinds.filter((kind) => kind === 'ended')).toHaveLength(1)
  expect(events.size).toBe(0)
})

test('[12.57] what Janus refuses to register the caller with is why the call ends', async () => {
  janus.failNext('register', 'Invalid user address')
  await dial(false)
  expect(await events.next()).toEqual({ kind: 'ended', code: null, reason: 'Invalid user address', elsewhere: false })
})

test('a released leg takes everything back and says nothing', async () => {
  const bob = janus.sip.addPhone('bob@weft.test', { automatic: true })
  const leg = await dial(false)
  await leg.release()
  await leg.release()
  expect(janus.handleCount).toBe(0)
  expect(events.size).toBe(0)
  expect(bob.callsSeen).toBe(1)
})
