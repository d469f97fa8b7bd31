import { parseConferenceInfo } from '@weft/protocols/presence/parse-conference-info'
import type { SipRequest } from '@weft/protocols/sip/message'
import { beforeEach, expect, test } from 'vitest'
import { ChatHouse, nobody, ROOM } from '../../../../../test/scenarios/support/chat-house.ts'
import type { ReferralRequest, SubscriptionRequest, TerminationReason } from '../../../ports/sip-subscriptions.ts'
import { ConferenceNotifier } from './conference-notifier.ts'
import type { OutwardCall, OutwardEvent } from './outward.ts'

interface Ring {
  readonly call: OutwardCall
  tell(event: OutwardEvent): void
}

let house: ChatHouse
let notifier: ConferenceNotifier
let rings: Ring[]

/** Alice is in the room, and may be, as everybody of x.test may. */
beforeEach(async () => {
  rings = []
  house = new ChatHouse({ settings: { allow: { ...nobody, domains: ['x.test'] } } })
  notifier = new ConferenceNotifier({
    ...{ chatrooms: house.rooms, clock: house.clock, log: house.log, product: 'Weft/test', referRequiresParticipant: true },
    outward: {
      begin: (call, tell) => {
        rings.push({ call, tell })
        return { end: () => tell({ kind: 'ended', status: 487, reason: 'Request Terminated' }) }
      },
    },
  })
  await house.join('alice')
})

function requestOf(method: string, from: string): SipRequest {
  const fields = { From: `<sip:${from}>;tag=1`, To: `<sip:${ROOM}>`, Contact: '<sip:phone@192.0.2.1>' }
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method, uri: `sip:${ROOM}`, headers, body: new Uint8Array() }
}

const origin = { source: { transport: 'udp', address: '192.0.2.1', port: 5060 }, believed: true, session: null } as const

/** Asks for the event; `heard` is what the subscription is told after it was taken. */
async function subscribe(from = 'alice@x.test', details: Partial<SubscriptionRequest<SipRequest>> = {}) {
  const heard: ('changed' | TerminationReason)[] = []
  const subscription = {
    activate: () => {},
    changed: () => heard.push('changed'),
    terminate: (reason: TerminationReason) => heard.push(reason),
  }
  const request = requestOf('SUBSCRIBE', from)
  const verdict = await notifier.subscribed({ ...origin, request, event: 'conference', expires: 600, subscription, ...details })
  return { heard, verdict }
}

async function watched(from?: string) {
  const { heard, verdict } = await subscribe(from)
  if (!verdict.taken) throw new Error(`refused with ${verdict.answer.status}`)
  const content = () => parseConferenceInfo(new TextDecoder().decode(verdict.content()?.body))
  const endpoints = () => content().users.flatMap(({ endpoints }) => endpoints.map(({ status }) => status))
  return { heard, verdict, content, endpoints }
}

/** Refers the room to somebody; `reports` is what the referrer hears. */
async function refer(target: string, details: Partial<ReferralRequest<SipRequest>> = {}, from = 'alice@x.test') {
  const reports: string[] = []
  const referral = { report: (status: number, reason = '') => reports.push(`${status} ${reason}`.trim()) }
  const request = requestOf('REFER', from)
  const asked = { target, method: 'INVITE', referredBy: null, replaces: false, referral, ...details }
  return { reports, verdict: await notifier.referred({ ...origin, request, ...asked }) }
}

function lastRing(): Ring {
  const ring = rings.at(-1)
  if (!ring) throw new Error('nobody was called')
  return ring
}

test('[N6] a subscription lasts an hour at most, is told of changes once a second at most, and comes from the room itself', async () => {
  const { verdict } = await subscribe()
  expect(verdict).toMatchObject({ taken: true, expires: 3600, gap: 1000, contact: { user: 'r1', isFocus: true } })
})

test('[N2] who may not know of a room is refused, and so is who asks for one that is not there', async () => {
  expect((await subscribe('eve@y.test')).verdict).toMatchObject({ taken: false, answer: { status: 403 } })
  const request = { ...requestOf('SUBSCRIBE', 'alice@x.test'), uri: 'sip:r2@conf.test', headers: [] }
  expect((await subscribe('', { request })).verdict).toMatchObject({ taken: false, answer: { status: 400 } })
  const [from] = requestOf('SUBSCRIBE', 'alice@x.test').headers
  const headers = [...(from ? [from] : []), { name: 'To', value: '<sip:r2@conf.test>' }]
  expect((await subscribe('', { request: { ...request, headers } })).verdict).toMatchObject({ answer: { status: 480 } })
})

test('[N18] the next room of the same address is another one, whose versions begin anew', async () => {
  const first = await watched()
  expect([first.content().version, first.content().version]).toEqual([1, 2])
  house.rooms.close('Everybody out')
  await house.join('carol')
  expect((await watched()).content()).toMatchObject({ version: 1, users: [{ entity: 'sip:carol@x.test' }] })
  expect(first.content()).toMatchObject({ active: false, users: [] })
})

