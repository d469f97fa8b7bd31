import type { SipRequest } from '@weft/protocols/sip/message'
import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { markerOf, receivedId } from '@weft/protocols/xmpp/receipt'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { Log } from '../../../ports/log.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { SessionEvent, SipInvitation } from '../../../ports/sip-sessions.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { SipParties } from '../sip-parties.ts'
import type { Addressed, ChatDoor } from '../stanza-handlers.ts'
import { type AwaitedAnswers, errorAnswer } from './awaited-answers.ts'
import type { ChatSessions } from './chat-sessions.ts'
import { PairQueue } from './pair-queue.ts'
import type { SipMessageDoor } from './sip-message-door.ts'
import type { SipMessageRoad } from './sip-message-road.ts'
import type { WebAccounts } from './web-accounts.ts'
import { readMessage, type WrittenMessage } from './written-message.ts'

interface ChatNeeds {
  /** Null where chats are MESSAGEs, too (option `use_msrp_for_chat`). */
  readonly sessions: ChatSessions | null
  readonly road: SipMessageRoad
  readonly door: SipMessageDoor
  /** Null where no accounts are kept here. */
  readonly accounts: WebAccounts | null
  readonly answers: AwaitedAnswers
  readonly router: XmppRouter
  readonly log: Log
}

/** What people write to each other, between SIP and XMPP (xmpp-gateway §4): decides by which way it goes. */
export class XmppChat implements ChatDoor {
  readonly #needs: ChatNeeds
  readonly #queue: PairQueue

  constructor(needs: ChatNeeds) {
    this.#needs = needs
    this.#queue = new PairQueue(needs.log)
  }

  message(stanza: Addressed): Promise<void> | void {
    if (stanza.type === 'error') this.#failed(stanza)
    else if (stanza.type === 'groupchat') this.#refuse(stanza, 'service-unavailable')
    else if (stanza.type !== 'headline' && !this.#told(stanza)) return this.#take(stanza)
  }

  sipMessage(request: SipRequest, parties: SipParties): Promise<SipAnswer> {
    return this.#needs.door.take(request, parties)
  }

  called(invitation: SipInvitation<SipRequest>, parties: SipParties): (event: SessionEvent<SipRequest>) => void {
    const { sessions } = this.#needs
    if (sessions) return sessions.called(invitation, parties)
    invitation.session.refuse({ status: 488 })
    return () => {}
  }

  /** Ends all chats; nobody waits for anything any more. */
  close(): void {
    this.#needs.sessions?.close()
    this.#needs.answers.close()
  }

  #failed({ id, from, to, element }: Addressed): void {
    if (id === null || this.#needs.answers.came(errorAnswer(element), { from, to }, id)) return
    this.#settle(to, from, id, 'failed')
  }

  /** Whether it says what became of a message; anything else in it is looked at no more then. */
  #told({ from, to, element }: Addressed): boolean {
    const received = receivedId(element)
    const marker = received === null ? markerOf(element) : null
    const id = received ?? marker?.id ?? null
    if (id === null) return false
    const kind = marker !== null && marker.marker !== 'received' ? 'displayed' : 'received'
    if (received !== null) this.#needs.sessions?.noteReceipt(from, to)
    this.#needs.answers.came({ kind }, { from, to }, id)
    this.#settle(to, from, id, kind === 'received' ? 'delivered' : 'displayed')
    return true
  }

  /** Of a message that is in its author's journal. Who says more than can be written down is not listened to. */
  #settle(author: Jid, recipient: Jid, id: string, status: 'delivered' | 'displayed' | 'failed'): void {
    const { accounts } = this.#needs
    if (accounts)
      this.#queue.add(
        keyOf(recipient, author),
        () => accounts.settle(author, recipient, id, status),
        () => {},
      )
  }

  /** One after the other, for where it goes is found out first. */
  #take(stanza: Addressed): Promise<void> | void {
    const message = readMessage(stanza)
    if (message.body === null && message.state === null) return
    const key = keyOf(message.from, message.to)
    const failed = () => this.#refuse(stanza, 'internal-server-error')
    const done = this.#queue.add(key, () => this.#bring(message), failed)
    if (done) return done
    this.#refuse(stanza, 'resource-constraint')
  }

  /** To whom messages are kept for here, and to SIP devices that they are not kept for (design: no loop through SIP within one process). */
  async #bring(message: WrittenMessage): Promise<void> {
    const { accounts, sessions, road } = this.#needs
    if (message.body === null) await accounts?.tellState(message)
    const kept = message.body === null ? 'not-ours' : ((await accounts?.keep(message)) ?? 'not-ours')
    if (kept === 'kept') road.copy(message)
    else if (kept === 'full') this.#refuse(message, 'resource-constraint')
    else if (sessions && message.type === 'chat') sessions.send(message)
    else road.send(message)
  }

  #refuse({ element }: Pick<Addressed, 'element'>, condition: StanzaErrorCondition): void {
    const answer = errorTo(element, stanzaError(condition))
    if (answer) void this.#needs.router.send(answer)
  }
}

/** In one direction. */
function keyOf(from: Jid, to: Jid): string {
  return `${printJid(bareJid(from))} ${printJid(bareJid(to))}`
}
