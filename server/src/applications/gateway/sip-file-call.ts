import { announcedFile, wantedBytes } from '@weft/protocols/sdp/announced-file'
import { ownMsrp, peerEnd } from '@weft/protocols/sdp/msrp-ends'
import type { MsrpFile } from '@weft/protocols/sdp/msrp-file'
import { printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { fileAnswer } from '@weft/protocols/sdp/msrp-offer'
import { transportOf } from '@weft/protocols/sdp/msrp-transport'
import { answerTo } from '@weft/protocols/sdp/own-description'
import { printDescription } from '@weft/protocols/sdp/session-description'
import type { SipRequest } from '@weft/protocols/sip/message'
import { safeTransferId } from '../../core/file/file-name.ts'
import { INCOMPLETE, type Kept, type NotKept } from '../../core/file/file-reception.ts'
import { FileSession, type FileSessionNeeds } from '../../core/file/file-session.ts'
import type { FileTransfers } from '../../core/file/file-transfers.ts'
import type { UploadOutcome } from '../../ports/file-application.ts'
import type { Log } from '../../ports/log.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SessionEvent, SipSession } from '../../ports/sip-sessions.ts'
import { type FileInvitation, isAnnounced, isWanted } from './sip-file-invitation.ts'

export interface SipFileCallNeeds extends FileSessionNeeds {
  readonly transfers: FileTransfers
  readonly log: Log
  /** Whether we had rather connect to peers than be connected to, as behind a NAT. */
  readonly prefersActive: boolean
}

/** A session that is to be answered, and what the answer says of the file. */
interface Opened {
  readonly session: FileSession
  readonly file: MsrpFile
  /** Bytes that we take; null where we send. */
  readonly size: number | null
}

/** Digits of an `o=` line, made of an identifier in hex. */
const ORIGIN_DIGITS = 15
const NO_SUCH_FILE: SipAnswer = { status: 404, reason: 'No Such File' }
const NOT_STORED: NotKept = { kept: false, code: 413, reason: 'File could not be stored' }
const REFUSALS: Readonly<Record<Exclude<UploadOutcome, 'stored'>, NotKept>> = {
  forbidden: { kept: false, code: 403, reason: 'File not accepted' },
  nobody: { kept: false, code: 404, reason: 'No such user' },
  taken: { kept: false, code: 413, reason: 'Another file was sent by that transfer' },
  'too-large': { kept: false, code: 413, reason: 'File too large' },
  'too-many': { kept: false, code: 413, reason: 'Too many transfers' },
  'share-full': { kept: false, code: 413, reason: 'No space left for the sender' },
  'disk-full': { kept: false, code: 413, reason: 'No space left on the server' },
  cancelled: INCOMPLETE,
  'broken-off': INCOMPLETE,
}

/** A call of a SIP client that brings a file for a user, or fetches one; it ends once that is through. */
export class SipFileCall {
  readonly #call: SipSession
  readonly #invitation: FileInvitation
  readonly #needs: SipFileCallNeeds
  #session: FileSession | null = null
  #isOver = false

  constructor(call: SipSession, invitation: FileInvitation, needs: SipFileCallNeeds) {
    this.#call = call
    this.#invitation = invitation
    this.#needs = needs
  }

  /** Answers the call. Never rejects. */
  async begin(): Promise<void> {
    const opened = await this.#open().catch((error: unknown): SipAnswer => {
      this.#needs.log.error('a file of a SIP client was not opened', { error: String(error) })
      return { status: 500 }
    })
    if ('status' in opened) this.#call.refuse(opened)
    else if (this.#isOver) opened.session.close()
    else this.#answer(opened)
  }

  hear(event: SessionEvent<SipRequest>): void {
    switch (event.kind) {
      case 'offer':
        this.#call.refuse({ status: 488 })
        break
      case 'request':
        event.answer({ status: 405 })
        break
      case 'ended':
        this.#isOver = true
        this.#session?.close()
        break
      default:
    }
  }

  async #open(): Promise<Opened | SipAnswer> {
    return this.#invitation.transfer === 'push' ? this.#receive() : this.#send()
  }

  #receive(): Opened | SipAnswer {
    const { file, msrp } = this.#invitation
    const { transfers, random } = this.#needs
    const announced = announcedFile(file)
    if (!announced.usable) return { status: 488, reason: 'File Not Described' }
    const { name, size } = announced.file
    if (size > transfers.maxFileSize) return { status: 413, reason: 'File Too Large' }
    const id = safeTransferId(file.transferId ?? '') ?? random.id()
    const keep = (body: AsyncIterable<Uint8Array>) => this.#keep({ id, name, size, body })
    const awaited = { size, stored: async () => 0, keep }
    const over = () => this.#call.end()
    const session = FileSession.receiving(transportOf(msrp.protocol), awaited, { done: () => {}, over }, this.#needs)
    return session ? { session, size, file: { ...file, disposition: null, range: null, resumes: false } } : { status: 488 }
  }

  async #send(): Promise<Opened | SipAnswer> {
    const { file, msrp, caller, called } = this.#invitation
    const { selector, transferId, range } = file
    const found = await this.#needs.transfers.between(caller, called, transferId ?? '', (one) => isWanted(selector, one))
    const wanted = found && wantedBytes(range, found.blob.size)
    if (!wanted) {
      await found?.blob.close()
      return NO_SUCH_FILE
    }
    const { blob } = found
    const { name, contentType } = found.file
    const listener = { done: () => {}, over: () => this.#call.end() }
    const session = FileSession.sending(transportOf(msrp.protocol), { blob, contentType, ...wanted }, listener, this.#needs)
    const stored = { ...file, selector: { ...selector, name, size: blob.size }, disposition: null, resumes: false }
    return session ? { session, file: stored, size: null } : { status: 488 }
  }

  async #keep(file: { id: string; name: string; size: number; body: AsyncIterable<Uint8Array> }): Promise<Kept> {
    const { caller: sender, called: receiver, file: offered } = this.#invitation
    const { selector } = offered
    const contentType = selector.type ?? ''
    const abort = () => this.#session?.end.close()
    let isOther = false
    const accepts = (draft: { readonly size: number; readonly sha1: Uint8Array; readonly sha256: Uint8Array }) => {
      isOther = draft.size === file.size && !isAnnounced(selector, draft)
      return draft.size === file.size && !isOther
    }
    try {
      const upload = { ...file, sender, receiver, contentType, abort, address: sender }
      const outcome = await this.#needs.transfers.receive(upload, accepts)
      if (outcome === 'stored') return { kept: true }
      return isOther ? { kept: false, code: 400, reason: 'File hash mismatch' } : REFUSALS[outcome]
    } catch (error) {
      this.#needs.log.error('a file of a SIP client was not kept', { error: String(error) })
      return NOT_STORED
    }
  }

  #answer({ session, file, size }: Opened): void {
    const { offer, index, msrp } = this.#invitation
    const { prefersActive, random } = this.#needs
    const answer = fileAnswer(msrp, { ...ownMsrp(session.end, size ?? 0, prefersActive), maxSize: size }, file)
    const own = {
      id: String(BigInt(`0x${random.id().slice(0, ORIGIN_DIGITS)}`)),
      address: session.end.place.host,
      previous: null,
    }
    const media = offer.media.map((_, at) => (at === index ? printMsrpMedia(answer) : null))
    this.#session = session
    this.#call.answer(new TextEncoder().encode(printDescription(answerTo(offer, media, own))))
    session.start(peerEnd(msrp, answer.setup === 'active'))
  }
}
