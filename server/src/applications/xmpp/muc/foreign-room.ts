// A room of another XMPP server that people of ours are in (RFC 7702 §6, xmpp-gateway §6.3).
//
// We keep a picture of it, which is a chat room of ours like any other: so all doors, conference-info, history, nicknames and private messages are what they
// are everywhere. Each of our people is an occupant of its own there (Visitor); each of the others is a member here (ForeignOccupant). What ours say to
// everybody goes there, and is told here only once it comes back: so everybody hears things in the order of that room, its owner's rules hold for ours as for
// all, and nothing has to be told apart by its id. It comes back to each of ours; HeardOnce tells it once.

import { chatStateOf } from '@weft/protocols/xmpp/chat-state'
import { delayOf } from '@weft/protocols/xmpp/delay'
import { errorOfMsrp } from '@weft/protocols/xmpp/error-mapping'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { bodyOf, subjectOf } from '@weft/protocols/xmpp/message-text'
import { MUC_STATUS, mucStatusesOf, occupantOf } from '@weft/protocols/xmpp/muc'
import { errorTo } from '@weft/protocols/xmpp/reply'
import type { StanzaError } from '@weft/protocols/xmpp/stanza-error'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatComposing, ChatMember, ChatMessage, ChatOutcome } from '../../../core/chatroom/chatroom.ts'
import type { HouseSeat } from '../../../core/chatroom/chatroom-house.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { RoomSeat } from '../../../core/chatroom/room-seat.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'
import { textOfHtml } from '../chat/html-text.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { ForeignOccupant, occupantAddress } from './foreign-occupant.ts'
import { HeardOnce } from './heard-once.ts'
import { Visitor, type VisitorNeeds } from './visitor.ts'

export interface ForeignRoomNeeds extends Pick<VisitorNeeds, 'router' | 'questions' | 'clock' | 'random'> {
  /** Null where there is such a room, else why nobody can come in. */
  examine(visitor: Visitor): Promise<StanzaError | null>
  /** The room as we see it, in which nobody is yet. */
  picture(): LocalChatroom
  /** Nothing that comes for that one is for this room any more. */
  gone(visitor: Visitor): void
  /** Nobody of ours is in it, or wants to be. */
  ended(): void
}

/** Somebody of ours who has been told that he is in. */
interface Seated {
  readonly member: ChatMember
  readonly seat: RoomSeat
}

/** Occupants that are listed; what others say is heard as well. */
const MOST_LISTED = 2_000
const MOST_OF_ONE_NICK = 20
const NO_TEXT: ChatOutcome = { code: 415, reason: 'Only text is taken here' }
/** Characters of what a room is about, which everybody is told who comes in. */
const LONGEST_SUBJECT = 1_000
/** Characters by which one message is told from another that has no id, or the same. */
const TELLING = 200

export class ForeignRoom {
  readonly jid: Jid
  /** `room@host` as SIP says it. */
  readonly address: string
  readonly #needs: ForeignRoomNeeds
  readonly #picture: LocalChatroom
  readonly #release: () => void
  readonly #visitors = new Set<Visitor>()
  readonly #seated = new Map<Visitor, Seated>()
  /** Those who are in, and have yet to be told. */
  readonly #reserved = new Set<Visitor>()
  /** By nick. */
  readonly #others = new Map<string, ForeignOccupant>()
  readonly #heard = new HeardOnce<Visitor>()
  /** Nicks of ours who have left, which the room has yet to say. */
  readonly #leaving = new Set<string>()
  /** Who brings what was said before anybody of ours came; and who has got all of that. */
  #historian: Visitor | null = null
  readonly #upToDate = new WeakSet<Visitor>()

  constructor(jid: Jid, address: string, needs: ForeignRoomNeeds) {
    this.jid = jid
    this.address = address
    this.#needs = needs
    this.#picture = needs.picture()
    this.#release = this.#picture.hold()
  }

