import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { encryptData } from '@weft/client/pgp/encrypted-data'
import { MemoryKeyArchive } from '@weft/client/pgp/key-archive'
import { samplePair } from '@weft/client/pgp/sample-keys'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ChatEncryption, type OpenKeys } from './chat-encryption.ts'

const address = 'alice@example.com'
const bob = 'bob@example.com'

function encrypting(openKeys: OpenKeys) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const encryption = new ChatEncryption(new Account(connection, { address, password: 'secret' }), openKeys)
  onTestFinished(() => {
    encryption.close()
    connection.close()
  })
  return encryption
}

const incoming = (content: string) => ({ contact: bob, direction: 'incoming', contentType: 'text/plain', content }) as const

async function kept(user: string): Promise<MemoryKeyArchive> {
  const archive = new MemoryKeyArchive()
  await archive.keepOwn([(await samplePair(user)).privateArmored])
  return archive
}

test('messages are opened as soon as keys are there; what is in clear needs none', async () => {
  const archive = await kept('alice')
  const encryption = encrypting(async () => archive)
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const content = await encryptData('hello', [alice.publicArmored], bobs)
  expect(await encryption.open(incoming(content))).toMatchObject({ content: 'hello' })
  expect(await encryption.open(incoming('hi'))).toEqual({ content: 'hi', protection: { kind: 'clear' } })
  expect(encryption.state.value).toMatchObject({ kind: 'ready', fingerprint: alice.fingerprint })
})

test('while keys cannot be read nothing goes out; they are read again, and then what was unreadable is', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const archive = await kept('alice')
  const openKeys = vi.fn<OpenKeys>().mockRejectedValueOnce(new Error('busy')).mockResolvedValue(archive)
  const encryption = encrypting(openKeys)
  await expect(encryption.seal(bob, 'text/plain', 'hi')).rejects.toMatchObject({ name: 'RequestFailure' })
  const armour = '-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----'
  expect(await encryption.open(incoming(armour))).toMatchObject({ protection: { reason: 'not-loaded' } })
  expect(encryption.outlook(bob)).toBeNull()
  const readable = new Promise<void>((resolve) => encryption.onKeys(resolve))
  await vi.advanceTimersByTimeAsync(10_000)
  await readable
  expect(encryption.state.value?.kind).toBe('ready')
})

test('what is decided for a contact changes the outlook, and signing out leaves nothing', async () => {
  const archive = await kept('alice')
  const { armored, fingerprint } = { armored: (await samplePair('bob')).publicArmored, fingerprint: '11' }
  const known = { contact: bob, key: { armored, fingerprint }, offered: null, encrypts: true, clear: false, told: null }
  await archive.keepContact(known)
  const encryption = encrypting(async () => archive)
  await vi.waitFor(() => expect(encryption.outlook(bob)?.kind).toBe('encrypt'))
  encryption.setClear(bob, true)
  expect(encryption.outlook(bob)).toEqual({ kind: 'clear', reason: 'wanted' })
  await encryption.forget()
  expect(await archive.own()).toEqual([])
  expect(await archive.contacts()).toEqual([])
})

test('who logs out before the keys have been read leaves none of them', async () => {
  const archive = await kept('alice')
  const opening = Promise.withResolvers<MemoryKeyArchive>()
  const encryption = encrypting(() => opening.promise)
  const forgotten = encryption.forget()
  opening.resolve(archive)
  await forgotten
  expect(await archive.own()).toEqual([])
})
