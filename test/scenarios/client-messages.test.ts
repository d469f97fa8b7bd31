import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AddressBook } from '@weft/client/address-book'
import { Composing } from '@weft/client/composing'
import type { ConversationMessage } from '@weft/client/conversation-message'
import { readFileTransfer } from '@weft/client/file-transfer'
import { FileTransfers } from '@weft/client/file-transfers'
import { MemoryArchive } from '@weft/client/memory-archive'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { MessageHouse } from './support/message-house.ts'
import { SdkDevice } from './support/sdk-device.ts'
import { ALICE, BOB, DOMAIN, eventually } from './support/telephony.ts'

const DAVE = `dave@${DOMAIN}`
const ENTRIES = 3000
const directory = mkdtempSync(join(tmpdir(), 'weft-sdk-'))

let house: MessageHouse
const devices: SdkDevice[] = []
beforeAll(async () => {
  const path = join(directory, 'weft.db')
  const store = new SqliteStore(path)
  await store.journals.activate(DAVE)
  await store.journals.apply(
    Array.from({ length: ENTRIES }, (_, index) => ({
      operation: 'append',
      account: DAVE,
      entry: {
        ...{ contact: 'zoe@elsewhere.test', direction: 'incoming', contentType: 'text/plain', content: `number ${index}` },
        ...{ messageId: `m${index}`, arrivedAt: Date.UTC(2026, 6, 17) + index, state: 'received' },
        ...{ timestamp: new Date(Date.UTC(2026, 6, 17) + index * 1000).toISOString(), disposition: ['display'] },
      },
    })),
  )
  await store.close()
  house = await MessageHouse.open({ 'weft.ini': { Store: { path } } })
})
afterEach(() => {
  for (const device of devices.splice(0)) device.close()
  house.proxy.forget()
})
afterAll(async () => {
  await house.close()
  rmSync(directory, { recursive: true })
})

async function device(user: string, archive = new MemoryArchive()): Promise<SdkDevice> {
  const opened = await SdkDevice.open(house.telephony.weft.url, user, archive)
  devices.push(opened)
  await opened.current()
  return opened
}

const last = ({ conversations }: SdkDevice, contact: string): ConversationMessage | null =>
  conversations.conversation(contact)?.last ?? null

test('two devices of one account and a contact see the same conversation, and how far each message has come', async () => {
  const [one, other, bob] = [await device('alice'), await device('alice'), await device('bob')]
  const { id } = await one.conversations.send(BOB, 'hello')
  await eventually('bob has it', () => bob.arrived.length === 1)
  expect(bob.conversations.conversation(ALICE)).toMatchObject({ displayName: 'alice', unread: 1, last: { id, content: 'hello' } })
  await eventually('both of alice know that it came', () => [one, other].every((at) => last(at, BOB)?.state === 'delivered'))
  await bob.conversations.markRead(ALICE)
  await eventually('both of alice know that it was seen', () => [one, other].every((at) => last(at, BOB)?.state === 'displayed'))
  await bob.conversations.send(ALICE, 'and you')
  await eventually('both of alice have the answer', () => [one, other].every((at) => last(at, BOB)?.content === 'and you'))
  await one.conversations.markRead(BOB)
  await eventually('the other knows that it was read', () => other.conversations.conversation(BOB)?.unread === 0)
  expect([...one.errors, ...other.errors, ...bob.errors]).toEqual([])
})

test('what is written while the line is cut arrives once, in order, when it is back; and so does what others wrote', async () => {
  const [alice, bob] = [await device('alice'), await device('bob')]
  alice.line.cut()
  await eventually('alice notices', () => alice.connection.state.kind !== 'ready')
  for (const text of ['one', 'two', 'three']) await alice.conversations.send(BOB, text)
  await bob.conversations.send(ALICE, 'are you there?')
  alice.line.restore()
  await eventually('bob has all of it', () => bob.arrived.length === 3, 15_000)
  expect(bob.arrived.map(({ content }) => content)).toEqual(['one', 'two', 'three'])
  await eventually('nothing waits any more', () => alice.conversations.waiting === 0)
  expect((await alice.texts(BOB)).slice(-4).sort()).toEqual(['are you there?', 'one', 'three', 'two'])
})

test('what had no answer when the line broke is not there twice', async () => {
  const [alice, bob] = [await device('alice'), await device('bob')]
  // The gateway gets it, and its answer goes nowhere.
  alice.line.deafen()
  await alice.conversations.send(BOB, 'once')
  await eventually('bob has it', () => bob.arrived.length === 1)
  alice.line.cut()
  alice.line.restore()
  await eventually('alice knows', () => last(alice, BOB)?.queued === false, 15_000)
  await bob.current()
  expect((await bob.texts(ALICE)).filter((text) => text === 'once')).toHaveLength(1)
})

test('whenever the line breaks, and whatever is lost with it, everything arrives once and in order', async () => {
  const [alice, bob] = [await device('alice'), await device('bob')]
  const sent = Array.from({ length: 60 }, (_, index) => `of many ${index}`)
  // What is written later waits meanwhile, or has just gone out, or was answered: a break comes at each of these.
  const breaks = (async () => {
    for (let count = 0; count < 4; count++) {
      if (count % 2 === 0) alice.line.deafen()
      await eventually('some are there', () => bob.arrived.length >= Math.min(count * 12, sent.length))
      alice.line.cut()
      alice.line.restore()
      await eventually('the line is back', () => alice.conversations.sync === 'current', 15_000)
    }
  })()
  for (const text of sent) await alice.conversations.send(BOB, text)
  await breaks
  await eventually('all are there', () => bob.arrived.length >= sent.length, 15_000)
  await eventually('nothing waits', () => alice.conversations.waiting === 0)
  expect(bob.arrived.map(({ content }) => content)).toEqual(sent)
  expect((await alice.texts(BOB)).filter((text) => text.startsWith('of many'))).toEqual(sent)
})

