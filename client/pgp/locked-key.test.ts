import { expect, test } from 'vitest'
import { armoredBlock } from './armor.ts'
import { lockKeyPair, newCode, unlockKeyPair } from './locked-key.ts'
import { loadOpenPgp } from './openpgp.ts'
import { samplePair } from './sample-keys.ts'

test('a code is six digits, and hardly ever the same', () => {
  const codes = Array.from({ length: 100 }, newCode)
  for (const code of codes) expect(code).toMatch(/^[1-9]\d{5}$/)
  expect(new Set(codes).size).toBeGreaterThan(90)
})

test('a locked pair shows its public half, and opens with its code', async () => {
  const alice = await samplePair('alice')
  const locked = await lockKeyPair(alice, '123456')
  expect(armoredBlock(locked, 'PUBLIC KEY BLOCK')).toBe(alice.publicArmored)
  expect(locked).not.toContain('PRIVATE KEY')
  expect((await unlockKeyPair(locked, '123456')).fingerprint).toBe(alice.fingerprint)
  await expect(unlockKeyPair(locked, '123457')).rejects.toMatchObject({ name: 'PgpError', kind: 'wrong-password' })
  await expect(unlockKeyPair(locked)).rejects.toMatchObject({ kind: 'wrong-password' })
})

test('what is compressed, holds both halves, or is in base64 opens as well', async () => {
  const alice = await samplePair('alice')
  const { createMessage, encrypt, enums } = await loadOpenPgp()
  const message = await createMessage({ text: `${alice.publicArmored}\n${alice.privateArmored}` })
  const config = { preferredCompressionAlgorithm: enums.compression.zlib }
  const exported = String(await encrypt({ message, passwords: ['secret'], config }))
  for (const text of [exported, btoa(exported), btoa(exported).replace(/(.{60})/g, '$1\r\n')])
    expect((await unlockKeyPair(text, 'secret')).fingerprint).toBe(alice.fingerprint)
})

test('a key file of another program opens, with its password or without', async () => {
  const alice = await samplePair('alice')
  expect((await unlockKeyPair(await alice.exported('secret'), 'secret')).fingerprint).toBe(alice.fingerprint)
  expect((await unlockKeyPair(await alice.exported())).fingerprint).toBe(alice.fingerprint)
})

test('what is no locked key is refused with a reason, however often it is wrapped', async () => {
  const alice = await samplePair('alice')
  const { createMessage, encrypt } = await loadOpenPgp()
  const message = await createMessage({ text: 'hello' })
  const forAlice = String(await encrypt({ message, encryptionKeys: alice.key.toPublic() }))
  const many = String(await encrypt({ message, passwords: ['123456', '1', '2', '3'] }))
  const other = String(await encrypt({ message, passwords: ['123456'] }))
  const texts = ['', 'hello', btoa('hello'), btoa(btoa('hello')), alice.publicArmored, forAlice, many, other]
  for (const text of texts)
    await expect(unlockKeyPair(text, '123456')).rejects.toMatchObject({ name: 'PgpError', kind: 'malformed' })
  await expect(unlockKeyPair('x'.repeat(200_000), '123456')).rejects.toMatchObject({ kind: 'too-large' })
})
