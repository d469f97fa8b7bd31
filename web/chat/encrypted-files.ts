import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ConversationMessage } from '@weft/client/conversation-message'
import type { FileTransfer } from '@weft/client/file-transfer'
import type { Signature, Unreadable } from '@weft/client/message-cipher'
import type { OpenedFile } from '@weft/client/pgp/encrypted-file'

/** Decrypted files that are kept in memory; those before are decrypted anew when somebody wants them. */
const MOST_KEPT = 20
/** In bytes, as it is fetched: armour is a third longer than what is in it. */
const LARGEST = 100_000_000

export type DecryptedFile =
  | { readonly kind: 'closed' } // nobody has wanted it yet
  | { readonly kind: 'opening' }
  /** `url` is good for the page only, and until it is closed. */
  | { readonly kind: 'open'; readonly url: string; readonly name: string; readonly signature: Signature }
  /** `gone`: it could not be fetched. */
  | { readonly kind: 'failed'; readonly reason: Unreadable | 'gone' }

/** What decrypts files. */
interface FileOpener {
  /** Calls the listener when files that could not be read may be now. */
  onKeys(listener: () => void): () => void
  openFile(message: ConversationMessage, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<OpenedFile>
}

/** What of the browser is used. */
export interface FileBrowser {
  fetch(url: string): Promise<Response>
  createUrl(content: Blob): string
  revokeUrl(url: string): void
}

const BROWSER: FileBrowser = {
  fetch: (url) => fetch(url),
  createUrl: (content) => URL.createObjectURL(content),
  revokeUrl: (url) => URL.revokeObjectURL(url),
}

/** Types of pictures that every browser shows; all else is given out as bytes, so that no page of somebody else's comes up as one of ours. */
const PICTURES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** The encrypted files of the conversations, fetched and decrypted when they are wanted. */
export class EncryptedFiles {
  readonly #cipher: FileOpener
  readonly #browser: FileBrowser
  readonly #unsubscribe: () => void
  /** By key of the message, those wanted last at the end. */
  readonly #files = new Map<string, Signal<DecryptedFile>>()

  constructor(cipher: FileOpener, browser: FileBrowser = BROWSER) {
    this.#cipher = cipher
    this.#browser = browser
    this.#unsubscribe = cipher.onKeys(() => {
      for (const file of this.#files.values()) if (file.value.kind === 'failed') file.value = { kind: 'closed' }
    })
  }

  /** What is known of the file that a message is about. */
  file({ key }: ConversationMessage): ReadonlySignal<DecryptedFile> {
    return this.#files.get(key) ?? this.#remember(key, signal<DecryptedFile>({ kind: 'closed' }))
  }

  /** Fetches and decrypts a file, unless that is done. @param path where it is, at the gateway */
  async open(message: ConversationMessage, transfer: FileTransfer, path: string): Promise<DecryptedFile> {
    const file = this.#files.get(message.key) ?? signal<DecryptedFile>({ kind: 'closed' })
    this.#remember(message.key, file)
    if (file.value.kind === 'opening' || file.value.kind === 'open') return file.value
    file.value = { kind: 'opening' }
    const opened = await this.#opened(message, transfer, path)
    // Meanwhile so many others were wanted that it is forgotten, or the account was logged out.
    const isWanted = this.#files.get(message.key) === file
    if (opened.kind === 'open' && !isWanted) this.#browser.revokeUrl(opened.url)
    file.value = isWanted ? opened : { kind: 'closed' }
    return file.value
  }

  /** Nothing of them stays in memory. */
  close(): void {
    this.#unsubscribe()
    for (const [key, file] of this.#files) this.#forget(key, file)
  }

  async #opened(message: ConversationMessage, { name, type, size }: FileTransfer, path: string): Promise<DecryptedFile> {
    if (size !== null && size > LARGEST) return { kind: 'failed', reason: 'too-large' }
    const bytes = await this.#fetched(path)
    if (bytes === null) return { kind: 'failed', reason: 'gone' }
    const opened = await this.#cipher.openFile(message, { name, bytes })
    if (opened.kind === 'unreadable') return { kind: 'failed', reason: opened.reason }
    const shown = PICTURES.includes(type.toLowerCase()) ? type.toLowerCase() : 'application/octet-stream'
    const url = this.#browser.createUrl(new Blob([new Uint8Array(opened.bytes)], { type: shown }))
    return { kind: 'open', url, name: opened.name, signature: opened.signature }
  }

  async #fetched(path: string): Promise<Uint8Array | null> {
    try {
      const response = await this.#browser.fetch(path)
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : null
    } catch {
      return null
    }
  }

  #remember(key: string, file: Signal<DecryptedFile>): Signal<DecryptedFile> {
    this.#files.delete(key)
    this.#files.set(key, file)
    for (const [oldest, one] of this.#files) {
      if (this.#files.size <= MOST_KEPT) break
      this.#forget(oldest, one)
    }
    return file
  }

  #forget(key: string, file: Signal<DecryptedFile>): void {
    this.#files.delete(key)
    if (file.value.kind !== 'open') return
    this.#browser.revokeUrl(file.value.url)
    file.value = { kind: 'closed' }
  }
}
