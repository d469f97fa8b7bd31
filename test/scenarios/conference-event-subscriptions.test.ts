import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatMember } from '../../server/src/core/chatroom/chatroom.ts'
import type { RoomSeat } from '../../server/src/core/chatroom/room-seat.ts'
import { nobody } from './support/chat-house.ts'
import { chatSdp } from './support/chat-sdp.ts'
import { ConferenceHouse, type ConferenceOptions } from './support/conference-house.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { fastClock } from './support/fast-clock.ts'
import { describeSchemas, schemaFault } from './support/published-schema.ts'

const ROOM = 'r1@weft.test'

const endings: (() => unknown)[] = []
let house: ConferenceHouse

async function open(options: ConferenceOptions = {}): Promise<void> {
  const opened = await ConferenceHouse.open(options)
  endings.push(() => opened.close())
  house = opened
}

beforeEach(async () => open())
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function watcher(address: string): Promise<ConferenceWatcher> {
  const one = await ConferenceWatcher.at(house.sip.udp, address)
  endings.push(() => one.close())
  return one
}

/** Somebody who watches the room, and what he was told first. */
async function watching(address = 'watcher@x.test') {
  const one = await watcher(address)
  await one.subscribe()
  return { one, first: await one.news() }
}

/** A device that does not come by SIP, as those of a video room do. */
function comeByWeb(user: string, displayName = '', more: Partial<ChatMember> = {}): Promise<RoomSeat> {
  return house.rooms.join(ROOM, { party: { uri: `${user}@x.test`, displayName }, tell: () => {}, ...more })
}

/** Puts a file of Alice's in the room. */
function shareFile(name: string): void {
  const sender = { uri: 'alice@x.test', displayName: 'Alice' }
  const file = { name, size: 1, sender, sha1: new Uint8Array(20), sha256: new Uint8Array(32), open: async () => null }
  house.rooms.find(ROOM)?.files.uploaded(file)
}

describeSchemas(['conference'], 'documents about chat rooms', () => {
  test('[N1] who subscribes to a room is told who is in it, validly by the schema', async () => {
    const alice = await house.member('alice', { name: 'Alice <of> Wonderland & Co' })
    await comeByWeb('bob', 'Bob')
    expect(await alice.nickname('Ace "of" Bäse')).toBe(200)
    shareFile('a "b" & <c>.pdf')
    const { first } = await watching()
    expect(schemaFault('conference', first.document)).toBeNull()
    expect(first.state).toBe('active')
    expect(first.info).toMatchObject({
      ...{ entity: `sip:${ROOM}`, state: 'full', version: 1, userCount: 2, active: true },
      description: { freeText: 'Hosted by Weft/test', files: [{ name: 'a "b" & <c>.pdf', sender: 'sip:alice@x.test' }] },
      users: [
        {
          ...{ entity: 'sip:alice@x.test', displayText: 'Ace "of" Bäse' },
          endpoints: [{ entity: alice.call.contact.slice(1, -1), status: 'connected', media: [{ type: 'message' }] }],
        },
        { entity: 'sip:bob@x.test', displayText: 'Bob', endpoints: [{ entity: 'sip:bob@x.test', media: [{ type: 'message' }] }] },
      ],
    })
  })

  test('[N5][N9] a room with nobody in it, and one in which somebody is called, are valid', async () => {
    const alice = await comeByWeb('alice', 'Alice')
    const { one } = await watching('alice@x.test')
    const referrer = await watcher('alice@x.test')
    await referrer.refer('<sip:bob@127.0.0.1:9;transport=udp>')
    const { document } = await one.until(({ users }) => users.length === 2)
    expect(schemaFault('conference', document)).toBeNull()
    expect(document).toContain('dialing-out')
    alice.leave()
    const last = await one.until(({ active }) => active === false)
    expect(last.state).toBe('terminated;reason=noresource')
    expect(schemaFault('conference', last.document)).toBeNull()
  })
})

test('[N1] the NOTIFYs come from the room, which can be called there', async () => {
  await house.member('alice')
  const one = await watcher('watcher@x.test')
  const answer = await one.subscribe()
  expect(fieldOf(answer, 'Contact')).toMatch(/^<sip:r1@127\.0\.0\.1:\d+>;isfocus$/)
})

test('[N2] a room where nobody is is 480; who may not come in is 403, in it or not', async () => {
  await open({ rooms: { allow: { ...nobody, domains: ['x.test'] } } })
  await house.member('alice')
  await (await watcher('bob@x.test')).subscribe({ room: 'r2', status: 480 })
  await (await watcher('eve@y.test')).subscribe({ status: 403 })
  await (await watcher('eve@y.test')).subscribe({ room: 'r2', status: 403 })
})

test('[F8] no other event is served', async () => {
  await house.member('alice')
  const answer = await (await watcher('bob@x.test')).subscribe({ status: 489, event: 'presence' })
  expect(fieldOf(answer, 'Allow-Events')).toBe('conference')
})

