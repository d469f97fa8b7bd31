import { expect, test } from 'vitest'
import { rcsFileOf, transfersOf } from './file-offer.ts'
import { parseFileTransfer, printFileTransfer } from './file-transfer.ts'
import type { RcsFile } from './rcs-ft-http.ts'

const file: RcsFile = {
  name: 'a.png',
  size: 10,
  contentType: 'image/png',
  url: 'https://files.example.com/1',
  until: null,
  hash: null,
}
const offer = {
  messageId: '3f1e',
  sender: { uri: 'alice@example.com', displayName: 'Alice' },
  receiver: { uri: 'bob@example.com', displayName: '' },
  now: Date.UTC(2026, 6, 17, 8, 41, 52),
  lifetime: 15 * 86_400_000,
}

test('an offered file becomes a transfer under the id of its message (§5.10)', () => {
  expect(transfersOf([file], offer)).toEqual([
    {
      id: '3f1e',
      name: 'a.png',
      size: 10,
      sender: offer.sender,
      receiver: offer.receiver,
      timestamp: '2026-07-17T08:41:52+00:00',
      until: '2026-08-01T08:41:52+00:00',
      url: 'https://files.example.com/1',
      contentType: 'image/png',
      hash: null,
    },
  ])
})

test('of several files each has an id of its own', () => {
  expect(transfersOf([file, file, file], offer).map(({ id }) => id)).toEqual(['3f1e', '3f1e-1', '3f1e-2'])
})

test('a file that says until when it is there is taken at its word', () => {
  const until = '2027-01-01T00:00:00Z'
  expect(transfersOf([{ ...file, until }], offer)[0]?.until).toBe(until)
})

test('a transfer becomes the file that it was made of, when that said all there is', () => {
  const whole = { ...file, until: '2027-01-01T00:00:00Z', hash: `sha-1:${Array.from({ length: 20 }, () => '0F').join(':')}` }
  const [transfer] = transfersOf([whole], offer)
  expect(transfer && rcsFileOf(parseFileTransfer(printFileTransfer(transfer)))).toEqual(whole)
})
