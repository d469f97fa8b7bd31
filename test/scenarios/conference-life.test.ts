import { fieldOf } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { openHouse } from './support/conference-scene.ts'
import { StillClock } from './support/still-clock.ts'
import { eventually } from './support/telephony.ts'

test('[R13] who comes in is told how many others are there, and how they got there', async () => {
  const house = await openHouse()
  const welcomes: string[] = []
  for (const user of ['alice', 'bob', 'carol']) {
    const phone = await house.phone(user)
    await phone.join('r1')
    const { content, headers } = await phone.hear()
    expect(headers.get('From')).toBe('Conference Room <sip:r1@weft.test>')
    expect([...headers.keys()]).not.toContain('agp.Message-Type')
    welcomes.push(content)
  }
  expect(welcomes[0]).toBe(
    'Welcome! You are the first participant in the conference. Others can join by using:\n\nSIP: r1@weft.test',
  )
  expect(welcomes[1]).toContain('There is one more participant')
  expect(welcomes[2]).toContain('There are 2 more participants')
})

test('[R14] who comes later is told what was said, as it was said, after the welcome', async () => {
  const house = await openHouse({ historySize: 2 })
  const [alice, bob] = [await house.member('alice', { name: 'Alice' }), await house.member('bob')]
  await alice.say('one')
  await alice.say('two', { dateTime: '2026-07-17T08:41:52.123456+02:00', headers: ['NS: X <urn:example:more>', 'X.y: z'] })
  await bob.say('three')
  const live = await bob.until('two')
  const late = await house.phone('late')
  await late.join('r1')
  expect((await late.hear()).content).toContain('There are 2 more participants')
  const replayed = await late.hear()
  expect(replayed).toEqual(live)
  expect(replayed.headers.get('DateTime')).toBe('2026-07-17T08:41:52.123456+02:00')
  expect(await late.hear()).toEqual(await alice.until('three'))
})

test('[R14] where nothing is kept, nothing is told', async () => {
  const house = await openHouse({ historySize: 0 })
  const alice = await house.member('alice')
  await alice.say('one')
  const late = await house.phone('late')
  await late.join('r1')
  await late.hear()
  await alice.say('two')
  expect((await late.hear()).content).toBe('two')
})

test('[R15] the room says who comes and goes, to all others, as the room', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob', { name: 'Bob' })]
  const joined = await alice.hear()
  expect(joined.content).toBe('Bob <bob@x.test> has joined the room with chat')
  expect(joined.headers.get('agp.Message-Type')).toBe('status')
  expect(joined.headers.get('NS')).toBe('agp <urn:ag-projects:xml:ns:cpim>')
  for (const name of ['From', 'To']) expect(joined.headers.get(name)).toBe('Conference Room <sip:r1@weft.test>')
  await house.member('bob')
  await bob.leave()
  await house.member('carol')
  expect((await alice.hear()).content).toBe('carol@x.test has joined the room with chat')
})

test('[R16] a nickname is taken, refused to others, and free again once it is given back', async () => {
  const house = await openHouse()
  const [alice, mobile, bob] = [await house.member('alice'), await house.member('alice'), await house.member('bob')]
  expect([await alice.nickname('"Al"'), await mobile.nickname('Al')]).toEqual([200, 200])
  expect([await bob.nickname('al'), await bob.nickname('alice@x.test')]).toEqual([425, 425])
  expect([await alice.nickname('""'), await mobile.nickname('')]).toEqual([200, 200])
  expect(await bob.nickname('Al')).toBe(200)
})

test('[R17] who has a nickname is heard by it, and can be found by it in the roster', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice', { name: 'Alice' }), await house.member('bob')]
  await alice.nickname('Queen of Hearts')
  await alice.say('off with his head')
  expect((await bob.until('off with his head')).headers.get('From')).toBe('Queen of Hearts <sip:alice@x.test>')
  expect(house.rooms.find(alice.room)?.participants.map(({ nickname }) => nickname)).toEqual(['Queen of Hearts', null])
})

test('[R18] what cannot be a nickname is told so', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  expect((await alice.msrp.request('NICKNAME')).status).toBe(400)
  const reported = [
    ['Use-Nickname', 'Al'],
    ['Success-Report', 'yes'],
  ] as const
  expect((await alice.msrp.request('NICKNAME', reported)).status).toBe(400)
  expect([await alice.nickname('a'.repeat(129)), await alice.nickname('a\tb')]).toEqual([424, 424])
})

test('[R20] who does not read is put out, and harms nobody else', async () => {
  const house = await openHouse({
    msrp: { mostWaiting: 262_144 },
    settings: { volume: { burst: 1e9, steady: 1e9 } },
    roomLimits: { rate: { perSecond: 10_000, burst: 10_000 } },
  })
  const [alice, bob, slow] = [await house.member('alice'), await house.member('bob'), await house.member('slow')]
  slow.msrp.socket.pause()
  const text = 'x'.repeat(500_000)
  for (let count = 0; count < 100 && house.rooms.find(alice.room)?.has(slow.address); count++) await alice.say(text)
  await slow.hungUp()
  await alice.until(/^slow@x\.test has left the room/)
  expect(await bob.say('that was much')).toBe('000 200 OK')
  await alice.until('that was much')
})

test('who says too much too fast is told so', async () => {
  const house = await openHouse({ roomLimits: { rate: { perSecond: 1, burst: 2 } } })
  const alice = await house.member('alice')
  const told = [await alice.say('one'), await alice.say('two'), await alice.say('three')]
  expect(told).toEqual(['000 200 OK', '000 200 OK', '000 413 Too many messages'])
})

test('who shows too many big pictures at a time is told so, and may write again a little later', async () => {
  const clock = new StillClock()
  const house = await openHouse({ clock })
  const alice = await house.member('alice')
  const picture = 'x'.repeat(5_000_000)
  const told = [await alice.say(picture), await alice.say(picture), await alice.say('and?')]
  expect(told.slice(0, 2)).toEqual(['000 200 OK', '000 200 OK'])
  expect(told[2]).toBe('000 413 Too much at a time')
  clock.pass(10_000)
  expect(await alice.say('and now?')).toBe('000 200 OK')
})

test('who is put out of the room is hung up on, with all devices, and the others read of it', async () => {
  const house = await openHouse()
  const [alice, bob, mobile] = [await house.member('alice'), await house.member('bob'), await house.member('bob')]
  house.rooms.find(alice.room)?.remove('bob@x.test', 'Removed by alice')
  for (const phone of [bob, mobile]) expect(fieldOf(await phone.hungUp(), 'Reason')).toBe('SIP;text="Removed by alice"')
  await alice.until(/^bob@x\.test has left the room/)
})

test('[N18] a room that everybody has left begins anew', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  await alice.say('forget me')
  await alice.leave()
  await eventually('the room is gone', () => house.rooms.size === 0)
  const bob = await house.phone('bob')
  await bob.join('r1')
  expect((await bob.hear()).content).toContain('You are the first participant')
  await house.member('carol')
  expect((await bob.hear()).content).toBe('carol@x.test has joined the room with chat')
})

test('[F13] when all rooms are closed everybody is hung up on', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  house.rooms.close('The server is shutting down')
  for (const phone of [alice, bob]) expect(fieldOf(await phone.hungUp(), 'Reason')).toBe('SIP;text="The server is shutting down"')
  expect(house.rooms.size).toBe(0)
})
