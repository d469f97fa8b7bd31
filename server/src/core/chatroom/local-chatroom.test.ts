import { beforeEach, expect, test } from 'vitest'
import { ChatHouse, ROOM, text } from '../../../../test/scenarios/support/chat-house.ts'
import { roomFile } from '../../../../test/scenarios/support/room-file.ts'
import type { LocalChatroom } from './local-chatroom.ts'

let house: ChatHouse

beforeEach(() => {
  house = new ChatHouse()
})

/** The room, which somebody is in. */
function room(): LocalChatroom {
  const found = house.rooms.find(ROOM)
  if (!found) throw new Error('nobody is in the room')
  return found
}

/** What a watcher of the room is told: its version at each change, and its end. */
function watched(): { readonly heard: (number | 'ended')[]; stop(): void } {
  const at = room()
  const heard: (number | 'ended')[] = []
  const stop = at.watch({ changed: () => heard.push(at.version), ended: () => heard.push('ended') })
  return { heard, stop }
}

test('[C17][N4] a user is in the list once, with each of his devices', async () => {
  const member = { party: { uri: 'alice@x.test', displayName: 'Alice' }, tell: () => {} }
  await house.rooms.join(ROOM, member)
  const since = house.clock.now()
  house.clock.pass(1000)
  const bob = await house.join('bob')
  const laptop = await house.join('alice')
  laptop.seat.useNickname('Ace')
  bob.seat.useNickname('Builder')
  const sessions = [
    { id: 1, member, since, media: ['chat'], nickname: null },
    { id: 3, since: since + 1000, media: ['chat'], nickname: 'Ace' },
  ]
  expect(room().participants).toMatchObject([
    { party: { uri: 'alice@x.test', displayName: 'Alice' }, nickname: 'Ace', sessions },
    { party: { uri: 'bob@x.test' }, nickname: 'Builder', sessions: [{ id: 2 }] },
  ])
})

test('[N3] watchers are told of each change, each with a greater version, and of the end', async () => {
  const alice = await house.join('alice')
  const { heard } = watched()
  const bob = await house.join('bob')
  bob.seat.useNickname('Builder')
  bob.seat.useNickname(null)
  bob.seat.useNickname(null)
  bob.seat.changeMedia(['chat', 'audio'])
  bob.seat.putOnHold(true)
  bob.seat.putOnHold(true)
  expect(room().participants[1]?.sessions).toMatchObject([{ isOnHold: true }])
  room().changeSubject('Bees')
  room().files.uploaded(roomFile())
  bob.seat.leave()
  expect(heard).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  alice.seat.leave()
  expect(heard.slice(8)).toEqual([10, 'ended'])
})

test('who does not watch any more is told nothing, and one that cannot be told harms nobody', async () => {
  await house.join('alice')
  room().watch({
    changed: () => {
      throw new Error('broken watcher')
    },
    ended: () => {},
  })
  const [first, second] = [watched(), watched()]
  first.stop()
  await house.join('bob')
  expect(first.heard).toEqual([])
  expect(second.heard).toEqual([2])
  expect(house.log.text).toContain('broken watcher')
})

test('[N12][N13] a user is put out with all his devices, however he is named; the others read that he has left', async () => {
  const alice = await house.join('alice')
  const bobs = [await house.join('bob'), await house.join('bob')]
  expect(room().has('bob@X.TEST')).toBe(true)
  expect(room().remove('bob@X.TEST:5060;transport=tcp', 'Removed by alice')).toBe(2)
  expect(room().has('bob@x.test')).toBe(false)
  for (const { events } of bobs) expect(events.at(-1)).toEqual({ kind: 'ended', reason: 'Removed by alice' })
  expect(alice.statusLines.at(-1)).toBe('bob@x.test has left the room after 0 seconds')
  expect(room().remove('bob@x.test', 'again')).toBe(0)
  await alice.seat.say(text('gone?'))
  expect(bobs.map(({ heard }) => heard)).toEqual([[], []])
})

