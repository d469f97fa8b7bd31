import { beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import type { ChatEvent, ChatMember } from './chatroom.ts'
import { type ChatroomSettings, LocalChatrooms } from './local-chatrooms.ts'
import type { RoomSeat } from './room-seat.ts'

const ROOM = 'r1@conf.test'
const nobody = { everyone: false, addresses: [], domains: [] }
const everyone = { ...nobody, everyone: true }
const open: ChatroomSettings = {
  ...{ accessPolicy: 'allow,deny', allow: everyone, deny: nobody },
  ...{ advertiseXmppSupport: false, pstnAccessNumbers: [], webrtcGatewayUrl: null },
}

let clock: StillClock
let log: RecordingLog
let rooms: LocalChatrooms

beforeEach(() => {
  clock = new StillClock()
  log = new RecordingLog()
  rooms = roomsWith()
})

function roomsWith(settings: Partial<ChatroomSettings> = {}, historySize = 20): LocalChatrooms {
  return new LocalChatrooms({ clock, log, historySize, settingsOf: () => ({ ...open, ...settings }) })
}

/** Somebody in a room, and what he has been told. */
interface Guest {
  readonly seat: RoomSeat
  readonly events: ChatEvent[]
}

async function join(name: string, details: Partial<ChatMember> = {}, room = ROOM): Promise<Guest> {
  const events: ChatEvent[] = []
  const party = { uri: `${name}@x.test`, displayName: '' }
  const seat = await rooms.join(room, { party, tell: (event) => events.push(event), ...details })
  return { seat, events }
}

/** What was said to him, without what the room says itself. */
function heard({ events }: Guest): string[] {
  return events.flatMap((event) => (event.kind === 'message' && event.message.type === 'normal' ? [event.message.content] : []))
}

function statusOf({ events }: Guest): string[] {
  return events.flatMap((event) => (event.kind === 'message' && event.message.type === 'status' ? [event.message.content] : []))
}

function text(content: string) {
  return { id: content, contentType: 'text/plain', content }
}

test('[12.76] what one says all others are told, with sender and time, and himself he is not', async () => {
  const [alice, bob, carol] = await Promise.all([
    join('alice', { party: { uri: 'alice@x.test', displayName: 'Alice' } }),
    join('bob'),
    join('carol'),
  ])
  expect(await alice.seat.say(text('hi'))).toEqual({ code: 200, reason: 'OK' })
  const message = {
    ...{ id: 'hi', contentType: 'text/plain', content: 'hi', type: 'normal', at: clock.now() },
    sender: { uri: 'alice@x.test', displayName: 'Alice' },
  }
  expect(bob.events.at(-1)).toEqual({ kind: 'message', message })
  expect(carol.events.at(-1)).toEqual({ kind: 'message', message })
  expect(heard(alice)).toEqual([])
})

test('[12.78] who comes later is told what was said, by whom and when; composing and what the room said are forgotten', async () => {
  const alice = await join('alice')
  await join('bob')
  const said = clock.now()
  await alice.seat.say(text('hi'))
  alice.seat.compose('active', 60)
  clock.pass(60_000)
  const carol = await join('carol')
  expect(carol.events).toMatchObject([
    { kind: 'message', message: { content: 'hi', at: said, sender: { uri: 'alice@x.test' }, type: 'normal' } },
  ])
})

test('[R14] of what was said, history_size messages are kept, in order; with 0 none', async () => {
  rooms = roomsWith({}, 2)
  const alice = await join('alice')
  for (const content of ['a', 'b', 'c']) await alice.seat.say(text(content))
  expect(heard(await join('bob'))).toEqual(['b', 'c'])
  rooms = roomsWith({}, 0)
  await (await join('alice')).seat.say(text('a'))
  expect(heard(await join('bob'))).toEqual([])
})

test('[N18] with its last member the room is gone, and all that was said in it', async () => {
  const alice = await join('alice')
  const bob = await join('bob')
  await alice.seat.say(text('hi'))
  alice.seat.leave()
  bob.seat.leave()
  expect(rooms.size).toBe(0)
  expect(heard(await join('carol'))).toEqual([])
  expect(rooms.find(ROOM)?.version).toBe(1)
})

test('[R15] others read who comes and goes; he does not himself', async () => {
  const alice = await join('alice')
  const bob = await join('bob', { party: { uri: 'bob@x.test', displayName: 'Bob' } })
  clock.pass(61_999)
  bob.seat.leave()
  expect(statusOf(alice)).toEqual([
    'Bob <bob@x.test> has joined the room with chat',
    'Bob <bob@x.test> has left the room after 01:01',
  ])
  expect(statusOf(bob)).toEqual([])
  expect(alice.events[0]).toMatchObject({ message: { sender: { uri: ROOM }, contentType: 'text/plain', type: 'status' } })
})

test('[R15] [C17] only the first device that comes and the last that goes are worth a line', async () => {
  const alice = await join('alice')
  const phone = await join('bob')
  const laptop = await join('BOB'.toLowerCase(), { party: { uri: 'bob@X.TEST', displayName: 'B.' } })
  expect(rooms.find(ROOM)?.participants.map(({ sessions }) => sessions.length)).toEqual([1, 2])
  phone.seat.leave()
  laptop.seat.leave()
  expect(statusOf(alice)).toEqual([
    'bob@x.test has joined the room with chat',
    'B. <bob@X.TEST> has left the room after 0 seconds',
  ])
})

test('[R2] the other devices of the sender are told', async () => {
  const [phone, laptop] = [await join('alice'), await join('alice')]
  await phone.seat.say(text('hi'))
  expect(heard(laptop)).toEqual(['hi'])
  expect(heard(phone)).toEqual([])
})

test('who has left is told nothing, says nothing, and leaves no second time', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
  bob.seat.leave()
  bob.seat.leave()
  expect(await bob.seat.say(text('hi'))).toEqual({ code: 0, reason: 'Chat session ended' })
  bob.seat.compose('active', null)
  bob.seat.note('has shared a file')
  await alice.seat.say(text('anybody?'))
  expect(heard(bob)).toEqual([])
  expect(alice.events).toHaveLength(2)
})

