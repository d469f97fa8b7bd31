import { sessionIdOf } from '@weft/protocols/msrp/path'
import { connectsAsOfferer } from '@weft/protocols/msrp/setup'
import { ownMsrp } from '@weft/protocols/sdp/msrp-ends'
import { type MsrpMedia, type MsrpProtocol, printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { chatAnswer, chatOffer, judgeChat } from '@weft/protocols/sdp/msrp-offer'
import { mirroredDirection, type SdpDirection } from '@weft/protocols/sdp/section'
import type { SdpMedia, SessionDescription } from '@weft/protocols/sdp/session-description'
import { type ChatEnding, type ChatNeeds, ChatStream } from './chat-stream.ts'
import type { FileStream } from './file-door.ts'
import type { Guest } from './guest.ts'
import type { OfferedChat, OfferedFile } from './offer-decision.ts'

/** A stream of a call: what stands at one place of its descriptions for as long as it goes on. */
export interface CallStream {
  readonly kind: 'chat' | 'file'
  readonly index: number
  /** The address that the description names. */
  readonly host: string
  /** The session-id of the peer's path; null while it has not answered our offer. */
  readonly peerSession: string | null
  /** What we say of it, where the peer says that direction. */
  media(theirs: SdpDirection): SdpMedia
  /** Whether the peer has put it on hold, as it says. */
  putOnHold(isOnHold: boolean): void
  /** What we say goes out. */
  start(): void
  close(): void
}

/** What chats of rooms can do (RFC 7701 §8). */
const CHATROOM = ['nickname', 'private-messages', 'com.ag-projects.screen-sharing']

export interface ChatStreamNeeds extends ChatNeeds {
  /** Whether we had rather connect than be connected to. */
  readonly prefersActive: boolean
}

/** A chat that a guest has offered; else why there is none. */
export function answeredChat(
  { index, msrp: peer }: OfferedChat,
  guest: Guest,
  needs: ChatStreamNeeds,
  over: (ending: ChatEnding) => void,
): CallStream | string {
  const chat = ChatStream.open(peer.protocol, guest, needs, over)
  if (!chat) return 'protocol-off'
  const msrp = chatAnswer(peer, ownMsrp(chat.end, needs.mostBytes, needs.prefersActive), CHATROOM)
  const obstacle = chat.connect(peer, msrp.setup === 'active')
  if (obstacle === null) return described(chat, msrp, index, sessionIdOf(peer.path))
  chat.close()
  return obstacle
}

/** A chat that we offer, whose other end is known once it is answered. */
export class OfferedByUs {
  readonly #chat: ChatStream
  readonly #msrp: MsrpMedia

  /** Null where MSRP is not to be had over that protocol. */
  static open(protocol: MsrpProtocol, guest: Guest, needs: ChatNeeds, over: (ending: ChatEnding) => void): OfferedByUs | null {
    const chat = ChatStream.open(protocol, guest, needs, over)
    return chat && new OfferedByUs(chat, protocol, needs.mostBytes)
  }

  private constructor(chat: ChatStream, protocol: MsrpProtocol, maxSize: number) {
    this.#chat = chat
    this.#msrp = chatOffer(protocol, ownMsrp(chat.end, maxSize, false), CHATROOM)
  }

  /** As the first of the media. */
  get stream(): CallStream {
    return described(this.#chat, this.#msrp, 0, null)
  }

  /** The stream that comes of the answer; else why none does. */
  answered(answer: SessionDescription): CallStream | string {
    const [media] = answer.media
    const verdict = media && judgeChat(answer, media, [this.#msrp.protocol])
    if (!verdict) return 'no-media'
    if (!verdict.accept) return verdict.reason
    const weConnect = connectsAsOfferer('actpass', verdict.msrp.setup)
    if (weConnect === null) return 'bad-setup'
    const said: MsrpMedia = { ...this.#msrp, setup: weConnect ? 'active' : 'passive' }
    return this.#chat.connect(verdict.msrp, weConnect) ?? described(this.#chat, said, 0, sessionIdOf(verdict.msrp.path))
  }
}

/** A file that was taken. */
export function takenFile(
  { index, msrp }: OfferedFile,
  { media, host, stream }: { readonly media: SdpMedia; readonly host: string; readonly stream: FileStream },
): CallStream {
  return {
    ...{ kind: 'file', index, host, peerSession: sessionIdOf(msrp.path), media: () => media },
    putOnHold: () => {},
    start: () => stream.start(),
    close: () => stream.close(),
  }
}

function described(chat: ChatStream, msrp: MsrpMedia, index: number, peerSession: string | null): CallStream {
  return {
    ...{ kind: 'chat', index, host: chat.end.place.host, peerSession },
    media: (theirs) => printMsrpMedia({ ...msrp, direction: mirroredDirection(theirs) }),
    putOnHold: (isOnHold) => chat.putOnHold(isOnHold),
    start: () => {},
    close: () => chat.close(),
  }
}
