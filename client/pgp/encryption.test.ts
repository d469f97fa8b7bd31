import { expect, onTestFinished, test, vi } from 'vitest'
import { Account } from '../account.ts'
import { Connection } from '../connection.ts'
import { FakeGateway } from '../fake-gateway.ts'
import type { Platform } from '../platform.ts'
import type { KeyChange } from './contact-keys.ts'
import { encryptData } from './encrypted-data.ts'
import { Encryption } from './encryption.ts'
import { type KeyArchive, MemoryKeyArchive } from './key-archive.ts'
import type { KeyPair } from './key-pair.ts'
import { lockKeyPair } from './locked-key.ts'
import type { OwnKeysState } from './own-keys.ts'
import { samplePair } from './sample-keys.ts'

const address = 'alice@example.com'
const bob = 'bob@example.com'
const onAccount = { sylkrtc: 'account-event', account: address }

/** A device of alice's, with the keys that the gateway knows. */
async function device(
  published: Record<string, KeyPair | null>,
  own: KeyPair | null,
  archive: KeyArchive = new MemoryKeyArchive(),
) {
  if (own !== null) await archive.keepOwn([own.privateArmored])
  const gateway = new FakeGateway()
  const keys = new Map(Object.entries(published).map(([of, pair]) => [of, pair?.publicArmored ?? null]))
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: withLookups(gateway, keys) })
  const account = new Account(connection, { address, password: 'secret' })
  onTestFinished(() => connection.close())
  const encryption = await Encryption.open(account, archive)
  connection.connect()
  gateway.greet()
  const register = () => gateway.say({ ...onAccount, event: 'registration-state', state: 'registered' })
  account.register()
  register()
  /** What went out as messages: to whom, and of what type. */
  const sent = () =>
    gateway.requests.flatMap((request) =>
      request.sylkrtc === 'account-message' ? [`${request.uri} ${request.content_type}`] : [],
    )
  const lookups = () => gateway.requests.flatMap((request) => (request.sylkrtc === 'lookup-public-key' ? [request.uri] : []))
  return { gateway, encryption, cipher: encryption.cipher, keys, sent, lookups, register, archive }
}

/** Has the gateway answer lookups, while it acknowledges them. */
function withLookups(gateway: FakeGateway, keys: ReadonlyMap<string, string | null>): Platform {
  return {
    ...gateway.platform,
    openSocket: (url, subprotocol) => {
      const socket = gateway.platform.openSocket(url, subprotocol)
      return {
        addEventListener: socket.addEventListener.bind(socket),
        close: () => socket.close(),
        send: (data) => {
          const lookup: unknown = JSON.parse(String(data)).uri
          socket.send(data)
          const isLookup = gateway.requests.at(-1)?.sylkrtc === 'lookup-public-key' && keys.size > 0
          if (isLookup)
            gateway.say({ sylkrtc: 'lookup-public-key-event', uri: lookup, public_key: keys.get(String(lookup)) ?? null })
        },
      }
    },
  }
}

/** Waits until the gateway has been asked, and what it said has been understood. */
async function reaches(encryption: Encryption, state: Partial<OwnKeysState>): Promise<void> {
  await vi.waitFor(() => expect(encryption.state).toMatchObject(state))
}

const incoming = (content: string) => ({ contact: bob, direction: 'incoming', contentType: 'text/plain', content }) as const

test('a new account has no key; setting it up makes one and publishes it', async () => {
  const { gateway, encryption, sent, archive } = await device({ [address]: null }, null)
  await reaches(encryption, { kind: 'absent', published: 'none' })
  await encryption.setUp()
  expect(encryption.state).toMatchObject({ kind: 'ready', published: 'ours' })
  expect(sent()).toEqual([`${address} text/pgp-public-key`])
  expect(gateway.last('account-message').content).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/)
  expect(await archive.own()).toHaveLength(1)
})

test('a key that the gateway does not have is published; one of another device is not replaced unasked', async () => {
  const [alice, carol] = [await samplePair('alice'), await samplePair('carol')]
  const lost = await device({ [address]: null }, alice)
  await reaches(lost.encryption, { kind: 'ready', published: 'ours' })
  expect(lost.sent()).toEqual([`${address} text/pgp-public-key`])
  const other = await device({ [address]: carol }, alice)
  await reaches(other.encryption, { kind: 'ready', published: 'other' })
  expect(other.sent()).toEqual([])
  await other.encryption.publishKey()
  expect(other.encryption.state).toMatchObject({ published: 'ours' })
})

