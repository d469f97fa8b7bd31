import type { SipRequest } from '@weft/protocols/sip/message'
import { DiskBlobs } from '../adapters/blob/disk-blobs.ts'
import { ConferenceFiles } from '../applications/conference/files/conference-files.ts'
import { FileCalls } from '../applications/conference/files/file-calls.ts'
import type { Config } from '../config/config.ts'
import { ChatroomUploads } from '../core/chatroom/chatroom-uploads.ts'
import type { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import { FileQuota } from '../core/file/file-quota.ts'
import { PartialFiles } from '../core/file/partial-files.ts'
import { RunningUploads } from '../core/file/running-uploads.ts'
import { Turns } from '../core/turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MsrpSessions } from '../ports/msrp.ts'
import type { Random } from '../ports/random.ts'
import type { SipCaller } from '../ports/sip-caller.ts'

interface ConferenceFileNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly rooms: LocalChatrooms
  readonly sessions: MsrpSessions
  readonly caller: SipCaller<SipRequest>
}

/** Files that SIP clients exchange in chat rooms, and where they are kept. */
export interface ConferenceFileParts {
  readonly door: ConferenceFiles
  readonly uploads: ChatroomUploads
}

const DAY = 86_400_000
/** By one user, and by all. */
const UPLOADS = { atOnce: 256, atOncePerPlace: 32 }
const PARTIAL_FILES = { files: 1_000, bytes: 4_294_967_296, age: 7 * DAY }

export function conferenceFilesOf({ conference, files, msrp }: Config, needs: ConferenceFileNeeds): ConferenceFileParts {
  const { clock, random, log, rooms, sessions, caller } = needs
  const blobs = new DiskBlobs(conference.fileTransferDir, random)
  const turns = new Turns()
  const uploads = new ChatroomUploads(files, {
    ...{ blobs, random, log, turns },
    partials: new PartialFiles(PARTIAL_FILES, { blobs, clock, turns }),
    quota: new FileQuota({ perAccount: files.quotaPerRoom, total: files.quota }),
    uploads: new RunningUploads(UPLOADS),
  })
  const calls = conference.pushFileTransfer ? new FileCalls({ caller, sessions, clock, random, log }) : null
  const door = new ConferenceFiles({
    ...{ rooms, uploads, sessions, clock, random, log, calls },
    prefersActive: msrp.preferActive,
  })
  return { door, uploads }
}
