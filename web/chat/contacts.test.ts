import { Account } from '@weft/client/account'
import { AddressBook } from '@weft/client/address-book'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addressOf, Contacts, isFavourite } from './contacts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const account = 'alice@example.com'
const settled = () => vi.advanceTimersByTimeAsync(0)

async function keeping() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const contacts = new Contacts()
  contacts.use(await AddressBook.open(new Account(connection, { address: account, password: 'secret' })))
  connection.connect()
  gateway.greet()
  await settled()
  /** What the gateway does with the change that was asked for last. */
  const updated = async () => {
    const { action, type, data } = gateway.last('account-update-addressbook')
    gateway.say({ sylkrtc: 'account-event', account, event: 'addressbook-updated', action, type, [type]: data })
    await settled()
  }
  const save = async (...given: Parameters<Contacts['save']>) => {
    const saved = contacts.save(...given)
    await settled()
    await updated()
    return saved
  }
  const [shown] = [() => contacts.list.value.map((one) => `${one.name} ${addressOf(one)}${isFavourite(one) ? ' *' : ''}`)]
  return { gateway, contacts, save, shown, updated }
}

test('contacts are added, changed and removed', async () => {
  const { contacts, save, shown, updated } = await keeping()
  expect(await save(null, { name: 'Bob', address: 'bob@example.com', favourite: false })).toBeNull()
  expect([shown(), contacts.find('BOB@example.com')?.name]).toEqual([['Bob bob@example.com'], 'Bob'])
  const bob = contacts.find('bob@example.com')
  await save(bob, { name: 'Robert', address: 'bob@example.com', favourite: true })
  expect(shown()).toEqual(['Robert bob@example.com *'])
  await save(contacts.find('bob@example.com'), { name: 'Robert', address: 'robert@example.com', favourite: true })
  expect([shown(), contacts.find('bob@example.com')]).toEqual([['Robert robert@example.com *'], null])
  const robert = contacts.find('robert@example.com')
  if (robert === null) throw new Error('no contact')
  const removed = contacts.remove(robert)
  await settled()
  await updated()
  expect([await removed, shown()]).toEqual([null, []])
})

test('what could not be changed says why', async () => {
  const { gateway, contacts } = await keeping()
  gateway.reply('account-update-addressbook', { error: 'not today' })
  const saved = contacts.save(null, { name: 'Bob', address: 'bob@example.com', favourite: false })
  await settled()
  expect(await saved).toBe('The address book could not be changed: not today')
  contacts.close()
  expect(await contacts.save(null, { name: 'Bob', address: 'bob@example.com', favourite: false })).toMatch(/when you are online/)
})