test('messages are encrypted for a contact with a key, who is sent ours once; both parties read them', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { cipher, sent, lookups } = await device({ [address]: alice, [bob]: bobs }, alice)
  const sealed = await cipher.seal(bob, 'text/plain', 'between us')
  expect(sealed).toMatchObject({ kind: 'encrypted', content: expect.stringMatching(/^-----BEGIN PGP MESSAGE-----/) })
  await cipher.seal(bob, 'text/plain', 'once more')
  expect(sent()).toEqual([`${bob} text/pgp-public-key`])
  expect(lookups().filter((uri) => uri === bob)).toHaveLength(1)
  if (sealed.kind !== 'encrypted') throw new Error(sealed.kind)
  const opened = { content: 'between us', protection: { kind: 'encrypted', signature: 'signed-by-sender' } }
  const outgoing = { contact: bob, direction: 'outgoing', contentType: 'text/plain', content: sealed.content } as const
  expect(await cipher.open(outgoing)).toEqual(opened)
})

test('what comes signed is verified with the key that the gateway has; what is in clear stays as it is', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { cipher } = await device({ [address]: alice, [bob]: bobs }, alice)
  const content = await encryptData('hello\nalice', [alice.publicArmored], bobs)
  const opened = { content: 'hello\nalice', protection: { kind: 'encrypted', signature: 'signed-by-sender' } }
  expect(await cipher.open(incoming(content))).toEqual(opened)
  for (const clear of ['hello', `look: ${content}`])
    expect(await cipher.open(incoming(clear))).toEqual({ content: clear, protection: { kind: 'clear' } })
})

test('without a key of theirs messages go in clear, until something encrypted was exchanged', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { encryption, cipher } = await device({ [address]: alice }, alice)
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toEqual({ kind: 'clear', content: 'hi' })
  await cipher.open(incoming(await encryptData('hello', [alice.publicArmored], bobs)))
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toEqual({ kind: 'refused', reason: 'no-key' })
  encryption.setClear(bob, true)
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toEqual({ kind: 'clear', content: 'hi' })
})

test('keys, and what the gateway itself reads, are never encrypted', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { cipher } = await device({ [address]: alice, [bob]: bobs }, alice)
  for (const type of ['text/pgp-public-key', 'application/sylk-file-transfer', 'Text/PGP-Private-Key; charset=utf-8'])
    expect(await cipher.seal(bob, type, 'x')).toEqual({ kind: 'clear', content: 'x' })
})

test('a changed key is told once and stops messages until it is accepted', async () => {
  const [alice, bobs, carol] = [await samplePair('alice'), await samplePair('bob'), await samplePair('carol')]
  const { gateway, encryption, cipher, keys, register } = await device({ [address]: alice, [bob]: bobs }, alice)
  await cipher.seal(bob, 'text/plain', 'hi')
  const changes: KeyChange[] = []
  encryption.on('keyChanged', (change) => changes.push(change))
  const message = { timestamp: 't', message_id: 'k', content: carol.publicArmored, content_type: 'text/pgp-public-key' }
  const sender = { uri: bob, display_name: '' }
  for (const id of ['1', '2']) gateway.say({ ...onAccount, event: 'message', ...message, message_id: id, sender })
  await vi.waitFor(() => expect(changes).toHaveLength(1))
  expect(changes[0]).toMatchObject({
    contact: bob,
    before: { fingerprint: bobs.fingerprint },
    now: { fingerprint: carol.fingerprint },
  })
  keys.set(bob, carol.publicArmored)
  register()
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toEqual({ kind: 'refused', reason: 'key-changed' })
  encryption.acceptKey(bob)
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toMatchObject({ kind: 'encrypted' })
  expect(changes).toHaveLength(1)
})

