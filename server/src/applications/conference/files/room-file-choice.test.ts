import { expect, test } from 'vitest'
import { roomFile } from '../../../../../test/scenarios/support/room-file.ts'
import { chosenFile } from './room-file-choice.ts'

const nothing = { name: null, type: null, size: null, hashes: [] }
const [older, newer] = [roomFile({ name: 'a.png' }), roomFile({ name: 'b.png' })]
const other = roomFile({ name: 'c.png', size: 7, sha1: new Uint8Array(20).fill(1) })
const files = [older, newer, other]
const sha1 = `sha-1:${Array(20).fill('00').join(':')}`
const sha256 = `sha-256:${Array(32).fill('00').join(':')}`

test('[T4] a file is asked for by its hash, and of two that are the same the newer one is it', () => {
  expect(chosenFile({ ...nothing, hashes: [sha1] }, files)).toBe(newer)
  expect(chosenFile({ ...nothing, hashes: [sha1], name: 'a.png', size: 10, type: 'image/png' }, files)).toBe(older)
  expect(chosenFile({ ...nothing, name: 'c.png' }, files)).toBe(other)
  expect(chosenFile({ ...nothing, hashes: [sha256] }, [other])).toBe(other)
})

test.each([
  nothing,
  { ...nothing, size: 10 },
  { ...nothing, hashes: [sha1], size: 11 },
  { ...nothing, hashes: [sha1], name: 'c.png' },
  { ...nothing, hashes: [sha1, sha256.replace('00', 'FF')] },
  { ...nothing, hashes: ['md5:00'] },
])('[T4] there is none for %j', (selector) => {
  expect(chosenFile(selector, files)).toBeNull()
})
