import { connectsAsOfferer } from '@weft/protocols/msrp/setup'
import { storedSelector } from '@weft/protocols/sdp/announced-file'
import { ownMsrp, peerEnd } from '@weft/protocols/sdp/msrp-ends'
import { type MsrpProtocol, printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { fileOffer, judgeFile } from '@weft/protocols/sdp/msrp-offer'
import { servedProtocols, transportOf } from '@weft/protocols/sdp/msrp-transport'
import { offerOf } from '@weft/protocols/sdp/own-description'
import { printDescription, readDescription } from '@weft/protocols/sdp/session-description'
import type { SipRequest } from '@weft/protocols/sip/message'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'
import type { RoomFile } from '../../../core/chatroom/room-file.ts'
import { FileSession, type FileSessionNeeds } from '../../../core/file/file-session.ts'
import type { OpenBlob } from '../../../ports/blobs.ts'
import type { OutgoingCall, SipCaller } from '../../../ports/sip-caller.ts'
import type { SessionEvent, SipSession } from '../../../ports/sip-sessions.ts'
import { notAcceptable } from '../refusals.ts'

export interface FileCallNeeds extends FileSessionNeeds {
  readonly caller: SipCaller<SipRequest>
}

export interface BroughtFile {
  /** The room, `user@host`. */
  readonly room: string
  readonly file: RoomFile
  /** `user@host` of who is called. */
  readonly address: string
}

/** Digits of an `o=` line, made of an identifier in hex. */
const ORIGIN_DIGITS = 15
const NOTHING_ASKED = { name: null, type: null, size: null, hashes: [] }

/** A call that brings somebody a file, and ends when he has it or does not want it. */
export class FileCall {
  /** Resolves when it is over. */
  readonly ended: Promise<void>
  readonly #protocol: MsrpProtocol
  readonly #session: FileSession
  readonly #call: SipSession
  readonly #resolve: () => void

  /** Throws where it cannot be said in SIP, or MSRP is not to be had; the blob is closed then. */
  constructor(brought: BroughtFile, blob: OpenBlob, needs: FileCallNeeds) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#resolve = resolve
    const [protocol = 'TCP/MSRP'] = servedProtocols((transport) => needs.sessions.serves(transport))
    const listener = { done: () => {}, over: () => this.#call.end() }
    const session = FileSession.sending(
      transportOf(protocol),
      { blob, contentType: null, first: 0, last: brought.file.size - 1 },
      listener,
      needs,
    )
    if (!session) throw new Error('MSRP is served over nothing')
    this.#protocol = protocol
    this.#session = session
    try {
      const description = offerIn(brought.file, session, protocol, needs.random.id())
      this.#call = needs.caller.call(invitation(brought, description), (event) => this.#hear(event))
    } catch (error) {
      session.close()
      throw error
    }
  }

  #hear(event: SessionEvent<SipRequest>): void {
    switch (event.kind) {
      case 'answer':
        if (!this.#begin(event.description)) this.#call.end()
        break
      case 'offer':
        this.#call.refuse(notAcceptable('the file is on its way'))
        break
      case 'request':
        event.answer({ status: 405 })
        break
      case 'ended':
        this.#session.close()
        this.#resolve()
        break
      default:
    }
  }

  /** False where the answer is none, or the file is not wanted. */
  #begin(answer: Uint8Array): boolean {
    const description = readDescription(answer)
    const media = description?.media[0]
    const verdict = description && media ? judgeFile(description, media, [this.#protocol]) : null
    const weConnect = verdict?.accept ? connectsAsOfferer('actpass', verdict.msrp.setup) : null
    if (!verdict?.accept || verdict.transfer !== 'pull' || weConnect === null) return false
    this.#session.start(peerEnd(verdict.msrp, weConnect))
    return true
  }
}

function offerIn(file: RoomFile, session: FileSession, protocol: MsrpProtocol, id: string): Uint8Array {
  const own = { ...ownMsrp(session.end, 0, false), maxSize: null }
  const selector = storedSelector(NOTHING_ASKED, file)
  const media = fileOffer(protocol, own, { selector, transferId: id, disposition: 'attachment', range: null, resumes: false })
  const origin = String(BigInt(`0x${id.slice(0, ORIGIN_DIGITS)}`))
  const description = offerOf([printMsrpMedia(media)], { id: origin, address: session.end.place.host, previous: null })
  return new TextEncoder().encode(printDescription(description))
}

function invitation({ room, file, address }: BroughtFile, description: Uint8Array): OutgoingCall {
  const sender = `sip:${file.sender.uri}`
  return {
    uri: `sip:${address}`,
    from: `"Conference File Transfer" <sip:${room}>`,
    to: `<sip:${address}>`,
    headers: [
      { name: 'Subject', value: `File uploaded by ${sender}` },
      { name: 'X-Originator-From', value: sender },
    ],
    description,
    credentials: [],
    contact: { user: unescapeText(room.slice(0, room.lastIndexOf('@'))), isFocus: true },
  }
}
