import { judgeAnswer } from '@weft/protocols/sdp/changed-media'
import type { MsrpProtocol } from '@weft/protocols/sdp/msrp-media'
import { answerTo, type OwnSession, offerOf } from '@weft/protocols/sdp/own-description'
import { directionOf, isOnHold } from '@weft/protocols/sdp/section'
import type { SessionDescription } from '@weft/protocols/sdp/session-description'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import { answeredChat, type CallStream, type ChatStreamNeeds, OfferedByUs, takenFile } from './call-stream.ts'
import type { ChatEnding } from './chat-stream.ts'
import type { FileDoor } from './file-door.ts'
import type { Guest } from './guest.ts'
import type { OfferedFile, OfferedStreams } from './offer-decision.ts'
import { notAcceptable } from './refusals.ts'
import type { CallState } from './reoffer-decision.ts'

export interface MediaNeeds extends ChatStreamNeeds {
  /** Null where files are not exchanged. */
  readonly files: FileDoor | null
}

/** What became of streams that were offered. */
export interface OpenedStreams {
  readonly opened: readonly CallStream[]
  /** How the offer is refused where nothing of it could be taken. */
  readonly refusal: SipAnswer
}

/** Digits of an `o=` line, made of an identifier in hex. */
const ORIGIN_DIGITS = 15
/** What no stream of ours has said yet is told as this (RFC 8866 §5.7). */
const NO_HOST = '0.0.0.0'

/** The streams of one call, and what both sides have said of them (RFC 3264). */
export class CallMedia {
  readonly #guest: Guest
  readonly #needs: MediaNeeds
  /** A stream is over that the call did not end: `ending` says why, null of a file. It is not among the streams any more. */
  readonly #over: (ending: ChatEnding | null) => void
  readonly #id: string
  readonly #streams = new Map<number, CallStream>()
  #offered: OfferedByUs | null = null
  #own: SessionDescription | null = null

  constructor(guest: Guest, needs: MediaNeeds, over: (ending: ChatEnding | null) => void) {
    this.#guest = guest
    this.#needs = needs
    this.#over = over
    this.#id = String(BigInt(`0x${needs.random.id().slice(0, ORIGIN_DIGITS)}`))
  }

  get isEmpty(): boolean {
    return this.#streams.size === 0
  }

  /** As both sides have agreed; null before. */
  get state(): CallState | null {
    return this.#own && { own: this.#own, streams: [...this.#streams.values()] }
  }

  /**
   * Opens what is offered, as far as it can be. What is opened is a stream of the call at once, unless another one has its place by then: that is of a later
   * offer, which means that this one was withdrawn.
   */
  async open({ chat, file }: OfferedStreams): Promise<OpenedStreams> {
    const opened: CallStream[] = []
    let refusal = notAcceptable('no stream can be taken')
    if (chat) {
      const stream = answeredChat(chat, this.#guest, this.#needs, (ending) => this.#ended(chat.index, ending))
      if (typeof stream === 'string') refusal = notAcceptable(stream)
      else opened.push(stream)
    }
    for (const stream of opened) this.#streams.set(stream.index, stream)
    const taken = file ? await this.#openFile(file) : null
    if (taken && 'answer' in taken) refusal = taken.answer
    else if (taken) {
      opened.push(taken)
      if (!this.#streams.has(taken.index)) this.#streams.set(taken.index, taken)
    }
    return { opened, refusal }
  }

  /** What we answer to an offer whose streams have been opened. */
  answer(offer: SessionDescription): SessionDescription {
    const media = offer.media.map((one, index) => {
      const stream = this.#streams.get(index)
      stream?.putOnHold(isOnHold(offer, one))
      return stream?.media(directionOf(offer, one)) ?? null
    })
    this.#own = answerTo(offer, media, this.#session())
    return this.#own
  }

  /** Offers the streams that there are, and those that are over as such. */
  offer(): SessionDescription {
    const last = Math.max(-1, ...this.#streams.keys())
    const media = Array.from({ length: last + 1 }, (_, index) => this.#streams.get(index)?.media('sendrecv') ?? null)
    this.#own = offerOf(media, this.#session())
    return this.#own
  }

  /** Offers a chat, where there is nothing yet. Null where MSRP is not to be had over that protocol. */
  offerChat(protocol: MsrpProtocol): SessionDescription | null {
    this.#offered = OfferedByUs.open(protocol, this.#guest, this.#needs, (ending) => this.#ended(0, ending))
    if (!this.#offered) return null
    this.#streams.set(0, this.#offered.stream)
    return this.offer()
  }

  /** To an offer of ours. Null, or why it cannot be the answer. */
  answered(answer: SessionDescription): string | null {
    const verdict = this.#own ? judgeAnswer(this.#own, answer) : null
    if (!verdict?.accept) return verdict?.reason ?? 'nothing-offered'
    this.close([...this.#streams.keys()].filter((index) => answer.media[index]?.port === 0))
    if (!this.#offered || this.isEmpty) return null
    const stream = this.#offered.answered(answer)
    if (typeof stream === 'string') return stream
    this.#offered = null
    this.#streams.set(stream.index, stream)
    return null
  }

  /** Streams that were opened for an offer that is not there any more. */
  discard(opened: readonly CallStream[]): void {
    for (const stream of opened) {
      if (this.#streams.get(stream.index) === stream) this.#streams.delete(stream.index)
      stream.close()
    }
  }

  /** Those streams end, or all. */
  close(indexes: readonly number[] = [...this.#streams.keys()]): void {
    for (const index of indexes) {
      const stream = this.#streams.get(index)
      this.#streams.delete(index)
      stream?.close()
    }
  }

  async #openFile({ index, msrp, file, transfer }: OfferedFile): Promise<CallStream | { readonly answer: SipAnswer }> {
    // Where no file can be brought there is none to be fetched.
    const none: SipAnswer = transfer === 'pull' ? { status: 404 } : notAcceptable('files are not taken')
    if (!this.#needs.files) return { answer: none }
    const over = () => this.#ended(index, null)
    const verdict = await this.#needs.files.open({ guest: this.#guest, msrp, file, transfer, over })
    return verdict.taken ? takenFile({ index, msrp, file, transfer }, verdict) : { answer: verdict.answer }
  }

  #ended(index: number, ending: ChatEnding | null): void {
    if (this.#streams.delete(index)) this.#over(ending)
  }

  #session(): OwnSession {
    const [first] = this.#streams.values()
    return { id: this.#id, address: first?.host ?? this.#own?.origin.address ?? NO_HOST, previous: this.#own }
  }
}
