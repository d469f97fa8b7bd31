import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SylkClient } from './support/client.ts'
import { entriesOf, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'

let house: MessageHouse
let alice: SylkClient
let other: SylkClient
let bob: SylkClient
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(async () => {
  house.proxy.answer = () => OK
  await house.leave()
  house.proxy.forget()
})
afterAll(() => house.close())

async function everybody(): Promise<void> {
  alice = await house.device('alice')
  other = await house.device('alice')
  bob = await house.device('bob')
}

/** A message of alice's to bob that both have; its id. */
async function exchanged(): Promise<string> {
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  await bob.event('message')
  await other.event('sync')
  return sent.message_id
}

test('[12.101] who takes back what it wrote takes it from both journals, and all devices learn of it', async () => {
  await everybody()
  const id = await exchanged()
  await accepted(alice, 'account-remove-message', { account: ALICE, message_id: id, contact: BOB })
  const own = { contact: BOB, message_id: id, direction: 'outgoing' }
  const taken = { contact: ALICE, message_id: id, direction: 'incoming' }
  expect(await other.event('sync')).toMatchObject({ type: 'message', action: 'remove', content: own })
  expect(await bob.event('sync')).toMatchObject({ type: 'message', action: 'remove', content: taken })
  for (const [device, user, content] of [
    [alice, 'alice', own],
    [bob, 'bob', taken],
  ] as const) {
    expect(await entriesOf(device, user, id)).toEqual([])
    const record = (await journalOf(device, user)).at(-1)
    expect(record).toMatchObject({ content_type: 'application/sylk-message-remove', direction: content.direction, state: null })
    expect(JSON.parse(String(record?.content))).toEqual(content)
  }
  const notice = await house.proxy.notices.next()
  expect(notice.request.uri).toBe(`sip:${ALICE}`)
  expect(notice.field('From')).toContain(`<sip:${BOB}>`)
  expect(notice.field('To')).toBe(`<sip:${ALICE}>`)
  expect(notice.field('X-Sylk-To-Sip')).toBe('yes')
  expect(notice.field('Content-Type')).toBe('application/sylk-message-remove')
  expect(JSON.parse(notice.text)).toEqual(own)
  expect(alice.events.filter(({ event, action }) => event === 'sync' && action === 'remove')).toEqual([])
})

test('[12.101] who is rid of what another wrote leaves the other’s copy', async () => {
  await everybody()
  const id = await exchanged()
  await accepted(bob, 'account-remove-message', { account: BOB, message_id: id, contact: ALICE })
  expect(await entriesOf(bob, 'bob', id)).toEqual([])
  expect(await entriesOf(alice, 'alice', id)).toMatchObject([{ direction: 'outgoing' }])
  await other.settled()
  expect(other.events.filter(({ event, action }) => event === 'sync' && action === 'remove')).toEqual([])
})

test('nobody takes from a journal what somebody else wrote there', async () => {
  await everybody()
  const carol = await house.device('carol')
  const id = await exchanged()
  await accepted(carol, 'account-remove-message', { account: 'carol@weft.test', message_id: id, contact: BOB })
  expect(await entriesOf(bob, 'bob', id)).toHaveLength(1)
})

test('a message that was taken back does not come back with a late copy', async () => {
  await everybody()
  const id = await exchanged()
  const { text } = await house.proxy.next()
  await accepted(alice, 'account-remove-message', { account: ALICE, message_id: id, contact: BOB })
  await bob.event('sync')
  expect(await house.phones.send(ALICE, BOB, 'message/cpim', text, { 'X-Sylk-From-Sip': 'yes' })).toBe(200)
  expect(await entriesOf(bob, 'bob', id)).toEqual([])
  expect(await entriesOf(alice, 'alice', id)).toEqual([])
  expect(bob.events.filter(({ event }) => event === 'message')).toHaveLength(1)
})

test('a removal of what is not there is told all the same: other devices may have it', async () => {
  await everybody()
  await accepted(alice, 'account-remove-message', { account: ALICE, message_id: '../../etc', contact: BOB })
  expect(await other.event('sync')).toMatchObject({ action: 'remove', content: { message_id: '../../etc', contact: BOB } })
})

test('[12.102] a conversation that was read has nothing left to be told, and other devices learn of it', async () => {
  await everybody()
  for (const id of ['r1', 'r2']) await house.phones.sendMessage(ZOE, ALICE, { id })
  await accepted(alice, 'account-mark-conversation-read', { account: ALICE, contact: ZOE })
  expect(await other.event('sync')).toMatchObject({ type: 'conversation', action: 'read', content: { contact: ZOE } })
  const journal = await journalOf(alice, 'alice')
  expect(journal.filter(({ contact, direction }) => contact === ZOE && direction === 'incoming')).toMatchObject([
    { message_id: 'r1', disposition: [], state: 'received' },
    { message_id: 'r2', disposition: [] },
  ])
  expect(journal.at(-1)).toMatchObject({ content_type: 'application/sylk-conversation-read', content: ZOE, direction: '' })
  const notice = await house.proxy.notices.next()
  expect(notice.field('Content-Type')).toBe('application/sylk-conversation-read')
  expect(notice.field('From')).toContain(`<sip:${ZOE}>`)
  expect(notice.text).toBe(JSON.stringify({ contact: ZOE }))
})

test('[12.103] a conversation that was removed is gone here, and stays with the other', async () => {
  await everybody()
  await exchanged()
  const before = Date.now()
  await accepted(alice, 'account-remove-conversation', { account: ALICE, contact: BOB })
  const { content, ...sync } = await other.event('sync')
  expect(sync).toMatchObject({ type: 'conversation', action: 'remove' })
  expect(content).toMatchObject({ contact: BOB, timestamp: expect.stringMatching(/\+00:00$/) })
  expect(Date.parse((content as { timestamp: string }).timestamp)).toBeGreaterThanOrEqual(before)
  const journal = (await journalOf(alice, 'alice')).filter(({ contact }) => contact === BOB)
  expect(journal).toMatchObject([{ content_type: 'application/sylk-conversation-remove', content: BOB, direction: '' }])
  expect((await journalOf(bob, 'bob')).filter(({ contact }) => contact === ALICE)).not.toEqual([])
  const notice = await house.proxy.notices.next()
  expect(JSON.parse(notice.text)).toEqual(content)
  expect(notice.field('From')).toContain(`<sip:${BOB}>`)
})
