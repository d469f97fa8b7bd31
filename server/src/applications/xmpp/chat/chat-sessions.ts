import type { SipRequest } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { bareJid, type Jid, printJid, sameBareJid, sameJid } from '@weft/protocols/xmpp/jid'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { grOfResource } from '@weft/protocols/xmpp/sip-address'
import { type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { SessionEvent, SipInvitation } from '../../../ports/sip-sessions.ts'
import type { SipParties } from '../sip-parties.ts'
import { sipUriOf } from '../sip-uri.ts'
import { ChatCall, type ChatCallEvent, type ChatCallNeeds } from './chat-call.ts'
import { type ChatPair, ChatSession, type ChatSessionNeeds } from './chat-session.ts'
import { ChatlessUsers } from './chatless-users.ts'
import type { SipEnds } from './message-requests.ts'
import { deviceOf, STAND_IN } from './sip-device.ts'
import type { SipMessageRoad } from './sip-message-road.ts'
import type { WrittenMessage } from './written-message.ts'

export interface ChatSessionsNeeds extends ChatCallNeeds, Omit<ChatSessionNeeds, 'ended' | 'chatless'> {
  /** What is written to those whose devices know no chat. */
  readonly road: Pick<SipMessageRoad, 'send'>
}

/** Sessions of the same two people, one for each device of either; and of all. */
const MOST_OF_PAIR = 8
const MOST = 10_000
/** Sessions that people of one XMPP domain begin within a minute, and of them one of them. */
const MOST_BEGUN = 300
const MOST_BEGUN_BY_ONE = 20
const MINUTE = 60_000

/** The chats over MSRP that there are between people on SIP and on XMPP, and who is in which (xmpp-gateway §4.1 to §4.3). */
export class ChatSessions {
  readonly #needs: ChatSessionsNeeds
  /** By the two people, the oldest first. */
  readonly #sessions = new Map<string, ChatSession[]>()
  /** Sessions that each domain, and each of its people, has begun within this minute. */
  readonly #begun = new Map<string, number>()
  readonly #chatless: ChatlessUsers
  #size = 0
  #stopMinute: (() => void) | null = null

  constructor(needs: ChatSessionsNeeds) {
    this.#needs = needs
    this.#chatless = new ChatlessUsers(needs.clock)
  }

  get size(): number {
    return this.#size
  }

  /** Somebody on SIP calls somebody on XMPP to chat. */
  called(invitation: SipInvitation<SipRequest>, parties: SipParties): (event: SessionEvent<SipRequest>) => void {
    const { target, sender } = parties
    const ends = endsOf(target, sender)
    const key = keyOf(sender, target)
    if (!ends || !this.#hasRoom(key)) {
      invitation.session.refuse({ status: ends ? 503 : 404 })
      return () => {}
    }
    let tell: (event: ChatCallEvent) => void = () => {}
    const call = ChatCall.answer(invitation, this.#needs, (event) => tell(event))
    if (!call) return () => {}
    invitation.appearAs({ user: grOfResource(printJid(target)), isFocus: false })
    const answered = (listener: (event: ChatCallEvent) => void) => {
      tell = listener
      return call
    }
    this.#add(key, { user: deviceOf(parties), contact: target, ends }, answered)
    return (event) => call.hear(event)
  }

  /** Somebody on XMPP says something to somebody on SIP, who is called if no chat is there. */
  send(message: WrittenMessage): void {
    const session = this.#find(message)
    if (session) session.send(message)
    else if (!this.#isServed || this.#chatless.has(message.to)) this.#needs.road.send(message)
    else if (message.body !== null) this.#begin(message)
  }

  /** A device on XMPP has told that a message came. */
  noteReceipt(from: Jid, to: Jid): void {
    for (const session of this.#of(to, from)) if (sameJid(session.contact, from)) session.noteReceipt()
  }

  /** Ends all of them. */
  close(): void {
    this.#stopMinute?.()
    for (const session of [...this.#sessions.values()].flat()) session.end()
  }

  /** The very two devices, else the same two people; the older the better, so that two that cross each other become one. */
  #find({ from, to }: WrittenMessage): ChatSession | null {
    const sessions = this.#of(to, from)
    const exact = sessions.find(({ user, contact }) => sameJid(user, to) && sameJid(contact, from))
    const device = sessions.find(({ user }) => sameJid(user, to))
    const answered = sessions.find(({ contact }) => sameJid(contact, from))
    return exact ?? device ?? answered ?? sessions[0] ?? null
  }

  #begin(message: WrittenMessage): void {
    const { from, to } = message
    const ends = endsOf(from, to)
    const key = keyOf(to, from)
    if (!ends) this.#refuse(message, 'jid-malformed')
    else if (!this.#hasRoom(key) || !this.#mayBegin(from)) this.#refuse(message, 'resource-constraint')
    else {
      const user = { ...bareJid(to), resource: STAND_IN }
      const contactUser = grOfResource(printJid(bareJid(from)))
      try {
        const dial = (listener: (event: ChatCallEvent) => void) => ChatCall.dial(ends, contactUser, this.#needs, listener)
        this.#add(key, { user, contact: from, ends }, dial).send(message)
      } catch (error) {
        if (!(error instanceof SipPrintError)) throw error
        this.#refuse(message, 'jid-malformed')
      }
    }
  }

  #add(key: string, pair: ChatPair, call: (listener: (event: ChatCallEvent) => void) => ChatCall): ChatSession {
    const session: ChatSession = new ChatSession(pair, call, {
      ...this.#needs,
      chatless: (user, waiting) => {
        this.#chatless.note(user)
        for (const message of waiting) this.#needs.road.send(message)
      },
      ended: () => this.#drop(key, session),
    })
    this.#sessions.set(key, [...(this.#sessions.get(key) ?? []), session])
    this.#size++
    return session
  }

  #drop(key: string, session: ChatSession): void {
    const left = (this.#sessions.get(key) ?? []).filter((other) => other !== session)
    this.#size--
    if (left.length === 0) this.#sessions.delete(key)
    else this.#sessions.set(key, left)
  }

  #of(user: Jid, contact: Jid): readonly ChatSession[] {
    return (this.#sessions.get(keyOf(user, contact)) ?? []).filter((session) => sameBareJid(session.user, user))
  }

  /** Whether we can have MSRP sessions at all: TLS, which is the default, takes a certificate. */
  get #isServed(): boolean {
    return this.#needs.sessions.serves('tls') || this.#needs.sessions.serves('tcp')
  }

  #hasRoom(key: string): boolean {
    return this.#size < MOST && (this.#sessions.get(key)?.length ?? 0) < MOST_OF_PAIR
  }

  /** Nobody on XMPP is to make all phones of a domain ring. */
  #mayBegin(from: Jid): boolean {
    const [domain, person] = [from.domain, printJid(bareJid(from))]
    const [byAll, byOne] = [this.#begun.get(domain) ?? 0, this.#begun.get(person) ?? 0]
    if (byAll >= MOST_BEGUN || byOne >= MOST_BEGUN_BY_ONE) return false
    this.#begun.set(domain, byAll + 1).set(person, byOne + 1)
    this.#stopMinute ??= this.#needs.clock.after(MINUTE, () => {
      this.#stopMinute = null
      this.#begun.clear()
    })
    return true
  }

  #refuse({ element }: WrittenMessage, condition: StanzaErrorCondition): void {
    const answer = errorTo(element, stanzaError(condition))
    if (answer) void this.#needs.router.send(answer)
  }
}

function endsOf(contact: Jid, user: Jid): SipEnds | null {
  const [from, to] = [sipUriOf(bareJid(contact)), sipUriOf(bareJid(user))]
  return from === null || to === null ? null : { from, to }
}

function keyOf(user: Jid, contact: Jid): string {
  return `${printJid(bareJid(user))} ${printJid(bareJid(contact))}`
}