test('[N3][N7] each change is told, in a version that is one greater than the last', async () => {
  const clock = fastClock(20)
  await open({ clock, sip: { clock } })
  const alice = await house.member('alice')
  const { one } = await watching()
  const bob = await house.member('bob')
  const web = await one.until(({ userCount }) => userCount === 2)
  let { version } = web.info
  const told = async () => {
    const { info } = await one.news()
    expect(info.version).toBe((version ?? 0) + 1)
    version = info.version
    return info
  }
  await bob.nickname('Builder')
  expect((await told()).users[1]).toMatchObject({ displayText: 'Builder' })
  shareFile('a.pdf')
  expect((await told()).description.files).toHaveLength(1)
  const carol = await comeByWeb('carol')
  expect((await told()).userCount).toBe(3)
  carol.putOnHold(true)
  expect((await told()).users[2]?.endpoints).toMatchObject([{ status: 'on-hold' }])
  carol.putOnHold(false)
  expect((await told()).users[2]?.endpoints).toMatchObject([{ status: 'connected' }])
  await bob.leave()
  expect((await told()).users.map(({ entity }) => entity)).toEqual(['sip:alice@x.test', 'sip:carol@x.test'])
  carol.leave()
  expect((await told()).userCount).toBe(1)
  await alice.leave()
  expect((await told()).active).toBe(false)
})

test('[N3] who puts his chat on hold is shown so, and no longer once he takes it back', async () => {
  const alice = await house.member('alice')
  const { one } = await watching()
  for (const [version, direction, status] of [
    [2, 'sendonly', 'on-hold'],
    [3, 'sendrecv', 'connected'],
  ] as const) {
    alice.call.invite('r1', {}, chatSdp({ path: alice.msrp.path, version, more: [`a=${direction}`] }))
    alice.call.ack(await alice.call.answer(200))
    expect((await one.news()).info.users[0]?.endpoints).toMatchObject([{ status }])
  }
})

test('[N4] two devices are one user with two endpoints, by where they are reached', async () => {
  const devices = [await house.member('alice'), await house.member('alice')]
  const { first } = await watching()
  expect(first.info.userCount).toBe(1)
  const contacts = devices.map(({ call }) => call.contact.slice(1, -1))
  expect(first.info.users.map(({ endpoints }) => endpoints.map(({ entity }) => entity))).toEqual([contacts])
  expect(first.info.users[0]?.endpoints.map(({ media }) => media.map(({ type }) => type))).toEqual([['message'], ['message']])
})

test('[N5] with its last participant the room ends, and whoever watches it is told so', async () => {
  const alice = await house.member('alice')
  const { one } = await watching()
  await alice.leave()
  expect(await one.news()).toMatchObject({ state: 'terminated;reason=noresource', info: { users: [], userCount: 0 } })
})

test('[N6] a subscription lasts an hour at most; who wants to know once is told once', async () => {
  await house.member('alice')
  const one = await watcher('watcher@x.test')
  expect(fieldOf(await one.subscribe({ expires: '7200' }), 'Expires')).toBe('3600')
  await one.news()
  const other = await watcher('watcher@x.test')
  await other.subscribe({ expires: '0' })
  expect(await other.news()).toMatchObject({ state: 'terminated;reason=timeout', info: { userCount: 1 } })
  await other.subscribe({ status: 481 })
})

test('[N8] fifty people who come within a second are told of a few times, and at last of all of them', async () => {
  await house.member('alice')
  const { one } = await watching()
  for (let guest = 0; guest < 50; guest++) await comeByWeb(`guest${guest}`)
  const { info } = await one.until(({ userCount }) => userCount === 51)
  expect(info.version).toBeLessThanOrEqual(4)
})

test('[N18] the next room of that name has versions of its own', async () => {
  const alice = await house.member('alice')
  const { one } = await watching()
  await alice.leave()
  await one.news()
  await house.member('carol')
  expect((await watching()).first.info).toMatchObject({ version: 1, users: [{ entity: 'sip:carol@x.test' }] })
})

test('[F13] a server that stops tells whoever watches, and when to come back', async () => {
  await house.member('alice')
  const { one } = await watching()
  const stopped = house.sip.edge.subscriptions.end()
  expect((await one.news()).state).toMatch(/^terminated;reason=probation;retry-after=\d+$/)
  await stopped
})

test('who is in a room may watch it within his call', async () => {
  const alice = await house.member('alice')
  await alice.call.ask('SUBSCRIBE', 200, { Event: 'conference', Expires: '600' })
  const notify = await alice.call.asked('NOTIFY')
  alice.call.respond(notify, 200)
  expect(fieldOf(notify, 'Content-Type')).toBe('application/conference-info+xml')
})

test('a long list goes in datagrams only to who has answered from there', async () => {
  for (let guest = 0; guest < 40; guest++) await comeByWeb(`guest${guest}`, 'Guest '.repeat(30))
  const one = await watcher('watcher@x.test')
  await one.subscribe()
  const first = await one.phone.asked('NOTIFY')
  expect([fieldOf(first, 'Content-Type'), first.body.length]).toEqual([null, 0])
  expect(fieldOf(first, 'Subscription-State')).toMatch(/^active;/)
  one.phone.respond(first, 200)
  expect((await one.news()).info.userCount).toBe(40)
  const elsewhere = await watcher('elsewhere@x.test')
  await one.phone.ask('SUBSCRIBE', 200, { Event: 'conference', Contact: elsewhere.phone.contact })
  expect((await elsewhere.phone.asked('NOTIFY')).body).toHaveLength(0)
})
