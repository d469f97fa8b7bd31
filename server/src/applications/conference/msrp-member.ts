import { IS_COMPOSING_CONTENT_TYPE } from '@weft/protocols/im/is-composing'
import { isWrappedTypeAccepted } from '@weft/protocols/sdp/accept-types'
import type { PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import type { ChatEvent, ChatMember } from '../../core/chatroom/chatroom.ts'
import type { Log } from '../../ports/log.ts'
import type { MsrpSession } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import type { CpimPrinter, SaidEvent } from './cpim-printer.ts'
import type { Guest } from './guest.ts'

export interface MemberNeeds {
  readonly random: Random
  readonly log: Log
  readonly printer: CpimPrinter
  readonly session: Pick<MsrpSession, 'send'>
  /** What its device says it takes. */
  readonly peer: Pick<PeerMsrp, 'acceptTypes' | 'acceptWrappedTypes' | 'chatroom' | 'maxSize'>
  /** The room is over for it. */
  ended(reason: string): void
}

/** So that everybody hears things in the order in which they were said. */
/**
 * Bytes above which members are asked how a message fared. Nobody waits for the answers; but who refuses a long one is spared the rest of it (RFC 4975 §10.5),
 * while answers to short ones would be most of what a room has to read.
 */
const LONG = 2048
const LANE = 'room'

/** A device in a chat room that is reached by MSRP. */
export class MsrpMember implements ChatMember {
  readonly welcome = true
  readonly party: SipParty
  /** URI at which it is reached: what tells the devices of one user apart (RFC 4575 §5.7). */
  readonly contact: string
  readonly invitedBy?: string
  /** Who says what his chat can do, but not this, cannot do it (RFC 7701 §8). */
  readonly privateMessages: boolean
  readonly #room: string
  readonly #needs: MemberNeeds

  constructor({ room, party, contact, invitedBy }: Guest, needs: MemberNeeds) {
    this.party = party
    this.contact = contact
    if (invitedBy !== null) this.invitedBy = invitedBy
    this.privateMessages = needs.peer.chatroom?.includes('private-messages') ?? true
    this.#room = room
    this.#needs = needs
  }

  tell(event: ChatEvent): void {
    if (event.kind === 'ended') this.#needs.ended(event.reason)
    else if (this.#takes(event)) this.#send(event)
  }

  /** RFC 4975 §8.6. */
  #takes(event: SaidEvent): boolean {
    const { acceptTypes, acceptWrappedTypes } = this.#needs.peer
    const type = event.kind === 'message' ? event.message.contentType : IS_COMPOSING_CONTENT_TYPE
    return isWrappedTypeAccepted(acceptTypes, acceptWrappedTypes, type)
  }

  /** Who reads too slowly is given up by whoever keeps the connection, which ends the session. */
  #send(event: SaidEvent): void {
    const { session, random, log, peer, printer } = this.#needs
    const body = printer.print(this.#room, event)
    if (body === null) return
    if (peer.maxSize !== null && body.length > peer.maxSize) {
      log.info('a message is larger than a member of a chat room takes', { size: body.length, most: peer.maxSize })
      return
    }
    const reports = event.kind === 'message' && body.length > LONG
    const refusal = session.send({ id: random.id(), contentType: 'message/cpim', body, reports, lane: LANE })
    if (refusal !== null) log.info('a member of a chat room was not sent something', { reason: refusal })
  }
}