test('what is signed with a new key makes the gateway be asked for it, but not every time', async () => {
  const [alice, bobs, carol] = [await samplePair('alice'), await samplePair('bob'), await samplePair('carol')]
  const { encryption, cipher, keys, lookups } = await device({ [address]: alice, [bob]: bobs }, alice)
  await encryption.lookUp(bob)
  keys.set(bob, carol.publicArmored)
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000)
  onTestFinished(() => void vi.restoreAllMocks())
  const content = await encryptData('hello', [alice.publicArmored], carol)
  for (let times = 0; times < 3; times++)
    expect((await cipher.open(incoming(content))).protection).toEqual({ kind: 'encrypted', signature: 'unknown-signer' })
  expect(lookups().filter((uri) => uri === bob)).toHaveLength(2)
  expect(encryption.contact(bob).offered?.fingerprint).toBe(carol.fingerprint)
  encryption.acceptKey(bob)
  expect((await cipher.open(incoming(content))).protection).toEqual({ kind: 'encrypted', signature: 'signed-by-sender' })
})

test('a known key does while the gateway cannot be asked; a first one is worth waiting for', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { gateway, encryption, cipher, keys, register } = await device({ [address]: alice, [bob]: bobs }, alice)
  await cipher.seal(bob, 'text/plain', 'hi')
  keys.clear()
  gateway.reply('lookup-public-key', { error: 'busy' })
  register()
  expect(await cipher.seal(bob, 'text/plain', 'hi')).toMatchObject({ kind: 'encrypted' })
  await expect(cipher.seal('carol@example.com', 'text/plain', 'hi')).rejects.toMatchObject({ name: 'RequestFailure' })
  expect(encryption.contact(bob).offered).toBeNull()
})

test('notes to oneself are encrypted to oneself', async () => {
  const alice = await samplePair('alice')
  const { cipher } = await device({ [address]: alice }, alice)
  const sealed = await cipher.seal(address, 'text/plain', 'milk')
  if (sealed.kind !== 'encrypted') throw new Error(sealed.kind)
  const note = { contact: address, direction: 'outgoing', contentType: 'text/plain', content: sealed.content } as const
  expect((await cipher.open(note)).content).toBe('milk')
})

test('a private key is handed over with a code, and is then there for old messages and new ones', async () => {
  const alice = await samplePair('alice')
  const first = await device({ [address]: alice }, alice)
  await reaches(first.encryption, { kind: 'ready', published: 'ours' })
  const code = await first.encryption.offerPrivateKey()
  const { uri, content, content_type } = first.gateway.last('account-message')
  expect({ uri, content_type }).toEqual({ uri: address, content_type: 'text/pgp-private-key' })

  const second = await device({ [address]: alice }, null)
  await reaches(second.encryption, { kind: 'absent', published: 'other' })
  const copy = { uri: address, message_id: 'm', content, content_type, timestamp: 't' }
  second.gateway.say({ ...onAccount, event: 'sync', type: 'message', action: 'add', content: copy })
  await vi.waitFor(() => expect(second.encryption.pendingPrivateKey?.fingerprint).toBe(alice.fingerprint))
  const wrong = code === '123456' ? '654321' : '123456'
  expect(await second.encryption.takePrivateKey(wrong)).toEqual({ kind: 'refused', reason: 'wrong-password', attemptsLeft: 4 })
  let readable = 0
  second.cipher.onKeys(() => readable++)
  expect(await second.encryption.takePrivateKey(` ${code} `)).toMatchObject({ kind: 'unlocked' })
  expect(readable).toBe(1)
  expect(second.encryption.state).toEqual({ kind: 'ready', fingerprint: alice.fingerprint, published: 'ours' })
  expect(second.encryption.pendingPrivateKey).toBeNull()
  expect(await second.archive.own()).toEqual([alice.privateArmored])
})

test('five wrong codes end an offer', async () => {
  const alice = await samplePair('alice')
  const { gateway, encryption } = await device({ [address]: alice }, null)
  const copy = {
    uri: address,
    message_id: 'm',
    content: await lockKeyPair(alice, '123456'),
    content_type: 'text/pgp-private-key',
  }
  gateway.say({ ...onAccount, event: 'sync', type: 'message', action: 'add', content: { ...copy, timestamp: 't' } })
  await vi.waitFor(() => expect(encryption.pendingPrivateKey).not.toBeNull())
  const left: number[] = []
  for (const code of ['1', '2', '3', '4', '5', '123456']) {
    const outcome = await encryption.takePrivateKey(code)
    left.push(outcome.kind === 'refused' ? outcome.attemptsLeft : Number.NaN)
  }
  expect(left).toEqual([4, 3, 2, 1, 0, 0])
  expect(encryption.state.kind).toBe('absent')
})

