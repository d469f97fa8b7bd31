import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { addressKey } from '../address-key.ts'
import { Allowance, type Rate } from './allowance.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { ChatOutlet } from './chat-outlet.ts'
import type { ChatComposing, ChatMedium, ChatMember, ChatMessage, ChatOutcome, ChatSubmission } from './chatroom.ts'
import { Delivery } from './delivery.ts'
import { History, type HistoryLimits } from './history.ts'
import { Lifetime } from './lifetime.ts'
import { Nicknames } from './nicknames.ts'
import { Occupant } from './occupant.ts'
import type { RoomFile } from './room-file.ts'
import { RoomFiles } from './room-files.ts'
import type { ChatRecipient, RoomSeat } from './room-seat.ts'
import { type ChatParticipant, Roster } from './roster.ts'
import { Screens, type ScreenWorld } from './screens.ts'
import { Sequence } from './sequence.ts'
import { addedText, joinedText, leftText, removedText, uploadedText } from './status-text.ts'
import { isForOneOnly, refusalOf } from './submission-rule.ts'
import { type ChatroomWatcher, Watchers } from './watchers.ts'
import { type WaysIn, welcomeText } from './welcome.ts'

export interface ChatroomLimits {
  /** Bytes. */
  readonly longestMessage: number
  /** What one session may say. */
  readonly rate: Rate
  readonly history: HistoryLimits
  /** ms for which it is there when nobody is in it any more. */
  readonly grace: number
}

interface ChatroomNeeds {
  readonly clock: Clock
  readonly log: Log
  /** What the histories of all rooms share. */
  readonly budget: ByteBudget
  readonly screens: ScreenWorld
  /** As they are now: the operator may have changed them. */
  waysIn(): WaysIn
  /** The room is over. Called once. */
  ended(): void
}

/** What a member wants the others to see of its writing. */
type Signal = Pick<ChatComposing, 'state' | 'contentType' | 'to'> & { readonly refresh: number | null }

const OK: ChatOutcome = { code: 200, reason: 'OK' }
const ENDED: ChatOutcome = { code: 0, reason: 'Chat session ended' }
const TOO_MANY: ChatOutcome = { code: 413, reason: 'Too many messages' }
const UNWANTED: ChatOutcome = { code: 413, reason: 'Unwanted message' }
const NOBODY: ChatOutcome = { code: 404, reason: 'No such participant' }
const TOO_MANY_PICTURES: ChatOutcome = { code: 413, reason: 'Too many pictures' }
const TOO_FICKLE: ChatOutcome = { code: 403, reason: 'Too many changes of nickname' }
const NOT_IN_PRIVATE: ChatOutcome = { code: 428, reason: 'Private messages not supported' }
/** Changes of nickname of one session: each is told to everybody who lists the room, and what he is told is the whole list. */
const NICKNAME_RATE: Rate = { perSecond: 1, burst: 10 }
/** Pictures of its screen that one session may send: as many as anybody can tell apart, whatever else it says. */
const SCREEN_RATE: Rate = { perSecond: 10, burst: 20 }
/** s, and the longest that is believed (RFC 3994 §3.2). */
const REFRESH = 120
const LONGEST_REFRESH = 3600

/** One chat room: who is in it, and what they say to each other. Whatever happens in it, everybody hears of it in one order. */
export class LocalChatroom {
  /** As the first one to come wrote it. */
  readonly address: string
  /** ms since the epoch. */
  readonly since: number
  readonly files: RoomFiles
  readonly screens: Screens
  readonly #limits: ChatroomLimits
  readonly #needs: ChatroomNeeds
  readonly #roster = new Roster()
  readonly #nicknames = new Nicknames()
  readonly #history: History
  readonly #order = new Sequence()
  readonly #delivery: Delivery
  readonly #watchers: Watchers
  readonly #lifetime: Lifetime
  #sessions = 0
  #subject = ''

