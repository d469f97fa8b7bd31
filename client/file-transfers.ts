import type { Account } from './account.ts'
import { RequestFailure } from './request-failure.ts'
import { httpBase, type UploadOptions, upload } from './upload.ts'

export interface SendFileOptions extends UploadOptions {
  /** That of an upload that failed, when the same file is sent again: so nobody gets it twice. */
  readonly id?: string
}

/**
 * Sends files to contacts, who may be away (sylkrtc-protocol.md §7.3). The gateway keeps a file and writes the message that tells both
 * sides of it, so it comes up in `Conversations` by itself: `readFileTransfer` reads that message.
 *
 * ```ts
 * const files = new FileTransfers(account)
 * const id = files.newId()                                 // also the id of the message to come
 * await files.send('bob@example.com', 'photo.jpg', blob, { id, signal, progress: (share) => … })
 * ```
 *
 * What is already encrypted is sent as any file, under a name that ends in `.asc`.
 */
export class FileTransfers {
  readonly #account: Account

  constructor(account: Account) {
    this.#account = account
  }

  /** An id for a transfer. */
  newId(): string {
    return this.#account.messages.newId()
  }

  /**
   * Resolves with the id of the transfer, which is that of its message, when the gateway has all of the file. Rejects with a RequestFailure:
   * `disconnected` where the account is not registered, as nobody could know who sends; `refused` by the gateway, as for want of room.
   * @param contact `user@domain`
   * @param name of the file, without folders
   */
  async send(contact: string, name: string, content: Blob, options: SendFileOptions = {}): Promise<string> {
    const { connection, address, state } = this.#account
    if (state.kind !== 'registered') throw new RequestFailure('disconnected', 'the account is not registered')
    const { id = this.newId() } = options
    const parts = [address, contact, id, name].map(encodeURIComponent)
    await upload(connection.platform, [httpBase(connection.url), 'filetransfer', ...parts].join('/'), content, options)
    return id
  }
}
