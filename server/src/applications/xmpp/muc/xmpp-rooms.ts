import { chatStateOf } from '@weft/protocols/xmpp/chat-state'
import { errorOfMsrp } from '@weft/protocols/xmpp/error-mapping'
import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { bodyOf, subjectOf } from '@weft/protocols/xmpp/message-text'
import { mucJoinOf } from '@weft/protocols/xmpp/muc'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { errorTo, resultTo } from '@weft/protocols/xmpp/reply'
import { questionOf } from '@weft/protocols/xmpp/service-query'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { isCondition, readStanzaError, type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatOutcome } from '../../../core/chatroom/chatroom.ts'
import type { LocalChatrooms } from '../../../core/chatroom/local-chatrooms.ts'
import { readNickname } from '../../../core/chatroom/nickname.ts'
import { Failure } from '../../../core/failure.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { sipAddressOf } from '../sip-uri.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { MucOccupant } from './muc-occupant.ts'
import { MucRoom } from './muc-room.ts'
import { nicksOf, userCalled } from './nicks.ts'
import type { RoomInvitations } from './room-invitations.ts'
import { joinErrorStanza } from './room-stanzas.ts'

interface RoomsNeeds {
  readonly chatrooms: LocalChatrooms
  readonly invitations: RoomInvitations
  readonly router: XmppRouter
  readonly clock: Clock
  readonly log: Log
}

/** Devices in rooms that one device, one domain, and all of XMPP may have. */
const MOST_OF_DEVICE = 100
const MOST_OF_DOMAIN = 5_000
const MOST = 20_000
/** Devices in one room: whoever comes, and whatever is said, is told to all of them (XEP-0045 §7.2.9). */
const MOST_OF_ROOM = 1_000
/** Characters of what a room is about, which everybody is told who comes in. */
const LONGEST_SUBJECT = 1_000
/** What of somebody says that he is not there any more; all else is about what he was told (XEP-0045 §18.1.1). */
const UNREACHABLE: ReadonlySet<string> = new Set<StanzaErrorCondition>([
  ...(['gone', 'item-not-found', 'jid-malformed', 'recipient-unavailable', 'redirect'] as const),
  ...(['remote-server-not-found', 'remote-server-timeout', 'service-unavailable'] as const),
])
const OK = 200

/** People on XMPP in chat rooms of ours (RFC 7702 §5, xmpp-gateway §6.1): one occupant for each device in each room. */
export class XmppRooms {
  readonly #needs: RoomsNeeds
  readonly #rooms = new Map<string, MucRoom>()
  /** By device, then by room. */
  readonly #occupants = new Map<string, Map<string, MucOccupant>>()
  readonly #ofDomain = new Map<string, number>()
  /** What comes from who is just coming in, by device and room: it waits until that is done. */
  readonly #entering = new Map<string, Addressed[]>()
  #size = 0

  constructor(needs: RoomsNeeds) {
    this.#needs = needs
  }

  get size(): number {
    return this.#size
  }

  /** What somebody on XMPP has for a room, for somebody in one, or for the service. */
  take(stanza: Addressed): void {
    const waiting = this.#entering.get(seatKey(stanza))
    if (waiting) waiting.push(stanza)
    else if (stanza.kind === 'presence') this.#presence(stanza)
    else if (stanza.kind === 'message') this.#message(stanza)
    else this.#question(stanza)
  }

