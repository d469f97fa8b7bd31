import { parseContentType } from '@weft/protocols/im/content-type'
import type { CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { judgeReoffer } from '@weft/protocols/sdp/changed-media'
import { ownMsrp, peerEnd } from '@weft/protocols/sdp/msrp-ends'
import { type MsrpMedia, printMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { chatAnswer } from '@weft/protocols/sdp/msrp-offer'
import { transportOf } from '@weft/protocols/sdp/msrp-transport'
import { answerTo } from '@weft/protocols/sdp/own-description'
import { directionOf, mirroredDirection } from '@weft/protocols/sdp/section'
import { printDescription, readDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'
import type { SipRequest } from '@weft/protocols/sip/message'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpEvent, MsrpSession, MsrpSessions } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import type { SipField } from '../../ports/sip-agent.ts'
import type { SessionEvent, SipSession } from '../../ports/sip-sessions.ts'
import type { UsableOffer } from './chat-offer.ts'
import { echoOf } from './echoed-cpim.ts'

export interface EchoCallNeeds {
  readonly sessions: MsrpSessions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** As CPIM names both sides. */
  readonly parties: { readonly echo: CpimIdentity; readonly caller: CpimIdentity }
  /** Called once. */
  ended(): void
}

/** ms (server-framework.md §4.1). */
const LONGEST_CALL = 600_000
/** Bytes: room enough to try out pictures. */
const LONGEST_MESSAGE = 1_048_576
/** So that everything comes back in the order in which it was said. */
const LANE = 'echo'
/** Digits of an `o=` line, made of an identifier in hex. */
const ORIGIN_DIGITS = 15
/** What else may come within a call is the edge's business. */
const ALLOW: SipField = { name: 'Allow', value: 'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS' }

/** A chat with the echo: what comes goes back. */
export class EchoCall {
  readonly #session: SipSession
  readonly #needs: EchoCallNeeds
  readonly #origin: string
  /** The chat's place in descriptions. */
  #index = 0
  #said: MsrpMedia | null = null
  #own: SessionDescription | null = null
  #msrp: MsrpSession | null = null
  #stopTimer = () => {}
  #isOver = false

  constructor(session: SipSession, needs: EchoCallNeeds) {
    this.#session = session
    this.#needs = needs
    this.#origin = String(BigInt(`0x${needs.random.id().slice(0, ORIGIN_DIGITS)}`))
  }

  /** Answers the call. Null, or why no chat can be made of the offer; nothing is answered then. */
  begin({ offer, index, peer }: UsableOffer): string | null {
    const { sessions, clock } = this.#needs
    const settings = { accepts: isCpim, bodies: 'whole', mostBytes: LONGEST_MESSAGE } as const
    const msrp = sessions.open({ ...settings, transport: transportOf(peer.protocol) }, (event) => this.#take(event))
    if (!msrp) return 'protocol-off'
    const said = { ...chatAnswer(peer, ownMsrp(msrp, LONGEST_MESSAGE, false), []), chatroom: null }
    const obstacle = msrp.connect(peerEnd(peer, said.setup === 'active'))
    if (obstacle !== null) {
      msrp.close()
      return obstacle
    }
    this.#msrp = msrp
    this.#index = index
    this.#said = said
    this.#stopTimer = clock.after(LONGEST_CALL, () => this.#hangUp())
    this.#answer(offer)
    return null
  }

  hear(event: SessionEvent<SipRequest>): void {
    if (event.kind === 'offer') this.#change(event.description)
    else if (event.kind === 'request') event.answer({ status: 405, headers: [ALLOW] })
    else if (event.kind === 'ended') this.#end()
  }

  /** There is nothing to be added to a chat, and without it there is nothing to talk about. */
  #change(description: Uint8Array | null): void {
    if (description === null) {
      this.#say(this.#own)
      return
    }
    const offer = readDescription(description)
    const changes = offer && this.#own ? judgeReoffer(this.#own, offer) : null
    if (!offer || !changes?.accept || changes.changes.some((change) => change === 'added' || change === 'replaced')) {
      this.#session.refuse({ status: offer ? 488 : 400 })
      return
    }
    this.#answer(offer)
    if (changes.changes[this.#index] === 'removed') this.#hangUp()
  }

  #answer(offer: SessionDescription): void {
    const own = { id: this.#origin, address: this.#msrp?.place.host ?? '', previous: this.#own }
    const said = this.#said
    const media = offer.media.map((offered, index) =>
      said && index === this.#index
        ? printMsrpMedia({ ...said, direction: mirroredDirection(directionOf(offer, offered)) })
        : null,
    )
    this.#own = answerTo(offer, media, own)
    this.#say(this.#own)
  }

  #say(description: SessionDescription | null): void {
    if (description) this.#session.answer(new TextEncoder().encode(printDescription(description)))
  }

  #take(event: MsrpEvent): void {
    if (event.kind === 'message') this.#echo(event)
    else if (event.kind === 'nickname') event.answer({ code: 403 })
    else if (event.kind === 'file-offset') event.answer({ code: 413 })
    else if (event.kind === 'ended') this.#hangUp()
  }

  /** Reports before it answers, so that who hears the echo knows already that he was heard. */
  #echo({ body, report }: Extract<MsrpEvent, { kind: 'message' }>): void {
    const { clock, random, parties, log } = this.#needs
    const echo = echoOf(body, parties, clock.now())
    report(echo.understood ? { code: 200 } : { code: 400, comment: 'CPIM Parser Error' })
    if (!echo.understood || echo.body === null) return
    const message = { id: random.id(), contentType: 'message/cpim', body: echo.body, reports: false, lane: LANE }
    const refused = this.#msrp?.send(message)
    if (refused) log.info('a message was not echoed', { reason: refused })
  }

  #hangUp(): void {
    if (this.#isOver) return
    this.#end()
    this.#session.end()
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopTimer()
    this.#msrp?.close()
    this.#needs.ended()
  }
}

function isCpim(contentType: string): boolean {
  return parseContentType(contentType)?.type === 'message/cpim'
}
