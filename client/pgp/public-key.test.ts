import { expect, test } from 'vitest'
import { loadOpenPgp } from './openpgp.ts'
import { readPublicKey } from './public-key.ts'
import { samplePair } from './sample-keys.ts'

test('a public key reads as itself, whatever is around it', async () => {
  const { publicArmored, fingerprint } = await samplePair('alice')
  const text = `\r\n${publicArmored.replaceAll('\n', '\r\n')}\r\n\r\n`
  expect(await readPublicKey(text)).toEqual({ armored: publicArmored, fingerprint })
})

test('elliptic curves are taken', async () => {
  const { generateKey } = await loadOpenPgp()
  const { publicKey } = await generateKey({ type: 'curve25519', userIDs: { name: 'carol' } })
  expect((await readPublicKey(publicKey)).fingerprint).toMatch(/^[\da-f]{40}$/)
})

test('what nothing can be encrypted with is refused with a reason', async () => {
  const { publicArmored, privateArmored, key } = await samplePair('alice')
  const { revokeKey, generateKey } = await loadOpenPgp()
  for (const text of ['', 'none', privateArmored, publicArmored.slice(0, 400), publicArmored.replace(/\n[^\n]{60,}\n/, '\n')])
    await expect(readPublicKey(text)).rejects.toMatchObject({ name: 'PgpError', kind: 'malformed' })
  await expect(readPublicKey(publicArmored.padEnd(70_000))).rejects.toMatchObject({ kind: 'too-large' })
  const revoked = await revokeKey({ key, format: 'armored' })
  await expect(readPublicKey(String(revoked.publicKey))).rejects.toMatchObject({ kind: 'unusable-key' })
  const signsOnly = await generateKey({ type: 'curve25519', userIDs: { name: 'dave' }, subkeys: [{ sign: true }] })
  await expect(readPublicKey(signsOnly.publicKey)).rejects.toMatchObject({ kind: 'unusable-key' })
})
