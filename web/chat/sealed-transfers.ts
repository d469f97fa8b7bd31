import type { FileTransfers, SendFileOptions } from '@weft/client/file-transfers'
import type { SealedFile } from '@weft/client/pgp/encrypted-file'
import { PgpError } from '@weft/client/pgp/pgp-error'
import { RequestFailure } from '@weft/client/request-failure'
import { NOT_ENCRYPTED, sealRefusalWords, TOO_LARGE_TO_ENCRYPT } from '../words/encryption.ts'

/** What encrypts files. */
interface FileCipher {
  sealFile(contact: string, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<SealedFile>
}

/** Sends files as messages go out: encrypted, in clear, or not at all. */
export class SealedTransfers {
  readonly #transfers: Pick<FileTransfers, 'newId' | 'send'>
  readonly #cipher: FileCipher

  constructor(transfers: Pick<FileTransfers, 'newId' | 'send'>, cipher: FileCipher) {
    this.#transfers = transfers
    this.#cipher = cipher
  }

  newId(): string {
    return this.#transfers.newId()
  }

  /** Like `FileTransfers.send`; `refused` as well where the file must not go out in clear and cannot be encrypted. */
  async send(contact: string, name: string, content: Blob, options: SendFileOptions = {}): Promise<string> {
    const sealed = await this.#seal(contact, name, content)
    if (sealed.kind === 'refused') throw new RequestFailure('refused', sealRefusalWords(sealed.reason))
    if (sealed.kind === 'clear') return this.#transfers.send(contact, name, content, options)
    // Whoever gets it is told the type of what is inside.
    const encrypted = new Blob([new Uint8Array(sealed.bytes)], { type: content.type })
    return this.#transfers.send(contact, sealed.name, encrypted, options)
  }

  async #seal(contact: string, name: string, content: Blob): Promise<SealedFile> {
    const bytes = new Uint8Array(await content.arrayBuffer())
    return this.#cipher.sealFile(contact, { name, bytes }).catch((error: unknown) => {
      if (!(error instanceof PgpError)) throw error
      throw new RequestFailure('refused', error.kind === 'too-large' ? TOO_LARGE_TO_ENCRYPT : NOT_ENCRYPTED)
    })
  }
}
