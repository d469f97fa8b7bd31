import type { Outward, OutwardCall, OutwardEvent, OutwardSession } from '../applications/conference/event/outward.ts'
import type { ForeignRooms } from '../applications/xmpp/muc/foreign-rooms.ts'
import type { InvitationOutcome, RoomInvitations } from '../applications/xmpp/muc/room-invitations.ts'

type Listener = (event: OutwardEvent) => void

const ENDINGS: Readonly<Record<InvitationOutcome, Extract<OutwardEvent, { kind: 'ended' }>>> = {
  // From now on the room knows by itself whether they are there.
  joined: { kind: 'ended', status: 200, reason: 'OK' },
  declined: { kind: 'ended', status: 603, reason: 'Decline' },
  unanswered: { kind: 'ended', status: 408, reason: 'Request Timeout' },
}

interface OutwardNeeds {
  readonly invitations: RoomInvitations
  readonly foreign: Pick<ForeignRooms, 'invite'>
  /** Whether whoever is at that host is on XMPP. */
  serves(host: string): boolean
  readonly others: Outward
}

/** Rooms ask people on XMPP in (xmpp-gateway §6.2), and call all others. */
export class XmppOutward implements Outward {
  readonly #needs: OutwardNeeds

  constructor(needs: OutwardNeeds) {
    this.#needs = needs
  }

  begin(call: OutwardCall, listener: Listener): OutwardSession {
    const { invitations, foreign, serves, others } = this.#needs
    const host = call.address.slice(call.address.lastIndexOf('@') + 1)
    if (!serves(host)) return others.begin(call, listener)
    const isAsked = foreign.invite(call.room, call.invitedBy, call.address)
    if (isAsked !== null) return askedElsewhere(isAsked, listener)
    const takeBack = invitations.invite(call.room, call.invitedBy, call.address, (outcome) => {
      if (outcome === 'joined') listener({ kind: 'joined' })
      listener(ENDINGS[outcome])
    })
    // Nothing is told before this has returned.
    queueMicrotask(() => {
      if (takeBack) listener({ kind: 'progress', status: 180, reason: 'Ringing' })
      else listener({ kind: 'ended', status: 404, reason: 'Not Found' })
    })
    return {
      end: () => {
        takeBack?.()
        listener({ kind: 'ended', status: 487, reason: 'Request Terminated' })
      },
    }
  }
}

/** Another server's room has been asked to ask somebody in: what comes of it, it alone knows. */
function askedElsewhere(isAsked: boolean, listener: Listener): OutwardSession {
  queueMicrotask(() => {
    listener(isAsked ? { kind: 'ended', status: 202, reason: 'Accepted' } : { kind: 'ended', status: 403, reason: 'Forbidden' })
  })
  return { end: () => {} }
}
