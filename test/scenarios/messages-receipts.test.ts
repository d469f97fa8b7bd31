import { type Imdn, type ImdnStatus, imdnKind, parseImdn, printImdn } from '@weft/protocols/im/imdn'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { entriesOf, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB, DOMAIN } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'
const TIMESTAMP = '2026-07-17T08:41:52.123Z'

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

/** A receipt of a phone's. */
function receipt(from: string, messageId: string, status: ImdnStatus, id = `${messageId}-${status}`): Promise<number> {
  const imdn: Imdn = {
    messageId,
    dateTime: TIMESTAMP,
    recipientUri: null,
    originalRecipientUri: null,
    kind: imdnKind(status),
    status,
  }
  const content = printImdn(imdn)
  return house.phones.sendMessage(from, ALICE, { id, dispositions: [], contentType: 'message/imdn+xml', content })
}

test('[12.93] a receipt is told, written down, and moves the message on; one that comes late changes nothing', async () => {
  const [alice, other] = [await house.device('alice'), await house.device('alice')]
  const sent = message('alice', 'zoe', { uri: ZOE })
  await accepted(alice, 'account-message', sent)
  await alice.event('disposition-notification', 'accepted')
  const id = sent.message_id
  for (const status of ['delivered', 'displayed'] as const) {
    expect(await receipt(ZOE, id, status)).toBe(200)
    for (const device of [alice, other])
      expect(await device.event('disposition-notification', status)).toMatchObject({
        ...{ message_id: id, message_timestamp: TIMESTAMP, code: 200, reason: '' },
      })
    const [entry] = await entriesOf(alice, 'alice', id)
    expect(entry).toMatchObject({ state: status, disposition: status === 'delivered' ? ['display'] : [] })
  }
  expect(await receipt(ZOE, id, 'delivered', 'late')).toBe(200)
  await alice.settled()
  const journal = await journalOf(alice, 'alice')
  const records = journal.filter(
    ({ content_type, content }) => content_type === 'message/imdn' && String(content).includes(`"${id}"`),
  )
  expect(records).toMatchObject([
    { message_id: `${id}-delivered`, contact: ZOE, direction: 'incoming', state: 'received', disposition: [] },
    { message_id: `${id}-displayed` },
  ])
  expect(records.map(({ content }) => JSON.parse(String(content)))).toMatchObject([
    {
      sylkrtc: 'account-event',
      account: ALICE,
      event: 'disposition-notification',
      message_id: id,
      state: 'delivered',
      code: 200,
    },
    { state: 'displayed', reason: '' },
  ])
  expect(records.map(({ content }) => content).join()).not.toMatch(/\b(null|true|false)\b/)
  const told = alice.events.filter(({ event, message_id }) => event === 'disposition-notification' && message_id === id)
  expect(told.map(({ state }) => state)).toEqual(['accepted', 'delivered', 'displayed'])
  expect(await entriesOf(alice, 'alice', id)).toMatchObject([{ state: 'displayed' }])
})

test('[12.93] a receipt for a message that was for somebody else counts for nothing', async () => {
  const alice = await house.device('alice')
  const sent = message('alice', 'zoe', { uri: ZOE })
  await accepted(alice, 'account-message', sent)
  await alice.event('disposition-notification', 'accepted')
  expect(await receipt('mallory@elsewhere.test', sent.message_id, 'displayed')).toBe(200)
  await alice.settled()
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'accepted' }])
})

test.each(['processed', 'stored'] as const)('%s, which clients do not know, is as good as accepted', async (status) => {
  const alice = await house.device('alice')
  house.proxy.answer = () => new Promise(() => {})
  const sent = message('alice', 'zoe', { uri: ZOE })
  await accepted(alice, 'account-message', sent)
  expect(await receipt(ZOE, sent.message_id, status)).toBe(200)
  await alice.event('disposition-notification', 'accepted')
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'accepted' }])
})

