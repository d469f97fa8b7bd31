import { expect, test } from 'vitest'
import { FILE_TRANSFER, readFileTransfer } from './file-transfer.ts'

const told = {
  filename: 'photo.jpg',
  filesize: 1234,
  sender: { uri: 'alice@example.com', display_name: '' },
  receiver: { uri: 'bob@example.com', display_name: '' },
  transfer_id: 't1',
  timestamp: '2026-07-17T08:41:52+00:00',
  until: '2026-08-01T08:41:52+00:00',
  url: 'https://gateway.example/webrtcgateway/filetransfer/a/b/t1/photo.jpg',
  filetype: 'image/jpeg',
  hash: 'sha-1:AA:BB',
}
const read = (more: object = {}) =>
  readFileTransfer({ contentType: FILE_TRANSFER, content: JSON.stringify({ ...told, ...more }) })

test('a message that tells of a file says what it is and where', () => {
  expect(read()).toEqual({
    id: 't1',
    name: 'photo.jpg',
    size: 1234,
    type: 'image/jpeg',
    url: told.url,
    until: told.until,
    isEncrypted: false,
  })
  expect(read({ filename: 'photo.jpg.asc' })?.isEncrypted).toBe(true)
})

test('what is missing or of another kind is unknown, and what a file needs must be there', () => {
  expect(read({ filesize: '1234', filetype: 5, until: null })).toMatchObject({
    size: null,
    type: 'application/octet-stream',
    until: null,
  })
  expect([read({ filename: undefined }), read({ transfer_id: 7 }), read({ url: undefined })]).toEqual([null, null, null])
  expect(readFileTransfer({ contentType: FILE_TRANSFER, content: 'no JSON' })).toBeNull()
  expect(readFileTransfer({ contentType: 'text/plain', content: JSON.stringify(told) })).toBeNull()
})

test.each(['javascript:alert(1)', 'data:text/html,<script>', ' https://x', 'https://x y', `https://${'x'.repeat(5000)}`])(
  'a link that is none to a file is not taken: %s',
  (url) => {
    expect(read({ url })).toBeNull()
  },
)

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\a.txt', 'a.txt'],
  ['\u202Egnp.exe', 'gnp.exe'],
  ['a\r\nb\u0000.txt', 'ab.txt'],
  ['/', 'file'],
])('a file called %j is called %s', (filename, name) => {
  expect(read({ filename })?.name).toBe(name)
})
