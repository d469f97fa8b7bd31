import { deepStrictEqual } from 'node:assert'
import { FileTransferError, parseFileTransfer, printFileTransfer } from '@weft/protocols/im/file-transfer'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'file-transfer',
  seeds: [
    encode(
      printFileTransfer({
        ...{ id: '3f1e', name: 'a.png', size: 1234, contentType: 'image/png; x="y"' },
        sender: { uri: 'alice@example.com', displayName: 'Alice' },
        receiver: { uri: 'bob@example.com', displayName: '' },
        ...{ timestamp: '2026-07-17T08:41:52+00:00', until: '2026-08-01T08:41:52.5Z' },
        url: 'https://sylk.example.com/webrtcgateway/filetransfer/x/y/3f1e/a.png',
        hash: `sha-1:${Array.from({ length: 20 }, () => 'AB').join(':')}`,
      }),
    ),
    encode(
      '{"filename":"\\u00e4","filesize":-0,"sender":{"uri":"a@b"},"receiver":{"uri":"b@c","display_name":null},"transfer_id":"1","timestamp":"2026-07-17 08:41:52Z","url":"http://e"}',
    ),
  ],
  dictionary: ['"until":', '"hash":', '"filetype":', '"__proto__":', 'null', '1e400', '-0', '\\ud800', 'sha-1:', 'https://'],

  /** Throws when parsing throws anything but FileTransferError, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    let transfer: ReturnType<typeof parseFileTransfer>
    try {
      transfer = parseFileTransfer(new TextDecoder().decode(input))
    } catch (error) {
      if (error instanceof FileTransferError) return
      throw error
    }
    deepStrictEqual(parseFileTransfer(printFileTransfer(transfer)), transfer)
  },
}
