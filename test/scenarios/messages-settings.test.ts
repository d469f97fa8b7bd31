import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { entriesOf, isTaken, journalOf, MessageHouse, message } from './support/message-house.ts'
import type { Ini } from './support/server.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function open(ini: Ini = {}): Promise<MessageHouse> {
  const house = await MessageHouse.open(ini)
  endings.push(() => house.close())
  return house
}

/** A store that outlives servers. */
function storeFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weft-messages-'))
  endings.push(() => rmSync(directory, { recursive: true }))
  return join(directory, 'weft.db')
}

test('with local_sip_messages no proxy sees what goes out', async () => {
  const house = await open({ 'webrtcgateway.ini': { General: { local_sip_messages: 'yes' } } })
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  expect(await alice.event('disposition-notification')).toMatchObject(isTaken)
  expect(await bob.event('message')).toMatchObject({ message_id: sent.message_id })
  const lost = message('alice', 'stranger')
  await accepted(alice, 'account-message', lost)
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: lost.message_id, state: 'failed', code: 480 })
  await bob.settled()
  expect(bob.events.filter(({ event }) => event === 'message')).toHaveLength(1)
  expect(await entriesOf(bob, 'bob', sent.message_id)).toHaveLength(1)
})

test('who comes back finds the journal as it was, keys and all', async () => {
  const path = storeFile()
  const first = await MessageHouse.open({ 'weft.ini': { Store: { path } } })
  const alice = await first.device('alice')
  const sent = [
    message('alice', 'alice', { content: 'armor', content_type: 'text/pgp-public-key' }),
    message('alice', 'stranger'),
  ]
  for (const one of sent) {
    await accepted(alice, 'account-message', one)
    await alice.event('disposition-notification')
  }
  const before = await journalOf(alice, 'alice')
  await first.close()
  const second = await open({ 'weft.ini': { Store: { path } } })
  const again = await second.device('alice')
  expect(before).toHaveLength(1)
  expect(await journalOf(again, 'alice')).toEqual(before)
  await accepted(again, 'lookup-public-key', { uri: ALICE })
  expect(await again.next(({ sylkrtc }) => sylkrtc === 'lookup-public-key-event')).toMatchObject({ public_key: 'armor' })
})

test('what is older than retention_days goes when the server starts', async () => {
  const path = storeFile()
  const store = new SqliteStore(path)
  await store.journals.activate(ALICE)
  const day = 86_400_000
  for (const [messageId, age] of [
    ['old', 31],
    ['young', 29],
  ] as const)
    await store.journals.apply([
      {
        operation: 'append',
        account: ALICE,
        entry: {
          ...{ contact: BOB, direction: 'incoming', contentType: 'text/plain', content: 'x', messageId, disposition: null },
          ...{ state: 'received', timestamp: '2026-07-17T12:00:00+00:00', arrivedAt: Date.now() - age * day },
        },
      },
    ])
  await store.close()
  const house = await open({ 'weft.ini': { Store: { path, retention_days: 30 } } })
  await house.telephony.weft.log.line('old messages and tokens removed')
  const alice = await house.device('alice')
  expect((await journalOf(alice, 'alice')).map(({ message_id }) => message_id)).toEqual(['young'])
})

test('[12.26][12.28][12.29] how a device is woken is kept once it has registered, and until it says good-bye', async () => {
  const path = storeFile()
  const house = await open({ 'weft.ini': { Store: { path } } })
  const tokens = async () => {
    const store = new SqliteStore(path)
    const all = await store.pushTokens.all(ALICE)
    await store.close()
    return all
  }
  const alice = await house.kept(house.telephony.client('alice', { user_agent: 'Sylk/3' }))
  const device = { account: ALICE, token: 'v-a-b', platform: 'ios', device: 'd1', silent: true, app: 'com.example' }
  await accepted(alice, 'account-devicetoken', device)
  expect(await tokens()).toEqual([])
  await accepted(alice, 'account-register', { account: ALICE })
  await alice.event('registration-state', 'registered')
  const kept = { appId: 'com.example', deviceId: 'd1', platform: 'ios', silent: true, userAgent: 'Sylk/3' }
  expect(await tokens()).toEqual([{ ...kept, token: 'v', backgroundToken: 'a-b' }])
  await accepted(alice, 'account-devicetoken', { ...device, token: 'f-c-m', platform: 'android' })
  expect(await tokens()).toEqual([{ ...kept, platform: 'android', token: 'f-c-m', backgroundToken: null }])
  await accepted(alice, 'account-unregister', { account: ALICE })
  expect(await tokens()).toEqual([])
})
