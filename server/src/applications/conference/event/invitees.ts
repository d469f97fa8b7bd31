import { addressKey } from '../../../core/address-key.ts'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { SipReferral } from '../../../ports/sip-subscriptions.ts'
import { Invitation } from './invitation.ts'
import type { Outward, OutwardCall } from './outward.ts'
import { personKey } from './person-key.ts'

interface InviteeNeeds {
  readonly outward: Outward
  readonly clock: Clock
  /** Others are being called into that room, in the form of addressKey(). */
  changed(room: string): void
}

/** People who are being called into one room, and into all: rooms are made by whoever likes. They cost their providers' money. */
const MOST_PENDING = 20
const MOST_PENDING_IN_ALL = 500

/** Who was called into which room, from when that begins until he has left it again. */
export class Invitees {
  readonly #needs: InviteeNeeds
  readonly #rooms = new Map<string, Set<Invitation>>()
  #count = 0

  constructor(needs: InviteeNeeds) {
    this.#needs = needs
  }

  /** Whether that user was called into the room, and so may know of it, though he may not come in by himself (msrp-conference §2.1). */
  has(room: string, address: string): boolean {
    const key = addressKey(address)
    return this.#of(room).some((invitation) => addressKey(invitation.address) === key)
  }

  /** Those who have not come yet, in the order in which they were called. */
  pending(room: string): readonly Invitation[] {
    return this.#of(room).filter(({ isPending }) => isPending)
  }

  /** Whether there are as many of them as there may be, there or in all rooms. */
  isFull(room: string): boolean {
    if (this.pending(room).length >= MOST_PENDING) return true
    let pending = 0
    for (const invitations of this.#rooms.values()) for (const { isPending } of invitations) if (isPending) pending++
    return pending >= MOST_PENDING_IN_ALL
  }

  /** Calls somebody into the room, and tells the referrer how that goes. Throws where something of the call cannot be said in SIP. */
  call(room: LocalChatroom, call: Omit<OutwardCall, 'room'>, referral: SipReferral): void {
    const { outward, clock, changed } = this.#needs
    const key = addressKey(room.address)
    const invitations = this.#rooms.get(key) ?? new Set()
    const details = { id: ++this.#count, address: call.address, invitedBy: call.invitedBy, since: clock.now() }
    const invitation: Invitation = new Invitation(details, referral, {
      changed: () => changed(key),
      over: () => {
        invitations.delete(invitation)
        if (invitations.size === 0) this.#rooms.delete(key)
      },
    })
    invitation.begin(room, (listener) => outward.begin({ ...call, room: room.address }, listener))
    invitations.add(invitation)
    this.#rooms.set(key, invitations)
    changed(key)
  }

  /** Gives up the calls to somebody who has not come yet. Returns how many there were. */
  cancel(room: string, address: string): number {
    const calls = this.pending(room).filter((invitation) => personKey(invitation.address) === personKey(address))
    for (const call of calls) call.cancel()
    return calls.length
  }

  #of(room: string): readonly Invitation[] {
    return [...(this.#rooms.get(addressKey(room)) ?? [])]
  }
}
