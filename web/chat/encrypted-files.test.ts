import type { ConversationMessage } from '@weft/client/conversation-message'
import { newlyKnown } from '@weft/client/conversation-message'
import type { FileTransfer } from '@weft/client/file-transfer'
import type { OpenedFile } from '@weft/client/pgp/encrypted-file'
import { expect, test, vi } from 'vitest'
import { EncryptedFiles } from './encrypted-files.ts'

const transfer: FileTransfer = {
  ...{ id: 'f', name: 'photo.png.asc', size: 6, type: 'image/png', url: 'https://gateway.example/f', until: null },
  isEncrypted: true,
}

function about(id: string): ConversationMessage {
  const text = { content: '{}', contentType: 'application/sylk-file-transfer', timestamp: '2026-07-17T08:41:52Z' }
  const message = { id, contact: 'bob@example.com', displayName: '', direction: 'incoming', state: 'received', owed: [] } as const
  return newlyKnown({ ...message, ...text }, 0)
}

function viewing(
  opened: OpenedFile = { kind: 'decrypted', name: 'photo.png', bytes: new Uint8Array([1]), signature: 'unsigned' },
) {
  const blobs: Blob[] = []
  const browser = {
    fetch: vi.fn(async (_path: string) => new Response('armour')),
    createUrl: (content: Blob) => `blob:${blobs.push(content)}`,
    revokeUrl: vi.fn(),
  }
  const listeners: (() => void)[] = []
  const onKeys = (listener: () => void) => {
    listeners.push(listener)
    return () => undefined
  }
  const files = new EncryptedFiles({ openFile: async () => opened, onKeys }, browser)
  const newKeys = () => listeners.forEach((listener) => void listener())
  return { files, browser, blobs, newKeys }
}

test('a file is fetched and decrypted once, when somebody wants it', async () => {
  const { files, browser, blobs } = viewing()
  const message = about('m')
  expect(files.file(message).value).toEqual({ kind: 'closed' })
  const first = files.open(message, transfer, '/path')
  expect(files.file(message).value).toEqual({ kind: 'opening' })
  expect(await first).toEqual({ kind: 'open', url: 'blob:1', name: 'photo.png', signature: 'unsigned' })
  await files.open(message, transfer, '/path')
  expect(browser.fetch).toHaveBeenCalledOnce()
  expect(blobs[0]?.type).toBe('image/png')
})

test('what is no picture is given out as bytes that no browser shows', async () => {
  const { files, blobs } = viewing()
  await files.open(about('m'), { ...transfer, type: 'text/html' }, '/path')
  expect(blobs[0]?.type).toBe('application/octet-stream')
})

test('what cannot be fetched or read is said, and may be tried again', async () => {
  const gone = viewing()
  gone.browser.fetch.mockResolvedValueOnce(new Response('', { status: 404 }))
  expect(await gone.files.open(about('m'), transfer, '/path')).toEqual({ kind: 'failed', reason: 'gone' })
  expect(await gone.files.open(about('m'), transfer, '/path')).toMatchObject({ kind: 'open' })
  const keyless = viewing({ kind: 'unreadable', reason: 'no-private-key' })
  expect(await keyless.files.open(about('m'), transfer, '/path')).toEqual({ kind: 'failed', reason: 'no-private-key' })
  keyless.newKeys()
  expect(keyless.files.file(about('m')).value).toEqual({ kind: 'closed' })
  const large = viewing()
  const huge = { ...transfer, size: 1e9 }
  expect(await large.files.open(about('m'), huge, '/path')).toEqual({ kind: 'failed', reason: 'too-large' })
  expect(large.browser.fetch).not.toHaveBeenCalled()
})

test('few are kept in memory, and none once the account is gone', async () => {
  const { files, browser } = viewing()
  const messages = Array.from({ length: 25 }, (_, at) => about(`m${at}`))
  for (const message of messages) await files.open(message, transfer, '/path')
  expect(browser.revokeUrl).toHaveBeenCalledTimes(5)
  const [first] = messages
  expect(first && files.file(first).value.kind).toBe('closed')
  files.close()
  expect(browser.revokeUrl).toHaveBeenCalledTimes(25)
})

test('what is decrypted only after the account is gone does not stay in memory', async () => {
  const { files, browser } = viewing()
  const opening = files.open(about('m'), transfer, '/path')
  files.close()
  expect(await opening).toEqual({ kind: 'closed' })
  expect(browser.revokeUrl).toHaveBeenCalledWith('blob:1')
})
