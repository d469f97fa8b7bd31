import { discoInfoElement, readDiscoInfo } from '@weft/protocols/xmpp/disco'
import { sipOfError } from '@weft/protocols/xmpp/error-mapping'
import { bareJid, type Jid, printJid, sameBareJid } from '@weft/protocols/xmpp/jid'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { type StanzaError, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { ChatMember } from '../../../core/chatroom/chatroom.ts'
import type { ChatroomHouse, HouseSeat, Reservation } from '../../../core/chatroom/chatroom-house.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { LocalChatrooms } from '../../../core/chatroom/local-chatrooms.ts'
import { Failure } from '../../../core/failure.ts'
import type { RoomAccess } from '../../../core/room-access.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { Questions } from '../questions.ts'
import { addressOf } from '../sip-parties.ts'
import { sipAddressOf } from '../sip-uri.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { ForeignRoom } from './foreign-room.ts'
import type { Visitor } from './visitor.ts'
import { askInStanza } from './visitor-stanzas.ts'
import { said } from './why-out.ts'

interface ForeignRoomsNeeds {
  /** Rooms of ours, and where those of others are pictured. */
  readonly chatrooms: LocalChatrooms
  /** Domains of rooms that ours may join (option `muc_domains`), none of which is ours. */
  readonly domains: ReadonlySet<string>
  /** Whether people of that domain are ours. */
  isOurs(domain: string): boolean
  readonly router: XmppRouter
  readonly questions: Questions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

interface Place {
  readonly room: ForeignRoom
  readonly visitor: Visitor
}

type Refused = Extract<Reservation, { kept: false }>

/** Of ours in rooms of others. */
const MOST = 5_000

/** Chat rooms wherever they are: those of the domains of XMPP that ours may join are there, all others here. */
export class ForeignRooms implements ChatroomHouse {
  readonly #needs: ForeignRoomsNeeds
  readonly #rooms = new Map<string, ForeignRoom>()
  /** By the address that the room knows. */
  readonly #places = new Map<string, Place>()

  constructor(needs: ForeignRoomsNeeds) {
    this.#needs = needs
  }

  /** Of ours in rooms of others. */
  get size(): number {
    return this.#places.size
  }

  /** Whether ours may join the rooms of that domain of XMPP. */
  isJoinable(domain: string): boolean {
    return this.#needs.domains.has(domain)
  }

  async join(room: string, member: ChatMember, options: { readonly invited?: boolean } = {}): Promise<HouseSeat> {
    const jid = this.#jidOf(room)
    if (!jid) return this.#needs.chatrooms.join(room, member, options)
    if (options.invited !== true && !this.access(room, member.party.uri).allowed)
      throw new Failure('room-not-allowed', room, member.party.uri)
    const there = this.#rooms.get(printJid(jid))
    const reserved = there?.reservedFor(member.party.uri)
    const place = there && reserved ? { room: there, visitor: reserved } : await this.#come(jid, member.party)
    if ('kept' in place) throw new Failure('room-unreachable', room, place.reason)
    if (!place.visitor.isInside) throw new Failure('room-unreachable', room, 'put out at once')
    return place.room.seat(place.visitor, member)
  }

  find(room: string): LocalChatroom | null {
    return this.#needs.chatrooms.find(this.#nameOf(room))
  }

  access(room: string, address: string): RoomAccess {
    return this.#needs.chatrooms.access(this.#nameOf(room), address)
  }

  reserve(room: string, party: SipParty): Promise<Reservation> | null {
    const jid = this.#jidOf(room)
    return jid && this.#reserve(jid, party)
  }

  /**
   * Somebody of ours who is in a room of another server asks somebody in, all `user@host`: by the room, which knows what comes of it. Null: it is no such room;
   * false: who asks is not in it.
   */
  invite(room: string, inviter: string, target: string): boolean | null {
    const [jid, who] = [this.#jidOf(room), addressOf(`sip:${target}`)]
    if (!jid) return null
    const visitor = this.#rooms.get(printJid(jid))?.visitorOf(inviter)
    if (!visitor || !who) return false
    void this.#needs.router.send(askInStanza({ from: visitor.jid, to: jid }, this.#needs.random.id(), who))
    return true
  }

  /** A message or presence from such a domain to one of ours; false: it has nothing to do with being in a room. */
  take(stanza: Addressed): boolean {
    const { from, to, element } = stanza
    if (!this.#needs.domains.has(from.domain) || to.resource === null) return false
    const place = this.#places.get(printJid(to))
    if (place && sameBareJid(place.room.jid, from)) {
      if (stanza.kind === 'presence') place.room.presence(place.visitor, stanza)
      else place.room.message(place.visitor, stanza)
      return true
    }
    // Whoever it is for is not there any more, as after a restart: the room learns so by this (XEP-0045 §18.1.1).
    const error = stanza.kind === 'message' ? errorTo(element, stanzaError('item-not-found')) : null
    if (error) void this.#needs.router.send(error)
    return true
  }

  async #reserve(jid: Jid, party: SipParty): Promise<Reservation> {
    const place = await this.#come(jid, party)
    return 'kept' in place ? place : { kept: true, giveUp: place.room.reserve(place.visitor) }
  }

  async #come(room: Jid, party: SipParty): Promise<Place | Refused> {
    const user = addressOf(`sip:${party.uri}`)
    if (!user || !this.#needs.isOurs(user.domain)) return refusal(stanzaError('forbidden'), 'of no domain that is ours')
    if (this.#places.size >= MOST) return refusal(stanzaError('resource-constraint'), 'too many in rooms of others')
    try {
      const there = this.#roomAt(room)
      const jid = { ...user, resource: this.#needs.random.id() }
      const visitor = await there.come(jid, party, (one) => void this.#places.set(printJid(jid), { room: there, visitor: one }))
      return 'condition' in visitor ? refusal(visitor, visitor.text) : { room: there, visitor }
    } catch (error) {
      const { class: row, text } = Failure.from(error)
      return { kept: false, status: row.sip, reason: text }
    }
  }

  #roomAt(jid: Jid): ForeignRoom {
    const key = printJid(jid)
    const there = this.#rooms.get(key)
    if (there) return there
    const { router, questions, clock, random, chatrooms, log } = this.#needs
    const address = sipAddressOf(jid) ?? key
    const room = new ForeignRoom(jid, address, {
      ...{ router, questions, clock, random },
      examine: (visitor) => this.#examine(visitor),
      picture: () => chatrooms.open(address),
      gone: (visitor) => void this.#places.delete(printJid(visitor.jid)),
      ended: () => void this.#rooms.delete(key),
    })
    log.info('a room of another server is entered', { room: key })
    this.#rooms.set(key, room)
    return room
  }

  /** Nobody makes rooms by a slip of the finger: where there is none, or somebody else, nobody goes (XEP-0045 §6.4). */
  async #examine({ jid, room }: Visitor): Promise<StanzaError | null> {
    const answer = await this.#needs.questions.ask('get', jid, room, discoInfoElement({ identities: [], features: [] }))
    if (!answer.answered) return answer.error
    const { identities } = answer.payload ? readDiscoInfo(answer.payload) : { identities: [] }
    const isRoom = identities.some(({ category, type }) => category === 'conference' && type === 'text')
    return isRoom ? null : stanzaError('item-not-found', { text: 'no chat room' })
  }

  /** Null: it is a room of ours. */
  #jidOf(room: string): Jid | null {
    const jid = addressOf(`sip:${room}`)
    return jid && this.#needs.domains.has(jid.domain) ? bareJid(jid) : null
  }

  /** Rooms of others have one name, however they are written. */
  #nameOf(room: string): string {
    const jid = this.#jidOf(room)
    return (jid && sipAddressOf(jid)) ?? room
  }
}

/** No nick was free: as where somebody has too many devices in a room. */
function refusal(error: StanzaError, text: string | null): Refused {
  const status = error.condition === 'conflict' ? 486 : sipOfError(error, 'request')
  return { kept: false, status, reason: said(error.condition, text) }
}
