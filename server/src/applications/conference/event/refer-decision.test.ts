import { beforeEach, expect, test } from 'vitest'
import { ChatHouse, nobody, ROOM } from '../../../../../test/scenarios/support/chat-house.ts'
import { type AskedReferral, judgeRefer } from './refer-decision.ts'

const asked: AskedReferral = {
  ...{ petition: { from: 'alice@x.test', rooms: [ROOM] }, hasContact: true },
  ...{ target: 'sip:bob@y.test', method: 'INVITE', replaces: false },
}

let house: ChatHouse

beforeEach(async () => {
  house = new ChatHouse({ settings: { allow: { ...nobody, domains: ['x.test'] } } })
  await house.join('alice')
})

const judge = (details: Partial<AskedReferral>, requiresParticipant = true) =>
  judgeRefer({ ...asked, ...details }, house.rooms, { requiresParticipant })
const from = (address: string, ...rooms: string[]) => ({ petition: { from: address, rooms: rooms.length > 0 ? rooms : [ROOM] } })

test('[N9] a participant may call others in, wherever they are', () => {
  expect(judge({})).toMatchObject({
    take: true,
    act: 'call',
    from: 'alice@x.test',
    target: 'bob@y.test',
    room: { address: ROOM },
  })
  expect(judge({ target: 'sips:bob@y.test:5061;transport=tls' })).toMatchObject({ take: true, target: 'bob@y.test' })
})

test('[N12] and put out', () => {
  expect(judge({ method: 'BYE' })).toMatchObject({ take: true, act: 'remove', target: 'bob@y.test' })
  expect(judge({ method: 'BYE', target: `sip:${ROOM}` })).toMatchObject({ take: true })
})

test('who is not in the room may not, unless the operator lets everybody who may come in', () => {
  const stranger = from('carol@x.test')
  expect(judge(stranger)).toMatchObject({ take: false, reason: 'not-a-participant', answer: { status: 403 } })
  expect(judge(stranger, false)).toMatchObject({ take: true, room: { address: ROOM } })
  expect(judge(from('carol@x.test', 'r2@conf.test'), false)).toMatchObject({ take: true, room: null, address: 'r2@conf.test' })
})

test('who may not come in by himself may not, be he in the room or not', async () => {
  await house.rooms.join(ROOM, { party: { uri: 'eve@y.test', displayName: '' }, tell: () => {} }, { invited: true })
  for (const requiresParticipant of [true, false])
    expect(judge(from('eve@y.test'), requiresParticipant)).toMatchObject({ reason: 'not-allowed', answer: { status: 403 } })
})

test('[N16] within a call the room is that of To', () => {
  for (const requiresParticipant of [true, false])
    expect(judge(from('alice@x.test', 'r1@192.0.2.1', ROOM), requiresParticipant)).toMatchObject({ take: true, address: ROOM })
})

test.each<[string, string, Partial<AskedReferral>]>([
  ['another scheme', 'bad-target', { target: 'http://y.test/' }],
  ['a number', 'bad-target', { target: 'tel:+31201234567' }],
  ['a domain', 'bad-target', { target: 'sip:y.test' }],
  ['another method', 'bad-method', { method: 'MESSAGE' }],
  ['a call to take the place of another', 'replaces', { replaces: true }],
])('[N14] %s is refused with 488', (_what, reason, details) => {
  expect(judge(details)).toMatchObject({ take: false, reason, answer: { status: 488 } })
})

test('[N14] who does not say who he is, or where, is refused with 400', () => {
  for (const details of [{ petition: null }, { hasContact: false }])
    expect(judge(details)).toMatchObject({ take: false, reason: 'malformed', answer: { status: 400 } })
})

test('rooms are not called into rooms: what each says of the other would go round', async () => {
  await house.join('dave', {}, 'r2@conf.test')
  for (const target of [`sip:${ROOM}`, 'sip:r2@CONF.test:5060'])
    expect(judge({ target })).toMatchObject({ take: false, reason: 'room-to-room', answer: { status: 403 } })
})
