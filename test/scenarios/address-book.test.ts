import { afterEach, describe, expect, test } from 'vitest'
import type { Message, SylkClient } from './support/client.ts'
import { type FakeXcapServer, startFakeXcapServer } from './support/fake-xcap-server.ts'
import { MessageHouse } from './support/message-house.ts'
import { ALICE, accepted } from './support/telephony.ts'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function houseWith(xcap: FakeXcapServer | null): Promise<MessageHouse> {
  const house = await MessageHouse.open(xcap ? { 'webrtcgateway.ini': { General: { xcap_url: xcap.url } } } : {})
  endings.push(() => house.close())
  return house
}

async function xcapServer(): Promise<FakeXcapServer> {
  const server = await startFakeXcapServer()
  endings.push(() => server.close())
  return server
}

const QUIET = { policy: 'default', subscribe: false }

/** A contact as clients state it. */
function contact(id: string, more: object = {}) {
  const uris = [{ id: `${id}-1`, uri: `${id}@weft.test` }]
  return { id, name: id, uris, dialog: QUIET, presence: QUIET, attributes: { colour: 'red' }, ...more }
}

function change(client: SylkClient, action: 'add' | 'update' | 'delete', data: object): Promise<void> {
  return accepted(client, 'account-update-addressbook', { account: ALICE, action, type: 'contact', data })
}

async function bookOf(client: SylkClient): Promise<Message> {
  await accepted(client, 'account-fetch-addressbook', { account: ALICE })
  const { addressbook } = await client.event('addressbook-fetched')
  return addressbook as Message
}

describe.each(['an XCAP server', 'the store'])('kept in %s', (keeper) => {
  const open = async () => houseWith(keeper === 'the store' ? null : await xcapServer())

  test('[12.124] a book is fetched with its three lists, empty as it is', async () => {
    const alice = await (await open()).device('alice')
    expect(await bookOf(alice)).toEqual({ contacts: [], groups: [], policies: [] })
  })

  test('[12.125] a contact that one device adds, changes and deletes is told to all, as it is kept', async () => {
    const house = await open()
    const [phone, tablet] = [await house.device('alice'), await house.device('alice')]
    for (const [action, data] of [
      ['add', contact('bob')],
      ['update', contact('bob', { name: 'Bob' })],
      ['delete', { id: 'bob' }],
    ] as const) {
      await change(phone, action, data)
      for (const device of [phone, tablet]) {
        const { contact: told } = await device.event('addressbook-updated')
        expect(told).toMatchObject({ id: 'bob' })
      }
    }
    expect(await bookOf(tablet)).toMatchObject({ contacts: [] })
  })

  test('[12.126] a contact without a default URI gets its first, and keeps its attributes', async () => {
    const alice = await (await open()).device('alice')
    await change(alice, 'add', contact('bob'))
    await alice.event('addressbook-updated')
    const kept = { id: 'bob', attributes: { colour: 'red' }, defaultUri: { id: 'bob-1', uri: 'bob@weft.test' } }
    expect(await bookOf(alice)).toMatchObject({ contacts: [kept] })
  })
})

test('[12.124] a book that cannot be read is no empty book: nothing is told', async () => {
  const xcap = await xcapServer()
  const alice = await (await houseWith(xcap)).device('alice')
  xcap.answer({ status: 500, body: '{}' })
  await accepted(alice, 'account-fetch-addressbook', { account: ALICE })
  await xcap.asked.next()
  xcap.answer(null)
  // What is asked of one account comes in the order it was asked: this is the answer to the second.
  await change(alice, 'add', contact('bob'))
  await alice.event('addressbook-updated')
  expect(await bookOf(alice)).toMatchObject({ contacts: [{ id: 'bob' }] })
  expect(alice.received.filter(({ event }) => event === 'addressbook-fetched')).toHaveLength(1)
})

test('[12.125] what the XCAP server refuses is told to the device that asked, with its id', async () => {
  const xcap = await xcapServer()
  const house = await houseWith(xcap)
  const [phone, tablet] = [await house.device('alice'), await house.device('alice')]
  xcap.answer({ status: 422, body: JSON.stringify({ detail: [{ msg: 'no name' }, { msg: 'no uris' }] }) })
  await change(phone, 'add', contact('bob'))
  expect(await phone.event('addressbook-update-failed')).toMatchObject({
    ...{ type: 'contact', action: 'add', id: 'bob', error: 'Non-200 response: 422, no name, no uris' },
  })
  await tablet.settled()
  expect(tablet.received.some(({ event }) => String(event).startsWith('addressbook'))).toBe(false)
})
