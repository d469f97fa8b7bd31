import { expect, test } from 'vitest'
import { fileAnnouncement, printFileSize } from './file-announcement.ts'

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.00 KB'],
  [10_239, '10.00 KB'],
  [10_240, '10.0 KB'],
  [1_048_575, '1024.0 KB'],
  [1_048_576, '1.00 MB'],
  [10_485_760, '10.0 MB'],
  [1_073_741_823, '1024.0 MB'],
  [1_073_741_824, '1.00 GB'],
  [10_737_418_240, '10.0 GB'],
  [5_497_558_138_880, '5120.0 GB'],
])('%i bytes are %s (§7.3)', (size, text) => {
  expect(printFileSize(size)).toBe(text)
})

test('an announcement begins as mobile clients know it', () => {
  expect(fileAnnouncement('https://e.com/webrtcgateway/filetransfer/a/b/c/d', 2048)).toBe(
    'File transfer available at https://e.com/webrtcgateway/filetransfer/a/b/c/d (2.00 KB)',
  )
})
