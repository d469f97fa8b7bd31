import type { Outward, OutwardCall, OutwardEvent, OutwardSession } from '../applications/conference/event/outward.ts'
import type { InvitationOutcome, RoomInvitations } from '../applications/xmpp/muc/room-invitations.ts'

type Listener = (event: OutwardEvent) => void

const ENDINGS: Readonly<Record<InvitationOutcome, Extract<OutwardEvent, { kind: 'ended' }>>> = {
  // From now on the room knows by itself whether they are there.
  joined: { kind: 'ended', status: 200, reason: 'OK' },
  declined: { kind: 'ended', status: 603, reason: 'Decline' },
  unanswered: { kind: 'ended', status: 408, reason: 'Request Timeout' },
}

/** Rooms ask people on XMPP in (xmpp-gateway §6.2), and call all others. */
export class XmppOutward implements Outward {
  readonly #invitations: RoomInvitations
  readonly #serves: (host: string) => boolean
  readonly #others: Outward

  constructor(invitations: RoomInvitations, serves: (host: string) => boolean, others: Outward) {
    this.#invitations = invitations
    this.#serves = serves
    this.#others = others
  }

  begin(call: OutwardCall, listener: Listener): OutwardSession {
    const host = call.address.slice(call.address.lastIndexOf('@') + 1)
    if (!this.#serves(host)) return this.#others.begin(call, listener)
    const takeBack = this.#invitations.invite(call.room, call.invitedBy, call.address, (outcome) => {
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
