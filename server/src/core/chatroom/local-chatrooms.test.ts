import { beforeEach, expect, test } from 'vitest'
import { type ChatGuest, ChatHouse, everyone, nobody, ROOM, text } from '../../../../test/scenarios/support/chat-house.ts'
import { roomFile } from '../../../../test/scenarios/support/room-file.ts'
import type { RoomSeat } from './room-seat.ts'

let house: ChatHouse

beforeEach(() => {
  house = new ChatHouse()
})

test('[12.76] what one says all others are told, with sender and time, and himself he is not', async () => {
  const [alice, bob, carol] = await Promise.all([
    house.join('alice', { party: { uri: 'alice@x.test', displayName: 'Alice' } }),
    house.join('bob'),
    house.join('carol'),
  ])
  expect(await alice.seat.say(text('hi'))).toEqual({ code: 200, reason: 'OK' })
  const message = {
    ...{ id: 'hi', contentType: 'text/plain', content: 'hi', type: 'normal', at: house.clock.now() },
    sender: { uri: 'alice@x.test', displayName: 'Alice' },
  }
  expect(bob.events.at(-1)).toEqual({ kind: 'message', message })
  expect(carol.events.at(-1)).toEqual({ kind: 'message', message })
  expect(alice.heard).toEqual([])
})

test('[12.78] who comes later is told what was said, by whom and when; composing and what the room said are forgotten', async () => {
  const alice = await house.join('alice')
  await house.join('bob')
  const said = house.clock.now()
  await alice.seat.say(text('hi'))
  alice.seat.compose('active', 60)
  house.clock.pass(60_000)
  const carol = await house.join('carol')
  expect(carol.events).toMatchObject([
    { kind: 'message', message: { content: 'hi', at: said, sender: { uri: 'alice@x.test' }, type: 'normal' } },
  ])
})

test('[R14] of what was said, history_size messages are kept, in order; with 0 none', async () => {
  house = new ChatHouse({ historySize: 2 })
  const alice = await house.join('alice')
  for (const content of ['a', 'b', 'c']) await alice.seat.say(text(content))
  expect((await house.join('bob')).heard).toEqual(['b', 'c'])
  house = new ChatHouse({ historySize: 0 })
  await (await house.join('alice')).seat.say(text('a'))
  expect((await house.join('bob')).heard).toEqual([])
})

test('[N18] with its last member the room is gone, and all that was said in it', async () => {
  const alice = await house.join('alice')
  const bob = await house.join('bob')
  await alice.seat.say(text('hi'))
  alice.seat.leave()
  bob.seat.leave()
  expect(house.rooms.size).toBe(0)
  expect((await house.join('carol')).heard).toEqual([])
  expect(house.rooms.find(ROOM)?.version).toBe(1)
})

test('[R15] others read who comes and goes; he does not himself', async () => {
  const alice = await house.join('alice')
  const bob = await house.join('bob', { party: { uri: 'bob@x.test', displayName: 'Bob' } })
  house.clock.pass(61_999)
  bob.seat.leave()
  expect(alice.statusLines).toEqual([
    'Bob <bob@x.test> has joined the room with chat',
    'Bob <bob@x.test> has left the room after 01:01',
  ])
  expect(bob.statusLines).toEqual([])
  expect(alice.events[0]).toMatchObject({ message: { sender: { uri: ROOM }, contentType: 'text/plain', type: 'status' } })
})

test('[R15][C17] only the first device that comes and the last that goes are worth a line', async () => {
  const alice = await house.join('alice')
  const phone = await house.join('bob')
  const laptop = await house.join('BOB'.toLowerCase(), { party: { uri: 'bob@X.TEST', displayName: 'B.' } })
  expect(house.rooms.find(ROOM)?.participants.map(({ sessions }) => sessions.length)).toEqual([1, 2])
  phone.seat.leave()
  laptop.seat.leave()
  expect(alice.statusLines).toEqual([
    'bob@x.test has joined the room with chat',
    'B. <bob@X.TEST> has left the room after 0 seconds',
  ])
})

