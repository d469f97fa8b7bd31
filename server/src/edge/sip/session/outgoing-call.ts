import type { InviteSession } from '@weft/protocols/sip/invite-session'
import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { type Invitation, type OutgoingEffect, type OutgoingInput, OutgoingInvite } from '@weft/protocols/sip/outgoing-invite'
import { printMessage } from '@weft/protocols/sip/print-message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import type { SessionSettings } from '@weft/protocols/sip/session-message'
import { Refusal } from '../../../ports/refusal.ts'
import type { SipAnswer, SipContact } from '../../../ports/sip-agent.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import type { RequestWithin, SessionEvent, SipSession } from '../../../ports/sip-sessions.ts'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'
import { capabilitiesOf } from '../event/notifier-capabilities.ts'
import { FailOver } from '../fail-over.ts'
import { LONGEST_DATAGRAM, type Locating, nextHopOf, routesTo } from '../next-hop.ts'
import { contactUri } from '../transport/hop.ts'
import { DialogPath } from './dialog-path.ts'
import { EdgeSession } from './edge-session.ts'
import type { IncomingCallNeeds } from './incoming-call.ts'
import { mustBeSayable } from './sayable.ts'
import { SessionTeller } from './session-teller.ts'

export interface OutgoingCallNeeds extends IncomingCallNeeds {
  /** Knows the outbound proxy, where there is one. */
  readonly locating: Locating
  /** Called once, when nothing more will come of the call but what its sessions do. */
  readonly done: (call: OutgoingCall) => void
}

/** Who we are in a call of ours. */
export interface CallingSelf {
  /** Answers challenges; null where they are refusals. */
  readonly digest: SessionSettings['digest']
  /** Null: the edge's own. */
  readonly contact: SipContact | null
  /** Who is asked about SUBSCRIBE and REFER within it. */
  readonly notifier: Partial<SipNotifier<SipRequest>>
}

type Event = SessionEvent<SipRequest>
type Ending = Omit<Extract<Event, { kind: 'ended' }>, 'kind'>

/** ms until a call that nobody answers is given up (server-framework.md §7). */
const LONGEST_RINGING = 90_000
/** Bytes that Via, Contact and the like add to a request. */
const OVERHEAD = 400
const NOBODY_ASKED = 'unexpected'
const GIVEN_UP: Ending = { by: 'us', why: 'cancelled', status: null, reason: '' }

/** A call of ours: one INVITE, the sessions that its branches begin, and the one of them that is the call. */
export class OutgoingCall implements SipSession {
  readonly callId: string
  readonly #needs: OutgoingCallNeeds
  readonly #invitation: Invitation
  readonly #self: CallingSelf
  readonly #teller: SessionTeller
  readonly #branches = new Map<InviteSession, EdgeSession>()
  #invite: OutgoingInvite | null = null
  #attempts: FailOver | null = null
  /** Whose offer was told last. */
  #asker: EdgeSession | null = null
  #chosen: EdgeSession | null = null
  #givenUp = false
  #cancelFields: readonly SipHeaderField[] = []
  #over = false
  #stopRinging = () => {}

  constructor(
    callId: string,
    invitation: Invitation,
    self: CallingSelf,
    listener: (event: Event) => void,
    needs: OutgoingCallNeeds,
  ) {
    this.callId = callId
    this.#invitation = invitation
    this.#self = self
    this.#needs = needs
    this.#teller = new SessionTeller(needs.log)
    this.#teller.listen(listener)
  }

