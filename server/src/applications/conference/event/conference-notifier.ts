import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatroomHouse } from '../../../core/chatroom/chatroom-house.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { SipContact, SipField } from '../../../ports/sip-agent.ts'
import type {
  ReferralRequest,
  ReferralVerdict,
  SipNotifier,
  SipReferral,
  SubscriptionRequest,
  SubscriptionVerdict,
} from '../../../ports/sip-subscriptions.ts'
import { petitionOf } from './asked-room.ts'
import { Invitees } from './invitees.ts'
import type { Outward } from './outward.ts'
import { personKey } from './person-key.ts'
import { judgeRefer, type ReferDecision } from './refer-decision.ts'
import { judgeSubscribe } from './subscribe-decision.ts'
import { WatchedRoom } from './watched-room.ts'

export interface ConferenceNotifierNeeds {
  readonly chatrooms: ChatroomHouse
  readonly outward: Outward
  readonly clock: Clock
  readonly log: Log
  /** `Weft/version`. */
  readonly product: string
  /** Whether only those may call others in or put them out who are in the room. */
  readonly referRequiresParticipant: boolean
}

type Taken = Extract<ReferDecision, { readonly take: true }>

/** Seconds until a subscription has to be refreshed, at most. */
const LONGEST = 3600
/** ms between two NOTIFYs of changes to the same subscriber. */
const GAP = 1000
/** Seconds after which somebody may try again while too many are being called. */
const RETRY_AFTER: SipField = { name: 'Retry-After', value: '10' }

/** The event package of chat rooms (RFC 4575), and what participants refer to them: others to be called in or put out (RFC 4579 §5.5, §5.11). */
export class ConferenceNotifier implements SipNotifier<SipRequest> {
  readonly events = ['conference']
  readonly #needs: ConferenceNotifierNeeds
  readonly #watched = new Map<string, WatchedRoom>()
  readonly #invitees: Invitees

  constructor(needs: ConferenceNotifierNeeds) {
    const { outward, clock } = needs
    this.#needs = needs
    this.#invitees = new Invitees({ outward, clock, changed: (room) => this.#watched.get(room)?.changed() })
  }

  async subscribed({ request, subscription }: SubscriptionRequest<SipRequest>): Promise<SubscriptionVerdict> {
    const decision = judgeSubscribe(petitionOf(request), this.#needs.chatrooms, this.#invitees)
    if (!decision.take) {
      this.#needs.log.info('a subscription to a chat room was refused', { reason: decision.reason })
      return { taken: false, answer: decision.answer }
    }
    const { room } = decision
    const watch = this.#watchedAt(room).add(subscription)
    return {
      ...{ taken: true, expires: LONGEST, gap: GAP, contact: contactOf(room.address) },
      content: () => watch.content(),
      ended: () => watch.stop(),
    }
  }

  async referred(asked: ReferralRequest<SipRequest>): Promise<ReferralVerdict> {
    const { request, target, method, replaces, referral } = asked
    const { chatrooms, log, referRequiresParticipant: requiresParticipant } = this.#needs
    const decision = judgeRefer(
      { petition: petitionOf(request), hasContact: fieldOf(request, 'Contact') !== null, target, method, replaces },
      chatrooms,
      { requiresParticipant },
    )
    if (!decision.take) {
      log.info('a referral to a chat room was refused', { reason: decision.reason })
      return { taken: false, answer: decision.answer }
    }
    if (decision.act === 'call' && this.#invitees.isFull(decision.address))
      return { taken: false, answer: { status: 503, headers: [RETRY_AFTER] } }
    if (decision.act === 'call') this.#call(decision, asked)
    else this.#remove(decision, referral)
    return { taken: true, contact: contactOf(decision.address) }
  }

  /** As a REFER of somebody in the room, of which nobody hears any more. */
  callIn(address: string, from: string, target: string): void {
    const { chatrooms, log, referRequiresParticipant } = this.#needs
    const room = chatrooms.find(address)
    if (!room || (referRequiresParticipant && !room.has(from)) || this.#invitees.isFull(address)) {
      log.info('nobody is called into a chat room', { chatroom: address, reason: room ? 'not for who asks' : 'there is none' })
      return
    }
    const call = { target: `sip:${target}`, address: target, invitedBy: from, headers: invitationHeaders(`sip:${from}`, null) }
    this.#invitees.call(room, call, { report: () => {} })
  }

  #call({ room, from, target: address }: Taken, { target, referredBy, referral }: ReferralRequest<SipRequest>): void {
    if (room === null) {
      // As SylkServer has it: who refers to a room that is not there hears so as what came of it.
      referral.report(500)
      return
    }
    const headers = invitationHeaders(`sip:${from}`, referredBy)
    this.#invitees.call(room, { target, address, invitedBy: from, headers }, referral)
  }

  #remove({ address, room, from, target }: Taken, referral: SipReferral): void {
    const present = (room?.participants ?? []).filter(({ party }) => personKey(party.uri) === personKey(target))
    const called = this.#invitees.cancel(address, target)
    for (const { party } of present) room?.remove(party.uri, `Removed by ${from}`)
    referral.report(present.length + called > 0 ? 200 : 404)
  }

  #watchedAt(room: LocalChatroom): WatchedRoom {
    const key = addressKey(room.address)
    const there = this.#watched.get(key)
    if (there?.isOf(room)) return there
    const { clock, product } = this.#needs
    const watched: WatchedRoom = new WatchedRoom(room, {
      ...{ clock, product },
      invitees: () => this.#invitees.pending(key),
      unwatched: () => {
        if (this.#watched.get(key) === watched) this.#watched.delete(key)
      },
    })
    this.#watched.set(key, watched)
    return watched
  }
}

/** What an INVITE says of who wants somebody in a room. */
function invitationHeaders(referrer: string, referredBy: string | null): readonly SipField[] {
  return [
    { name: 'Subject', value: `Join conference request from ${referrer}` },
    { name: 'X-Orig-From', value: referrer },
    { name: 'Referred-By', value: referredBy ?? `<${referrer}>` },
  ]
}

/** The room's own URI, so that it can be called there (RFC 4579 §4). */
function contactOf(room: string): SipContact {
  return { user: unescapeText(room.slice(0, room.lastIndexOf('@'))), isFocus: true }
}
