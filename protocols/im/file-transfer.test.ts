import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type FileTransfer,
  FileTransferError,
  type FileTransferFault,
  parseFileTransfer,
  printFileTransfer,
} from './file-transfer.ts'

const hash = `sha-1:${Array.from({ length: 20 }, () => 'AB').join(':')}`
const picture: FileTransfer = {
  id: '3f1e',
  name: 'a.png',
  size: 1234,
  sender: { uri: 'alice@example.com', displayName: 'Alice' },
  receiver: { uri: 'bob@example.com', displayName: '' },
  timestamp: '2026-07-17T08:41:52+00:00',
  until: '2026-08-01T08:41:52+00:00',
  url: 'https://sylk.example.com/webrtcgateway/filetransfer/x/y/3f1e/a.png',
  contentType: 'image/png',
  hash,
}
const fields = JSON.parse(printFileTransfer(picture))

function fault(run: () => unknown): FileTransferFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof FileTransferError) return error.fault
    throw error
  }
  return null
}

test('a transfer is printed with the fields of §7.3', () => {
  expect(fields).toEqual({
    filename: 'a.png',
    filesize: 1234,
    sender: { uri: 'alice@example.com', display_name: 'Alice' },
    receiver: { uri: 'bob@example.com', display_name: '' },
    transfer_id: '3f1e',
    timestamp: '2026-07-17T08:41:52+00:00',
    until: '2026-08-01T08:41:52+00:00',
    url: 'https://sylk.example.com/webrtcgateway/filetransfer/x/y/3f1e/a.png',
    filetype: 'image/png',
    hash,
  })
})

test('the key of a hash that is not known is there, for Blink looks it up (§6.3)', () => {
  expect(JSON.parse(printFileTransfer({ ...picture, hash: null, until: null }))).toEqual({
    ...fields,
    hash: null,
    until: undefined,
  })
})

test('what a client leaves out, and what it adds, does no harm', () => {
  const { until: _until, hash: _hash, filetype: _filetype, ...rest } = fields
  const client = {
    ...rest,
    sender: { uri: 'alice@example.com' },
    fileType: 'x',
    progress: 1,
    receiver: { uri: 'bob@example.com' },
  }
  expect(parseFileTransfer(JSON.stringify(client))).toEqual({
    ...picture,
    sender: { uri: 'alice@example.com', displayName: '' },
    until: null,
    hash: null,
    contentType: 'application/octet-stream',
  })
})

test.each<[string, object]>([
  ['a time that is none', { until: 'soon' }],
  ['no time', { until: null }],
  ['a hash of another algorithm', { hash: 'sha-256:00' }],
  ['a hash that is a number', { hash: 1 }],
])('%s counts as missing', (_what, wrong) => {
  const { until, hash: read } = parseFileTransfer(JSON.stringify({ ...fields, ...wrong }))
  expect(until === null || read === null).toBe(true)
})

test.each<[FileTransferFault, string]>([
  ['too-large', `"${'x'.repeat(65_536)}"`],
  ['not-json', ''],
  ['not-json', '{'],
  ['not-json', '['.repeat(60_000)],
  ['bad-value', 'null'],
  ['bad-value', '[]'],
  ['bad-value', '{"__proto__":{"filename":"x"}}'],
])('%s: %j is refused', (expected, content) => {
  expect(fault(() => parseFileTransfer(content))).toBe(expected)
})

test.each<[string, unknown]>([
  ['transfer_id', ''],
  ['transfer_id', 1],
  ['filename', 'a\nb'],
  ['filename', 'n'.repeat(256)],
  ['filesize', '1234'],
  ['filesize', -1],
  ['filesize', 1.5],
  ['filesize', 2 ** 60],
  ['sender', 'alice@example.com'],
  ['sender', { uri: 'alice' }],
  ['receiver', { uri: 'bob@example.com\r\n' }],
  ['timestamp', 'now'],
  ['url', 'javascript:alert(1)'],
  ['filetype', 'png'],
])('a %s of %j is refused', (name, value) => {
  expect(fault(() => parseFileTransfer(JSON.stringify({ ...fields, [name]: value })))).toBe('bad-value')
})

test('a transfer with a value that is none is not printed', () => {
  expect(fault(() => printFileTransfer({ ...picture, url: 'ftp://example.com' }))).toBe('bad-value')
  expect(fault(() => printFileTransfer({ ...picture, until: 'soon' }))).toBe('bad-value')
  expect(fault(() => printFileTransfer({ ...picture, hash: hash.toLowerCase() }))).toBe('bad-value')
})

test('what is printed reads back the same', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\p{Cc}\p{Surrogate}]/u.test(text))
  const name = line.filter((text) => text !== '')
  const party = fc.record({ uri: name.map((user) => `${user}@example.com`), displayName: line })
  const time = fc.constantFrom('2026-08-01T00:00:00+00:00', '2026-08-01t00:00:00.5Z')
  const transfer: fc.Arbitrary<FileTransfer> = fc.record({
    ...{ id: name, name, size: fc.nat({ max: Number.MAX_SAFE_INTEGER }), sender: party, receiver: party },
    ...{ timestamp: time, until: fc.option(time) },
    url: fc.webUrl({ withQueryParameters: true, validSchemes: ['http', 'https'] }),
    contentType: fc.constantFrom('image/png', 'text/plain; charset=utf-8'),
    hash: fc.option(fc.constant(hash)),
  })
  fc.assert(
    fc.property(transfer, (given) => {
      expect(parseFileTransfer(printFileTransfer(given))).toEqual(given)
    }),
  )
})