test('a message that is taken back is gone everywhere, and one that somebody removes for himself is not', async () => {
  const [one, other, bob] = [await device('alice'), await device('alice'), await device('bob')]
  const kept = await one.conversations.send(BOB, 'kept')
  const taken = await one.conversations.send(BOB, 'taken back')
  const isThere = (at: SdkDevice, contact: string, { id }: ConversationMessage) => last(at, contact)?.id === id
  await eventually('bob has both', () => isThere(bob, ALICE, taken))
  await eventually('the other device has both', () => isThere(other, BOB, taken))
  await one.conversations.remove(taken)
  await eventually('bob has it no more', () => isThere(bob, ALICE, kept))
  await eventually('the other has it no more', () => isThere(other, BOB, kept))
  const [theirs] = bob.arrived.filter(({ id }) => id === kept.id)
  if (theirs !== undefined) await bob.conversations.remove(theirs)
  await eventually('the gateway has been told', () => bob.conversations.waiting === 0)
  expect(await one.texts(BOB)).toContain('kept')
  expect(await bob.texts(ALICE)).not.toContain('kept')
})

test('a file reaches somebody who is away, and it is told how far it is', async () => {
  const alice = await device('alice')
  const away = new MemoryArchive()
  const before = await device('bob', away)
  before.close()
  const bytes = new Uint8Array(1_000_000).map((_, index) => index % 251)
  const shares: number[] = []
  const files = new FileTransfers(alice.account)
  const id = await files.send(BOB, 'numbers☕.bin', new Blob([bytes]), { progress: (share) => shares.push(share) })
  expect(shares.length).toBeGreaterThan(10)
  expect(shares.at(-1)).toBe(1)
  expect(shares).toEqual([...shares].sort((one, next) => one - next))
  await eventually('alice sees it herself', () => last(alice, BOB)?.id === id)
  const bob = await device('bob', away)
  const message = last(bob, ALICE)
  const file = message && readFileTransfer(message)
  expect(file).toMatchObject({ id, name: 'numbers☕.bin', size: bytes.length })
  const fetched = await fetch(file?.url ?? '')
  expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true)
})

test('a file that is given up on its way is told to nobody', async () => {
  const [alice, bob] = [await device('alice'), await device('bob')]
  const giveUp = new AbortController()
  const sending = new FileTransfers(alice.account).send(BOB, 'big.bin', new Blob([new Uint8Array(20_000_000)]), {
    signal: giveUp.signal,
    progress: () => giveUp.abort(),
  })
  await expect(sending).rejects.toMatchObject({ kind: 'aborted' })
  await alice.conversations.send(BOB, 'never mind')
  await eventually('bob has what came later', () => bob.arrived.length === 1)
  expect(bob.arrived[0]?.content).toBe('never mind')
})

test('a journal of 3,000 entries is read once, and shown by pages', async () => {
  const archive = new MemoryArchive()
  const dave = await device('dave', archive)
  const zoe = dave.conversations.conversation('zoe@elsewhere.test')
  expect([zoe?.unread, zoe?.last?.content]).toEqual([ENTRIES, `number ${ENTRIES - 1}`])
  const thread = await dave.conversations.thread('zoe@elsewhere.test')
  expect(thread.messages.map(({ content }) => content)).toEqual(
    Array.from({ length: 50 }, (_, index) => `number ${ENTRIES - 50 + index}`),
  )
  dave.close()
  const again = await SdkDevice.open(house.telephony.weft.url, 'dave', archive)
  devices.push(again)
  let changes = 0
  again.conversations.on('change', () => changes++)
  await again.current()
  expect([changes, again.conversations.conversation('zoe@elsewhere.test')?.unread]).toEqual([0, ENTRIES])
})

test('it is seen who is writing, until the message comes', async () => {
  const [alice, bob] = [await device('alice'), await device('bob')]
  const [writing, watching] = [new Composing(alice.account), new Composing(bob.account)]
  writing.typed(BOB)
  await eventually('bob sees it', () => watching.isComposing(ALICE))
  writing.sent(BOB)
  await alice.conversations.send(BOB, 'there you are')
  await eventually('bob sees that it is over', () => !watching.isComposing(ALICE))
  writing.close()
  watching.close()
})

test('contacts are the same on all devices', async () => {
  const [one, other] = [await device('alice'), await device('alice')]
  const [book, copy] = [await AddressBook.open(one.account), await AddressBook.open(other.account)]
  const contact = book.newContact('Zoe', ['zoe@elsewhere.test', '+4312345'])
  await book.putContact(contact)
  await eventually('the other device has it', () => copy.nameOf('ZOE@elsewhere.test') === 'Zoe')
  await copy.putContact({ ...contact, name: 'Zoë' })
  await eventually('the first one has the change', () => book.nameOf('+4312345') === 'Zoë')
  await book.remove('contact', contact.id)
  await eventually('it is gone', () => copy.contacts.length === 0)
})
