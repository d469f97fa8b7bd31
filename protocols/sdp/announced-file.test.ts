import { expect, test } from 'vitest'
import { announcedFile, fileDigests, printDigest, storedSelector, wantedBytes } from './announced-file.ts'
import type { MsrpFile } from './msrp-file.ts'

const sha1 = new Uint8Array(20).fill(0xab)
const sha256 = new Uint8Array(32).fill(0x0c)
const selector = { name: 'a.png', type: 'image/png', size: 10, hashes: [printDigest('sha-1', sha1)] }
const file: MsrpFile = { selector, transferId: null, disposition: null, range: null, resumes: false }

test('what is announced of a file is its name, its size and the hashes that are known here', () => {
  expect(announcedFile(file)).toEqual({ usable: true, file: { name: 'a.png', size: 10, hashes: { sha1 } } })
  const hashes = ['md5:00', printDigest('sha-256', sha256)]
  expect(announcedFile({ ...file, selector: { ...selector, hashes } })).toMatchObject({ file: { hashes: { sha256 } } })
  expect(fileDigests(['md5:00'])).toEqual({})
})

test.each([
  ['no-name', { selector: { ...selector, name: null } }],
  ['no-name', { selector: { ...selector, name: '' } }],
  ['no-size', { selector: { ...selector, size: null } }],
  ['empty', { selector: { ...selector, size: 0 } }],
  ['part', { range: { first: 2, last: null } }],
  ['part', { range: { first: 1, last: 9 } }],
])('%s: it cannot be taken in', (reason, change) => {
  expect(announcedFile({ ...file, ...change })).toEqual({ usable: false, reason })
})

test('a range that is all of the file is no part of it', () => {
  expect(announcedFile({ ...file, range: { first: 1, last: 10 } }).usable).toBe(true)
  expect(announcedFile({ ...file, range: { first: 1, last: null } }).usable).toBe(true)
})

test.each([
  [null, { first: 0, last: 9 }],
  [
    { first: 3, last: null },
    { first: 2, last: 9 },
  ],
  [
    { first: 3, last: 5 },
    { first: 2, last: 4 },
  ],
  [
    { first: 3, last: 50 },
    { first: 2, last: 9 },
  ],
  [{ first: 11, last: null }, null],
])('of a file of 10 bytes the range %j is the bytes %j', (range, bytes) => {
  expect(wantedBytes(range, 10)).toEqual(bytes)
})

test('a stored file is described with the hashes that its asker knows', () => {
  const stored = { name: 'b.png', size: 7, sha1, sha256 }
  const short = { name: 'b.png', type: 'image/png', size: 7, hashes: [`sha-1:${Array(20).fill('AB').join(':')}`] }
  expect(storedSelector(selector, stored)).toEqual(short)
  const long = { ...short, hashes: [...short.hashes, `sha-256:${Array(32).fill('0C').join(':')}`] }
  expect(storedSelector({ ...selector, hashes: [printDigest('sha-256', sha256)] }, stored)).toEqual(long)
})
