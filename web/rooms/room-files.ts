import { signal } from '@preact/signals'
import type { ConferenceFiles, SharedFile } from '@weft/client/conference-files'
import { fileFailure } from '../words/files.ts'

/** The files of a room as the page shows them. */
export class RoomFiles {
  readonly list = signal<readonly SharedFile[]>([])
  /** Names of those on their way. */
  readonly uploading = signal<readonly string[]>([])
  /** What kept one from being shared, in plain words. */
  readonly problem = signal<string | null>(null)
  readonly #files: ConferenceFiles

  constructor(files: ConferenceFiles) {
    this.#files = files
    this.list.value = files.list
    files.on('added', () => {
      this.list.value = files.list
    })
  }

  urlOf({ name }: SharedFile): string {
    return this.#files.url(name)
  }

  /** Shares files, one after the other. */
  async share(files: readonly File[]): Promise<void> {
    this.problem.value = null
    for (const file of files) {
      this.uploading.value = [...this.uploading.value, file.name]
      try {
        await this.#files.upload(file.name, file)
      } catch (error) {
        this.problem.value = fileFailure(file.name, error)
      } finally {
        const at = this.uploading.value.indexOf(file.name)
        this.uploading.value = this.uploading.value.toSpliced(at, 1)
      }
    }
  }
}
