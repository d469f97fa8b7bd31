import type { BlobDraft, Blobs, OpenBlob } from '../../ports/blobs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FileAddress, FileApplication, FileUpload, OfferedFile, UploadOutcome } from '../../ports/file-application.ts'
import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import { base64url } from '../base64url.ts'
import { GuessThrottle } from '../guess-throttle.ts'
import { isSameSecret } from '../same-secret.ts'
import { safeFileName, safeTransferId } from './file-name.ts'
import type { FileQuota, Reservation } from './file-quota.ts'
import { type RunningUpload, RunningUploads } from './running-uploads.ts'
import { folderOf, hashedAddress, ownerOf, placeOf, readUrlParts, type TransferredFile } from './transferred-file.ts'

export interface FileSettings {
  /** Bytes that one file may have. */
  readonly maxFileSize: number
  /** Bytes of the disk that files leave free: journals are often on the same one. */
  readonly keepFree: number
  /** ms for which a file is there at the least. */
  readonly lifetime: number
}

/** Who files are between. */
export interface FileParties {
  /** Whether a device of that account, which has proved that it may have it, is connected from where `address` is. */
  isConnected(account: string, address: string): boolean
  /** Whether messages are kept for that account. */
  hasJournal(account: string): Promise<boolean>
  /** Whether that account's journal tells of the message. */
  hasRecord(account: string, messageId: string): Promise<boolean>
}

/** A file as its note tells of it; that of a SylkServer has no key. */
export type NotedFile = Omit<TransferredFile, 'key'> & { readonly key: string | null }

/** What clients say of files, and what is noted beside each, in the words of their protocol. */
export interface FileWords {
  /** The form in which an account is compared; null for what is no address of record. */
  account(address: string): string | null
  /** A MIME type, whatever the client said. */
  contentType(given: string): string
  printNote(file: TransferredFile): string
  /** Null where it is none. */
  parseNote(note: string): NotedFile | null
}

export interface FileNeeds {
  readonly blobs: Blobs
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly parties: FileParties
  readonly words: FileWords
  readonly quota: FileQuota
  /** Tells both of a file. Resolves when that is in their journals; telling again changes nothing. Rejects with Refusal. */
  announce(file: TransferredFile): Promise<void>
}

type RemovedRecord = Pick<JournalEntry, 'direction' | 'contact' | 'messageId'>

const UPLOADS = { atOnce: 256, atOncePerPlace: 32 }
/** Under which asking for files that are not there is counted. */
const GUESSES = 'files'

/** Files that one account sends another (sylkrtc-protocol §7.3). What is answered is on disk, and told of. */
export class FileTransfers implements FileApplication {
  readonly #settings: FileSettings
  readonly #needs: FileNeeds
  readonly #running = new RunningUploads(UPLOADS)
  readonly #throttle = new GuessThrottle()

  constructor(settings: FileSettings, needs: FileNeeds) {
    this.#settings = settings
    this.#needs = needs
  }

  /** Bytes that one file may have. */
  get maxFileSize(): number {
    return this.#settings.maxFileSize
  }

