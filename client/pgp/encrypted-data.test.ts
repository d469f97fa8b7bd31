import { expect, test } from 'vitest'
import { type DecryptionKeys, decryptData, encryptData } from './encrypted-data.ts'
import { loadOpenPgp } from './openpgp.ts'
import { samplePair } from './sample-keys.ts'

const LIMIT = 100_000

async function people() {
  const [alice, bob, carol] = await Promise.all([samplePair('alice'), samplePair('bob'), samplePair('carol')])
  const asBob: DecryptionKeys = { own: [bob], sender: [alice.publicArmored], limit: LIMIT }
  return { alice, bob, carol, asBob }
}

/** What came out, with text instead of bytes. */
async function decrypted(armored: string, keys: DecryptionKeys) {
  const data = await decryptData(armored, keys)
  return data.kind === 'unreadable' ? data.reason : { text: new TextDecoder().decode(data.bytes), signature: data.signature }
}

test('both parties read what one of them wrote, and see who that was', async () => {
  const { alice, bob, asBob } = await people()
  const armored = await encryptData('between us ✓\u2060', [bob.publicArmored], alice)
  const said = { text: 'between us ✓\u2060', signature: 'signed-by-sender' }
  expect(await decrypted(armored, asBob)).toEqual(said)
  expect(await decrypted(armored, { own: [alice], sender: [alice.publicArmored], limit: LIMIT })).toEqual(said)
})

test('a file keeps its bytes and its name', async () => {
  const { alice, bob, asBob } = await people()
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 256)
  const armored = await encryptData({ name: 'a picture ✓.png', bytes }, [bob.publicArmored], alice)
  expect(await decryptData(armored, asBob)).toEqual({
    kind: 'decrypted',
    bytes,
    name: 'a picture ✓.png',
    signature: 'signed-by-sender',
  })
})

test('what is signed by nobody, or by somebody else, is told apart', async () => {
  const { alice, bob, carol, asBob } = await people()
  const { createMessage, encrypt } = await loadOpenPgp()
  const message = await createMessage({ text: 'hello' })
  const unsigned = await encrypt({ message, encryptionKeys: bob.key.toPublic() })
  expect(await decrypted(String(unsigned), asBob)).toEqual({ text: 'hello', signature: 'unsigned' })
  const byCarol = await encryptData('hello', [bob.publicArmored], carol)
  expect(await decrypted(byCarol, asBob)).toEqual({ text: 'hello', signature: 'unknown-signer' })
  const byAlice = await encryptData('hello', [bob.publicArmored], alice)
  expect(await decrypted(byAlice, { ...asBob, sender: [] })).toEqual({ text: 'hello', signature: 'unknown-signer' })
})

test('a signature of something else is a bad one', async () => {
  const { alice, bob, asBob } = await people()
  const { createMessage, encrypt, readSignature, sign } = await loadOpenPgp()
  const yes = await createMessage({ text: 'yes' })
  const armoredSignature = String(await sign({ message: yes, signingKeys: alice.key, detached: true }))
  const signature = await readSignature({ armoredSignature })
  const message = await createMessage({ text: 'no' })
  const forged = await encrypt({ message, encryptionKeys: bob.key.toPublic(), signature })
  expect(await decrypted(String(forged), asBob)).toEqual({ text: 'no', signature: 'bad-signature' })
})

test('a key that was in use before still decrypts', async () => {
  const { alice, bob, carol, asBob } = await people()
  const armored = await encryptData('long ago', [bob.publicArmored], alice)
  expect(await decrypted(armored, { ...asBob, own: [carol, bob] })).toMatchObject({ text: 'long ago' })
})

test('what is for others, or broken, is unreadable for a reason', async () => {
  const { alice, bob, carol, asBob } = await people()
  const armored = await encryptData('hello', [bob.publicArmored], alice)
  expect(await decrypted(armored, { ...asBob, own: [carol] })).toBe('other-key')
  expect(await decrypted(armored, { ...asBob, own: [] })).toBe('no-private-key')
  const lines = armored.split('\n')
  const changed = lines.map((line, at) => (at === lines.length - 6 ? [...line].reverse().join('') : line)).join('\n')
  for (const text of [changed, armored.slice(0, 600), 'hello', '-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----'])
    expect(await decrypted(text, asBob)).toBe('damaged')
})

test.each(['zip', 'zlib'] as const)('what %s would blow up is not', async (compression) => {
  const { bob, asBob } = await people()
  const { createMessage, encrypt, enums } = await loadOpenPgp()
  const message = await createMessage({ binary: new Uint8Array(5_000_000) })
  const config = { preferredCompressionAlgorithm: enums.compression[compression] }
  const bomb = await encrypt({ message, encryptionKeys: bob.key.toPublic(), config })
  expect(await decrypted(String(bomb), asBob)).toBe('too-large')
})

test('what is too long, or for too many, is not looked at', async () => {
  const { alice, bob, asBob } = await people()
  const long = await encryptData('x'.repeat(200_000), [bob.publicArmored], alice)
  expect(await decrypted(long, asBob)).toBe('too-large')
  const many = await encryptData('hello', Array(70).fill(bob.publicArmored), alice)
  expect(await decrypted(many, asBob)).toBe('too-large')
})

test('a key that has expired since it was read encrypts nothing', async () => {
  const { alice } = await people()
  const { generateKey } = await loadOpenPgp()
  const date = new Date(Date.now() - 60_000)
  const { publicKey } = await generateKey({ type: 'curve25519', userIDs: { name: 'eve' }, keyExpirationTime: 30, date })
  await expect(encryptData('hello', [publicKey], alice)).rejects.toMatchObject({ name: 'PgpError', kind: 'unusable-key' })
})
