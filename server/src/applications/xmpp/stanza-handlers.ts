import type { SipRequest } from '@weft/protocols/sip/message'
import type { Jid } from '@weft/protocols/xmpp/jid'
import type { Stanza } from '@weft/protocols/xmpp/stanza'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import type { SubscriptionRequest, SubscriptionVerdict } from '../../ports/sip-subscriptions.ts'
import type { SipParties } from './sip-parties.ts'

/** A stanza that says who it is from and to. */
export interface Addressed extends Stanza {
  readonly from: Jid
  readonly to: Jid
}

/** Writing between two people (xmpp-gateway §4). */
export interface ChatDoor {
  /** A message to somebody on SIP, errors too. Where it returns a promise, it is kept, or came back, once that resolves; it never rejects. */
  message(message: Addressed): Promise<void> | void
  /** A MESSAGE to somebody on XMPP. */
  sipMessage(request: SipRequest, parties: SipParties): Promise<SipAnswer>
  /** A call to somebody on XMPP. */
  called(invitation: SipInvitation<SipRequest>, parties: SipParties): (event: SessionEvent<SipRequest>) => void
}

/** Who is there (xmpp-gateway §5). */
export interface PresenceDoor {
  /** A presence to somebody on SIP, errors too. */
  presence(presence: Addressed): void
  /** A SUBSCRIBE to somebody on XMPP. */
  subscribed(asked: SubscriptionRequest<SipRequest>, parties: SipParties): Promise<SubscriptionVerdict>
}

/** Rooms (xmpp-gateway §6). */
export interface RoomDoor {
  /** A stanza to our rooms, or to the service that has them; questions only where somebody in a room is asked. */
  toRooms(stanza: Addressed): void
  /** A message or presence to one of our users that has to do with rooms of others: from an occupant, or an invitation. False: it has not. */
  fromRooms(stanza: Addressed): boolean
}