test('[R8] text and images pass as they are, in any spelling; nothing else does', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
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
  rooms = new LocalChatrooms({ clock, log, historySize: 20, settingsOf: () => open }, { longestMessage: 4 })
  const [alice, bob] = [await join('alice'), await join('bob')]
  expect(await alice.seat.say(text('four'))).toMatchObject({ code: 200 })
  expect(await alice.seat.say(text('füür'))).toMatchObject({ code: 413 })
  expect(await alice.seat.say({ ...text('ok'), body: new Uint8Array(5) })).toMatchObject({ code: 413 })
  expect(heard(bob)).toEqual(['four'])
})

test('who says too much at once has to wait, and is heard again afterwards', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
  const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => alice.seat.say(text(String(at)))))
  expect(outcomes.filter(({ code }) => code === 200)).toHaveLength(50)
  expect(outcomes.at(-1)).toEqual({ code: 413, reason: 'Too many messages' })
  expect(await bob.seat.say(text('me too'))).toMatchObject({ code: 200 })
  clock.pass(50)
  expect(await alice.seat.say(text('again'))).toMatchObject({ code: 200 })
  expect(heard(bob)).toHaveLength(51)
})

test('[R21] what is encrypted for one device is not for a room', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
  expect(await alice.seat.say(text('?OTR:AAMD'))).toEqual({ code: 413, reason: 'Unwanted message' })
  expect(heard(bob)).toEqual([])
})