  constructor(address: string, limits: ChatroomLimits, needs: ChatroomNeeds) {
    const { clock, log, budget } = needs
    this.address = address
    this.since = clock.now()
    this.#limits = limits
    this.#needs = needs
    this.#history = new History(limits.history, budget)
    this.#delivery = new Delivery({ room: address, roster: this.#roster, order: this.#order, clock })
    this.#watchers = new Watchers(this.#order, log)
    this.#lifetime = new Lifetime({
      ...{ clock, grace: limits.grace },
      isEmpty: () => this.#roster.size === 0,
      ended: () => this.#ended(),
    })
    this.screens = new Screens({
      ...{ room: address, clock, world: needs.screens },
      announce: (text) => this.#delivery.announce(text, null),
      changed: () => this.#watchers.changed(),
    })
    this.files = new RoomFiles({
      room: address,
      announce: (text) => this.#delivery.announce(text, null),
      offer: (file) => this.#delivery.offer(file, this.#roster.all()),
      changed: () => this.#watchers.changed(),
    })
  }

  /** Grows with every change that watchers are told of. */
  get version(): number {
    return this.#watchers.version
  }

  /** Who is in it, in the order in which they came. */
  get participants(): readonly ChatParticipant[] {
    return this.#roster.participants(this.#nicknames).map((participant) => {
      const screenUrl = this.screens.urlOf(addressKey(participant.party.uri))
      return screenUrl === null ? participant : { ...participant, screenUrl }
    })
  }

  /** Whether that user is in it. */
  has(address: string): boolean {
    return this.#roster.sessionsOf(addressKey(address)).length > 0
  }

  get subject(): string {
    return this.#subject
  }

  /** How else people reach it. */
  get waysIn(): WaysIn {
    return this.#needs.waysIn()
  }

  changeSubject(subject: string): void {
    this.#subject = subject
    this.#watchers.changed()
  }

  /**
   * Lets somebody in, without asking whether he may; he has been told what was said before when it returns. `outlet`: where what he says to everybody goes
   * instead of to the others.
   */
  enter(member: ChatMember, outlet: ChatOutlet | null = null): RoomSeat {
    const now = this.#needs.clock.now()
    const { rate } = this.#limits
    const details = {
      ...{ id: ++this.#sessions, since: now },
      ...{ speech: new Allowance(rate, now), signals: new Allowance(rate, now), renaming: new Allowance(NICKNAME_RATE, now) },
      ...{ showing: new Allowance(SCREEN_RATE, now), outlet },
    }
    const occupant = new Occupant(member, details, this.#needs.log)
    const isNew = this.#roster.add(occupant)
    if (member.nickname !== undefined) this.#nicknames.claim(occupant, member.nickname)
    this.#lifetime.entered()
    if (occupant.chats) this.#greet(occupant)
    for (const file of this.files.list) this.#delivery.offer(file, [occupant])
    if (isNew) this.#delivery.announce(joinedText(member.party, occupant.media), occupant)
    this.#watchers.changed()
    return this.#seatOf(occupant)
  }

  /** Puts that user out, whose sessions are told why. Returns how many there were; 0 where he was not in. */
  remove(address: string, reason: string): number {
    const sessions = this.#roster.sessionsOf(addressKey(address))
    for (const occupant of sessions) this.#putOut(occupant, reason)
    return sessions.length
  }

  /** Puts one session out, which is told why. */
  putOut(member: ChatMember, reason: string): void {
    const occupant = this.#roster.all().find((one) => one.member === member)
    if (occupant) this.#putOut(occupant, reason)
  }

  /** Something was said elsewhere, by that session where it is one of the room's: everybody else is told, and who comes later. */
  relay(message: ChatMessage, speaker: ChatMember | null): void {
    this.#history.add(message)
    const others = this.#roster.all().filter(({ member }) => member !== speaker)
    this.#delivery.post({ kind: 'message', message }, others)
  }

  /** Puts everybody out. Whoever holds it holds a room that is over. */
  close(reason: string): void {
    const everybody = this.#roster.all()
    // Nobody is told of the others that they go: as many lines as there are pairs of them.
    for (const occupant of everybody) this.#vacate(occupant)
    for (const occupant of everybody) this.#order.run(() => occupant.end(reason))
    this.#watchers.changed()
    this.#lifetime.end()
    for (const occupant of everybody) occupant.details.outlet?.left()
  }

  /** Keeps the room there while nobody is in it, as a session does that only brings or fetches a file; until the returned function is called. */
  hold(): () => void {
    return this.#lifetime.hold()
  }

  /** Tells it of changes from now on, until the returned function is called. */
  watch(watcher: ChatroomWatcher): () => void {
    return this.#watchers.add(watcher)
  }

  #seatOf(occupant: Occupant): RoomSeat {
    return {
      say: async (message) => this.#say(occupant, message),
      sayTo: (recipient, message) => this.#sayTo(occupant, recipient, message),
      compose: (state, refresh, contentType = null) =>
        this.#signal(occupant, { state, refresh, contentType }, this.#roster.all(occupant)),
      composeTo: (recipient, state, refresh, contentType) => this.#signalTo(occupant, recipient, { state, refresh, contentType }),
      share: (file, news) => this.#share(occupant, file, news),
      useNickname: (nickname) => this.#useNickname(occupant, nickname),
      changeMedia: (media) => this.#changeMedia(occupant, media),
      putOnHold: (isOnHold) => this.#putOnHold(occupant, isOnHold),
      showScreen: (jpeg) => this.#showScreen(occupant, jpeg),
      leave: () => {
        occupant.listensNoMore()
        this.#unseat(occupant)
      },
    }
  }

  #say(occupant: Occupant, submission: ChatSubmission): ChatOutcome | Promise<ChatOutcome> {
    const refusal = this.#refusalOf(occupant, submission) ?? (isForOneOnly(submission) ? UNWANTED : null)
    if (refusal) return refusal
    const message = this.#messageOf(occupant, submission)
    const { outlet } = occupant.details
    if (outlet) return outlet.say(message)
    this.#history.add(message)
    this.#delivery.post({ kind: 'message', message }, this.#roster.all(occupant))
    return OK
  }

  #sayTo(occupant: Occupant, recipient: ChatRecipient, submission: ChatSubmission): ChatOutcome {
    const refusal = this.#refusalOf(occupant, submission)
    if (refusal) return refusal
    const sessions = this.#sessionsOf(recipient, occupant)
    const able = sessions.filter((session) => session.takesPrivateMessages)
    const [first] = able
    if (!first) return sessions.length === 0 ? NOBODY : NOT_IN_PRIVATE
    const message = { ...this.#messageOf(occupant, submission), to: this.#partyOf(first) }
    const own = this.#roster.sessionsOf(occupant.user).filter((session) => session !== occupant && session.takesPrivateMessages)
    this.#delivery.post({ kind: 'message', message }, [...new Set([...able, ...own])])
    return OK
  }

  #refusalOf(occupant: Occupant, submission: ChatSubmission): ChatOutcome | null {
    if (!occupant.isSeated || !occupant.chats) return ENDED
    if (!occupant.details.speech.take(this.#needs.clock.now())) return TOO_MANY
    return refusalOf(submission, this.#limits.longestMessage)
  }

  #messageOf(occupant: Occupant, { id, contentType, content, body, written, extensions }: ChatSubmission): ChatMessage {
    const sender = this.#partyOf(occupant)
    const at = this.#needs.clock.now()
    return { id, sender, contentType, content, body, written, extensions, at, type: 'normal' }
  }

  #signalTo(occupant: Occupant, recipient: ChatRecipient, signal: Signal): void {
    const sessions = this.#sessionsOf(recipient, occupant).filter((session) => session.takesPrivateMessages)
    const [first] = sessions
    if (first) this.#signal(occupant, { ...signal, to: this.#partyOf(first) }, sessions)
  }

  /** Too much of it is dropped: nobody misses it. */
  #signal(occupant: Occupant, signal: Signal, sessions: readonly Occupant[]): void {
    if (!occupant.isSeated || !occupant.chats || !occupant.details.signals.take(this.#needs.clock.now())) return
    const composing = { ...signal, sender: occupant.member.party, refresh: refreshOf(signal.refresh) }
    this.#delivery.post({ kind: 'composing', composing }, sessions)
  }

  #share(occupant: Occupant, file: RoomFile, news: 'new' | 'known'): () => void {
    if (!occupant.isSeated) return () => {}
    this.files.add(file)
    if (news === 'new') this.#delivery.announce(uploadedText(file.sender, file.name, file.size), occupant)
    return () => this.files.remove(file)
  }

  #useNickname(occupant: Occupant, nickname: string | null): ChatOutcome {
    if (!occupant.isSeated) return ENDED
    if (!occupant.details.renaming.take(this.#needs.clock.now())) return TOO_FICKLE
    const outcome = nickname === null ? OK : this.#nicknames.claim(occupant, nickname)
    if (nickname === null ? this.#nicknames.release(occupant) : outcome.code === OK.code) this.#watchers.changed()
    return outcome
  }

  #changeMedia(occupant: Occupant, media: readonly ChatMedium[]): void {
    if (!occupant.isSeated) return
    const { media: before, chats, member } = occupant
    const added = media.filter((medium) => !before.includes(medium))
    const removed = before.filter((medium) => !media.includes(medium))
    if (added.length === 0 && removed.length === 0) return
    occupant.media = media
    if (added.length > 0) this.#delivery.announce(addedText(member.party, added), occupant)
    if (removed.length > 0) this.#delivery.announce(removedText(member.party, removed), occupant)
    if (occupant.chats && !chats) this.#greet(occupant)
    this.#watchers.changed()
  }

  #putOnHold(occupant: Occupant, isOnHold: boolean): void {
    if (!occupant.isSeated || occupant.isOnHold === isOnHold) return
    occupant.isOnHold = isOnHold
    this.#watchers.changed()
  }

  #showScreen(occupant: Occupant, jpeg: Uint8Array): ChatOutcome {
    if (!occupant.isSeated || !occupant.chats) return ENDED
    if (!occupant.details.showing.take(this.#needs.clock.now())) return TOO_MANY_PICTURES
    return this.screens.show(occupant.member.party, jpeg)
  }

  #greet(occupant: Occupant): void {
    const others = this.#roster.size - 1
    const welcome = occupant.member.welcome === true ? welcomeText(this.address, others, this.#needs.waysIn()) : null
    this.#delivery.greet(occupant, welcome, this.#history.messages)
  }

  /** It hears why after all that it was to hear before. */
  #putOut(occupant: Occupant, reason: string): void {
    this.#unseat(occupant)
    this.#order.run(() => occupant.end(reason))
  }

  #unseat(occupant: Occupant): void {
    if (!occupant.isSeated) return
    const time = this.#needs.clock.now() - occupant.details.since
    if (this.#vacate(occupant)) this.#delivery.announce(leftText(occupant.member.party, time), null)
    this.#watchers.changed()
    this.#lifetime.left()
    occupant.details.outlet?.left()
  }

  /** Whether it was the last session of its user. */
  #vacate(occupant: Occupant): boolean {
    occupant.isSeated = false
    this.#nicknames.release(occupant)
    const wasLast = this.#roster.remove(occupant)
    if (wasLast) this.screens.left(occupant.user)
    return wasLast
  }

  #ended(): void {
    this.#history.clear()
    this.#needs.ended()
    this.#watchers.ended()
  }

  #sessionsOf(recipient: ChatRecipient, except: Occupant): readonly Occupant[] {
    const user = 'address' in recipient ? addressKey(recipient.address) : this.#nicknames.userOf(recipient.nickname)
    return user === null ? [] : this.#roster.sessionsOf(user).filter((session) => session !== except)
  }

  /** As the others see him: by his nickname where he has one. */
  #partyOf({ user, member: { party } }: Occupant): SipParty {
    return { uri: party.uri, displayName: this.#nicknames.ofUser(user) ?? party.displayName }
  }
}

/** Whole seconds: clients take nothing else. */
function refreshOf(given: number | null): number {
  return given === null || !(given > 0) ? REFRESH : Math.min(LONGEST_REFRESH, Math.ceil(given))
}
