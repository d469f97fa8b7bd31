import { expect, test } from 'vitest'
import { messagingBench } from '../../../../test/scenarios/support/messaging.ts'
import type { Device } from '../devices.ts'
import type { AccountEvent } from '../events.ts'
import type { IncomingMessage } from './incoming-messages.ts'

const ALICE = 'alice@weft.test'
const BOB = 'bob@weft.test'

const message = (more: Partial<IncomingMessage> = {}): IncomingMessage => ({
  ...{ sender: { uri: 'zoe@elsewhere.test', displayName: 'Zoe' }, recipient: BOB, messageId: 'm1', timestamp: null },
  ...{ dispositions: ['display'], contentType: 'text/plain', content: 'hello', copyForSender: false, proved: true },
  ...more,
})

/** Bob's journal, and a device of his. */
async function bobs() {
  const bench = messagingBench()
  const told: AccountEvent[] = []
  const device: Device = {
    ...{ party: { uri: BOB, displayName: '' }, clientAddress: '192.0.2.7' },
    tell: (event) => void told.push(event),
    ha1: async () => null,
  }
  await bench.messaging.join(device)
  const { incoming } = bench.messaging
  return { ...bench, incoming, told, device }
}

test('[12.89][12.90] a text wakes the recipient’s devices, once however often it comes', async () => {
  const { incoming, woken, told } = await bobs()
  expect(await incoming.receive(message())).toEqual({ taken: true, reached: true, why: 'kept' })
  expect(await incoming.receive(message())).toEqual({ taken: true, reached: true, why: 'known' })
  const sender = { uri: 'zoe@elsewhere.test', displayName: 'Zoe' }
  expect(woken).toEqual([{ account: BOB, sender, contentType: 'text/plain', content: 'hello' }])
  expect(told).toHaveLength(1)
})

test.each([
  ['text/html', 1],
  ['application/sylk-file-transfer', 1],
  ['application/sylk-message-metadata', 0],
  ['text/pgp-public-key', 0],
])('[12.89] %s wakes %i times', async (contentType, times) => {
  const { incoming, woken, told } = await bobs()
  await incoming.receive(message({ contentType }))
  expect(woken).toHaveLength(times)
  expect(told).toHaveLength(1)
})

test('for somebody of whom nothing is kept here nothing is taken, unless it is kept for the sender', async () => {
  const { incoming, messaging, device } = await bobs()
  expect(await incoming.receive(message({ recipient: ALICE }))).toEqual({ taken: false, reached: false, why: 'no-storage' })
  const sent = message({ sender: device.party, recipient: ALICE, copyForSender: true })
  expect(await incoming.receive(sent)).toEqual({ taken: true, reached: false, why: 'kept' })
  const start = { after: null, since: null, limit: null }
  expect(await messaging.pages.page(BOB, start)).toMatchObject([{ direction: 'outgoing', state: 'accepted', contact: ALICE }])
})

test('what somebody’s phone sends to itself is in the journal once, and its devices learn of it as sent', async () => {
  const { incoming, told, messaging, device } = await bobs()
  await incoming.receive(message({ sender: device.party, copyForSender: true }))
  expect(told.map(({ kind }) => kind)).toEqual(['sent'])
  expect(await messaging.pages.page(BOB, { after: null, since: null, limit: null })).toHaveLength(1)
})

test('a private key of a phone reaches the owner’s devices and no journal', async () => {
  const { incoming, told, messaging, device } = await bobs()
  await incoming.receive(
    message({ sender: device.party, copyForSender: true, contentType: 'text/pgp-private-key', content: 'key' }),
  )
  expect(told).toMatchObject([{ kind: 'sent', copy: { content: 'key', serverGenerated: true } }])
  expect(await messaging.pages.page(BOB, { after: null, since: null, limit: null })).toEqual([])
})

test('a key of a sender that may be anybody is told, and not believed', async () => {
  const { incoming, messaging, told } = await bobs()
  const key = { contentType: 'text/pgp-public-key', content: 'armor' }
  await incoming.receive(message({ ...key, proved: false }))
  expect(told).toMatchObject([{ kind: 'message', content: 'armor' }])
  expect(await messaging.publicKey('zoe@elsewhere.test')).toBeNull()
  await incoming.receive(message({ ...key, messageId: 'm2' }))
  expect(await messaging.publicKey('Zoe@Elsewhere.test')).toBe('armor')
})

test('where nothing can be written nothing is told, and the next try is as the first', async () => {
  const { incoming, journals, told, woken } = await bobs()
  journals.failing = true
  await expect(incoming.receive(message())).rejects.toThrow('the disk is full')
  expect([told, woken]).toEqual([[], []])
  journals.failing = false
  expect(await incoming.receive(message())).toMatchObject({ why: 'kept' })
})

test('where ids are those of their senders alone, two of one id are two messages, and one that is repeated is one', async () => {
  const { incoming, told, messaging } = await bobs()
  const local = (more: Partial<IncomingMessage>) => incoming.receive(message({ hasLocalId: true, messageId: '1', ...more }))
  const mallory = { uri: 'mallory@elsewhere.test', displayName: '' }
  expect((await local({})).why).toBe('kept')
  expect((await local({})).why).toBe('known')
  expect((await local({ content: 'another' })).why).toBe('kept')
  expect((await local({ sender: mallory })).why).toBe('kept')
  expect(told).toHaveLength(3)
  const page = await messaging.pages.page(BOB, { after: null, since: null, limit: null })
  expect(page.map(({ content, contact, disposition }) => [content, contact, disposition])).toEqual([
    ['hello', 'zoe@elsewhere.test', ['display']],
    ['another', 'zoe@elsewhere.test', null],
    ['hello', 'mallory@elsewhere.test', null],
  ])
})
