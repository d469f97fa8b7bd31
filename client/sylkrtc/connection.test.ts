import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { FakeGateway } from '../fake-gateway.ts'
import { settled, startApplication } from './fake-application.ts'
import { createConnection } from './sylkrtc.ts'

test('states of the connection are told with the one before, from the first on', async () => {
  const gateway = new FakeGateway()
  const connection = createConnection({ server: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const told: (string | null)[][] = []
  connection.on('stateChanged', (...states) => told.push(states))
  await settled()
  gateway.greet()
  gateway.drop()
  connection.close()
  expect(told).toEqual([
    [null, 'connecting'],
    ['connecting', 'connected'],
    ['connected', 'ready'],
    ['ready', 'disconnected'],
    ['disconnected', 'closed'],
  ])
})

test('a connection that is closed before it began stays closed', async () => {
  const gateway = new FakeGateway()
  const connection = createConnection({ server: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.close()
  await settled()
  expect([connection.state, gateway.sockets]).toEqual(['closed', []])
})

test('an account is added with the digest of its password, and with what is wanted of headers', async () => {
  const { gateway, account } = await startApplication({ incomingHeaderPrefixes: ['X-'] })
  expect(account.password).toBe(hash('md5', 'alice:example.com:secret'))
  expect(gateway.last('account-add')).toMatchObject({
    ...{ account: 'alice@example.com', password: account.password, display_name: 'Alice', incoming_header_prefixes: ['X-'] },
  })
})

test('an account that is refused, that is there already, or that comes too early is told why', async () => {
  const { gateway, connection } = await startApplication()
  const add = (address: string) =>
    new Promise((resolve) => connection.addAccount({ account: address, password: 'secret' }, (error) => resolve(error?.message)))
  gateway.reply('account-add', { error: 'SIP domain not allowed: example.org' })
  expect(await add('bob@example.org')).toBe('SIP domain not allowed: example.org')
  expect(await add('alice@example.com')).toBe('the account alice@example.com was added before')
  gateway.reply('account-add', 'silence')
  const lost = add('carol@example.com')
  gateway.drop()
  expect(await lost).toBe('the connection was closed')
  expect(await add('dave@example.com')).toBe('the connection is not ready')
})

test('accounts are gone with the connection, and may be added again with the next', async () => {
  const { gateway, connection, account } = await startApplication()
  account.register()
  gateway.drop()
  await settled()
  connection.reconnect()
  gateway.greet()
  await settled()
  const requests = gateway.names.length
  const again = await new Promise((resolve) =>
    connection.addAccount({ account: account.id, password: 'secret' }, (_error, added) => resolve(added?.id)),
  )
  expect([again, gateway.names.slice(requests)]).toEqual([account.id, ['account-add']])
})

test('an account that is removed is told of, and nothing of it is told any more', async () => {
  const { gateway, connection, account, tell } = await startApplication()
  const missed: string[] = []
  account.on('missedCall', ({ originator }) => missed.push(originator.uri))
  const removed = new Promise((resolve) => connection.removeAccount(account, resolve))
  expect(await removed).toBeNull()
  await tell('missed-session', { originator: { uri: 'bob@example.com', display_name: '' } })
  expect([gateway.names.at(-1), missed]).toEqual(['account-remove', []])
})

test('somebody’s public key is looked up, and null where there is none', async () => {
  const { gateway, connection } = await startApplication()
  const told: object[] = []
  connection.on('publicKey', (key) => told.push(key))
  connection.lookupPublicKey('bob@example.com')
  await settled()
  gateway.say({ sylkrtc: 'lookup-public-key-event', uri: 'bob@example.com', public_key: null })
  await settled()
  expect(told).toEqual([{ uri: 'bob@example.com', publicKey: null }])
})