test('who is put out by what he is just being told hears all that was said before, and then why', async () => {
  const alice = await house.join('alice')
  await house.join('doorman', {
    tell: (event) => {
      if (event.kind === 'message' && event.message.content === 'rude') room().remove('alice@x.test', 'Be polite')
    },
  })
  const bob = await house.join('bob')
  await bob.seat.say(text('rude'))
  expect(alice.heard).toEqual(['rude'])
  expect(alice.events.at(-1)).toEqual({ kind: 'ended', reason: 'Be polite' })
})

test('[C14] who adds chat is welcomed and told what was said; the others read of it', async () => {
  const alice = await house.join('alice')
  await alice.seat.say(text('hi'))
  const bob = await house.join('bob', { media: ['audio'], welcome: true })
  await alice.seat.say(text('anybody?'))
  expect(bob.events).toEqual([])
  expect(await bob.seat.say(text('hm'))).toMatchObject({ code: 0 })
  bob.seat.changeMedia(['audio', 'chat'])
  expect(bob.heard).toEqual([expect.stringMatching(/^Welcome! There is one more participant/), 'hi', 'anybody?'])
  bob.seat.changeMedia(['chat'])
  bob.seat.changeMedia(['chat'])
  expect(alice.statusLines).toEqual([
    'bob@x.test has joined the room with audio',
    'bob@x.test has added chat',
    'bob@x.test has removed audio',
  ])
})

test('[T8] who only brings a file keeps the room there, and is nobody in it', async () => {
  const alice = await house.join('alice')
  await alice.seat.say(text('hi'))
  const release = room().hold()
  const { heard } = watched()
  alice.seat.leave()
  expect(room().participants).toEqual([])
  expect((await house.join('bob')).heard).toEqual(['hi'])
  room().remove('bob@x.test', 'Bye')
  release()
  release()
  expect(house.rooms.find(ROOM)).toBeNull()
  expect(heard.at(-1)).toBe('ended')
})

test('[T1] everybody reads what becomes of a file, and it is in the list', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  const sender = { uri: 'bob@x.test', displayName: 'Bob' }
  const { files } = room()
  files.uploading(sender, 'a.png', 10)
  files.failed('a.png', 'File hash mismatch')
  files.uploaded(roomFile({ sender }))
  files.requested({ uri: 'alice@x.test', displayName: '' }, 'a.png')
  expect(bob.statusLines).toEqual([
    `Room ${ROOM} - Bob <bob@x.test> is uploading file a (10 bytes)`,
    'File transfer for a.png failed: File hash mismatch',
    'Bob <bob@x.test> has uploaded file a.png (10 bytes)',
    `Room ${ROOM} - alice@x.test requested file a.png`,
  ])
  expect(alice.statusLines.slice(1)).toEqual(bob.statusLines)
  expect(files.list).toMatchObject([{ name: 'a.png', size: 10 }])
})

test('[R9] what the room knows nothing of is passed on, also to those who come later', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  const extensions = [{ namespace: 'urn:x', prefix: 'x', name: 'y', language: null, value: 'z' }]
  await alice.seat.say({ ...text('hi'), written: '2026-07-17T08:41:52.123456+00:00', extensions })
  const passed = { message: { extensions, written: '2026-07-17T08:41:52.123456+00:00' } }
  expect(bob.events.at(-1)).toMatchObject(passed)
  expect((await house.join('carol')).events.at(-1)).toMatchObject(passed)
})

test('too many signs of writing are dropped, and cost no message', async () => {
  const [alice, bob] = [await house.join('alice'), await house.join('bob')]
  for (let time = 0; time < 100; time++) alice.seat.compose('active', null)
  expect(bob.events.filter(({ kind }) => kind === 'composing')).toHaveLength(50)
  expect(await alice.seat.say(text('hi'))).toMatchObject({ code: 200 })
})

