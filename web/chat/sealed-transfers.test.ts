import type { SealedFile } from '@weft/client/pgp/encrypted-file'
import { PgpError } from '@weft/client/pgp/pgp-error'
import { expect, test, vi } from 'vitest'
import { SealedTransfers } from './sealed-transfers.ts'

const bob = 'bob@example.com'
const photo = new Blob(['pixels'], { type: 'image/png' })

function sending(sealFile: () => Promise<SealedFile>) {
  const send = vi.fn(async (_contact: string, _name: string, _content: Blob) => 'id')
  const transfers = new SealedTransfers({ newId: () => 'id', send }, { sealFile })
  return { send, transfers, sent: () => send.mock.calls[0] }
}

test('an encrypted file goes out under the name of its armour and with the type of what is inside', async () => {
  const bytes = new TextEncoder().encode('armour')
  const { transfers, sent } = sending(async () => ({ kind: 'encrypted', name: 'photo.png.asc', bytes }))
  await transfers.send(bob, 'photo.png', photo)
  expect(sent()?.[1]).toBe('photo.png.asc')
  expect(sent()?.[2].type).toBe('image/png')
  expect(await sent()?.[2].text()).toBe('armour')
})

test('a file for somebody without a key goes out as it is', async () => {
  const { transfers, sent } = sending(async () => ({ kind: 'clear', name: 'photo.png', bytes: new Uint8Array() }))
  await transfers.send(bob, 'photo.png', photo)
  expect(sent()).toEqual([bob, 'photo.png', photo, {}])
})

test.each([
  ['must not go out', async (): Promise<SealedFile> => ({ kind: 'refused', reason: 'key-changed' }), /key .* has changed/],
  ['is too large to be encrypted', () => Promise.reject(new PgpError('too-large', '')), /too large/],
])('a file that %s is refused with the reason', async (_, seal, words) => {
  const { transfers, send } = sending(seal)
  await expect(transfers.send(bob, 'photo.png', photo)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(words),
  })
  expect(send).not.toHaveBeenCalled()
})