test('[12.94] that a message was displayed goes to who wrote it, and it is read', async () => {
  const bob = await house.device('bob', { display_name: 'Bob' })
  await house.phones.sendMessage(ZOE, BOB, { id: 'read-me' })
  await bob.event('message')
  const about = { account: BOB, uri: ZOE, message_id: 'read-me', timestamp: TIMESTAMP }
  await accepted(bob, 'account-disposition-notification', { ...about, state: 'delivered' })
  expect(await entriesOf(bob, 'bob', 'read-me')).toMatchObject([{ state: 'received', disposition: ['display'] }])
  await accepted(bob, 'account-disposition-notification', { ...about, state: 'displayed' })
  expect(await entriesOf(bob, 'bob', 'read-me')).toMatchObject([{ state: 'received', disposition: [] }])
  const passed = [await house.proxy.next(), await house.proxy.next()]
  expect(passed.map(({ message }) => message?.contentType)).toEqual(['message/imdn+xml', 'message/imdn+xml'])
  expect(passed.map(({ message }) => parseImdn(message?.content ?? ''))).toMatchObject([
    { messageId: 'read-me', dateTime: TIMESTAMP, kind: 'delivery', status: 'delivered', recipientUri: ZOE },
    { kind: 'display', status: 'displayed', originalRecipientUri: ZOE },
  ])
  expect(passed[1]?.request.uri).toBe(`sip:${ZOE}`)
  expect(passed[1]?.message).toMatchObject({ dispositions: null, from: { displayName: 'Bob', uri: `sip:${BOB}` } })
  expect(passed[0]?.message?.id).not.toBe(passed[1]?.message?.id)
})

test.each(['failed', 'forbidden', 'error'])(
  '[12.94] that a message %s is acknowledged, and nobody waits for it any more',
  async (state) => {
    const bob = await house.device('bob')
    const id = `bad-${state}`
    await house.phones.sendMessage(ZOE, BOB, { id })
    await bob.event('message')
    await accepted(bob, 'account-disposition-notification', {
      account: BOB,
      uri: ZOE,
      message_id: id,
      timestamp: TIMESTAMP,
      state,
    })
    expect(await entriesOf(bob, 'bob', id)).toMatchObject([{ disposition: [] }])
    expect(parseImdn((await house.proxy.next()).message?.content ?? '').status).toBe(state)
  },
)

test('between two accounts here a receipt does not wait for the proxy, and its copy is not counted again', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  await bob.event('message')
  await house.proxy.next()
  const about = { account: BOB, uri: ALICE, message_id: sent.message_id, timestamp: TIMESTAMP, state: 'displayed' }
  await accepted(bob, 'account-disposition-notification', about)
  await alice.event('disposition-notification', 'displayed')
  const { text } = await house.proxy.next()
  expect(await house.phones.send(BOB, ALICE, 'message/cpim', text, { 'X-Sylk-From-Sip': 'yes' })).toBe(200)
  await alice.settled()
  expect(alice.events.filter(({ state }) => state === 'displayed')).toHaveLength(1)
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'displayed' }])
  expect(await entriesOf(bob, 'bob', sent.message_id)).toMatchObject([{ state: 'received', disposition: [] }])
})

test('a web client that sends the receipt to itself after a journal sync means the author of the message', async () => {
  const bob = await house.device('bob')
  await house.phones.sendMessage(ZOE, BOB, { id: 'out-of-the-journal' })
  await bob.event('message')
  const about = { account: BOB, uri: BOB, message_id: 'out-of-the-journal', timestamp: TIMESTAMP, state: 'delivered' }
  await accepted(bob, 'account-disposition-notification', about)
  expect((await house.proxy.next()).request.uri).toBe(`sip:${ZOE}`)
})

test('a receipt that nobody takes is told to nobody', async () => {
  const bob = await house.device('bob')
  house.proxy.answer = () => ({ status: 404, reason: 'Gone' })
  await house.phones.sendMessage(ZOE, BOB, { id: 'gone' })
  await bob.event('message')
  const about = { account: BOB, uri: ZOE, message_id: 'gone', timestamp: TIMESTAMP, state: 'displayed' }
  await accepted(bob, 'account-disposition-notification', about)
  await house.proxy.next()
  await house.telephony.weft.log.line('message not taken')
  await bob.settled()
  expect(bob.events.filter(({ event }) => event === 'disposition-notification')).toEqual([])
})

test(`an account whose letters are written otherwise is the same (${DOMAIN})`, async () => {
  house.telephony.janus.sip.addUser(`Bob@${DOMAIN}`, 'd41d8cd98f00b204e9800998ecf8427e')
  const bob = await house.device('bob')
  const shouting = await house.kept(house.telephony.client('dave'))
  await accepted(shouting, 'account-add', { account: `Bob@${DOMAIN}`, password: 'd41d8cd98f00b204e9800998ecf8427e' })
  await accepted(shouting, 'account-register', { account: `Bob@${DOMAIN}` })
  await shouting.event('registration-state', 'registered')
  await house.phones.sendMessage(ZOE, `BOB@${DOMAIN.toUpperCase()}`, { id: 'case' })
  expect(await bob.event('message')).toMatchObject({ account: BOB, message_id: 'case' })
  expect(await shouting.event('message')).toMatchObject({ account: `Bob@${DOMAIN}`, message_id: 'case' })
})
