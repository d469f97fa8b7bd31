import { expect, test } from 'vitest'
import type { TransferredFile } from '../../core/file/transferred-file.ts'
import { fileWords, transferOf } from './file-words.ts'

const words = fileWords(() => 'https://sylk.example.com')
const file: TransferredFile = {
  ...{ id: '3f1e', name: 'à la carte.jpg', size: 1234, contentType: 'image/jpeg' },
  ...{ sender: 'alice@example.com', receiver: 'bob@example.com', owner: 'alice@example.com' },
  storedAt: Date.UTC(2026, 6, 17, 8, 41, 52),
  until: Date.UTC(2026, 7, 1, 8, 41, 52),
  sha1: new Uint8Array(20).fill(0xab),
  key: 'kkkkkkkkkkkkkkkkkkkkkk',
}

test('clients are told what §7.3 says, under a URL that ends in the name and holds the key', () => {
  expect(transferOf(file, 'https://sylk.example.com')).toEqual({
    ...{ id: '3f1e', name: 'à la carte.jpg', size: 1234, contentType: 'image/jpeg' },
    sender: { uri: 'alice@example.com', displayName: '' },
    receiver: { uri: 'bob@example.com', displayName: '' },
    timestamp: '2026-07-17T08:41:52+00:00',
    until: '2026-08-01T08:41:52+00:00',
    url: 'https://sylk.example.com/webrtcgateway/filetransfer/wWD4zGmk8L8rA2J1I1PQYA/S5u4BiDwPrNxngoGHBQoPQkkkkkkkkkkkkkkkkkkkkkk/3f1e/%C3%A0%20la%20carte.jpg',
    hash: `sha-1:${Array.from({ length: 20 }, () => 'AB').join(':')}`,
  })
})

test('a note says again what it was made of', () => {
  expect(words.parseNote(words.printNote(file))).toEqual(file)
  expect(words.parseNote(words.printNote({ ...file, owner: 'bob@example.com' }))?.owner).toBe('bob@example.com')
})

test('a note of a SylkServer has no key, and its file is in the folder of who sent it', () => {
  const { key: _key, owner: _owner, ...note } = JSON.parse(words.printNote(file))
  const theirs = { ...note, sender: { uri: 'Alice@example.com' }, hash: undefined, prefix: '/var/spool', path: '/var/spool/x' }
  expect(words.parseNote(JSON.stringify(theirs))).toMatchObject({ key: null, owner: 'alice@example.com', sha1: new Uint8Array() })
})

test.each(['', '{', '[]', 'null', '{"filename":"../x"}'])('%j is no note', (note) => {
  expect(words.parseNote(note)).toBeNull()
})

test('accounts are compared in lower case, and what is no address is none', () => {
  expect(words.account('sip:Alice@Example.com')).toBe('alice@example.com')
  expect(words.account('../alice@example.com')).toBeNull()
  expect(words.account(`${'a'.repeat(300)}@example.com`)).toBeNull()
})

test('a type that is none is unknown', () => {
  expect(words.contentType('image/png')).toBe('image/png')
  expect(words.contentType('')).toBe('application/octet-stream')
  expect(words.contentType(`image/${'x'.repeat(300)}`)).toBe('application/octet-stream')
})