  #presence(presence: Addressed): void {
    const { to, from, type } = presence
    const there = this.#find(presence)
    if (to.local === null) return
    if (type === 'subscribe') this.#answerSubscription(presence)
    else if (type === 'unsubscribe') this.#send('unsubscribed', bareJid(to), bareJid(from))
    else if (type === 'probe') this.#send(null, bareJid(to), from)
    else if (type === 'unavailable') this.#leave(presence, 'wanted')
    else if (type === 'error') this.#failed(presence)
    else if (type !== null) return
    else if (to.resource === null) this.#refuse(presence, 'jid-malformed')
    else if (there) this.#change(presence, to.resource, there)
    else if (mucJoinOf(presence.element)) void this.#enter(presence, to.resource)
  }

  #message(message: Addressed): void {
    const occupant = this.#find(message)
    const { type, to } = message
    if (to.local === null) this.#refuse(message, 'service-unavailable')
    else if (type === 'error') this.#failed(message)
    else if (to.resource === null && this.#needs.invitations.concerns(message)) this.#invite(message)
    else if (!occupant) this.#refuse(message, 'not-acceptable')
    else if (to.resource !== null) this.#whisper(message, to.resource, occupant)
    else if (type === 'groupchat') void this.#speak(message, occupant)
    else this.#refuse(message, 'bad-request')
  }

  /** Asks somebody in a room: oneself, whether one is still there (XEP-0410). What others can do is not known here. */
  #question(iq: Addressed): void {
    const { router } = this.#needs
    const occupant = this.#find(iq)
    if (!occupant) this.#refuse(iq, 'not-acceptable')
    else if (questionOf(iq.element)?.namespace === NS.ping && occupant.nick === iq.to.resource) void router.send(resultTo(iq))
    else this.#refuse(iq, 'service-unavailable')
  }

  /** What we told somebody came back: whoever it was for may not be there any more, or who was asked in cannot be. */
  #failed(stanza: Addressed): void {
    const { condition } = readStanzaError(stanza.element)
    if (UNREACHABLE.has(condition)) this.#leave(stanza, 'unreachable')
    if (stanza.kind === 'message') this.#needs.invitations.failed(stanza)
  }

  /** Only who is in a room, be it with another device, may have it ask others in. */
  #invite(message: Addressed): void {
    const { chatrooms, invitations } = this.#needs
    const [room, address] = [sipAddressOf(bareJid(message.to)), sipAddressOf(bareJid(message.from))]
    const isInside = room !== null && address !== null && chatrooms.find(room)?.has(address) === true
    const refusal = invitations.toRoom(message, isInside)
    if (refusal !== null) this.#refuse(message, refusal)
  }

  async #enter(presence: Addressed, nick: string): Promise<void> {
    const key = seatKey(presence)
    const waiting: Addressed[] = []
    this.#entering.set(key, waiting)
    await this.#join(presence, nick)
    this.#entering.delete(key)
    for (const stanza of waiting) this.take(stanza)
  }

  /** Never rejects. */
  async #join(presence: Addressed, nick: string): Promise<void> {
    const { from, to, element } = presence
    const { chatrooms, router, log } = this.#needs
    const [address, room] = [sipAddressOf(bareJid(from)), sipAddressOf(bareJid(to))]
    const refuse = (condition: StanzaErrorCondition) =>
      void router.send(joinErrorStanza(bareJid(to), nick, from, stanzaError(condition)))
    const history = mucJoinOf(element)?.history
    if (address === null || room === null || !history) return refuse('jid-malformed')
    if (readNickname(nick) === null) return refuse('not-acceptable')
    if (!this.#hasPlace(from)) return refuse('resource-constraint')
    if ((this.#rooms.get(printJid(bareJid(to)))?.listeners ?? 0) >= MOST_OF_ROOM) return refuse('service-unavailable')
    const present = chatrooms.find(room)
    const holder = userCalled(nick, nicksOf(present?.participants ?? []))
    if (holder && holder.user !== addressKey(address)) return refuse('conflict')
    const occupant = new MucOccupant(
      { jid: from, address, nickname: nick, history },
      { router, ended: (one) => this.#forget(one.jid, to) },
    )
    try {
      const seat = await chatrooms.join(room, occupant, { invited: this.#needs.invitations.isInvited(room, address) })
      const outcome = seat.useNickname(nick)
      const chatroom = chatrooms.find(room)
      if (outcome.code === OK && chatroom) {
        this.#add(from, to, occupant)
        const created = chatroom.participants.length === 1 && chatroom.participants[0]?.sessions.length === 1
        occupant.enter(this.#roomAt(bareJid(to), room), seat, created, this.#needs.clock.now())
        this.#needs.invitations.joined(room, address)
        return
      }
      seat.leave()
      void router.send(joinErrorStanza(bareJid(to), nick, from, nicknameError(outcome)))
    } catch (error) {
      const failure = Failure.from(error)
      log.info('not let into a chat room', { over: 'xmpp', reason: failure.text })
      refuse(isCondition(failure.class.xmpp) ? failure.class.xmpp : 'internal-server-error')
    }
  }

  /** Is there already: comes in again, as after a cut, is called otherwise, or shows how things are, which rooms tell nobody. */
  #change(presence: Addressed, nick: string, occupant: MucOccupant): void {
    if (mucJoinOf(presence.element)) {
      this.#leave(presence, 'replaced')
      void this.#enter(presence, nick)
    } else if (nick === occupant.nick) occupant.show()
    else {
      const outcome = occupant.rename(nick)
      const error = outcome.code === OK ? null : nicknameError(outcome)
      if (error) void this.#needs.router.send(joinErrorStanza(bareJid(presence.to), nick, presence.from, error))
    }
  }

  async #speak(message: Addressed, occupant: MucOccupant): Promise<void> {
    const [body, subject, state] = [bodyOf(message.element), subjectOf(message.element), chatStateOf(message.element)]
    if (body === null && subject !== null) await this.#name(message, occupant, subject)
    else if (body !== null) this.#settle(message, await occupant.say(message.id, body))
    else if (state === 'composing' || state === 'paused') occupant.compose(state === 'composing' ? 'active' : 'idle')
  }

  /** Everybody hears what the room is about from now on, also who knows no subjects (xmpp-gateway §6.1). */
  async #name(message: Addressed, occupant: MucOccupant, subject: string): Promise<void> {
    const room = this.#rooms.get(printJid(bareJid(message.to)))
    if (subject.length > LONGEST_SUBJECT) return this.#refuse(message, 'not-acceptable')
    const outcome = await occupant.say(message.id, `Conference title set to: ${subject}`)
    if (outcome.code === OK) room?.chatroom.changeSubject(subject)
    else this.#settle(message, outcome)
  }

  #whisper(message: Addressed, nick: string, occupant: MucOccupant): void {
    const body = bodyOf(message.element)
    if (message.type === 'groupchat') this.#refuse(message, 'bad-request')
    else if (body !== null) this.#settle(message, occupant.sayTo(nick, message.id, body))
  }

  #settle({ element }: Addressed, { code }: ChatOutcome): void {
    const error = code === OK ? null : errorTo(element, code === 0 ? stanzaError('not-acceptable') : errorOfMsrp(code))
    if (error) void this.#needs.router.send(error)
  }

  #leave({ from, to }: Addressed, why: 'wanted' | 'replaced' | 'unreachable'): void {
    const rooms = this.#occupants.get(printJid(from))
    const occupant = rooms?.get(printJid(bareJid(to)))
    if (!occupant) return
    occupant.leave(why)
    this.#forget(from, to)
  }

  #add(device: Jid, room: Jid, occupant: MucOccupant): void {
    const key = printJid(device)
    const rooms = this.#occupants.get(key) ?? new Map<string, MucOccupant>()
    this.#occupants.set(key, rooms)
    rooms.set(printJid(bareJid(room)), occupant)
    this.#ofDomain.set(device.domain, (this.#ofDomain.get(device.domain) ?? 0) + 1)
    this.#size++
  }

  #forget(device: Jid, room: Jid): void {
    const [key, roomKey] = [printJid(device), printJid(bareJid(room))]
    const rooms = this.#occupants.get(key)
    if (!rooms?.delete(roomKey)) return
    this.#size--
    if (rooms.size === 0) this.#occupants.delete(key)
    const count = (this.#ofDomain.get(device.domain) ?? 1) - 1
    if (count === 0) this.#ofDomain.delete(device.domain)
    else this.#ofDomain.set(device.domain, count)
    const muc = this.#rooms.get(roomKey)
    if (muc?.listeners === 0) this.#drop(roomKey, muc)
  }

  #roomAt(address: Jid, room: string): MucRoom {
    const key = printJid(address)
    const chatroom = this.#needs.chatrooms.find(room)
    const there = this.#rooms.get(key)
    if (there && there.chatroom === chatroom) return there
    if (!chatroom) throw new Error('a chat room that was entered is not there')
    there?.close()
    const muc: MucRoom = new MucRoom(address, chatroom, () => this.#drop(key, muc))
    this.#rooms.set(key, muc)
    return muc
  }

  #drop(key: string, room: MucRoom): void {
    room.close()
    if (this.#rooms.get(key) === room) this.#rooms.delete(key)
  }

  #find({ from, to }: Addressed): MucOccupant | null {
    return this.#occupants.get(printJid(from))?.get(printJid(bareJid(to))) ?? null
  }

  #hasPlace(device: Jid): boolean {
    const rooms = this.#occupants.get(printJid(device))?.size ?? 0
    return this.#size < MOST && rooms < MOST_OF_DEVICE && (this.#ofDomain.get(device.domain) ?? 0) < MOST_OF_DOMAIN
  }

  /** A room has no roster to ask (xmpp-gateway §5.3). */
  #answerSubscription({ from, to }: Addressed): void {
    this.#send('subscribed', bareJid(to), bareJid(from))
    this.#send(null, bareJid(to), bareJid(from))
  }

  #send(type: string | null, from: Jid, to: Jid): void {
    void this.#needs.router.send(stanza('presence', { type, from, to }))
  }

  #refuse({ element }: Addressed, condition: StanzaErrorCondition): void {
    const error = errorTo(element, stanzaError(condition))
    if (error) void this.#needs.router.send(error)
  }
}

/** Of a device in a room. */
function seatKey({ from, to }: Addressed): string {
  return `${printJid(from)} ${printJid(bareJid(to))}`
}

function nicknameError({ code }: ChatOutcome) {
  if (code === 425) return stanzaError('conflict')
  return code === 424 ? stanzaError('not-acceptable') : errorOfMsrp(code)
}
