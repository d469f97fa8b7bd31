import { beforeEach, expect, test } from 'vitest'
import { ChatHouse, text } from '../../../../test/scenarios/support/chat-house.ts'

let house: ChatHouse

beforeEach(() => {
  house = new ChatHouse()
})

const phone = { privateMessages: true }

test('[R6] a private message reaches that user and the sender’s other devices, and nobody later', async () => {
  const alice = await house.join('alice', phone)
  const laptop = await house.join('alice', phone)
  const bobs = [await house.join('bob', phone), await house.join('bob', phone)]
  const carol = await house.join('carol', phone)
  expect(alice.seat.sayTo({ address: 'bob@X.test:5060' }, text('psst'))).toEqual({ code: 200, reason: 'OK' })
  for (const guest of [laptop, ...bobs])
    expect(guest.events.at(-1)).toMatchObject({
      message: { content: 'psst', sender: { uri: 'alice@x.test' }, to: { uri: 'bob@x.test' }, type: 'normal' },
    })
  expect(alice.heard).toEqual([])
  expect(carol.heard).toEqual([])
  expect((await house.join('dave', phone)).heard).toEqual([])
})

test('[R7] nobody of that name is 404, who knows no private messages 428', async () => {
  const alice = await house.join('alice', phone)
  const browser = await house.join('bob')
  expect(alice.seat.sayTo({ address: 'carol@x.test' }, text('psst'))).toMatchObject({ code: 404 })
  expect(alice.seat.sayTo({ nickname: 'carol' }, text('psst'))).toMatchObject({ code: 404 })
  expect(alice.seat.sayTo({ address: 'alice@x.test' }, text('psst'))).toMatchObject({ code: 404 })
  expect(alice.seat.sayTo({ address: 'bob@x.test' }, text('psst'))).toMatchObject({ code: 428 })
  expect(browser.heard).toEqual([])
})

test('of a user’s devices, those are told that know private messages', async () => {
  const alice = await house.join('alice', phone)
  const [browser, bob] = [await house.join('bob'), await house.join('bob', phone)]
  expect(alice.seat.sayTo({ address: 'bob@x.test' }, text('psst'))).toMatchObject({ code: 200 })
  expect(bob.heard).toEqual(['psst'])
  expect(browser.heard).toEqual([])
})

test('a nickname names who is written to', async () => {
  const [alice, bob] = [await house.join('alice', phone), await house.join('bob', phone)]
  bob.seat.useNickname('The Builder')
  expect(alice.seat.sayTo({ nickname: 'the  builder' }, text('psst'))).toMatchObject({ code: 200 })
  expect(bob.events.at(-1)).toMatchObject({ message: { to: { uri: 'bob@x.test', displayName: 'The Builder' } } })
})

test('the same is refused as in the room, but what is encrypted for one passes', async () => {
  const [alice, bob] = [await house.join('alice', phone), await house.join('bob', phone)]
  const recipient = { address: 'bob@x.test' }
  expect(alice.seat.sayTo(recipient, { ...text('x'), contentType: 'application/pdf' })).toMatchObject({ code: 415 })
  expect(alice.seat.sayTo(recipient, text('?OTR:AAMD'))).toMatchObject({ code: 200 })
  expect(bob.heard).toEqual(['?OTR:AAMD'])
  alice.seat.leave()
  expect(alice.seat.sayTo(recipient, text('x'))).toMatchObject({ code: 0 })
})

test('[R11] who writes to one user is seen writing by him alone', async () => {
  const alice = await house.join('alice', phone)
  const laptop = await house.join('alice', phone)
  const [bob, carol] = [await house.join('bob', phone), await house.join('carol', phone)]
  alice.seat.composeTo({ address: 'bob@x.test' }, 'active', 60, 'text/plain')
  expect(bob.events.at(-1)).toEqual({
    kind: 'composing',
    composing: {
      ...{ sender: { uri: 'alice@x.test', displayName: '' }, to: { uri: 'bob@x.test', displayName: '' } },
      ...{ state: 'active', refresh: 60, contentType: 'text/plain' },
    },
  })
  for (const guest of [alice, laptop, carol]) expect(guest.events.filter(({ kind }) => kind === 'composing')).toEqual([])
})