test('[N9] who is called in is called in the name of who wants him, may watch, and is there once he has joined', async () => {
  const { heard, endpoints } = await watched()
  const { reports, verdict } = await refer('sip:bob@y.test;transport=tcp', { referredBy: '"Al" <sip:al@x.test>' })
  expect(verdict).toEqual({ taken: true, contact: { user: 'r1', isFocus: true } })
  const { call, tell } = lastRing()
  expect(call).toEqual({
    ...{ room: ROOM, target: 'sip:bob@y.test;transport=tcp', address: 'bob@y.test', invitedBy: 'alice@x.test' },
    headers: [
      { name: 'Subject', value: 'Join conference request from sip:alice@x.test' },
      { name: 'X-Orig-From', value: 'sip:alice@x.test' },
      { name: 'Referred-By', value: '"Al" <sip:al@x.test>' },
    ],
  })
  expect((await subscribe('bob@y.test')).verdict.taken).toBe(true)
  expect(endpoints()).toEqual(['connected', 'dialing-out'])
  tell({ kind: 'progress', status: 180, reason: 'Ringing' })
  expect(endpoints()).toEqual(['connected', 'alerting'])
  const seat = await house.rooms.join(ROOM, { party: { uri: 'bob@y.test', displayName: '' }, tell: () => {} }, { invited: true })
  tell({ kind: 'joined' })
  expect(endpoints()).toEqual(['connected', 'connected'])
  expect(reports).toEqual(['180 Ringing', '200'])
  house.clock.pass(200)
  expect(heard).toEqual(['changed'])
  seat.leave()
  tell({ kind: 'ended', status: 200, reason: '' })
  expect(reports).toHaveLength(2)
  expect((await subscribe('bob@y.test')).verdict).toMatchObject({ answer: { status: 403 } })
})

test('[N9] without Referred-By, who refers is named as he who did', async () => {
  await refer('sip:bob@y.test')
  expect(lastRing().call.headers).toContainEqual({ name: 'Referred-By', value: '<sip:alice@x.test>' })
})

test('[N10][N11] what becomes of a call that nobody takes is told, and nothing is left of it', async () => {
  const { endpoints } = await watched()
  for (const [status, reason] of [
    [486, 'Busy Here'],
    [404, 'Not Found'],
  ] as const) {
    const { reports } = await refer('sip:bob@y.test')
    lastRing().tell({ kind: 'ended', status, reason })
    expect(reports).toEqual([`${status} ${reason}`])
    expect(endpoints()).toEqual(['connected'])
    expect((await subscribe('bob@y.test')).verdict.taken).toBe(false)
  }
})

test('[N12][N13] somebody is put out with all his devices, however he is written, and calls to him are given up', async () => {
  const [phone, laptop] = [await house.join('bob'), await house.join('bob')]
  const call = await refer('sip:Bob@x.test')
  const { reports } = await refer('sip:BOB@X.TEST:5080;transport=tls', { method: 'BYE' })
  expect(reports).toEqual(['200'])
  expect(call.reports).toEqual(['487 Request Terminated'])
  for (const { events } of [phone, laptop])
    expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: 'Removed by alice@x.test' })
  expect(house.rooms.find(ROOM)?.participants).toHaveLength(1)
})

test('[N12] somebody who is not there cannot be put out', async () => {
  expect((await refer('sip:bob@x.test', { method: 'BYE' })).reports).toEqual(['404'])
})

test('[N14] what cannot be done is refused', async () => {
  expect((await refer('http://y.test/')).verdict).toMatchObject({ taken: false, answer: { status: 488 } })
  expect((await refer('sip:bob@y.test', {}, 'carol@x.test')).verdict).toMatchObject({ answer: { status: 403 } })
  expect(rings).toEqual([])
})

test('nobody is called to a room where nobody is any more', async () => {
  const bob = await house.join('bob')
  const { reports } = await refer('sip:carol@y.test')
  bob.seat.leave()
  expect(reports).toEqual([])
  house.rooms.close('Everybody out')
  expect(reports).toEqual(['487 Request Terminated'])
})

test('too many people cannot be called at once', async () => {
  for (let count = 0; count < 20; count++) expect((await refer(`sip:guest${count}@y.test`)).verdict.taken).toBe(true)
  const refused = { taken: false, answer: { status: 503, headers: [{ name: 'Retry-After', value: '10' }] } }
  expect((await refer('sip:bob@y.test')).verdict).toEqual(refused)
  rings[0]?.tell({ kind: 'ended', status: 486, reason: 'Busy Here' })
  expect((await refer('sip:bob@y.test')).verdict.taken).toBe(true)
})

test('where everybody who may come in may refer, who refers to a room that is not there hears 500 of it', async () => {
  notifier = new ConferenceNotifier({
    ...{ chatrooms: house.rooms, clock: house.clock, log: house.log, product: 'Weft/test', referRequiresParticipant: false },
    outward: { begin: () => ({ end: () => {} }) },
  })
  house.rooms.close('Everybody out')
  expect((await refer('sip:bob@y.test', {}, 'carol@x.test')).reports).toEqual(['500'])
})
