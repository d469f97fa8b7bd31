import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Config, loadConfig } from '../../../server/src/config/config.ts'
import type { ChatroomUploads } from '../../../server/src/core/chatroom/chatroom-uploads.ts'
import { conferenceFilesOf } from '../../../server/src/main/conference-files.ts'
import { ConferenceHouse, type ConferenceOptions } from './conference-house.ts'

interface CabinetOptions extends Omit<ConferenceOptions, 'files'> {
  readonly limits?: Partial<Config['files']>
  /** `push_file_transfer`. */
  readonly pushes?: boolean
  /** That of another cabinet, when this one goes on there. */
  readonly directory?: string
}

/** Chat rooms for SIP clients that exchange files, on a real disk. */
export class FilingCabinet {
  readonly directory: string
  readonly house: ConferenceHouse
  readonly uploads: ChatroomUploads

  private constructor(directory: string, house: ConferenceHouse, uploads: ChatroomUploads) {
    this.directory = directory
    this.house = house
    this.uploads = uploads
  }

  static async open({ limits = {}, pushes = false, directory, ...options }: CabinetOptions = {}): Promise<FilingCabinet> {
    const fileTransferDir = directory ?? mkdtempSync(join(tmpdir(), 'weft-chat-files-'))
    const { config } = loadConfig([])
    const opened: ChatroomUploads[] = []
    const house = await ConferenceHouse.open({
      ...options,
      files: (world) => {
        const { door, uploads } = conferenceFilesOf(
          {
            ...config,
            conference: { ...config.conference, fileTransferDir, pushFileTransfer: pushes },
            files: { ...config.files, keepFree: 0, ...limits },
          },
          world,
        )
        opened.push(uploads)
        return door
      },
    })
    const [uploads] = opened
    if (!uploads) throw new Error('the door for files was not made')
    await uploads.clear()
    return new FilingCabinet(fileTransferDir, house, uploads)
  }

  /** Every file below the directory by its path, notes aside, in order. */
  get onDisk(): string[] {
    if (!existsSync(this.directory)) return []
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('meta-'))
    return files.map(({ parentPath, name }) => relative(this.directory, join(parentPath, name))).sort()
  }

  /** Stops, as a server does that is killed: what is on disk stays there. */
  halt(): void {
    this.house.close()
  }

  close(): void {
    this.halt()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
