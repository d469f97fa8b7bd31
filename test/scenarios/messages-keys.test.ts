import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Message, SylkClient } from './support/client.ts'
import { entriesOf, isTaken, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'
const armor = (name: string) => `-----BEGIN PGP PUBLIC KEY BLOCK-----\n${name}\n-----END PGP PUBLIC KEY BLOCK-----`

let house: MessageHouse
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(async () => {
  house.proxy.answer = () => OK
  await house.leave()
  house.proxy.forget()
})
afterAll(() => house.close())

const answer = (device: SylkClient): Promise<Message> => device.next(({ sylkrtc }) => sylkrtc === 'lookup-public-key-event')

async function keyOf(device: SylkClient, uri: string): Promise<unknown> {
  await accepted(device, 'lookup-public-key', { uri })
  return (await answer(device)).public_key
}

test('[12.97] a private key reaches the other devices, is not in the journal, and its id is a place there', async () => {
  const [one, other] = [await house.device('alice'), await house.device('alice')]
  const [before, key, after] = [
    message('alice', 'stranger'),
    message('alice', 'alice', { content: 'the private key', content_type: 'text/pgp-private-key' }),
    message('alice', 'stranger'),
  ]
  for (const sent of [before, key, after]) await accepted(one, 'account-message', sent)
  const syncs = [await other.event('sync'), await other.event('sync')]
  expect(syncs[1]?.content).toMatchObject({ content: 'the private key', content_type: 'text/pgp-private-key' })
  expect((await journalOf(other, 'alice')).map(({ content }) => content)).not.toContain('the private key')
  const behind = await journalOf(other, 'alice', { message_id: key.message_id })
  expect(behind.map(({ message_id }) => message_id)).toEqual([after.message_id])
  expect((await journalOf(other, 'alice', { message_id: before.message_id })).length).toBe(1)
})

test('[12.98] a key that its owner sends is found by others, and is in nobody’s journal', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  expect(await keyOf(bob, 'nobody@weft.test')).toBeNull()
  const key = message('alice', 'bob', { content: armor('alice'), content_type: 'text/pgp-public-key' })
  await accepted(alice, 'account-message', key)
  expect(await bob.event('message')).toMatchObject({ content: armor('alice'), content_type: 'text/pgp-public-key' })
  expect(await keyOf(bob, ALICE)).toBe(armor('alice'))
  for (const [device, user] of [
    [alice, 'alice'],
    [bob, 'bob'],
  ] as const) {
    expect((await journalOf(device, user)).map(({ content_type }) => content_type)).not.toContain('text/pgp-public-key')
    expect(await journalOf(device, user, { message_id: key.message_id })).toEqual([])
  }
})

test.each(['inital_key@to.store.in.sylkserver.info', ALICE])(
  'a new client that sends its key to %s has published it, whatever SIP says',
  async (uri) => {
    const alice = await house.device('alice')
    house.proxy.answer = () => ({ status: 404, reason: 'Nobody' })
    const content = armor(uri)
    const sent = message('alice', 'nobody', { uri, content, content_type: 'text/pgp-public-key' })
    await accepted(alice, 'account-message', sent)
    expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, ...isTaken })
    expect(await keyOf(alice, ALICE)).toBe(content)
  },
)

test('[12.99] answers to several questions for keys come in the order of the questions', async () => {
  const bob = await house.device('bob')
  const addresses = [ALICE, ZOE, ALICE, BOB]
  for (const uri of addresses) bob.send('lookup-public-key', { uri })
  const answers = []
  for (const _ of addresses) answers.push((await answer(bob)).uri)
  expect(answers).toEqual(addresses)
})

test('who has no account here learns of no keys', async () => {
  const alice = await house.device('alice')
  await accepted(alice, 'account-message', message('alice', 'alice', { content: 'k', content_type: 'text/pgp-public-key' }))
  const guest = await house.kept(house.telephony.client('bob'))
  expect(await keyOf(guest, ALICE)).toBeNull()
})

test('a key that comes from a phone is that of who the request is from, and told', async () => {
  const bob = await house.device('bob')
  const key = { id: 'a-key', contentType: 'text/pgp-public-key', content: armor('zoe') }
  expect(await house.phones.sendMessage(ZOE, BOB, key)).toBe(200)
  expect(await bob.event('message')).toMatchObject({ content: armor('zoe') })
  expect(await keyOf(bob, ZOE)).toBe(armor('zoe'))
  expect(await entriesOf(bob, 'bob', 'a-key')).toEqual([])
})
