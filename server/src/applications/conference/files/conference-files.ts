import { announcedFile, storedSelector, wantedBytes } from '@weft/protocols/sdp/announced-file'
import { ownMsrp, peerEnd } from '@weft/protocols/sdp/msrp-ends'
import type { MsrpFile } from '@weft/protocols/sdp/msrp-file'
import { printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { fileAnswer } from '@weft/protocols/sdp/msrp-offer'
import { transportOf } from '@weft/protocols/sdp/msrp-transport'
import type { ChatroomHouse } from '../../../core/chatroom/chatroom-house.ts'
import type { ChatroomUploads, ChatUpload } from '../../../core/chatroom/chatroom-uploads.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import { safeFileName } from '../../../core/file/file-name.ts'
import type { Kept } from '../../../core/file/file-reception.ts'
import { FileSession, type FileSessionNeeds } from '../../../core/file/file-session.ts'
import type { Log } from '../../../ports/log.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { FileDoor, FileStreamOffer, FileVerdict } from '../file-door.ts'
import { notAcceptable } from '../refusals.ts'

import type { FileCalls } from './file-calls.ts'
import { chosenFile } from './room-file-choice.ts'

export interface ConferenceFilesNeeds extends FileSessionNeeds {
  readonly rooms: Pick<ChatroomHouse, 'find'>
  readonly uploads: ChatroomUploads
  readonly log: Log
  /** Whether we had rather connect to peers than be connected to, as behind a NAT. */
  readonly prefersActive: boolean
  /** Sends a file to everybody who is in the room; null: who wants it fetches it. */
  readonly calls: Pick<FileCalls, 'send'> | null
}

const NO_SUCH_ROOM: SipAnswer = { status: 404, reason: 'No Such Conference' }
const NO_SUCH_FILE: SipAnswer = { status: 404, reason: 'No Such File' }
const TOO_LARGE: SipAnswer = { status: 413, reason: 'File Too Large' }
/** It was served when the offer was judged. */
const OFF = refused(notAcceptable('protocol-off'))

/** Files that SIP clients bring into chat rooms, and fetch from there (msrp-conference §8). Who does only that is no participant. */
export class ConferenceFiles implements FileDoor {
  readonly #needs: ConferenceFilesNeeds

  constructor(needs: ConferenceFilesNeeds) {
    this.#needs = needs
  }

  async open(offer: FileStreamOffer): Promise<FileVerdict> {
    const room = this.#needs.rooms.find(offer.guest.room)
    if (!room) return refused(NO_SUCH_ROOM)
    return offer.transfer === 'push' ? this.#push(room, offer) : this.#pull(room, offer)
  }

  #push(room: LocalChatroom, offer: FileStreamOffer): FileVerdict {
    const { uploads } = this.#needs
    const { guest, file } = offer
    const announced = announcedFile(file)
    if (!announced.usable) return refused(notAcceptable(announced.reason))
    const { size, hashes } = announced.file
    const name = safeFileName(announced.file.name)
    if (name === null) return refused(notAcceptable('no-name'))
    if (size > uploads.maxFileSize) return refused(TOO_LARGE)
    const upload: ChatUpload = {
      ...{ name, size, hashes, sender: guest.party },
      abort: () => session?.end.close(),
      kept: (file) => this.#needs.calls?.send(room, file),
    }
    const awaited = {
      size,
      stored: () => uploads.stored(room, upload),
      keep: (body: AsyncIterable<Uint8Array>, from: number) => uploads.receive(room, upload, body, from),
    }
    const release = room.hold()
    let isBegun = false
    const listener = {
      // Not before: whoever merely calls, under whatever name, is nothing that everybody has to read of.
      bound: () => {
        isBegun = true
        room.files.uploading(guest.party, name, size)
      },
      done: (kept: Kept) => {
        if (isBegun) this.#uploaded(room, upload, kept)
        release()
      },
      over: offer.over,
    }
    const session = FileSession.receiving(transportOf(offer.msrp.protocol), awaited, listener, this.#needs)
    if (!session) {
      release()
      return OFF
    }
    const canResume = hashes.sha1 !== undefined || hashes.sha256 !== undefined
    const answered = { ...file, disposition: null, range: null, resumes: file.resumes && canResume }
    return this.#taken(offer, session, answered, size)
  }

  async #pull(room: LocalChatroom, offer: FileStreamOffer): Promise<FileVerdict> {
    const { guest, file } = offer
    const chosen = chosenFile(file.selector, room.files.list)
    const wanted = chosen && wantedBytes(file.range, chosen.size)
    const blob = wanted ? await chosen.open() : null
    if (!wanted || !blob) return refused(NO_SUCH_FILE)
    const release = room.hold()
    const { over } = offer
    const session = FileSession.sending(
      transportOf(offer.msrp.protocol),
      { blob, contentType: null, ...wanted },
      { bound: () => room.files.requested(guest.party, chosen.name), done: release, over },
      this.#needs,
    )
    if (!session) {
      release()
      return OFF
    }
    const answered = { ...file, selector: storedSelector(file.selector, chosen), disposition: null, resumes: false }
    return this.#taken(offer, session, answered, null)
  }

  #uploaded(room: LocalChatroom, { name, size }: ChatUpload, kept: Kept): void {
    const outcome = kept.kept ? 'kept' : kept.reason
    this.#needs.log.info('a file for a chat room', { chatroom: room.address, outcome, bytes: size })
    if (!kept.kept) room.files.failed(name, kept.reason)
  }

  /** `size`: bytes that we take; null where we send. */
  #taken({ msrp }: FileStreamOffer, session: FileSession, file: MsrpFile, size: number | null): FileVerdict {
    const own = { ...ownMsrp(session.end, size ?? 0, this.#needs.prefersActive), maxSize: size }
    const answer = fileAnswer(msrp, own, file)
    return {
      taken: true,
      media: printMsrpMedia(answer),
      host: session.end.place.host,
      stream: {
        start: () => session.start(peerEnd(msrp, answer.setup === 'active')),
        close: () => session.close(),
      },
    }
  }
}

function refused(answer: SipAnswer): FileVerdict {
  return { taken: false, answer }
}
