import type { ConferenceInfo } from '@weft/protocols/presence/conference-info'
import { parseConferenceInfo } from '@weft/protocols/presence/parse-conference-info'
import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { CallingPhone } from './calling-phone.ts'
import { SipPeer } from './sip-peer.ts'
import { textOf } from './switchboard.ts'

/** What somebody who watches a room was told. */
export interface ConferenceNews {
  /** Subscription-State, without the seconds that are left. */
  readonly state: string
  /** The document as it came. */
  readonly document: string
  readonly info: ConferenceInfo
}

/** Somebody with a SIP client, in one dialog: he watches a room of `weft.test`, or refers others to it. What he is told he takes. */
export class ConferenceWatcher {
  readonly phone: CallingPhone
  readonly #peer: SipPeer
  readonly #taken = new Set<string | null>()

  private constructor(peer: SipPeer, address: string) {
    this.#peer = peer
    this.phone = new CallingPhone(peer, 'UDP', `<sip:${address}>`)
  }

  /** `server`: a port of loopback, for SIP over UDP. */
  static async at(server: number, address: string): Promise<ConferenceWatcher> {
    return new ConferenceWatcher(await SipPeer.udp(server), address)
  }

  /** Resolves with the answer, which is of that status. */
  async subscribe({ room = 'r1', expires = '600', status = 200, event = 'conference' } = {}): Promise<SipResponse> {
    this.phone.begin('SUBSCRIBE', room, { Event: event, Expires: expires })
    return this.phone.answer(status)
  }

  /** The next news of the room. */
  async news(): Promise<ConferenceNews> {
    const notify = await this.#notified()
    if (fieldOf(notify, 'Content-Type') !== 'application/conference-info+xml') throw new Error('a NOTIFY without a document')
    const state = (fieldOf(notify, 'Subscription-State') ?? '').replace(/;expires=\d+/, '')
    const document = textOf(notify.body)
    return { state, document, info: parseConferenceInfo(document) }
  }

  /** The first news of which that is so. */
  async until(isSo: (info: ConferenceInfo) => boolean): Promise<ConferenceNews> {
    for (;;) {
      const news = await this.news()
      if (isSo(news.info)) return news
    }
  }

  /** Refers the room to somebody; resolves with the answer, which is of that status. */
  async refer(
    target: string | null,
    { room = 'r1', status = 202, fields = {} }: { room?: string; status?: number; fields?: Record<string, string> } = {},
  ): Promise<SipResponse> {
    this.phone.begin('REFER', room, { ...(target === null ? {} : { 'Refer-To': target }), ...fields })
    return this.phone.answer(status)
  }

  /** What the request has come to so far that he wanted sent: `180 Ringing`. */
  async progress(): Promise<string> {
    const notify = await this.#notified()
    if (fieldOf(notify, 'Content-Type') !== 'message/sipfrag;version=2.0') throw new Error('a NOTIFY that is about no referral')
    const [, line = ''] = /^SIP\/2\.0 (.*)/.exec(textOf(notify.body)) ?? []
    return fieldOf(notify, 'Subscription-State') === 'terminated;reason=noresource' ? `${line}, at last` : line
  }

  /** What it came to at last. */
  async outcome(): Promise<string> {
    for (;;) {
      const [line = '', isLast] = (await this.progress()).split(', at last')
      if (isLast !== undefined) return line
    }
  }

  close(): void {
    this.#peer.close()
  }

  /** A NOTIFY that was not there before: it may come again before it is known to have arrived. */
  async #notified(): Promise<SipRequest> {
    const notify = await this.phone.asked('NOTIFY')
    this.phone.respond(notify, 200)
    const number = fieldOf(notify, 'CSeq')
    if (this.#taken.has(number)) return this.#notified()
    this.#taken.add(number)
    return notify
  }
}