  /** Somebody of ours comes in by that address: null, or why not. Never rejects. */
  async come(jid: Jid, party: SipParty, known: (visitor: Visitor) => void): Promise<Visitor | StanzaError> {
    const visitor: Visitor = new Visitor(this.jid, jid, party, {
      ...this.#needs,
      isTaken: (nick, by) => [...this.#visitors].some((one) => one !== by && one.claims(nick)),
      renamed: (one) => this.#renamed(one),
      out: (one, reason) => this.#putOut(one, reason),
    })
    this.#visitors.add(visitor)
    known(visitor)
    const obstacle = await this.#needs.examine(visitor)
    this.#historian ??= visitor
    const error = obstacle ?? (await visitor.come(this.#historian === visitor ? null : 0))
    if (error === null) {
      this.#unlist(visitor.nick)
      return visitor
    }
    if (this.#historian === visitor) this.#historian = null
    this.#forget(visitor)
    return error
  }

  /** Keeps the place of one who is in for whoever asks for it next on behalf of the same user; what is returned gives it up. */
  reserve(visitor: Visitor): () => void {
    this.#reserved.add(visitor)
    return () => {
      if (this.#reserved.has(visitor)) this.#leave(visitor)
    }
  }

  /** A place that is kept for that user; null where there is none. */
  reservedFor(address: string): Visitor | null {
    return [...this.#reserved].find(({ party }) => addressKey(party.uri) === addressKey(address)) ?? null
  }

  /** Seats a member of ours in the picture, by the door of the one who is in. */
  seat(visitor: Visitor, member: ChatMember): HouseSeat {
    this.#reserved.delete(visitor)
    const seat = this.#picture.enter(member, {
      say: (message) => this.#say(visitor, message),
      left: () => this.#leave(visitor),
    })
    this.#seated.set(visitor, { member, seat })
    seat.useNickname(visitor.nick)
    return {
      ...seat,
      compose: (state, ...more) => {
        seat.compose(state, ...more)
        visitor.write(state === 'active')
      },
      useNickname: (nickname) => visitor.rename(nickname),
    }
  }

  /** Somebody in it who is that user; null where there is none. */
  visitorOf(address: string): Visitor | null {
    const key = addressKey(address)
    return [...this.#visitors].find(({ party, isInside }) => isInside && addressKey(party.uri) === key) ?? null
  }

  presence(visitor: Visitor, presence: Addressed): void {
    const nick = presence.from.resource
    if (visitor.presence(presence) || nick === null) return
    if (presence.type === 'unavailable') this.#goes(nick, presence)
    else if (presence.type === null && !this.#isOurs(nick)) this.#comes(nick, occupantOf(presence.element)?.jid ?? null)
  }

  message(visitor: Visitor, message: Addressed): void {
    if (message.type === 'error') visitor.failed(message)
    else if (message.type === 'groupchat') this.#said(visitor, message)
    else if (message.from.resource !== null) this.#whispered(visitor, message, message.from.resource)
  }

  /** Something said to everybody, as one of ours hears it. */
  #said(visitor: Visitor, message: Addressed): void {
    const { id, from, element } = message
    const [nick, body, subject, delay] = [from.resource, bodyOf(element), subjectOf(element), delayOf(element)]
    const words = body || chatStateOf(element)
    if (id !== null && nick === visitor.nick) visitor.heard(id)
    if (!body && subject !== null) this.#named(visitor, subject)
    else if (body && delay && !this.#upToDate.has(visitor)) {
      if (this.#historian === visitor) this.#tell(nick, id, body, Math.min(delay.at, this.#needs.clock.now()), null)
    } else if (words && this.#heard.isNew(visitor, `${nick ?? ''}\n${id ?? ''}\n${words}`.slice(0, TELLING))) {
      const speaker = [...this.#visitors].find((one) => one.isInside && one.nick === nick) ?? null
      if (body) this.#tell(nick, id, body, this.#needs.clock.now(), speaker)
      else if (!speaker && nick !== null) this.#others.get(nick)?.write(stateOf(message), null)
    }
  }

  /** What the room is about is what it says last when somebody comes in (XEP-0045 §7.2.15). */
  #named(visitor: Visitor, subject: string): void {
    this.#upToDate.add(visitor)
    const short = subject.slice(0, LONGEST_SUBJECT)
    if (short !== this.#picture.subject) this.#picture.changeSubject(short)
  }

  #tell(nick: string | null, id: string | null, body: string, at: number, speaker: Visitor | null): void {
    const uri = nick === null ? this.address : (this.#others.get(nick)?.party.uri ?? occupantAddress(this.address, nick))
    const sender = { uri: speaker?.party.uri ?? uri, displayName: nick ?? '' }
    const type = nick === null ? 'status' : 'normal'
    const said: ChatMessage = { id, sender, contentType: 'text/plain', content: body, at, type }
    this.#picture.relay(said, (speaker && this.#seated.get(speaker)?.member) ?? null)
  }

  #whispered({ party }: Visitor, message: Addressed, nick: string): void {
    const { id, element } = message
    const [body, other] = [bodyOf(element), this.#others.get(nick)]
    if (!body) {
      if (chatStateOf(element)) other?.write(stateOf(message), party.uri)
      return
    }
    const { code } = other?.sayTo(party.uri, id, body) ?? { code: 404 }
    const error = code === 200 ? null : errorTo(element, errorOfMsrp(code))
    if (error) void this.#needs.router.send(error)
  }

  #say(visitor: Visitor, message: ChatMessage): Promise<ChatOutcome> {
    const text = wordsOf(message)
    return text === null ? Promise.resolve(NO_TEXT) : visitor.say(message.id, text)
  }

  #comes(nick: string, real: Jid | null): void {
    if (this.#others.has(nick) || this.#others.size >= MOST_LISTED) return
    const taken = new Set([...this.#others.values()].map(({ party }) => addressKey(party.uri)))
    // Who was called so before keeps the address when called otherwise.
    for (let number = 1; number <= MOST_OF_ONE_NICK; number++) {
      const address = occupantAddress(this.address, nick, number)
      if (taken.has(addressKey(address))) continue
      this.#list(new ForeignOccupant(this.jid, nick, address, real, this.#occupantNeeds))
      return
    }
  }

  #list(occupant: ForeignOccupant): void {
    this.#others.set(occupant.nick, occupant)
    occupant.enter(this.#picture)
  }

  #unlist(nick: string): void {
    const other = this.#others.get(nick)
    this.#others.delete(nick)
    other?.leave()
  }

  #goes(nick: string, { element }: Addressed): void {
    this.#leaving.delete(nick)
    const other = this.#others.get(nick)
    if (!other) return
    this.#others.delete(nick)
    const next = mucStatusesOf(element).includes(MUC_STATUS.nickChanged) ? (occupantOf(element)?.nick ?? null) : null
    if (next !== null && other.rename(next)) this.#others.set(next, other)
    else other.leave()
  }

  get #occupantNeeds() {
    const visitorFor = ({ sender }: Pick<ChatMessage, 'sender'>) => this.visitorOf(sender.uri)
    return {
      whispered: ({ nick }: ForeignOccupant, message: ChatMessage) => {
        const text = wordsOf(message)
        if (text !== null) visitorFor(message)?.whisper(nick, message.id, text)
      },
      writing: ({ nick }: ForeignOccupant, composing: ChatComposing) =>
        visitorFor(composing)?.writeTo(nick, composing.state === 'active'),
      // Once whoever puts it out is through with that: it is still there.
      putOut: (occupant: ForeignOccupant) =>
        queueMicrotask(() => {
          if (this.#visitors.size > 0 && this.#others.get(occupant.nick) === occupant) occupant.enter(this.#picture)
        }),
    }
  }

  #isOurs(nick: string): boolean {
    return this.#leaving.has(nick) || [...this.#visitors].some((one) => one.claims(nick))
  }

  #renamed(visitor: Visitor): void {
    this.#unlist(visitor.nick)
    this.#seated.get(visitor)?.seat.useNickname(visitor.nick)
  }

  /** The picture says that the member has left, once it is told why. */
  #putOut(visitor: Visitor, reason: string): void {
    const seated = this.#seated.get(visitor)
    if (seated) this.#picture.putOut(seated.member, reason)
    else this.#forget(visitor)
  }

  /** By himself, or by whoever puts him out here. */
  #leave(visitor: Visitor): void {
    if (visitor.isInside) this.#leaving.add(visitor.nick)
    visitor.leave()
    this.#forget(visitor)
  }

  #forget(visitor: Visitor): void {
    if (!this.#visitors.delete(visitor)) return
    this.#seated.delete(visitor)
    this.#reserved.delete(visitor)
    this.#needs.gone(visitor)
    if (this.#visitors.size > 0) return
    this.#needs.ended()
    this.#release()
    // What was said is told by the room itself to who comes next.
    this.#picture.close('Nobody is in the room any more')
  }
}

function stateOf({ element }: Addressed): ChatComposing['state'] {
  return chatStateOf(element) === 'composing' ? 'active' : 'idle'
}

/** What XMPP can say of a message; null where it is none. */
function wordsOf({ contentType, content }: ChatMessage): string | null {
  const type = contentType.toLowerCase()
  if (type.startsWith('text/html')) return textOfHtml(content)
  return type.startsWith('text/') ? content : null
}