test('a private key that somebody else sends, or of which this device has the same, is no offer', async () => {
  const [alice, carol] = [await samplePair('alice'), await samplePair('carol')]
  const { gateway, encryption } = await device({ [address]: alice }, alice)
  await reaches(encryption, { kind: 'ready', published: 'ours' })
  const offers: unknown[] = []
  encryption.on('offer', (offer) => offers.push(offer?.fingerprint))
  const key = { message_id: 'm', content_type: 'text/pgp-private-key', timestamp: 't' }
  const sender = { uri: address, display_name: '' }
  gateway.say({ ...onAccount, event: 'message', ...key, content: await lockKeyPair(carol, '123456'), sender })
  const sync = { ...onAccount, event: 'sync', type: 'message', action: 'add' }
  gateway.say({ ...sync, content: { ...key, uri: address, content: await lockKeyPair(alice, '123456') } })
  gateway.say({ ...sync, content: { ...key, uri: address, content: 'no key' } })
  gateway.say({ ...sync, content: { ...key, uri: address, content: await lockKeyPair(carol, '123456') } })
  await vi.waitFor(() => expect(offers).toEqual([carol.fingerprint]))
  encryption.dismissPrivateKey()
  expect(offers).toEqual([carol.fingerprint, undefined])
})

test('a key from a file is taken and published; those before it still read', async () => {
  const [alice, bobs, carol] = [await samplePair('alice'), await samplePair('bob'), await samplePair('carol')]
  const { encryption, cipher, archive } = await device({ [address]: alice, [bob]: bobs }, alice)
  const old = await encryptData('long ago', [alice.publicArmored], bobs)
  await encryption.importKey(await carol.exported('secret'), 'secret')
  expect(encryption.state).toEqual({ kind: 'ready', fingerprint: carol.fingerprint, published: 'ours' })
  expect((await cipher.open(incoming(old))).content).toBe('long ago')
  expect(await archive.own()).toEqual([carol.privateArmored, alice.privateArmored])
  await expect(encryption.importKey('nothing')).rejects.toMatchObject({ kind: 'malformed' })
  expect(await encryption.exportKey()).toBe(carol.privateArmored)
})

test('what was learnt is there the next time', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { cipher, archive } = await device({ [address]: alice, [bob]: bobs }, alice)
  await cipher.seal(bob, 'text/plain', 'hi')
  const again = await device({ [address]: alice, [bob]: null }, null, archive)
  expect(again.encryption.contact(bob.toUpperCase())).toMatchObject({ encrypts: true, told: alice.fingerprint })
  expect(await again.cipher.seal(bob, 'text/plain', 'hi')).toMatchObject({ kind: 'encrypted' })
})

test('a file is encrypted under its name with .asc, and comes out as it was', async () => {
  const [alice, bobs] = [await samplePair('alice'), await samplePair('bob')]
  const { cipher } = await device({ [address]: alice, [bob]: bobs }, alice)
  const file = { name: 'a b.png', bytes: Uint8Array.from({ length: 300 }, (_, at) => at % 256) }
  const sealed = await cipher.sealFile(bob, file)
  if (sealed.kind !== 'encrypted') throw new Error(sealed.kind)
  expect(sealed.name).toBe('a b.png.asc')
  const stored = { name: 'a_b.png.asc', bytes: sealed.bytes }
  const opened = await cipher.openFile({ contact: bob, direction: 'outgoing' }, stored)
  expect(opened).toEqual({ kind: 'decrypted', ...file, signature: 'signed-by-sender' })
  const broken = { ...stored, bytes: sealed.bytes.slice(0, 200) }
  expect(await cipher.openFile({ contact: bob, direction: 'outgoing' }, broken)).toEqual({
    kind: 'unreadable',
    reason: 'damaged',
  })
})