test('[R2] the other devices of the sender are told', async () => {
  const [phone, laptop] = [await house.join('alice'), await house.join('alice')]
  await phone.seat.say(text('hi'))
  expect(laptop.heard).toEqual(['hi'])
  expect(phone.heard).toEqual([])
})

test('who has left is told nothing, says nothing, and leaves no second time', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  bob.seat.leave()
  bob.seat.leave()
  expect(await bob.seat.say(text('hi'))).toEqual({ code: 0, reason: 'Chat session ended' })
  bob.seat.compose('active', null)
  bob.seat.share(roomFile(), 'new')()
  await alice.seat.say(text('anybody?'))
  expect(bob.heard).toEqual([])
  expect(alice.events).toHaveLength(2)
})

test('[R8] text and images pass as they are, in any spelling; nothing else does', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  const body = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a)
  await alice.seat.say({ id: '1', contentType: 'image/png', content: '/wANCg==', body })
  await alice.seat.say({ id: '2', contentType: 'Text/HTML; charset=utf-8', content: '<b>' })
  expect(bob.events).toMatchObject([
    { message: { contentType: 'image/png', content: '/wANCg==', body } },
    { message: { contentType: 'Text/HTML; charset=utf-8' } },
  ])
  for (const contentType of ['application/pdf', 'text', 'text/', 'xtext/plain', 'text/plain\r\nX: y', `text/${'x'.repeat(300)}`])
    expect(await alice.seat.say({ id: '3', contentType, content: '' })).toMatchObject({ code: 415 })
  expect(bob.events).toHaveLength(2)
})

test('[P14] what is too large is refused with 413, by its bytes', async () => {
  house = new ChatHouse({ limits: { longestMessage: 4 } })
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  expect(await alice.seat.say(text('four'))).toMatchObject({ code: 200 })
  expect(await alice.seat.say(text('füür'))).toMatchObject({ code: 413 })
  expect(await alice.seat.say({ ...text('ok'), body: new Uint8Array(5) })).toMatchObject({ code: 413 })
  expect(bob.heard).toEqual(['four'])
})

test('who says too much at once has to wait, and is heard again afterwards', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => alice.seat.say(text(String(at)))))
  expect(outcomes.filter(({ code }) => code === 200)).toHaveLength(50)
  expect(outcomes.at(-1)).toEqual({ code: 413, reason: 'Too many messages' })
  expect(await bob.seat.say(text('me too'))).toMatchObject({ code: 200 })
  house.clock.pass(50)
  expect(await alice.seat.say(text('again'))).toMatchObject({ code: 200 })
  expect(bob.heard).toHaveLength(51)
})

test('[R21] what is encrypted for one device is not for a room', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  expect(await alice.seat.say(text('?OTR:AAMD'))).toEqual({ code: 413, reason: 'Unwanted message' })
  expect(bob.heard).toEqual([])
})

test('[12.79][R11] all others see that somebody writes, or has stopped, for whole seconds', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  const composing = (refresh: number | null) => {
    alice.seat.compose('active', refresh)
    const event = bob.events.at(-1)
    return event?.kind === 'composing' ? event.composing.refresh : event
  }
  expect([60, null, 59.2, 0, Number.NaN, 1e9].map(composing)).toEqual([60, 120, 60, 120, 120, 3600])
  alice.seat.compose('idle', null)
  expect(bob.events.at(-1)).toEqual({
    kind: 'composing',
    composing: { sender: { uri: 'alice@x.test', displayName: '' }, state: 'idle', refresh: 120, contentType: null },
  })
  expect(alice.events.filter(({ kind }) => kind === 'composing')).toEqual([])
})

test('who shares a file has all others read of it, and everybody fetch it until it is taken back', async () => {
  const offered: string[] = []
  const [alice, bob] = [await house.join('alice', { offer: ({ name }) => offered.push(name) }), await house.join('bob')]
  const file = roomFile({ sender: { uri: 'alice@x.test', displayName: '' }, size: 3 })
  const takeBack = alice.seat.share(file, 'new')
  bob.seat.share(file, 'known')
  expect(bob.statusLines).toEqual(['alice@x.test has uploaded file a.png (3 bytes)'])
  expect(alice.statusLines).toEqual(['bob@x.test has joined the room with chat'])
  await house.join('carol', { offer: ({ name }) => offered.push(`${name} for carol`) })
  expect(offered).toEqual(['a.png', 'a.png for carol'])
  expect(house.rooms.find(ROOM)?.files.list).toEqual([file])
  alice.seat.leave()
  takeBack()
  takeBack()
  expect(house.rooms.find(ROOM)?.files.list).toEqual([])
})

