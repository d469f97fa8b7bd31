import { beforeEach, expect, test } from 'vitest'
import { type ChatGuest, ChatHouse, ROOM, text } from '../../../../test/scenarios/support/chat-house.ts'

let house: ChatHouse
let alice: ChatGuest
let bob: ChatGuest

beforeEach(async () => {
  house = new ChatHouse()
  alice = await house.join('alice', { party: { uri: 'alice@x.test', displayName: 'Alice' } })
  bob = await house.join('bob')
})

const taken = { code: 200, reason: 'OK' }
const inUse = { code: 425, reason: 'Nickname reserved or already in use' }

/** What the room calls its participants. */
function names(): unknown[] {
  return house.rooms.find(ROOM)?.participants.map(({ nickname }) => nickname) ?? []
}

test('[R16] a nickname is one user’s until he gives it back', () => {
  expect(alice.seat.useNickname('Ace')).toEqual(taken)
  expect(bob.seat.useNickname('ACE')).toEqual(inUse)
  expect(alice.seat.useNickname(null)).toEqual(taken)
  expect(bob.seat.useNickname('Ace')).toEqual(taken)
})

test('[R17] messages bear it, and lists show it', async () => {
  alice.seat.useNickname('Ace')
  await alice.seat.say(text('hi'))
  expect(bob.events.at(-1)).toMatchObject({ message: { sender: { uri: 'alice@x.test', displayName: 'Ace' } } })
  expect(names()).toEqual(['Ace', null])
  alice.seat.useNickname(null)
  await alice.seat.say(text('hi'))
  expect(bob.events.at(-1)).toMatchObject({ message: { sender: { uri: 'alice@x.test', displayName: 'Alice' } } })
})

test('who writes, comes and goes does so by his own name', () => {
  alice.seat.useNickname('Ace')
  alice.seat.compose('active', null)
  expect(bob.events.at(-1)).toMatchObject({ composing: { sender: { displayName: 'Alice' } } })
  alice.seat.leave()
  expect(bob.statusLines).toEqual(['Alice <alice@x.test> has left the room after 0 seconds'])
})

test('[R18] what is no nickname is 424, and the one before stays', () => {
  alice.seat.useNickname('Ace')
  expect(alice.seat.useNickname('a\tb')).toEqual({ code: 424, reason: 'Malformed nickname' })
  expect(names()).toEqual(['Ace', null])
})

test('nobody is called what is another one’s address, whether he is there or comes later, but what is his own', () => {
  const others = ['ALICE@X.test', 'carol@x.test', 'sip:carol@x.test', 'SIPS:Alice@x.test', 'alice＠x.test', '<sip:alice@x.test>']
  for (const name of others) expect(bob.seat.useNickname(name)).toEqual(inUse)
  for (const name of ['bob@x.test', 'Bob @ home', '@bob', 'bob@']) {
    expect(bob.seat.useNickname(name)).toEqual(taken)
    house.clock.pass(1000)
  }
})

test('the devices of one user may share a nickname, and the one that was taken last counts', async () => {
  const laptop = await house.join('alice')
  alice.seat.useNickname('Ace')
  expect(laptop.seat.useNickname('ace')).toEqual(taken)
  expect(names()).toEqual(['ace', null])
  laptop.seat.leave()
  expect(names()).toEqual(['Ace', null])
})

test('who has left needs no nickname any more', () => {
  alice.seat.useNickname('Ace')
  alice.seat.leave()
  expect(bob.seat.useNickname('Ace')).toEqual(taken)
  expect(alice.seat.useNickname('Al')).toEqual({ code: 0, reason: 'Chat session ended' })
})

test('who changes his again and again waits: everybody who lists the room is told of each', () => {
  const tooMany = { code: 403, reason: 'Too many changes of nickname' }
  for (let at = 0; at < 10; at++) expect(alice.seat.useNickname(`Ace ${at}`)).toEqual(taken)
  expect(alice.seat.useNickname('Ace 10')).toEqual(tooMany)
  expect(names()).toEqual(['Ace 9', null])
  expect(bob.seat.useNickname('Builder')).toEqual(taken)
  house.clock.pass(1000)
  expect(alice.seat.useNickname('Ace 11')).toEqual(taken)
  expect(alice.seat.useNickname(null)).toEqual(tooMany)
})
