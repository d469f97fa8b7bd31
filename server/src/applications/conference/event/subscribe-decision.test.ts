import { expect, test } from 'vitest'
import { ChatHouse, nobody, ROOM } from '../../../../../test/scenarios/support/chat-house.ts'
import { judgeSubscribe } from './subscribe-decision.ts'

const noInvitees = { has: () => false }
const closed = { settings: { allow: nobody } }

test('[N2] who may come in may watch, in it or not; whoever may not is told no more than that', async () => {
  const house = new ChatHouse({ settings: { allow: { ...nobody, domains: ['x.test'] } } })
  await house.join('alice')
  const ask = (from: string, room = ROOM) => judgeSubscribe({ from, rooms: [room] }, house.rooms, noInvitees)
  expect(ask('bob@x.test')).toMatchObject({ take: true, room: { address: ROOM } })
  expect(ask('eve@y.test')).toMatchObject({ take: false, reason: 'not-allowed', answer: { status: 403 } })
  expect(ask('eve@y.test', 'r2@conf.test')).toMatchObject({ reason: 'not-allowed' })
  expect(ask('bob@x.test', 'r2@conf.test')).toMatchObject({ take: false, reason: 'no-room', answer: { status: 480 } })
})

test('[N9] who is in a room, or called into it, may watch it though he may not come by himself', async () => {
  const house = new ChatHouse(closed)
  await house.rooms.join(ROOM, { party: { uri: 'bob@x.test', displayName: '' }, tell: () => {} }, { invited: true })
  const called = { has: (room: string, address: string) => room === ROOM && address === 'carol@x.test' }
  const ask = (from: string) => judgeSubscribe({ from, rooms: [ROOM] }, house.rooms, called)
  expect(ask('bob@X.test')).toMatchObject({ take: true })
  expect(ask('carol@x.test')).toMatchObject({ take: true })
  expect(ask('eve@x.test')).toMatchObject({ take: false, reason: 'not-allowed' })
})

test('the room of To is meant where that of the Request-URI is not there, as within a call', async () => {
  const house = new ChatHouse()
  await house.join('alice')
  const petition = { from: 'bob@x.test', rooms: ['r1@192.0.2.1', ROOM] }
  expect(judgeSubscribe(petition, house.rooms, noInvitees)).toMatchObject({ take: true, room: { address: ROOM } })
})

test('who does not say who he is is told so', () => {
  expect(judgeSubscribe(null, new ChatHouse().rooms, noInvitees)).toMatchObject({ reason: 'malformed', answer: { status: 400 } })
})