test('with a grace, who comes back soon finds what was said, and later nothing', async () => {
  house = new ChatHouse({ grace: 30_000 })
  const alice = await house.join('alice')
  await alice.seat.say(text('hi'))
  const { heard } = watched()
  alice.seat.leave()
  house.clock.pass(29_999)
  const again = await house.join('alice')
  expect(again.heard).toEqual(['hi'])
  house.clock.pass(30_000)
  again.seat.leave()
  expect(heard).not.toContain('ended')
  house.clock.pass(30_000)
  expect(heard.at(-1)).toBe('ended')
  expect(house.rooms.size).toBe(0)
})

test('a room that is closed ends at once, whatever its grace and who holds it', async () => {
  house = new ChatHouse({ grace: 30_000 })
  const alice = await house.join('alice')
  const release = room().hold()
  house.rooms.close('The server stops')
  expect(alice.events).toEqual([{ kind: 'ended', reason: 'The server stops' }])
  expect([house.rooms.size, house.clock.size]).toEqual([0, 0])
  release()
  expect(house.clock.size).toBe(0)
})

test('[R22] two hundred members hear what ten of them say, each everything, and all in one order', async () => {
  const members = await Promise.all(Array.from({ length: 200 }, (_, at) => house.join(`member${at}`)))
  for (let round = 0; round < 10; round++) for (const speaker of members.slice(0, 10)) await speaker.seat.say(text(`${round}`))
  const heard = members.map((member) => member.heard.length)
  expect(heard.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 90))
  expect(new Set(heard.slice(10))).toEqual(new Set([100]))
  expect(new Set(members.slice(10).map((member) => member.heard.join())).size).toBe(1)
})

test('[T11][N3] who shows his screen is listed with where it is seen, until his last device is gone', async () => {
  const [phone, laptop, bob] = [await house.join('alice'), await house.join('alice'), await house.join('bob')]
  const { heard } = watched()
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff])
  expect([phone.seat.showScreen(jpeg).code, laptop.seat.showScreen(jpeg).code]).toEqual([200, 200])
  const url = `https://weft.test/${ROOM}/alice@x.test_secret.jpg`
  expect(room().participants.map(({ screenUrl }) => screenUrl)).toEqual([url, undefined])
  expect(house.rooms.screen(ROOM, 'alice@x.test_secret.jpg')).toEqual(jpeg)
  expect(heard).toEqual([4])
  phone.seat.leave()
  expect(room().participants[0]?.screenUrl).toBe(url)
  laptop.seat.leave()
  expect(bob.statusLines).toEqual([
    `Room ${ROOM} - alice@x.test is sharing the screen at ${url}`,
    'alice@x.test stopped sharing the screen',
    'alice@x.test has left the room after 0 seconds',
  ])
  expect(house.rooms.screen(ROOM, 'alice@x.test_secret.jpg')).toBeNull()
  expect(laptop.seat.showScreen(jpeg)).toEqual({ code: 0, reason: 'Chat session ended' })
  expect([bob.heard, house.clock.size]).toEqual([[], 0])
})

test('pictures of a screen are counted apart from what is said', async () => {
  const alice = await house.join('alice')
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff])
  const show = () => alice.seat.showScreen(jpeg).code
  expect(Array.from({ length: 21 }, show)).toEqual([...Array(20).fill(200), 413])
  expect((await alice.seat.say(text('still here'))).code).toBe(200)
  house.clock.pass(100)
  expect([show(), show()]).toEqual([200, 413])
})

test('who is put out with all others hears that and nothing else, so that it takes no longer the more they are', async () => {
  const guests = [await house.join('alice'), await house.join('bob'), await house.join('carol')]
  const [before, { heard }] = [guests.map(({ events }) => events.length), watched()]
  house.rooms.close('Everybody out')
  for (const [at, { events }] of guests.entries())
    expect(events.slice(before[at])).toEqual([{ kind: 'ended', reason: 'Everybody out' }])
  expect(heard.at(-1)).toBe('ended')
  expect(house.rooms.find(ROOM)).toBeNull()
})
