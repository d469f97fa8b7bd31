import { InviteSession } from '@weft/protocols/sip/invite-session'
import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import type { SessionSettings } from '@weft/protocols/sip/session-message'
import type { SipApplication } from '../../../ports/sip-application.ts'
import type { SipInvitation } from '../../../ports/sip-sessions.ts'
import { capabilitiesOf } from '../event/notifier-capabilities.ts'
import { answerTo } from '../proxy/application-answer.ts'
import type { Incoming, TransactionUser } from '../transaction/transaction-user.ts'
import { DialogPath } from './dialog-path.ts'
import { EdgeSession, type EdgeSessionNeeds, offerIn } from './edge-session.ts'
import { ownEndOf } from './own-end.ts'
import type { SessionTable } from './session-table.ts'

export interface IncomingCallNeeds extends EdgeSessionNeeds {
  readonly table: SessionTable<EdgeSession>
  /** All but the Contact. */
  readonly settings: Omit<SessionSettings, 'contact' | 'digest'>
  /** Whether what requests from that address say of themselves counts. */
  readonly believes: (address: string) => boolean
}

/** Who found us full may try again after so many seconds. */
const RETRY_AFTER: SipHeaderField = { name: 'Retry-After', value: '10' }

/** The first INVITE of a call, until and while it is a session's. */
export class IncomingCall implements TransactionUser {
  readonly role = 'agent'
  readonly #application: SipApplication<SipRequest>
  readonly #needs: IncomingCallNeeds
  #session: EdgeSession | null = null

  /** The application takes calls. */
  constructor(application: SipApplication<SipRequest>, needs: IncomingCallNeeds) {
    this.#application = application
    this.#needs = needs
  }

  requested({ key, request, peer, believed }: Incoming): void {
    const { believes, clock, layer, product, random, settings, table, ways } = this.#needs
    // What comes straight to us is refused earlier, and at less cost; what a router sends here is not.
    if (!table.admits(peer.source.address)) {
      layer.respond(key, answerTo(request, { status: 503, headers: [RETRY_AFTER] }, product, random.id()))
      return
    }
    const end = ownEndOf(request, peer, ways)
    const invite = { key, request, toTag: random.id(), secure: end.secure }
    const called = InviteSession.called(
      { ...settings, ...capabilitiesOf(this.#application), contact: end.contact(), digest: null },
      invite,
      clock.now(),
    )
    if (called.session === null) {
      layer.respond(key, called.response)
      return
    }
    const session = new EdgeSession(called.session, new DialogPath(peer, this.#needs), this.#application, this.#needs)
    this.#session = session
    table.add(session, peer.source.address)
    session.perform(called.effects)
    this.#offer({
      ...{ session, request, source: peer.source, offer: offerIn(called.effects) },
      believed: believed ?? believes(peer.source.address),
      appearAs: ({ user, isFocus }) => session.appearAs(end.contact(user), isFocus),
    })
  }

  cancelled(key: string, cancel: Incoming): void {
    if (this.#session) this.#session.cancelled(key, cancel)
    else this.#needs.layer.respond(cancel.key, responseTo(cancel.request, 200, reasonPhrase(200), this.#needs.random.id()))
  }

  /** With the branch of the INVITE, as a client may send it. */
  acknowledged(ack: SipRequest): void {
    this.#session?.acknowledged(ack)
  }

  undelivered(): void {}

  ended(): void {}

  #offer(invitation: SipInvitation<SipRequest> & { readonly session: EdgeSession }): void {
    const { session } = invitation
    try {
      const listener = this.#application.called?.(invitation)
      if (listener) session.listen(listener)
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#needs.log.error('an application failed', { application: this.#application.name, method: 'INVITE', error: stack })
      session.refuse({ status: 500 })
    }
  }
}
