import type { SipRequest } from '@weft/protocols/sip/message'
import type { TraceFile } from '../adapters/trace/trace-file.ts'
import { Conference } from '../applications/conference/conference.ts'
import type { Outward } from '../applications/conference/event/outward.ts'
import type { Config } from '../config/config.ts'
import type { ChatroomHouse } from '../core/chatroom/chatroom-house.ts'
import type { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import type { MsrpEdge } from '../edge/msrp/msrp-edge.ts'
import type { Clock } from '../ports/clock.ts'
import type { Dns } from '../ports/dns.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { SipCaller } from '../ports/sip-caller.ts'
import { type ConferenceFileParts, conferenceFilesOf } from './conference-files.ts'
import { msrpIdentityOf, msrpOf, msrpPlaceOf } from './msrp.ts'

interface ConferenceNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly dns: Dns
  readonly log: Log
  readonly trace: TraceFile | null
  readonly rooms: LocalChatrooms
  /** Those, and rooms of other servers. */
  readonly house: ChatroomHouse
  readonly caller: SipCaller<SipRequest>
  /** What calls people in whom SIP is not the way to; null: SIP is for all. */
  readonly outwardBeside: ((sip: Outward) => Outward) | null
  /** `Weft/version`. */
  readonly product: string
}

/** Devices of one user in one room, and calls to all rooms. */
const LIMITS = { perUser: 20, all: 10_000 }
/** In bytes. Twice the largest message may wait for who reads slowly: nobody is to be dropped because somebody else shows one picture after the other. */
const VOLUME = { burst: 8_388_608, steady: 1_048_576 }
/** Bytes that the headers of a message may have on top of what it says. */
const ENVELOPE = 65_536

/** Chat rooms for SIP clients, and the MSRP that they are reached by. */
export class ConferenceParts {
  readonly application: Conference
  readonly msrp: MsrpEdge
  readonly #files: ConferenceFileParts
  readonly #needs: ConferenceNeeds

  constructor(config: Config, needs: ConferenceNeeds) {
    const { clock, random, dns, log, trace, rooms, house, caller, outwardBeside, product } = needs
    const { referRequiresParticipant } = config.roomLimits
    const { answerDelay, preferActive, maxMessageSize } = config.msrp
    this.#needs = needs
    this.msrp = msrpOf(config, { clock, random, dns, log }, trace)
    this.#files = conferenceFilesOf(config, { clock, random, log, rooms, caller, sessions: this.msrp })
    this.application = new Conference(
      {
        ...{
          answerDelay,
          prefersActive: preferActive,
          longestMessage: maxMessageSize + ENVELOPE,
          limits: LIMITS,
          volume: VOLUME,
        },
        ...{ referRequiresParticipant, product },
      },
      {
        ...{ rooms: house, clock, random, log, caller, sessions: this.msrp, files: this.#files.door },
        ...(outwardBeside && { outwardBeside }),
      },
    )
  }

  /** Removes what chat rooms left behind when the process before was killed; before any room begins. Never rejects. */
  async clear(): Promise<void> {
    await this.#files.uploads.clear()
  }

  /** Listens for MSRP where SIP listens. */
  async start(config: Config, place: { readonly address: string; readonly host: string }): Promise<void> {
    await this.msrp.start(msrpPlaceOf(config, place))
  }

  reload(config: Config): void {
    const identity = msrpIdentityOf(config, this.#needs.log)
    if (identity !== null) this.msrp.useCertificate(identity)
  }

  /** Everybody is put out of every room, and told so. */
  leave(): void {
    this.#needs.rooms.close('The server is shutting down')
  }

  stop(): void {
    this.msrp.stop()
  }

  /** Resolves when nothing of the rooms that have ended is left on disk. */
  async settled(): Promise<void> {
    await this.#files.uploads.settled()
  }
}
