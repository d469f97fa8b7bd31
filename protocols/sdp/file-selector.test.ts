import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type FileMatch,
  type FileSelector,
  type KnownFile,
  matchFile,
  parseFileSelector,
  printFileSelector,
} from './file-selector.ts'
import { SdpError } from './sdp-error.ts'

const SHA1 = Array.from({ length: 20 }, (_, index) => `${index + 10}`).join(':')
const SHA256 = Array.from({ length: 32 }, (_, index) => `${index + 10}`).join(':')
const photo: FileSelector = { name: 'photo.jpg', type: 'image/jpeg', size: 4092, hashes: [`sha-1:${SHA1}`] }
const none: FileSelector = { name: null, type: null, size: null, hashes: [] }

test('all selectors are read and printed', () => {
  const text = `name:"photo.jpg" type:image/jpeg size:4092 hash:sha-1:${SHA1}`
  expect(parseFileSelector(text)).toEqual(photo)
  expect(printFileSelector(photo)).toBe(text)
})

test.each<[string, Partial<FileSelector>]>([
  ['', {}],
  [`hash:SHA1:${SHA1.toLowerCase()}`, { hashes: [`sha-1:${SHA1}`] }],
  [`hash:sha-256:${SHA256} hash:sha-1:${SHA1}`, { hashes: [`sha-256:${SHA256}`, `sha-1:${SHA1}`] }],
  ['hash:md5:0a:0b', { hashes: ['md5:0A:0B'] }],
  ['size:0', { size: 0 }],
  ['size:7 size:8', { size: 7 }],
  ['  SIZE:7  Type:Text/Plain ', { size: 7, type: 'text/plain' }],
  ['type:text/plain;charset="a b";x=y size:7', { type: 'text/plain', size: 7 }],
  ['icon:none size:7', { size: 7 }],
  ['name:"My%20%22cat%22 %E2%82%AC 100%25.jpg"', { name: 'My "cat" € 100%.jpg' }],
  ['name:"100% of it.jpg" size:7', { name: '100% of it.jpg', size: 7 }],
  ['name:"the "best" one.jpg" size:7', { name: 'the "best" one.jpg', size: 7 }],
  ['name:"a" and "b" type:image/jpeg', { name: 'a" and "b', type: 'image/jpeg' }],
  ['name:""', { name: '' }],
])('%s is read', (text, expected) => {
  expect(parseFileSelector(text)).toEqual({ ...none, ...expected })
})

test.each([
  'photo.jpg',
  'name:photo.jpg',
  'name:"photo.jpg',
  'size:',
  'size:-1',
  'size:1e3',
  `size:${'9'.repeat(16)}`,
  'type:',
  'type:image',
  'hash:sha-1:00',
  `hash:sha-256:${SHA1}`,
  'hash:md5',
  'hash:md5:0A:0 ',
  'hash:md5:0A '.repeat(9),
])('%j is none', (text) => {
  expect(parseFileSelector(text)).toBeNull()
})

test.each<[string, Partial<FileSelector>]>([
  ['a size that is no whole number', { size: 1.5 }],
  ['a negative size', { size: -1 }],
  ['a type with a space', { type: 'image/jpeg size:1' }],
  ['a hash that is none', { hashes: ['sha-1:xyz'] }],
])('%s is not printed', (_what, wrong) => {
  expect(() => printFileSelector({ ...photo, ...wrong })).toThrow(SdpError)
})

const file: KnownFile = { name: 'photo.jpg', type: 'image/jpeg', size: 4092, hashes: [`sha-1:${SHA1}`] }

test.each<[string, Partial<FileSelector>, FileMatch]>([
  ['all of it', photo, { matches: true }],
  ['nothing', {}, { matches: true }],
  ['the hash alone', { hashes: [`sha-1:${SHA1}`] }, { matches: true }],
  ['the hash, and another one that is not known here', { hashes: [`sha-256:${SHA256}`, `sha-1:${SHA1}`] }, { matches: true }],
  ['another name', { ...photo, name: 'photo.png' }, { matches: false, by: 'name' }],
  ['another type', { type: 'image/png' }, { matches: false, by: 'type' }],
  ['another size', { ...photo, size: 4093 }, { matches: false, by: 'size' }],
  ['another hash', { ...photo, hashes: [`sha-1:${SHA1.replace('10', '00')}`] }, { matches: false, by: 'hash' }],
  ['a hash that is not known here', { hashes: [`sha-256:${SHA256}`] }, { matches: false, by: 'hash' }],
])('a selector that says %s (RFC 5547 §6)', (_what, selector, expected) => {
  expect(matchFile({ ...none, ...selector }, file)).toEqual(expected)
})

test('a type counts for nothing where that of the file is not known', () => {
  expect(matchFile(photo, { ...file, type: null })).toEqual({ matches: true })
})

test('whatever a file is called, its selector reads back the same', () => {
  const names = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('" size:1', 'a\r\nm=audio', '%', '%41', '\0', ' ', '\ufeff'),
  )
  fc.assert(
    fc.property(names, fc.option(fc.nat()), (name, size) => {
      const printed = printFileSelector({ ...photo, name, size })
      expect(printed).not.toMatch(/[\r\n\0]/)
      expect(parseFileSelector(printed)).toEqual({ ...photo, name, size })
    }),
  )
})
