import { computed, signal } from '@preact/signals'
import type { ConferenceFiles, SharedFile } from '@weft/client/conference-files'
import { fileFailure } from '../words/files.ts'

/** Whether a file is called like a picture that every browser shows; SVG, which may be a program, is not among them. */
export const isPicture = (name: string): boolean => /\.(?:png|jpe?g|gif|webp)$/i.test(name)

/** A file on its way to the room. */
export interface RoomUpload {
  readonly id: number
  readonly name: string
  /** How much of it has been sent, from 0 to 1. */
  readonly progress: number
  readonly abort: () => void
}

/** The files of a room as the page shows them. */
export class RoomFiles {
  readonly list = signal<readonly SharedFile[]>([])
  readonly uploads = signal<readonly RoomUpload[]>([])
  /** What kept one from being shared, in plain words. */
  readonly problem = signal<string | null>(null)
  /** How many files of others came while nobody looked. */
  readonly unseen = computed(() => (this.#looking.value ? 0 : this.#fresh.value))
  readonly #looking = signal(false)
  readonly #fresh = signal(0)
  #files: ConferenceFiles | null = null
  #ids = 0

  /** Shows and shares the files of this room from now on. */
  use(files: ConferenceFiles): void {
    this.#files = files
    this.list.value = files.list
    files.on('added', (added) => {
      this.list.value = files.list
      if (!this.#looking.value) this.#fresh.value += added.length
    })
  }

  /** Where a file is fetched. */
  urlOf({ name }: SharedFile): string {
    return this.#files?.url(name) ?? ''
  }

  /** Whether the list can be seen. */
  look(looking: boolean): void {
    this.#looking.value = looking
    this.#fresh.value = 0
  }

  /** Shares files, one after the other. */
  async share(files: readonly File[]): Promise<void> {
    this.problem.value = null
    const waiting = files.map((file) => {
      const aborting = new AbortController()
      const upload: RoomUpload = { id: ++this.#ids, name: file.name, progress: 0, abort: () => aborting.abort() }
      return { file, upload, aborting }
    })
    this.uploads.value = [...this.uploads.value, ...waiting.map(({ upload }) => upload)]
    for (const { file, upload, aborting } of waiting) {
      try {
        await this.#files?.upload(file.name, file, {
          signal: aborting.signal,
          progress: (progress) => this.#change(upload.id, { progress }),
        })
      } catch (error) {
        if (!aborting.signal.aborted) this.problem.value = fileFailure(file.name, error)
      } finally {
        this.uploads.value = this.uploads.value.filter(({ id }) => id !== upload.id)
      }
    }
  }

  close(): void {
    for (const { abort } of this.uploads.value) abort()
  }

  #change(upload: number, change: Partial<RoomUpload>): void {
    this.uploads.value = this.uploads.value.map((one) => (one.id === upload ? { ...one, ...change } : one))
  }
}
