import { chatStateElement } from '@weft/protocols/xmpp/chat-state'
import { type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { type HistoryWish, MUC_STATUS } from '@weft/protocols/xmpp/muc'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatEvent, ChatMember, ChatMessage, ChatOutcome } from '../../../core/chatroom/chatroom.ts'
import type { RoomSeat } from '../../../core/chatroom/room-seat.ts'
import type { SipParty } from '../../../ports/sip-calls.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { textOfHtml } from '../chat/html-text.ts'
import type { MucRoom, RosterChange, RosterListener } from './muc-room.ts'
import { type NamedUser, userCalled } from './nicks.ts'
import { goneStanza, groupchatStanza, type Presented, presentStanza, privateStanza, subjectStanza } from './room-stanzas.ts'

interface OccupantNeeds {
  readonly router: XmppRouter
  /** The room is over for it, which it has been told. */
  ended(occupant: MucOccupant): void
}

/** Who comes in, and how. */
export interface Comer {
  readonly jid: Jid
  /** `user@host` as SIP says it. */
  readonly address: string
  readonly nickname: string
  readonly history: HistoryWish
}

/** Characters of one message, so that it is a stanza that servers take; of HTML, markup and all. */
const LONGEST_TEXT = 40_000
const LONGEST_HTML = 400_000

/** How a room puts somebody out (msrp-conference §10.2); everything else is its own end. */
const REMOVED = /^Removed by /

/** A device of somebody on XMPP in a chat room of ours (RFC 7702 §5, XEP-0045). */
export class MucOccupant implements ChatMember, RosterListener {
  readonly party: SipParty
  readonly nickname: string
  readonly contact: string
  readonly privateMessages = true
  readonly jid: Jid
  readonly #needs: OccupantNeeds
  readonly #user: string
  readonly #history: HistoryWish
  /** What was said before the occupant knows who is there. */
  #before: ChatMessage[] | null = []
  #room: MucRoom | null = null
  #seat: RoomSeat | null = null
  /** As the occupant was when it was put out; why is told after that. */
  #last: NamedUser | null = null

  constructor({ jid, address, nickname, history }: Comer, needs: OccupantNeeds) {
    this.jid = jid
    this.party = { uri: address, displayName: nickname }
    this.nickname = nickname
    this.contact = `xmpp:${printJid(jid)}`
    this.#user = addressKey(address)
    this.#history = history
    this.#needs = needs
  }

  /** What the occupant is called; null before coming in. */
  get nick(): string | null {
    return this.#self?.nick ?? null
  }

