import type { SipRequest } from '@weft/protocols/sip/message'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { SipSubscriber } from '../../../ports/sip-subscriber.ts'
import type { SubscriptionRequest, SubscriptionVerdict } from '../../../ports/sip-subscriptions.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { SipParties } from '../sip-parties.ts'
import type { Addressed, PresenceDoor } from '../stanza-handlers.ts'
import { ContactsOnXmpp } from './contacts-on-xmpp.ts'
import { UsersOnSip } from './users-on-sip.ts'

interface PresenceNeeds {
  readonly subscriber: SipSubscriber
  readonly router: XmppRouter
  readonly clock: Clock
  readonly log: Log
}

/** Who is there, both ways (RFC 7248). Who watches whom is two different things, each with its own side that decides. */
export class XmppPresence implements PresenceDoor {
  readonly #contacts: ContactsOnXmpp
  readonly #users: UsersOnSip

  constructor(needs: PresenceNeeds) {
    this.#contacts = new ContactsOnXmpp(needs)
    this.#users = new UsersOnSip(needs)
  }

  presence(presence: Addressed): void {
    switch (presence.type) {
      case 'subscribe':
      case 'unsubscribe':
      case 'probe':
        this.#users.asked(presence)
        break
      case 'error':
        // What is asked of a contact is from somebody, what it is told from somebody's device.
        if (presence.to.resource === null) this.#contacts.told(presence)
        else this.#users.lost(presence)
        break
      default:
        this.#contacts.told(presence)
    }
  }

  subscribed(asked: SubscriptionRequest<SipRequest>, parties: SipParties): Promise<SubscriptionVerdict> {
    return this.#contacts.subscribed(asked, parties)
  }

  /** Contacts on XMPP are told that nobody is there any more. */
  close(): void {
    this.#users.close()
  }
}
