import { parseContentType } from '@weft/protocols/im/content-type'
import { peerEnd } from '@weft/protocols/sdp/msrp-ends'
import type { MsrpProtocol, PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import { transportOf } from '@weft/protocols/sdp/msrp-transport'
import { ChatVolume, type VolumeLimits } from '../../core/chatroom/chat-volume.ts'
import type { ChatOutcome } from '../../core/chatroom/chatroom.ts'
import type { ChatroomHouse, HouseSeat } from '../../core/chatroom/chatroom-house.ts'
import { Failure } from '../../core/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpEnding, MsrpEvent, MsrpReceived, MsrpSession, MsrpSessions, MsrpVerdict } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import type { CpimPrinter } from './cpim-printer.ts'
import type { Guest } from './guest.ts'
import { type CpimReading, readCpim } from './incoming-cpim.ts'
import { MsrpMember } from './msrp-member.ts'

export interface ChatNeeds {
  readonly rooms: Pick<ChatroomHouse, 'join'>
  readonly sessions: MsrpSessions
  readonly printer: CpimPrinter
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Bytes of one message, with its headers. */
  readonly mostBytes: number
  /** How much may be said, in bytes. */
  readonly volume: VolumeLimits
}

/** Why a chat is over that its call did not end. */
export type ChatEnding =
  /** It never began: `not-let-in` by the room, else by what happened to its connection. */
  | { readonly why: 'unbound'; readonly detail: MsrpEnding | 'not-let-in' }
  /** It has no connection any more. */
  | { readonly why: 'lost'; readonly detail: MsrpEnding }
  /** The room is over for its member. */
  | { readonly why: 'put-out'; readonly detail: string }

const TOO_MUCH: MsrpVerdict = { code: 413, comment: 'Too much at a time' }
const OVER = { code: 481, comment: 'Not in the room any more' }

/** The chat of one call: an MSRP session, which has a seat in the room for as long as it is bound. */
export class ChatStream {
  readonly #guest: Guest
  readonly #needs: ChatNeeds
  readonly #over: (ending: ChatEnding) => void
  readonly #session: MsrpSession
  readonly #volume: ChatVolume
  #peer: PeerMsrp | null = null
  #seat: HouseSeat | null = null
  #isOnHold = false
  #isOver = false

  /** Null where MSRP is not to be had over that protocol. `over` is called once, unless close() comes before. */
  static open(protocol: MsrpProtocol, guest: Guest, needs: ChatNeeds, over: (ending: ChatEnding) => void): ChatStream | null {
    const settings = {
      transport: transportOf(protocol),
      accepts: (contentType: string) => parseContentType(contentType)?.type === 'message/cpim',
      bodies: 'whole' as const,
      mostBytes: needs.mostBytes,
    }
    // Nothing is told before open() has returned.
    const session = needs.sessions.open(settings, (event) => stream?.hear(event))
    const stream = session && new ChatStream(session, guest, needs, over)
    return stream
  }

  private constructor(session: MsrpSession, guest: Guest, needs: ChatNeeds, over: (ending: ChatEnding) => void) {
    this.#session = session
    this.#guest = guest
    this.#needs = needs
    this.#over = over
    this.#volume = new ChatVolume(needs.volume, needs.clock.now())
  }

  /** Our end of it. */
  get end(): MsrpSession {
    return this.#session
  }

  /** The peer has described its end. Null, or why no session can be made of that. */
  connect(peer: PeerMsrp, weConnect: boolean): string | null {
    this.#peer = peer
    return this.#session.connect(peerEnd(peer, weConnect))
  }

  /** Whether the peer has put it on hold, which those see who list members. */
  putOnHold(isOnHold: boolean): void {
    this.#isOnHold = isOnHold
    this.#seat?.putOnHold(isOnHold)
  }

  /** The call has ended, or this stream of it. */
  close(): void {
    this.#isOver = true
    this.#seat?.leave()
    this.#session.close()
  }

  /** What is told of the connection. */
  hear(event: MsrpEvent): void | Promise<void> {
    switch (event.kind) {
      case 'bound':
        return this.#enter()
      case 'message':
        return this.#take(event)
      case 'nickname':
        void this.#rename(event.nickname === '' ? null : event.nickname).then(event.answer)
        break
      case 'file-offset':
        event.answer({ code: 413 })
        break
      case 'ended':
        this.#finish({ why: this.#seat ? 'lost' : 'unbound', detail: event.why })
        break
      default:
    }
    return undefined
  }

  /** What the room has said before is on its way when this resolves; so the peer's first words are those after it. */
  async #enter(): Promise<void> {
    const { rooms, random, log, printer } = this.#needs
    const { room, invitedBy } = this.#guest
    if (!this.#peer || this.#isOver) return
    const member = new MsrpMember(this.#guest, {
      ...{ random, log, printer, session: this.#session, peer: this.#peer },
      ended: (reason) => this.#finish({ why: 'put-out', detail: reason }),
    })
    try {
      const seat = await rooms.join(room, member, { invited: invitedBy !== null })
      if (this.#isOver) {
        seat.leave()
        return
      }
      this.#seat = seat
      seat.putOnHold(this.#isOnHold)
    } catch (refusal) {
      log.info('not let into a chat room', { reason: Failure.from(refusal).text })
      this.#finish({ why: 'unbound', detail: 'not-let-in' })
    }
  }

  async #rename(nickname: string | null): Promise<MsrpVerdict> {
    return this.#seat ? verdictOf(await this.#seat.useNickname(nickname)) : OVER
  }

  /** Reports once the room has it, or does not want it (RFC 7701 §6.3). */
  async #take(received: MsrpReceived & { readonly body: Uint8Array }): Promise<void> {
    const reading = readCpim(received.body, received.id, this.#guest)
    // Pictures of screens are not passed on; whoever wants to see them fetches them.
    if (reading.kind !== 'screen' && !this.#volume.take(received.body.length, this.#needs.clock.now())) {
      received.report(TOO_MUCH)
      return
    }
    received.report(this.#seat ? await pass(reading, this.#seat) : OVER)
  }

  #finish(ending: ChatEnding): void {
    if (this.#isOver) return
    this.close()
    this.#over(ending)
  }
}

/** Has the room have what somebody wrote. */
async function pass(reading: CpimReading, seat: HouseSeat): Promise<MsrpVerdict> {
  if (reading.kind === 'refused') return reading.verdict
  if (reading.kind === 'screen') return verdictOf(seat.showScreen(reading.image))
  const { to } = reading
  if (reading.kind === 'message') return verdictOf(to ? seat.sayTo(to, reading.submission) : await seat.say(reading.submission))
  const { state, refresh, contentType } = reading.composing
  if (to) seat.composeTo(to, state, refresh, contentType)
  else seat.compose(state, refresh, contentType)
  return { code: 200 }
}

function verdictOf({ code, reason }: ChatOutcome): MsrpVerdict {
  return code === 0 ? OVER : { code, comment: reason }
}
