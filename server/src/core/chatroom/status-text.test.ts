import { expect, test } from 'vitest'
import {
  addedText,
  joinedText,
  leftText,
  removedText,
  requestedText,
  transferFailedText,
  uploadedText,
  uploadingText,
} from './status-text.ts'

const alice = { uri: 'alice@x.test', displayName: 'Alice' }
const bob = { uri: 'bob@x.test', displayName: '' }

test('[R15] who comes, and with what', () => {
  expect(joinedText(alice, ['chat'])).toBe('Alice <alice@x.test> has joined the room with chat')
  expect(joinedText(bob, ['audio', 'chat'])).toBe('bob@x.test has joined the room with audio and chat')
})

test('[R15] who adds or removes something', () => {
  expect(addedText(bob, ['chat'])).toBe('bob@x.test has added chat')
  expect(removedText(alice, ['audio'])).toBe('Alice <alice@x.test> has removed audio')
})

test('[R15] how long somebody was there', () => {
  const after = (seconds: number) => leftText(bob, seconds * 1000).replace('bob@x.test has left the room after ', '')
  expect([0, 1, 59.999, 60, 3599, 3600, 100 * 3600 + 61].map(after)).toEqual([
    ...['0 seconds', '1 seconds', '59 seconds', '01:00', '59:59', '01:00:00', '100:01:01'],
  ])
})

test('[T1] what becomes of a file', () => {
  expect(uploadingText('r1@conf.test', alice, 'photo.tar.gz', 3)).toBe(
    'Room r1@conf.test - Alice <alice@x.test> is uploading file photo.tar (3 bytes)',
  )
  expect(uploadingText('r1@conf.test', bob, '.hidden', 0)).toBe(
    'Room r1@conf.test - bob@x.test is uploading file .hidden (0 bytes)',
  )
  expect(uploadedText(bob, 'a.pdf', 2048)).toBe('bob@x.test has uploaded file a.pdf (2.00 KB)')
  expect(requestedText('r1@conf.test', bob, 'a.pdf')).toBe('Room r1@conf.test - bob@x.test requested file a.pdf')
  expect(transferFailedText('a.pdf', 'File hash mismatch')).toBe('File transfer for a.pdf failed: File hash mismatch')
})

test('sizes have two digits after the point below ten, and one above', () => {
  const size = (bytes: number) => /\((.*)\)$/.exec(uploadedText(bob, 'a', bytes))?.[1]
  expect([1023, 1024, 10_239, 10_240, 1_048_576, 11_534_336, 3_221_225_472].map(size)).toEqual([
    ...['1023 bytes', '1.00 KB', '10.00 KB', '10.0 KB', '1.00 MB', '11.0 MB', '3.00 GB'],
  ])
})