  get #self(): NamedUser | null {
    return this.#room?.users.find(({ user }) => user === this.#user) ?? null
  }

  /** Has a seat and a name: is told who is there, oneself last, then what was said, then what it is about (XEP-0045 §7.1). */
  enter(room: MucRoom, seat: RoomSeat, created: boolean, now: number): void {
    this.#room = room
    this.#seat = seat
    room.add(this)
    const { router } = this.#needs
    for (const user of room.users) if (user.user !== this.#user) void router.send(presentStanza(this.#presented(user)))
    const self = this.#self
    if (self) void router.send(presentStanza(this.#presented(self), created))
    const before = this.#before ?? []
    this.#before = null
    for (const message of wantedOf(before, this.#history, now)) this.#hear(message, true)
    void router.send(subjectStanza(room.address, this.jid, room.subject))
  }

  /** Says something to everybody; it comes back to who said it, with its id (§7.4). */
  async say(id: string | null, body: string): Promise<ChatOutcome> {
    if (!this.#seat || !this.#room) return { code: 481, reason: 'Not in the room' }
    const outcome = await this.#seat.say({ id, contentType: 'text/plain', content: body })
    if (outcome.code === 200 && this.#room)
      void this.#needs.router.send(
        groupchatStanza({ room: this.#room.address, nick: this.nick, to: this.jid, id, body, at: null }),
      )
    return outcome
  }

  /** Says something to whoever is called so. */
  sayTo(nick: string, id: string | null, body: string): ChatOutcome {
    const user = this.#room && userCalled(nick, this.#room.users)
    if (!this.#seat || !user) return { code: 404, reason: 'No such participant' }
    return this.#seat.sayTo({ address: user.address }, { id, contentType: 'text/plain', content: body })
  }

  compose(state: 'active' | 'idle'): void {
    this.#seat?.compose(state, null)
  }

  /** Wants to be called otherwise; everybody is told, the occupant too. */
  rename(nick: string): ChatOutcome {
    if (!this.#seat) return { code: 481, reason: 'Not in the room' }
    return this.#seat.useNickname(nick)
  }

  /** Is there, and is told so again. */
  show(): void {
    const self = this.#self
    if (self) void this.#needs.router.send(presentStanza(this.#presented(self)))
  }

  /** Leaves; who says so is told (§7.14), and so is who may not know that nothing reaches him (§15.6.2). */
  leave(why: 'wanted' | 'replaced' | 'unreachable'): void {
    const self = this.#self
    const presented = self && this.#presented(self)
    this.#close()
    if (!presented || why === 'replaced') return
    void this.#needs.router.send(goneStanza(presented, why === 'wanted' ? {} : { status: MUC_STATUS.lost }))
  }

  tell(event: ChatEvent): void {
    if (event.kind === 'ended') this.#putOut(event.reason)
    else if (this.#before && event.kind === 'message') this.#before.push(event.message)
    else if (event.kind === 'message') this.#hear(event.message, false)
    else if (this.#room) {
      const nick = this.#nickOf(event.composing.sender)
      const state = chatStateElement(event.composing.state === 'active' ? 'composing' : 'paused')
      const type = event.composing.to ? 'chat' : 'groupchat'
      void this.#needs.router.send(
        stanza('message', { type, from: { ...this.#room.address, resource: nick }, to: this.jid }, [state]),
      )
    }
  }

  rosterChanged(change: RosterChange): void {
    const { router } = this.#needs
    const presented = this.#presented(change.user)
    if (change.kind === 'left' && presented.isSelf) this.#last = change.user
    else if (change.kind === 'left') void router.send(goneStanza(presented))
    else if (change.kind === 'came') void router.send(presentStanza(presented))
    else {
      const before = { ...presented, nick: change.before }
      void router.send(goneStanza(before, { status: MUC_STATUS.nickChanged, nick: change.user.nick }))
      void router.send(presentStanza(presented))
    }
  }

  subjectChanged(subject: string): void {
    if (this.#room) void this.#needs.router.send(subjectStanza(this.#room.address, this.jid, subject))
  }

  #hear(message: ChatMessage, isPast: boolean): void {
    const body = textOf(message)
    if (!this.#room || body === null) return
    const { type, sender, to, id, at } = message
    const words = {
      ...{ room: this.#room.address, nick: type === 'status' ? null : this.#nickOf(sender), to: this.jid },
      ...{ id, body, at: isPast ? at : null },
    }
    void this.#needs.router.send(to ? privateStanza(words) : groupchatStanza(words))
  }

  #putOut(reason: string): void {
    const self = this.#self ?? this.#last
    const isRemoved = REMOVED.test(reason)
    const status = isRemoved ? MUC_STATUS.kicked : MUC_STATUS.shutdown
    const presented = self && this.#presented(self)
    this.#close()
    if (presented) void this.#needs.router.send(goneStanza(presented, { status, reason }))
    this.#needs.ended(this)
  }

  #close(): void {
    this.#room?.remove(this)
    this.#seat?.leave()
    this.#seat = null
    this.#room = null
  }

  /** Who has left since is known by name or address alone. */
  #nickOf({ uri, displayName }: SipParty): string | null {
    const user = addressKey(uri)
    return this.#room?.users.find((one) => one.user === user)?.nick ?? (displayName === '' ? uri : displayName)
  }

  #presented({ user, nick, address }: NamedUser): Presented {
    const room = this.#room?.address ?? this.jid
    return { room, nick, address, to: this.jid, isSelf: user === this.#user }
  }
}

/** What people can read, as far as a stanza may be long; null of what is for machines. A picture is said to be one. */
function textOf({ contentType, content }: ChatMessage): string | null {
  const type = contentType.toLowerCase()
  if (type.startsWith('text/html')) return shortened(textOfHtml(content.slice(0, LONGEST_HTML)))
  if (type.startsWith('text/')) return shortened(content)
  return type.startsWith('image/') ? `(${type.split(';', 1)[0] ?? 'image'})` : null
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()} …` : text
}

/** The newest of what was said, as much as is wanted (XEP-0045 §7.2.13). */
function wantedOf(messages: readonly ChatMessage[], wish: HistoryWish, now: number): readonly ChatMessage[] {
  const since = Math.max(wish.since ?? 0, wish.seconds === null ? 0 : now - wish.seconds * 1000)
  const recent = messages.filter(({ at }) => at >= since)
  const few = wish.stanzas === null ? recent : recent.slice(Math.max(0, recent.length - wish.stanzas))
  if (wish.characters === null) return few
  const first = few.findLastIndex((_, at) => lengthOf(few.slice(at)) > (wish.characters ?? 0))
  return few.slice(first + 1)
}

function lengthOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0)
}