  /** Looks for routes and sends the INVITE. Nothing is told before the first look-up has ended. */
  async start(): Promise<void> {
    const { clock, locating, log, table } = this.#needs
    const { where, host } = nextHopOf(this.#invitation.request.uri)
    this.#stopRinging = clock.after(LONGEST_RINGING, () => this.end())
    try {
      const routes = await routesTo(where, this.#isLong, locating)
      if (this.#over) return
      if (table.admits(null)) this.#invite = this.#begin(routes, host)
      else this.#finish({ by: 'us', why: 'rejected', status: 503, reason: reasonPhrase(503) })
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('a call was not sent', { error: String(error) })
      const reason = error instanceof Refusal ? error.detail : ''
      this.#finish({ by: 'us', why: 'no-route', status: null, reason })
    }
  }

  ring(): string | null {
    return NOBODY_ASKED
  }

  answer(description: Uint8Array | null): string | null {
    return this.#partner ? this.#partner.answer(description) : NOBODY_ASKED
  }

  refuse(answer: SipAnswer): string | null {
    return this.#partner ? this.#partner.refuse(answer) : NOBODY_ASKED
  }

  offer(description: Uint8Array | null): string | null {
    return this.#partner ? this.#partner.offer(description) : NOBODY_ASKED
  }

  end(headers: readonly SipHeaderField[] = []): void {
    mustBeSayable(headers)
    if (this.#chosen) this.#chosen.end(headers)
    else if (this.#invite) this.#cancel(this.#invite, headers)
    else this.#finish(GIVEN_UP)
  }

  async request(request: RequestWithin): Promise<SipAnswer> {
    return this.#chosen ? this.#chosen.request(request) : { status: 481 }
  }

  /** Whom the application speaks with. */
  get #partner(): EdgeSession | null {
    return this.#chosen ?? this.#asker
  }

  get #isLong(): boolean {
    const { request, description } = this.#invitation
    return printMessage(request).length + (description?.length ?? 0) + OVERHEAD > LONGEST_DATAGRAM
  }

  #begin(routes: readonly SipRoute[], name: string): OutgoingInvite {
    const { settings, ways } = this.#needs
    const hop = ways.hop(routes[0]?.transport ?? 'udp')
    const { user, isFocus = false } = this.#self.contact ?? {}
    const contact = contactUri(hop, this.#invitation.secure ? 'sips' : 'sip', user)
    this.#attempts = new FailOver(routes, name, this.#needs)
    const { invite, effects } = OutgoingInvite.start(
      { ...settings, ...capabilitiesOf(this.#self.notifier), contact, isFocus, digest: this.#self.digest },
      this.#invitation,
    )
    this.#perform(invite, effects)
    return invite
  }

  #cancel(invite: OutgoingInvite, headers: readonly SipHeaderField[]): void {
    this.#givenUp = true
    this.#cancelFields = headers
    this.#step(invite, { kind: 'cancel' })
  }

  #step(invite: OutgoingInvite, input: OutgoingInput): void {
    this.#perform(invite, invite.step(input, this.#needs.clock.now()))
  }

  #perform(invite: OutgoingInvite, effects: readonly OutgoingEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          this.#dropEarly()
          this.#send(invite, effect.request)
          break
        case 'cancel':
          this.#attempts?.cancel(this.#cancelFields)
          break
        case 'begun':
          this.#branch(effect.session)
          break
        case 'within':
          this.#branches.get(effect.session)?.perform(effect.effects)
          break
        case 'chosen':
          this.#choose(this.#branches.get(effect.session) ?? null)
          break
        case 'failed':
          this.#dropEarly()
          this.#finish(this.#givenUp ? GIVEN_UP : endingOf(effect.status, effect.response))
          break
        case 'drop':
      }
    }
  }

  #send(invite: OutgoingInvite, request: SipRequest): void {
    const sent = this.#attempts?.send(request, {
      role: 'agent',
      answered: (response) => this.#step(invite, { kind: 'response', response }),
      failed: (reason) => this.#step(invite, { kind: 'failed', reason }),
      ended: () => this.#dropEarly(),
    })
    sent?.catch((error: unknown) => {
      this.#needs.log.error('a call was not sent', { error: String(error) })
      this.#step(invite, { kind: 'failed', reason: 'transport' })
    })
  }

  #branch(session: InviteSession): void {
    const branch = new EdgeSession(session, new DialogPath(null, this.#needs), this.#self.notifier, this.#needs, this)
    this.#branches.set(session, branch)
    this.#needs.table.add(branch, null)
    branch.listen((event) => this.#heard(branch, event))
  }

  #choose(branch: EdgeSession | null): void {
    this.#chosen = branch
    this.#tell({ kind: 'answered' })
    this.#settle()
  }

  /** What a branch says is the call's, unless another one is the call, nobody wants one any more, or it is merely the end of one of several. */
  #heard(branch: EdgeSession, event: Event): void {
    if (this.#chosen ? this.#chosen !== branch : this.#givenUp || event.kind === 'ended') return
    if (event.kind === 'offer') this.#asker = branch
    this.#tell(event)
  }

  /** Branches that will not be answered any more. */
  #dropEarly(): void {
    for (const [session, branch] of this.#branches) {
      if (session.dialog.phase !== 'early') continue
      this.#branches.delete(session)
      branch.abandon()
      this.#needs.table.drop(branch)
    }
  }

  #finish(ending: Ending): void {
    if (this.#over) return
    this.#over = true
    this.#tell({ kind: 'ended', ...ending })
    this.#settle()
  }

  #settle(): void {
    this.#stopRinging()
    this.#needs.done(this)
  }

  #tell(event: Event): void {
    this.#teller.add(event)
    this.#teller.tell()
  }
}

function endingOf(status: number, response: SipResponse | null): Ending {
  return { by: 'peer', why: 'rejected', status, reason: response?.reason ?? reasonPhrase(status) }
}