test('[12.79] [R11] all others see that somebody writes, or has stopped, for whole seconds', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
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

test('a note is a status line for all others', async () => {
  const [alice, bob] = [await join('alice'), await join('bob')]
  alice.seat.note('alice@x.test has uploaded file a.png (3 bytes)')
  expect(statusOf(bob)).toEqual(['alice@x.test has uploaded file a.png (3 bytes)'])
  expect(statusOf(alice)).toEqual(['bob@x.test has joined the room with chat'])
})

test('a member that cannot be told harms nobody else, and no body reaches the log', async () => {
  const alice = await join('alice')
  await join('bob', {
    tell: () => {
      throw new Error('broken door')
    },
  })
  const carol = await join('carol')
  expect(await alice.seat.say(text('a secret'))).toMatchObject({ code: 200 })
  expect(heard(carol)).toEqual(['a secret'])
  expect(log.text).toContain('broken door')
  expect(log.text).not.toContain('a secret')
})

test('[R3] who answers while he is told does not get ahead of what he answers', async () => {
  const alice = await join('alice')
  const bob: { seat?: RoomSeat } = {}
  const answering = await join('bob', {
    tell: (event) => {
      if (event.kind === 'message' && event.message.content === 'question') void bob.seat?.say(text('answer'))
    },
  })
  bob.seat = answering.seat
  const carol = await join('carol')
  await alice.seat.say(text('question'))
  expect(heard(carol)).toEqual(['question', 'answer'])
  expect(heard(alice)).toEqual(['answer'])
})

test('who comes in while something is being said hears it once', async () => {
  const alice = await join('alice')
  const late: Promise<Guest>[] = []
  await join('bob', {
    tell: (event) => {
      if (event.kind === 'message' && event.message.content === 'hi') late.push(join('carol'))
    },
  })
  await alice.seat.say(text('hi'))
  const [carol] = await Promise.all(late)
  expect(carol && heard(carol)).toEqual(['hi'])
})

test('[C11] whom the lists do not let in is refused, and makes no room', async () => {
  rooms = roomsWith({ allow: { ...nobody, domains: ['x.test'] }, deny: { ...nobody, addresses: ['bad@x.test'] } })
  await join('good')
  await expect(join('bad', {}, 'r2@conf.test')).rejects.toMatchObject({ failure: 'room-not-allowed' })
  expect(rooms.access(ROOM, 'u@y.test')).toEqual({ allowed: false, reason: 'not-allowed' })
  expect(rooms.size).toBe(1)
})

test('who was invited comes in whatever the lists say', async () => {
  rooms = roomsWith({ deny: everyone })
  const seat = await rooms.join(ROOM, { party: { uri: 'bob@y.test', displayName: '' }, tell: () => {} }, { invited: true })
  expect(await seat.say(text('hi'))).toMatchObject({ code: 200 })
})

test('rooms are one by user as it is written and host in any case', async () => {
  const alice = await join('alice', {}, 'R%31@Conf.Test')
  await (await join('bob', {}, 'R1@conf.test')).seat.say(text('same'))
  await (await join('carol', {}, 'r1@conf.test')).seat.say(text('another'))
  expect(heard(alice)).toEqual(['same'])
  expect(statusOf(alice)).toHaveLength(1)
})

test('what would break texts and headers cannot be a room', async () => {
  for (const room of ['conf.test', 'a b@conf.test', 'a@conf.test\r\nX: y', 'a<b@conf.test', `${'x'.repeat(300)}@conf.test`])
    await expect(join('alice', {}, room)).rejects.toMatchObject({ failure: 'room-name' })
  expect(rooms.size).toBe(0)
})

test('when all rooms are closed everybody is told why, and they are gone', async () => {
  const [alice, bob] = [await join('alice'), await join('bob', {}, 'r2@conf.test')]
  rooms.close('The server stops')
  expect(alice.events).toEqual([{ kind: 'ended', reason: 'The server stops' }])
  expect(bob.events).toEqual([{ kind: 'ended', reason: 'The server stops' }])
  expect(rooms.size).toBe(0)
})
