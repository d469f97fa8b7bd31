import { connectsAsOfferer } from '@weft/protocols/msrp/setup'
import { judgeAnswer, judgeReoffer } from '@weft/protocols/sdp/changed-media'
import { ownMsrp, peerEnd } from '@weft/protocols/sdp/msrp-ends'
import { type MsrpMedia, type MsrpProtocol, type PeerMsrp, printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { chatAnswer, chatOffer, judgeChat } from '@weft/protocols/sdp/msrp-offer'
import { servedProtocols, transportOf } from '@weft/protocols/sdp/msrp-transport'
import { answerTo, offerOf } from '@weft/protocols/sdp/own-description'
import { directionOf, mirroredDirection } from '@weft/protocols/sdp/section'
import { printDescription, readDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'
import type { MsrpListener, MsrpSession, MsrpSessions, MsrpSubmission } from '../../../ports/msrp.ts'
import { ACCEPTED_TYPES, ACCEPTED_WRAPPED_TYPES, isAcceptedType } from './sip-content.ts'

/** What a chat's descriptions say of it, besides where it is. */
const CONTENT = { acceptTypes: ACCEPTED_TYPES, acceptWrappedTypes: ACCEPTED_WRAPPED_TYPES, chatroom: null }
/** Digits of an `o=` line, made of an identifier in hex. */
const ORIGIN_DIGITS = 15
/** Bytes of one message, with its envelope. */
const LONGEST_MESSAGE = 262_144

/** The one MSRP session of a call between two people, and what both sides have said of it (RFC 7573 §5, RFC 3264). */
export class ChatMedia {
  readonly #sessions: MsrpSessions
  readonly #listener: MsrpListener
  readonly #origin: string
  #msrp: MsrpSession | null = null
  #said: MsrpMedia | null = null
  #own: SessionDescription | null = null
  #index = 0

  /** `id`: an identifier in hex, of at least 15 digits. */
  constructor(sessions: MsrpSessions, id: string, listener: MsrpListener) {
    this.#sessions = sessions
    this.#listener = listener
    this.#origin = String(BigInt(`0x${id.slice(0, ORIGIN_DIGITS)}`))
  }

  /** Takes the first chat of an offer, and nothing else of it. The answer, or why there is none. */
  answer(offered: Uint8Array | null): Uint8Array | string {
    const offer = offered && readDescription(offered)
    if (!offer) return offered ? 'bad-description' : 'no-offer'
    let reason = 'no-chat'
    for (const [index, media] of offer.media.entries()) {
      const verdict = judgeChat(offer, media, this.#protocols)
      if (verdict.accept) return this.#take(offer, index, verdict.msrp)
      if (media.media === 'message') ({ reason } = verdict)
    }
    return reason
  }

  /** What we offer; null where MSRP is not to be had. TLS where it is served: chats are nobody else's business. */
  offer(): Uint8Array | null {
    const protocols = this.#protocols
    const protocol = protocols.includes('TCP/TLS/MSRP') ? 'TCP/TLS/MSRP' : protocols[0]
    const msrp = protocol && this.#open(protocol)
    if (!protocol || !msrp) return null
    this.#said = { ...chatOffer(protocol, ownMsrp(msrp, LONGEST_MESSAGE, false), []), ...CONTENT }
    this.#own = offerOf([printMsrpMedia(this.#said)], this.#session())
    return bytesOf(this.#own)
  }

  /** To our offer. Null, or why it cannot be the answer. */
  answered(description: Uint8Array): string | null {
    const answer = readDescription(description)
    if (!answer || !this.#own || !this.#said || !this.#msrp) return 'bad-description'
    const fits = judgeAnswer(this.#own, answer)
    if (!fits.accept) return fits.reason
    const [media] = answer.media
    const verdict = media && judgeChat(answer, media, [this.#said.protocol])
    if (!verdict?.accept) return verdict?.reason ?? 'no-media'
    const weConnect = connectsAsOfferer('actpass', verdict.msrp.setup)
    if (weConnect === null) return 'bad-setup'
    this.#said = { ...this.#said, setup: weConnect ? 'active' : 'passive' }
    return this.#msrp.connect(peerEnd(verdict.msrp, weConnect))
  }

  /** What we answer to an offer of something else within the call, which may end the chat, and change nothing else of it. Null: it is refused. */
  reanswer(offered: Uint8Array | null): { readonly description: Uint8Array; readonly ends: boolean } | null {
    if (!this.#own) return null
    if (offered === null) return { description: bytesOf(this.#own), ends: false }
    const offer = readDescription(offered)
    const verdict = offer && judgeReoffer(this.#own, offer)
    if (!offer || !verdict?.accept || verdict.changes.some((change) => change === 'added' || change === 'replaced')) return null
    this.#say(offer)
    return { description: bytesOf(this.#own), ends: verdict.changes[this.#index] === 'removed' }
  }

  /** As MsrpSession.send(). */
  send(message: MsrpSubmission): string | null {
    return this.#msrp ? this.#msrp.send(message) : 'not-bound'
  }

  close(): void {
    this.#msrp?.close()
    this.#msrp = null
  }

  get #protocols(): readonly MsrpProtocol[] {
    return servedProtocols((transport) => this.#sessions.serves(transport))
  }

  #take(offer: SessionDescription, index: number, peer: PeerMsrp): Uint8Array | string {
    const msrp = this.#open(peer.protocol)
    if (!msrp) return 'protocol-off'
    this.#said = { ...chatAnswer(peer, ownMsrp(msrp, LONGEST_MESSAGE, false), []), ...CONTENT }
    this.#index = index
    const obstacle = msrp.connect(peerEnd(peer, this.#said.setup === 'active'))
    if (obstacle !== null) {
      this.close()
      return obstacle
    }
    return bytesOf(this.#say(offer))
  }

  #say(offer: SessionDescription): SessionDescription {
    const media = offer.media.map((offered, index) =>
      this.#said && index === this.#index
        ? printMsrpMedia({ ...this.#said, direction: mirroredDirection(directionOf(offer, offered)) })
        : null,
    )
    this.#own = answerTo(offer, media, this.#session())
    return this.#own
  }

  #session() {
    return { id: this.#origin, address: this.#msrp?.place.host ?? '', previous: this.#own }
  }

  #open(protocol: MsrpProtocol): MsrpSession | null {
    const settings = { accepts: isAcceptedType, bodies: 'whole', mostBytes: LONGEST_MESSAGE } as const
    this.#msrp = this.#sessions.open({ ...settings, transport: transportOf(protocol) }, this.#listener)
    return this.#msrp
  }
}

function bytesOf(description: SessionDescription): Uint8Array {
  return new TextEncoder().encode(printDescription(description))
}
