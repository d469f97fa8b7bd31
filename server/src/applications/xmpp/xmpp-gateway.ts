import type { SipRequest } from '@weft/protocols/sip/message'
import { printJid } from '@weft/protocols/xmpp/jid'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { readStanza, type Stanza } from '@weft/protocols/xmpp/stanza'
import { stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { Log } from '../../ports/log.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import type { ReferralVerdict, SubscriptionRequest, SubscriptionVerdict } from '../../ports/sip-subscriptions.ts'
import type { XmppApplication, XmppElement, XmppRouter } from '../../ports/xmpp.ts'
import type { Questions } from './questions.ts'
import { recipientOf, type XmppDomains } from './recipient.ts'
import { answerQuestion, type ServiceSettings } from './service/service.ts'
import { type SipParties, sipPartiesOf } from './sip-parties.ts'
import type { Addressed, ChatDoor, PresenceDoor, RoomDoor } from './stanza-handlers.ts'

export interface XmppGatewayNeeds {
  readonly domains: XmppDomains
  readonly service: ServiceSettings
  readonly router: XmppRouter
  readonly questions: Questions
  readonly chat: ChatDoor
  readonly presence: PresenceDoor
  readonly rooms: RoomDoor
  readonly log: Log
}

type Listener = (event: SessionEvent<SipRequest>) => void

/**
 * SIP domains on XMPP, and XMPP domains on SIP (RFC 7247): whoever has something for the other side comes in here, is told apart, and handed to who knows.
 */
export class XmppGateway implements XmppApplication, SipApplication<SipRequest> {
  readonly name = 'xmppgateway'
  readonly methods = ['MESSAGE']
  readonly events = ['presence']
  readonly domains: readonly string[]
  readonly #needs: XmppGatewayNeeds

  constructor(needs: XmppGatewayNeeds) {
    this.#needs = needs
    this.domains = [...needs.domains.users, ...needs.domains.rooms]
  }

  received(element: XmppElement): Promise<void> | void {
    const stanza = readStanza(element)
    if ('fault' in stanza) {
      // Who it is from or to cannot be told, so that nobody can be answered (RFC 6120 §8.3.3.8 lets a server be silent).
      this.#needs.log.info('a stanza was dropped', { why: stanza.fault })
      return
    }
    if (isAddressed(stanza)) return this.#take(stanza)
  }

  answer(request: SipRequest): Promise<SipAnswer> {
    return this.#between(
      request,
      async (parties) => this.#needs.chat.sipMessage(request, parties),
      async (answer) => answer,
    )
  }

  called(invitation: SipInvitation<SipRequest>): Listener {
    return this.#between(
      invitation.request,
      (parties) => this.#needs.chat.called(invitation, parties),
      (answer) => {
        invitation.session.refuse(answer)
        return () => {}
      },
    )
  }

  subscribed(asked: SubscriptionRequest<SipRequest>): Promise<SubscriptionVerdict> {
    return this.#between<Promise<SubscriptionVerdict>>(
      asked.request,
      (parties) => this.#needs.presence.subscribed(asked, parties),
      async (answer) => ({ taken: false, answer }),
    )
  }

  /** Nobody on XMPP can be sent elsewhere (xmpp-gateway §3.3). */
  async referred(): Promise<ReferralVerdict> {
    return { taken: false, answer: { status: 405 } }
  }

  #between<Result>(request: SipRequest, give: (parties: SipParties) => Result, refuse: (answer: SipAnswer) => Result): Result {
    const reading = sipPartiesOf(request, this.#needs.domains)
    if (reading.ok) return give(reading.parties)
    const { status, reason } = reading
    this.#needs.log.info('a SIP request is not for XMPP', { method: request.method, status, reason })
    return refuse({ status })
  }

  #take(stanza: Addressed): Promise<void> | void {
    const recipient = recipientOf(stanza.to, this.#needs.domains)
    const { chat, presence, rooms } = this.#needs
    if (stanza.kind === 'iq') this.#asked(stanza)
    else if (recipient.kind === 'service' || recipient.kind === 'room' || recipient.kind === 'occupant') rooms.toRooms(stanza)
    else if (recipient.kind !== 'user') this.#refuse(stanza)
    else if (rooms.fromRooms(stanza)) return
    else if (stanza.kind === 'presence') presence.presence(stanza)
    else return chat.message(stanza)
  }

  #asked(iq: Addressed): void {
    const { questions, rooms, router, service, domains, log } = this.#needs
    if (iq.type === 'result' || iq.type === 'error') {
      questions.answered(iq)
      return
    }
    const verdict = answerQuestion(iq, recipientOf(iq.to, domains), service)
    if ('ask' in verdict) rooms.toRooms(iq)
    else {
      log.debug('asked over XMPP', { from: printJid(iq.from), why: verdict.why })
      void router.send(verdict.answer)
    }
  }

  /** Nobody reads what is written to a domain, and its presence is nobody's (RFC 6121 §8.5). */
  #refuse(stanza: Addressed): void {
    const error = stanza.kind === 'message' ? errorTo(stanza.element, stanzaError('service-unavailable')) : null
    if (error) void this.#needs.router.send(error)
  }
}

function isAddressed(stanza: Stanza): stanza is Addressed {
  return stanza.from !== null && stanza.to !== null
}
