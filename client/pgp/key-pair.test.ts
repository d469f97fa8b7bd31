import { expect, test } from 'vitest'
import { KeyPair } from './key-pair.ts'
import { loadOpenPgp } from './openpgp.ts'
import { samplePair } from './sample-keys.ts'

test('a new pair is RSA-2048, named by display name and address, and valid for those whose clocks are behind', async () => {
  const { key } = await samplePair('alice')
  const algorithms = [key, ...key.subkeys].map((one) => one.getAlgorithmInfo())
  expect(algorithms).toEqual([
    { algorithm: 'rsaEncryptSign', bits: 2048 },
    { algorithm: 'rsaEncryptSign', bits: 2048 },
  ])
  expect(key.getUserIDs()).toEqual(['alice <alice@example.com>'])
  expect(Date.now() - key.getCreationTime().getTime()).toBeGreaterThan(5 * 60_000)
})

test('a name that would pass for an address, or an address that OpenPGP does not take, still makes a user id', async () => {
  const pair = await KeyPair.generate('door-1@[2001:db8::1]', 'Front <root@example.com>\ndoor')
  expect(pair.key.getUserIDs()).toEqual(['Front  root@example.com door'])
})

test('what is kept reads as the same pair, among other text and with any line ends', async () => {
  const alice = await samplePair('alice')
  const text = `my key:\r\n${alice.privateArmored.replaceAll('\n', '\r\n')}\r\nbye`
  const read = await KeyPair.read(text)
  expect(read.fingerprint).toBe(alice.fingerprint)
  expect(read.publicArmored).toBe(alice.publicArmored)
})

test('an export with a password opens with it, and with nothing else', async () => {
  const alice = await samplePair('alice')
  const exported = await alice.exported('open sesame')
  expect((await KeyPair.read(exported, 'open sesame')).fingerprint).toBe(alice.fingerprint)
  await expect(KeyPair.read(exported, 'open barley')).rejects.toMatchObject({ name: 'PgpError', kind: 'wrong-password' })
  await expect(KeyPair.read(exported)).rejects.toMatchObject({ kind: 'wrong-password' })
  expect(await alice.exported()).toBe(alice.privateArmored)
})

test('keys of other kinds are read', async () => {
  const { generateKey } = await loadOpenPgp()
  const { privateKey } = await generateKey({ type: 'curve25519', userIDs: { name: 'carol' } })
  expect((await KeyPair.read(privateKey)).fingerprint).toMatch(/^[\da-f]{40}$/)
})

test('what is no private key is refused with a reason', async () => {
  const { privateArmored, publicArmored } = await samplePair('alice')
  const broken = privateArmored.replace(/\n[^\n]{60,}\n/, '\n')
  for (const text of ['', 'hello', publicArmored, privateArmored.slice(0, 500), broken])
    await expect(KeyPair.read(text)).rejects.toMatchObject({ name: 'PgpError', kind: 'malformed' })
  await expect(KeyPair.read(privateArmored.padEnd(70_000))).rejects.toMatchObject({ kind: 'too-large' })
})
