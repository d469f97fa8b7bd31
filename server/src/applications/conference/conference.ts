import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'
import type { LocalChatrooms } from '../../core/chatroom/local-chatrooms.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpSessions } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import { Calls } from './calls.ts'
import { CpimPrinter } from './cpim-printer.ts'
import { descriptionOf } from './description-of.ts'
import type { FileDoor } from './file-door.ts'
import { FocusSession } from './focus-session.ts'
import { type Guest, guestOf } from './guest.ts'
import { type InvitationLimits, judgeInvitation } from './invitation-decision.ts'
import { servedProtocols } from './served-protocols.ts'

export interface ConferenceSettings {
  /** ms for which a call rings before it is answered. */
  readonly answerDelay: number
  /** Whether we had rather connect to peers than be connected to, as behind a NAT. */
  readonly prefersActive: boolean
  /** Bytes of the largest message that is taken. */
  readonly longestMessage: number
  readonly limits: InvitationLimits
}

export interface ConferenceWorld {
  readonly rooms: LocalChatrooms
  readonly sessions: MsrpSessions
  /** Null where files are not exchanged. */
  readonly files: FileDoor | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

type Listener = (event: SessionEvent<SipRequest>) => void

/** Chat rooms for SIP clients: whoever calls an address is in the room of that name (msrp-conference §1.2, §3). */
export class Conference implements SipApplication<SipRequest> {
  readonly name = 'conference'
  readonly methods = []
  readonly #settings: ConferenceSettings
  readonly #world: ConferenceWorld
  readonly #printer: CpimPrinter
  readonly #calls = new Calls()

  constructor(settings: ConferenceSettings, world: ConferenceWorld) {
    this.#settings = settings
    this.#world = world
    this.#printer = new CpimPrinter(world.clock, world.log)
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
      offer: offer && (descriptionOf(offer) ?? ('malformed' as const)),
      access: this.#world.rooms.access(guest.room, guest.party.uri),
      sessions: { ofUser: this.#calls.countOf(guest), all: this.#calls.size },
    }
    const verdict = judgeInvitation(asked, servedProtocols(this.#world.sessions), this.#settings.limits)
    if (!verdict.take) return this.#refuse(invitation, verdict.answer, verdict.reason)
    const user = guest.room.slice(0, guest.room.lastIndexOf('@'))
    invitation.appearAs({ user: unescapeText(user), isFocus: true })
    const focus = this.#sessionWith(session, guest)
    focus.begin(verdict)
    return (event) => focus.hear(event)
  }

  #sessionWith(session: SipInvitation<SipRequest>['session'], guest: Guest): FocusSession {
    const { answerDelay, prefersActive, longestMessage } = this.#settings
    const { log, ...world } = this.#world
    const focus = new FocusSession(session, guest, {
      ...{ ...world, printer: this.#printer, answerDelay, prefersActive, protocols: servedProtocols(world.sessions) },
      mostBytes: longestMessage,
      log: log.with({ application: this.name, callId: session.callId }),
      gone: (one) => this.#calls.delete(one),
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