  async upload(upload: FileUpload): Promise<UploadOutcome> {
    const sender = this.#needs.words.account(upload.sender)
    // Before anything else is looked at: strangers learn nothing of who has an account here.
    if (sender === null || !this.#needs.parties.isConnected(sender, upload.address)) return 'forbidden'
    return this.receive(upload)
  }

  /**
   * Takes a file whose sender has been made sure of otherwise. What `accepts` does not want counts as broken off. Rejects with Refusal where the file or its
   * message could not be kept.
   */
  async receive(upload: FileUpload, accepts: (draft: BlobDraft) => boolean = () => true): Promise<UploadOutcome> {
    const { words, log } = this.#needs
    const sender = words.account(upload.sender)
    const receiver = words.account(upload.receiver)
    const id = safeTransferId(upload.id)
    const name = safeFileName(upload.name)
    if (sender === null || receiver === null || id === null || name === null) return 'forbidden'
    if (upload.size > this.#settings.maxFileSize) return 'too-large'
    const running = await this.#running.begin([sender, receiver, id].join(' '), id, upload.address, upload.abort)
    if (running === null) return 'too-many'
    try {
      const outcome = await this.#take(running, { sender, receiver, id, name }, upload, accepts)
      log.info('file upload', { outcome, sender, receiver, bytes: upload.size })
      return outcome
    } finally {
      running.over()
    }
  }

  /**
   * A file that one of the two accounts has sent the other under that id, and that is meant; null where there is none. Its blob must be read or closed.
   * Rejects with Refusal.
   */
  async between(
    account: string,
    other: string,
    id: string,
    isMeant: (file: NotedFile) => boolean,
  ): Promise<{ readonly file: NotedFile; readonly blob: OpenBlob } | null> {
    const { blobs, words } = this.#needs
    const parties = [words.account(account), words.account(other)] as const
    const [one, two] = parties
    if (one === null || two === null || safeTransferId(id) === null) return null
    for (const folder of [folderOf(one, two, id), folderOf(two, one, id)])
      for (const { place } of await blobs.inFolder(folder)) {
        const blob = await blobs.open(place)
        const file = blob && words.parseNote(blob.note)
        if (file && parties.includes(file.sender) && parties.includes(file.receiver) && isMeant(file)) return { file, blob }
        await blob?.close()
      }
    return null
  }

  cancel(id: string, address: string): boolean {
    return this.#running.cancel(id, address)
  }

  async find(file: FileAddress, address: string): Promise<OfferedFile | 'missing' | 'wait'> {
    const { clock } = this.#needs
    const found = await this.#open(file, address)
    if (found === 'missing') this.#throttle.failed(address, GUESSES, clock.now())
    return found
  }

  /**
   * A record of that account's journal that told of a file is gone. The file goes with the last of the two that did: nobody takes away what somebody else
   * still has. Resolves when that has been seen to; never rejects.
   */
  async recordRemoved(account: string, { direction, contact, messageId }: RemovedRecord): Promise<void> {
    try {
      if (await this.#needs.parties.hasRecord(contact, messageId)) return
      if (direction === 'incoming') await this.#remove(contact, account, messageId)
      else await this.#remove(account, contact, messageId)
    } catch (error) {
      this.#needs.log.error('a file was not removed', { error: String(error) })
    }
  }

  /** Removes what `sender` has sent `receiver` under this id, wherever it is. What others sent stays, whoever chose the id. */
  async #remove(sender: string, receiver: string, id: string): Promise<void> {
    const { blobs, words, quota } = this.#needs
    if (safeTransferId(id) === null) return
    for (const folder of [folderOf(sender, receiver, id), folderOf(receiver, sender, id)])
      for (const { place, size } of await blobs.inFolder(folder)) {
        const blob = await blobs.open(place)
        await blob?.close()
        if (blob && words.parseNote(blob.note)?.sender === sender && (await blobs.remove(place)))
          quota.removed(ownerOf(place), size)
      }
  }

  async #take(
    running: RunningUpload,
    file: Pick<TransferredFile, 'sender' | 'receiver' | 'id' | 'name'>,
    upload: FileUpload,
    accepts: (draft: BlobDraft) => boolean,
  ): Promise<UploadOutcome> {
    const { blobs, clock, random, words, quota } = this.#needs
    const owner = await this.#ownerOf(file)
    if (owner === null) return 'nobody'
    const stored = await blobs.inFolder(folderOf(owner, owner === file.sender ? file.receiver : file.sender, file.id))
    if (stored.some(({ place }) => place.name !== file.name)) return 'taken'
    if (upload.size > (await blobs.free()) - this.#settings.keepFree) return 'disk-full'
    const reservation = quota.reserve(hashedAddress(owner), upload.size)
    if (typeof reservation === 'string') return reservation
    try {
      const receipt = await blobs.receive(upload.body, upload.size)
      if (receipt.outcome !== 'received') return running.cancelled ? 'cancelled' : toldOf[receipt.outcome]
      const { draft } = receipt
      if (!running.settle()) {
        await draft.discard()
        return 'cancelled'
      }
      if (!accepts(draft)) {
        await draft.discard()
        return 'broken-off'
      }
      const storedAt = clock.now()
      const until = storedAt + this.#settings.lifetime
      const { size, sha1 } = draft
      const contentType = words.contentType(upload.contentType)
      const whole = { ...file, owner, size, sha1, contentType, storedAt, until, key: base64url(random.id()) }
      return await this.#keep(whole, draft, reservation).finally(() => draft.discard())
    } finally {
      reservation.release()
    }
  }

  /** Puts a file in its place, and then tells of it: what nobody was told of expires, what somebody was told of is there. */
  async #keep(file: TransferredFile, draft: BlobDraft, reservation: Reservation): Promise<UploadOutcome> {
    const { blobs, words, announce } = this.#needs
    const place = placeOf(file)
    const outcome = await draft.keep(place, words.printNote(file))
    if (outcome === 'full') return 'disk-full'
    if (outcome === 'kept') {
      reservation.keep()
      await announce(file)
      return 'stored'
    }
    // The client was not told that it is there, and has sent it again; encrypted anew it differs, and yet is the same.
    const blob = await blobs.open(place)
    await blob?.close()
    const before = blob && words.parseNote(blob.note)
    if (!before || before.key === null || before.sender !== file.sender) return 'taken'
    await announce({ ...before, key: before.key })
    return 'stored'
  }

  async #open(file: FileAddress, address: string): Promise<OfferedFile | 'missing' | 'wait'> {
    const { blobs, clock, words } = this.#needs
    const parts = readUrlParts(file.sender, file.receiver, file.id)
    if (parts === null || safeTransferId(file.id) === null || safeFileName(file.name) !== file.name) return 'missing'
    // Only where there is no key something can be guessed.
    if (parts.key === '' && this.#throttle.wait(address, GUESSES, clock.now()) > 0) return 'wait'
    const blob = await blobs.open({ folder: parts.folder, name: file.name })
    if (blob === null) return 'missing'
    const note = words.parseNote(blob.note)
    if (note !== null && isSameSecret(parts.key, note.key ?? '')) return offered(blob, note.sha1)
    await blob.close()
    return 'missing'
  }

  /** In whose folder a file goes: that of its sender, or where nothing is kept for him, of its receiver. */
  async #ownerOf({ sender, receiver }: Pick<TransferredFile, 'sender' | 'receiver'>): Promise<string | null> {
    const { parties } = this.#needs
    if (await parties.hasJournal(sender)) return sender
    return (await parties.hasJournal(receiver)) ? receiver : null
  }
}

const toldOf = { 'too-large': 'too-large', full: 'disk-full', 'broken-off': 'broken-off' } as const

function offered(blob: OpenBlob, sha1: Uint8Array): OfferedFile {
  const { place, size, storedAt } = blob
  const tag = Array.from(sha1, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { name: place.name, size, storedAt, tag, read: (first, last) => blob.read(first, last), close: () => blob.close() }
}
