import { mkdir, realpath, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '../../ports/random.ts'
import type { Recording, RecordingNote, Recordings } from '../../ports/recordings.ts'
import { Refusal } from '../../ports/refusal.ts'
import { BlobFolders, codeOf, syncFolder } from './blob-folder.ts'
import { DraftFile } from './draft-file.ts'

/** The media backend writes into them, often as another user: what is left of this is the umask's and the directory's group's to say. */
const SHARED_FOLDER = 0o770
const NOTE = 'recording.json'
const DRAFT = '.recording.json'
/** Hex digits that tell recordings apart which begin within the same second. */
const ID_LENGTH = 8

/** Recordings in a directory of the machine: `<directory>/<room>/<start>-<id>/`, in each of them what the media backend writes, and `recording.json`. */
export class DiskRecordings implements Recordings {
  readonly #directory: string
  readonly #random: Random

  /** The directory is made when it is first used. */
  constructor(directory: string, random: Random) {
    this.#directory = directory
    this.#random = random
  }

  begin(room: string, startedAt: number): Promise<Recording> {
    return guard(async () => {
      await mkdir(this.#directory, { recursive: true, mode: SHARED_FOLDER })
      const root = await realpath(this.#directory)
      const start = new Date(startedAt).toISOString().replace(/\.\d+|[-:]/g, '')
      const folders = new BlobFolders(root, SHARED_FOLDER)
      return new DiskRecording(await folders.make([room, `${start}-${this.#random.id().slice(0, ID_LENGTH)}`]))
    })
  }
}

class DiskRecording implements Recording {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  note(note: RecordingNote): Promise<void> {
    return guard(async () => {
      const draft = await DraftFile.create(join(this.directory, DRAFT))
      try {
        await draft.write(Buffer.from(`${JSON.stringify(printable(note), null, 2)}\n`))
        await draft.finish()
        await draft.moveTo(join(this.directory, NOTE))
      } catch (error) {
        await draft.discard()
        throw error
      }
      await syncFolder(this.directory)
    })
  }

  async discard(): Promise<void> {
    // Something is in it after all, or it is gone already.
    await rmdir(this.directory).catch(() => {})
  }
}

function printable({ room, startedAt, endedAt, participants }: RecordingNote): object {
  return {
    ...{ room, startedAt: dateTime(startedAt), endedAt: dateTime(endedAt) },
    participants: participants.map(({ session, party, file, joinedAt, leftAt }) => ({
      ...{ session, uri: party.uri, displayName: party.displayName, file },
      ...{ joinedAt: dateTime(joinedAt), leftAt: dateTime(leftAt) },
    })),
  }
}

/** ISO 8601, in UTC with milliseconds. */
function dateTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const code = codeOf(error)
    // A message of the system quotes the path.
    throw code === '' ? error : new Refusal('backend-refused', `recordings: ${code}`)
  }
}