test('a member that cannot be told harms nobody else, and no body reaches the log', async () => {
  const alice = await house.join('alice')
  await house.join('bob', {
    tell: () => {
      throw new Error('broken door')
    },
  })
  const carol = await house.join('carol')
  expect(await alice.seat.say(text('a secret'))).toMatchObject({ code: 200 })
  expect(carol.heard).toEqual(['a secret'])
  expect(house.log.text).toContain('broken door')
  expect(house.log.text).not.toContain('a secret')
})

test('[R3] who answers while he is told does not get ahead of what he answers', async () => {
  const alice = await house.join('alice')
  const bob: { seat?: RoomSeat } = {}
  const answering = await house.join('bob', {
    tell: (event) => {
      if (event.kind === 'message' && event.message.content === 'question') void bob.seat?.say(text('answer'))
    },
  })
  bob.seat = answering.seat
  const carol = await house.join('carol')
  await alice.seat.say(text('question'))
  expect(carol.heard).toEqual(['question', 'answer'])
  expect(alice.heard).toEqual(['answer'])
})

test('who comes in while something is being said hears it once', async () => {
  const alice = await house.join('alice')
  const late: Promise<ChatGuest>[] = []
  await house.join('bob', {
    tell: (event) => {
      if (event.kind === 'message' && event.message.content === 'hi') late.push(house.join('carol'))
    },
  })
  await alice.seat.say(text('hi'))
  const [carol] = await Promise.all(late)
  expect(carol?.heard).toEqual(['hi'])
})

test('[C11] whom the lists do not let in is refused, and makes no room', async () => {
  house = new ChatHouse({
    settings: { allow: { ...nobody, domains: ['x.test'] }, deny: { ...nobody, addresses: ['bad@x.test'] } },
  })
  await house.join('good')
  await expect(house.join('bad', {}, 'r2@conf.test')).rejects.toMatchObject({ failure: 'room-not-allowed' })
  expect(house.rooms.access(ROOM, 'u@y.test')).toEqual({ allowed: false, reason: 'not-allowed' })
  expect(house.rooms.size).toBe(1)
})

test('who was invited comes in whatever the lists say', async () => {
  house = new ChatHouse({ settings: { deny: everyone } })
  const seat = await house.rooms.join(ROOM, { party: { uri: 'bob@y.test', displayName: '' }, tell: () => {} }, { invited: true })
  expect(await seat.say(text('hi'))).toMatchObject({ code: 200 })
})

test('rooms are one by user as it is written and host in any case', async () => {
  const alice = await house.join('alice', {}, 'R%31@Conf.Test')
  await (await house.join('bob', {}, 'R1@conf.test')).seat.say(text('same'))
  await (await house.join('carol', {}, 'r1@conf.test')).seat.say(text('another'))
  expect(alice.heard).toEqual(['same'])
  expect(alice.statusLines).toHaveLength(1)
})

test('what would break texts and headers cannot be a room', async () => {
  for (const room of ['conf.test', 'a b@conf.test', 'a@conf.test\r\nX: y', 'a<b@conf.test', `${'x'.repeat(300)}@conf.test`])
    await expect(house.join('alice', {}, room)).rejects.toMatchObject({ failure: 'room-name' })
  expect(house.rooms.size).toBe(0)
})

test('when all rooms are closed everybody is told why, and they are gone', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob', {}, 'r2@conf.test')]
  house.rooms.close('The server stops')
  expect(alice.events).toEqual([{ kind: 'ended', reason: 'The server stops' }])
  expect(bob.events).toEqual([{ kind: 'ended', reason: 'The server stops' }])
  expect(house.rooms.size).toBe(0)
})
