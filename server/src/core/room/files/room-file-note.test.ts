import { expect, test } from 'vitest'
import { parseNote, printNote } from './room-file-note.ts'

const uploader = { uri: 'alice@example.com', displayName: 'Alice "A" Doe' }

const hashes = { sha1: new Uint8Array(20).fill(1), sha256: new Uint8Array(32).fill(2) }

test('a note is what clients are told of the file, and its hashes', () => {
  const note = printNote({ name: 'a.png', size: 5, uploader, session: 's1' }, hashes)
  expect(JSON.parse(note)).toEqual({
    ...{ filename: 'a.png', filesize: 5, session: 's1' },
    uploader: { uri: 'alice@example.com', display_name: 'Alice "A" Doe' },
    ...{ sha1: '01'.repeat(20), sha256: '02'.repeat(32) },
  })
  expect(parseNote(note)).toEqual({ uploader, session: 's1', hashes })
})

test.each([
  '{"uploader":{"uri":"a@x.test"},"session":"s1"}',
  '{"uploader":{"uri":"a@x.test"},"session":"s1","sha1":"01","sha256":"02"}',
])('hashes that are not there are none: %s', (note) => {
  expect(parseNote(note)).toMatchObject({ session: 's1', hashes: null })
})

test('who has no name has none', () => {
  const anonymous = { uri: 'alice@example.com', displayName: '' }
  expect(parseNote('{"uploader":{"uri":"alice@example.com","display_name":null},"session":"s1"}')?.uploader).toEqual(anonymous)
  expect(parseNote('{"uploader":{"uri":"alice@example.com"},"session":"s1"}')?.uploader).toEqual(anonymous)
})

test.each([
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"session":"s1"}',
  '{"uploader":"alice@example.com","session":"s1"}',
  '{"uploader":{"uri":1},"session":"s1"}',
  '{"uploader":{"uri":"alice@example.com"}}',
  JSON.stringify({ uploader: { uri: 'alice@example.com' }, session: 'x'.repeat(5000) }),
])('%s is none', (note) => {
  expect(parseNote(note)).toBeNull()
})
