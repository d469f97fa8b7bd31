import { msrpOfError } from '@weft/protocols/xmpp/error-mapping'
import { type Jid, parseResource } from '@weft/protocols/xmpp/jid'
import { MUC_STATUS, mucStatusesOf, occupantOf } from '@weft/protocols/xmpp/muc'
import { pingElement } from '@weft/protocols/xmpp/service-query'
import { readStanzaError, type StanzaError, type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import type { ChatOutcome } from '../../../core/chatroom/chatroom.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Random } from '../../../ports/random.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { Questions } from '../questions.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { PendingAnswers } from './pending-answers.ts'
import { comeStanza, leaveStanza, nickStanza, sayStanza, whisperStanza, writingStanza } from './visitor-stanzas.ts'
import { said, whyOut } from './why-out.ts'

export interface VisitorNeeds {
  readonly router: XmppRouter
  readonly questions: Questions
  readonly clock: Clock
  readonly random: Random
  /** Whether another one of ours in the room is called so, or wants to be. */
  isTaken(nick: string, by: Visitor): boolean
  /** The room calls it otherwise. */
  renamed(visitor: Visitor): void
  /** The room is over for it. Called once, and not where it leaves by itself. */
  out(visitor: Visitor, reason: string): void
}

/** ms for which the room may take to let somebody in, to call somebody otherwise, or to say what somebody says. */
const PATIENCE = 30_000
/** ms after which the room is asked whether somebody is still in it (XEP-0410). */
const CHECK_INTERVAL = 600_000
/** Nicks that are tried one after the other: `romeo`, `romeo_2`, `romeo_3`. */
const MOST_TRIES = 3
const MOST_NUMBERS = 50
const LONGEST_NICK = 64
const OK: ChatOutcome = { code: 200, reason: 'OK' }
const SILENCE: ChatOutcome = { code: 408, reason: 'The room has not answered' }
const OUT: ChatOutcome = { code: 481, reason: 'Not in the room' }
/** What a room, or a server in between, says where somebody is not in the room any more, or cannot reach it. */
const NOT_THERE: readonly StanzaErrorCondition[] = [
  ...(['not-acceptable', 'item-not-found', 'gone'] satisfies StanzaErrorCondition[]),
  ...(['remote-server-not-found', 'remote-server-timeout'] satisfies StanzaErrorCondition[]),
]
/** What is wanted of the room by presence is one thing at a time. */
const WISH = 'wish'

/** One device of somebody of ours in a room of another XMPP server: an occupant of its own, by an address of its own (RFC 7702 §6, XEP-0045 §7). */
export class Visitor {
  readonly room: Jid
  readonly jid: Jid
  readonly party: SipParty
  readonly #needs: VisitorNeeds
  readonly #wish: string
  readonly #said: PendingAnswers<ChatOutcome>
  /** To come in, or to be called otherwise. */
  readonly #wanted: PendingAnswers<StanzaError | null>
  #nick: string
  /** What the room is asked to call it. */
  #next: string | null = null
  #place: 'outside' | 'coming' | 'inside' | 'gone' = 'outside'
  #isWriting = false
  #stopChecking = () => {}

  constructor(room: Jid, jid: Jid, party: SipParty, needs: VisitorNeeds) {
    this.room = room
    this.jid = jid
    this.party = party
    this.#needs = needs
    this.#wish = parseResource(party.displayName.slice(0, LONGEST_NICK).toWellFormed()) ?? jid.local ?? jid.domain
    this.#nick = this.#wish
    this.#said = new PendingAnswers(needs.clock, PATIENCE)
    this.#wanted = new PendingAnswers(needs.clock, PATIENCE)
  }

  /** What the room calls it; before it is in, what it wants to be called. */
  get nick(): string {
    return this.#nick
  }

  /** Whether it is called so, or may be in a moment. */
  claims(nick: string): boolean {
    return nick === this.#nick || nick === this.#next
  }

  get isInside(): boolean {
    return this.#place === 'inside'
  }

  /** Comes in by a nick that is free: null, or why not. `history` as comeStanza() has it. */
  async come(history: number | null): Promise<StanzaError | null> {
    const tried = new Set<string>()
    let error = stanzaError('conflict')
    for (let nick = this.#freeNick(tried); nick !== null && tried.size < MOST_TRIES; nick = this.#freeNick(tried)) {
      tried.add(nick)
      this.#nick = nick
      this.#place = 'coming'
      const outcome = await this.#want(comeStanza(this.#to(nick), history))
      if (outcome === null) return null
      error = outcome
      if (error.condition !== 'conflict') break
    }
    // The room may let it in yet.
    if (error.condition === 'remote-server-timeout') this.leave()
    this.#end()
    return error
  }

  /** A presence of the room. Whether it was about this one, so that nobody else need look at it. */
  presence({ type, from, element }: Addressed): boolean {
    if (type === 'error') return this.#wanted.settle(WISH, readStanzaError(element))
    const statuses = mucStatusesOf(element)
    const nick = from.resource
    if (nick === null || !(statuses.includes(MUC_STATUS.selfPresence) || nick === this.#nick)) return false
    if (type === 'unavailable') {
      const next = statuses.includes(MUC_STATUS.nickChanged) ? parseResource(occupantOf(element)?.nick ?? '') : null
      if (next === null) this.#putOut(whyOut(element))
      else this.#isCalled(next)
    } else if (type === null) this.#isCalled(nick)
    return true
  }

  /** What it has said is heard in the room. */
  heard(id: string): void {
    this.#said.settle(id, OK)
  }

  /** Something that it has said came back. */
  failed({ id, element }: Addressed): void {
    const error = readStanzaError(element)
    if (id !== null) this.#said.settle(id, { code: msrpOfError(error), reason: said(error.condition, error.text) })
    if (NOT_THERE.includes(error.condition)) void this.#check()
  }

  /** Resolves once the room has said it, which is when others hear it, or says why not. Never rejects. */
  async say(id: string | null, body: string): Promise<ChatOutcome> {
    if (this.#place !== 'inside') return OUT
    this.#isWriting = false
    const name = id === null || this.#said.has(id) ? this.#needs.random.id() : id
    const outcome = this.#said.wait(name, SILENCE)
    if (outcome === null) return { code: 413, reason: 'Too many messages' }
    void this.#needs.router.send(sayStanza(this.#to(null), name, body))
    const became = await outcome
    if (became === SILENCE) void this.#check()
    return became
  }

  whisper(nick: string, id: string | null, body: string): void {
    if (this.isInside) void this.#needs.router.send(whisperStanza(this.#to(nick), id ?? this.#needs.random.id(), body))
  }

  /** Is writing to everybody, or is not any more; what the room knows already is not said again. */
  write(isWriting: boolean): void {
    if (!this.isInside || isWriting === this.#isWriting) return
    this.#isWriting = isWriting
    void this.#needs.router.send(writingStanza(this.#to(null), isWriting ? 'composing' : 'paused'))
  }

  /** Is writing to one alone. */
  writeTo(nick: string, isWriting: boolean): void {
    if (this.isInside) void this.#needs.router.send(writingStanza(this.#to(nick), isWriting ? 'composing' : 'paused'))
  }

  /** Wants to be called so, or as in the beginning; one thing at a time. The codes are those of RoomSeat.useNickname. Never rejects. */
  async rename(nickname: string | null): Promise<ChatOutcome> {
    const nick = parseResource(nickname ?? this.#wish)
    if (this.#place !== 'inside') return OUT
    if (nick === null) return { code: 424, reason: 'Malformed nickname' }
    if (nick === this.#nick) return OK
    if (this.#needs.isTaken(nick, this)) return { code: 425, reason: 'Nickname reserved or already in use' }
    this.#next ??= nick
    const error = this.#next === nick ? await this.#want(nickStanza(this.#to(nick))) : stanzaError('policy-violation')
    if (this.#next === nick) this.#next = null
    if (error === null) return OK
    return { code: error.condition === 'conflict' ? 425 : msrpOfError(error), reason: said(error.condition, error.text) }
  }

  /** Leaves the room, or gives up coming. */
  leave(): void {
    const isKnown = this.#place === 'coming' || this.#place === 'inside'
    const nick = this.#nick
    this.#end()
    if (isKnown) void this.#needs.router.send(leaveStanza(this.#to(nick)))
  }

  async #want(presence: XmlElement): Promise<StanzaError | null> {
    const silence = stanzaError('remote-server-timeout')
    const outcome = this.#wanted.wait(WISH, silence)
    if (outcome === null) return stanzaError('policy-violation')
    void this.#needs.router.send(presence).then((isSent) => isSent || this.#wanted.settle(WISH, silence))
    return outcome
  }

  #isCalled(nick: string): void {
    const before = this.#nick
    this.#nick = nick
    if (this.#place === 'coming') {
      this.#place = 'inside'
      this.#stopChecking = this.#needs.clock.after(CHECK_INTERVAL, () => void this.#check())
      this.#wanted.settle(WISH, null)
    } else if (nick !== before) {
      this.#wanted.settle(WISH, null)
      this.#needs.renamed(this)
    }
  }

  /** Asks the room whether it is still in it (XEP-0410 §3). */
  async #check(): Promise<void> {
    const { questions, clock } = this.#needs
    if (this.#place !== 'inside') return
    this.#stopChecking()
    const answer = await questions.ask('get', this.jid, { ...this.room, resource: this.#nick }, pingElement())
    if (!answer.answered && NOT_THERE.includes(answer.error.condition))
      this.#putOut(said('The room cannot be reached any more', answer.error.condition))
    else if (this.isInside) {
      this.#stopChecking()
      this.#stopChecking = clock.after(CHECK_INTERVAL, () => void this.#check())
    }
  }

  #putOut(reason: string): void {
    const wasInside = this.#place === 'inside'
    this.#end()
    if (wasInside) this.#needs.out(this, reason)
  }

  #end(): void {
    this.#place = 'gone'
    this.#stopChecking()
    this.#said.close(OUT)
    this.#wanted.close(stanzaError('recipient-unavailable'))
  }

  #freeNick(tried: ReadonlySet<string>): string | null {
    for (let number = 1; number <= MOST_NUMBERS; number++) {
      const nick = number === 1 ? this.#wish : `${this.#wish}_${number}`
      if (!tried.has(nick) && !this.#needs.isTaken(nick, this)) return nick
    }
    return null
  }

  #to(nick: string | null): { readonly from: Jid; readonly to: Jid } {
    return { from: this.jid, to: { ...this.room, resource: nick } }
  }
}
