import { servedProtocols } from '@weft/protocols/sdp/msrp-transport'
import { readDescription } from '@weft/protocols/sdp/session-description'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'
import type { VolumeLimits } from '../../core/chatroom/chat-volume.ts'
import type { ChatroomHouse } from '../../core/chatroom/chatroom-house.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpSessions } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { SipCaller } from '../../ports/sip-caller.ts'
import type { SessionEvent, SipInvitation, SipSession } from '../../ports/sip-sessions.ts'
import type {
  ReferralRequest,
  ReferralVerdict,
  SipNotifier,
  SubscriptionRequest,
  SubscriptionVerdict,
} from '../../ports/sip-subscriptions.ts'
import { Calls } from './calls.ts'
import { CpimPrinter } from './cpim-printer.ts'
import { ConferenceNotifier } from './event/conference-notifier.ts'
import type { Outward } from './event/outward.ts'
import type { FileDoor } from './file-door.ts'
import { type FocusNeeds, FocusSession } from './focus-session.ts'
import { type Guest, guestOf } from './guest.ts'
import { type InvitationLimits, judgeInvitation } from './invitation-decision.ts'
import { OutwardCalls } from './outward-calls.ts'

export interface ConferenceSettings {
  /** ms for which a call rings before it is answered. */
  readonly answerDelay: number
  /** Whether we had rather connect to peers than be connected to, as behind a NAT. */
  readonly prefersActive: boolean
  /** Bytes of the largest message that is taken. */
  readonly longestMessage: number
  /** How much one device may say, in bytes: all of it goes to everybody. */
  readonly volume: VolumeLimits
  readonly limits: InvitationLimits
  /** Whether only those may call others in or put them out who are in the room. */
  readonly referRequiresParticipant: boolean
  /** `Weft/version`. */
  readonly product: string
}

export interface ConferenceWorld {
  readonly rooms: ChatroomHouse
  readonly sessions: MsrpSessions
  /** Calls those whom participants want in a room. */
  readonly caller: SipCaller<SipRequest>
  /** What calls people in whom SIP is not the way to, and all others by SIP; absent: SIP alone. */
  readonly outwardBeside?: (sip: Outward) => Outward
  /** Null where files are not exchanged. */
  readonly files: FileDoor | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

type Listener = (event: SessionEvent<SipRequest>) => void

/** Chat rooms for SIP clients: whoever calls an address is in the room of that name (msrp-conference §1.2, §3). */
export class Conference implements SipApplication<SipRequest>, SipNotifier<SipRequest> {
  readonly name = 'conference'
  readonly methods = []
  readonly #settings: ConferenceSettings
  readonly #world: ConferenceWorld
  readonly #printer: CpimPrinter
  readonly #calls = new Calls()
  readonly #notifier: ConferenceNotifier

  constructor(settings: ConferenceSettings, world: ConferenceWorld) {
    this.#settings = settings
    this.#world = world
    this.#printer = new CpimPrinter(world.clock, world.log)
    const { rooms, clock, log, caller } = world
    const { product, referRequiresParticipant } = settings
    const calls = new OutwardCalls({
      ...{ caller, notifier: this },
      session: (session, guest, joined) => this.#outwardSession(session, guest, joined),
    })
    const outward = world.outwardBeside?.(calls) ?? calls
    this.#notifier = new ConferenceNotifier({ ...{ chatrooms: rooms, clock, log, product, referRequiresParticipant, outward } })
  }

  get events(): readonly string[] {
    return this.#notifier.events
  }

  subscribed(asked: SubscriptionRequest<SipRequest>): Promise<SubscriptionVerdict> {
    return this.#notifier.subscribed(asked)
  }

  referred(asked: ReferralRequest<SipRequest>): Promise<ReferralVerdict> {
    return this.#notifier.referred(asked)
  }

  /** Has a room that is there call somebody in for a participant who asks in another way than by SIP; all are `user@host`. Nobody is told what comes of it. */
  callIn(room: string, inviter: string, target: string): void {
    this.#notifier.callIn(room, inviter, target)
  }

  /** What is not a call is for nobody: messages go over MSRP. */
  async answer(): Promise<SipAnswer> {
    return { status: 405 }
  }

  called(invitation: SipInvitation<SipRequest>): Listener {
    const { session, request, offer } = invitation
    const reading = guestOf(request)
    if (!reading.known) {
      const status = reading.reason === 'no-room' ? 404 : 403
      return this.#refuse(invitation, { status }, reading.reason)
    }
    const { guest } = reading
    const asked = {
      replaces: fieldOf(request, 'Replaces') !== null,
      offer: offer && (readDescription(offer) ?? ('malformed' as const)),
      access: this.#world.rooms.access(guest.room, guest.party.uri),
      sessions: { ofUser: this.#calls.countOf(guest), all: this.#calls.size },
    }
    const verdict = judgeInvitation(
      asked,
      servedProtocols((transport) => this.#world.sessions.serves(transport)),
      this.#settings.limits,
    )
    if (!verdict.take) return this.#refuse(invitation, verdict.answer, verdict.reason)
    const user = guest.room.slice(0, guest.room.lastIndexOf('@'))
    invitation.appearAs({ user: unescapeText(user), isFocus: true })
    const focus = this.#sessionWith(session, guest, {})
    focus.begin(verdict, this.#world.rooms.reserve(guest.room, guest.party))
    return (event) => focus.hear(event)
  }

  /** Whose call is ours offers at once, and hears when its device is in the room. */
  #outwardSession(session: SipSession, guest: Guest, joined: () => void): FocusSession {
    const join: ChatroomHouse['join'] = async (...who) => {
      const seat = await this.#world.rooms.join(...who)
      joined()
      return seat
    }
    const log = this.#world.log.with({ application: this.name, called: guest.party.uri })
    return this.#sessionWith(session, guest, { answerDelay: 0, rooms: { join }, log })
  }

  #sessionWith(session: SipSession, guest: Guest, special: Partial<FocusNeeds>): FocusSession {
    const { answerDelay, prefersActive, longestMessage, volume } = this.#settings
    const { log, ...world } = this.#world
    const focus = new FocusSession(session, guest, {
      ...{
        ...world,
        ...{ printer: this.#printer, answerDelay, prefersActive, volume },
        protocols: servedProtocols((transport) => world.sessions.serves(transport)),
      },
      mostBytes: longestMessage,
      log: log.with({ application: this.name, callId: session.callId }),
      gone: (one) => this.#calls.delete(one),
      ...special,
    })
    this.#calls.add(focus)
    return focus
  }

  #refuse({ session }: SipInvitation<SipRequest>, answer: SipAnswer, reason: string): Listener {
    this.#world.log.info('a call to a chat room is refused', { callId: session.callId, status: answer.status, reason })
    session.refuse(answer)
    return () => {}
  }
}
