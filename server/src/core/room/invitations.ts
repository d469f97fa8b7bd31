import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { sessionIdOf } from '../call/session-id.ts'
import { accountKey, type Device, type Devices } from '../devices.ts'
import type { SleepingDevices } from '../sleeping-devices.ts'
import { InvitationAllowance } from './invitation-allowance.ts'

interface InvitationsNeeds {
  readonly clock: Clock
  readonly devices: Devices
  readonly sleeping: SleepingDevices
  readonly random: Random
  readonly log: Log
}

/** Of one account to one room. */
export interface Invitation {
  /** Address of record of who is invited. */
  readonly account: string
  /** Address of the room. */
  readonly room: string
  readonly inviter: SipParty
  /** IP address that the inviter comes from. */
  readonly from: string
  /** Named in pushes; connected clients are told the session that push servers make of it. */
  readonly callId: string
  readonly video: boolean
  /** Whether devices that sleep are woken: those of who is in the room already are not. */
  readonly wake: boolean
  /** A device that is not told: the inviter's own. */
  readonly except: Device | null
}

/** Tells people that they are wanted in a room, on all their devices (sylkrtc-protocol §3.5.8). */
export class Invitations {
  readonly #needs: InvitationsNeeds
  readonly #allowance = new InvitationAllowance()

  constructor(needs: InvitationsNeeds) {
    this.#needs = needs
  }

  /** A decimal number of 32 bits, as push servers know them. */
  newCallId(): string {
    return String(Number.parseInt(this.#needs.random.id().slice(0, 8), 16))
  }

  /** Whether that room session, whose client is at that IP address, may invite so many accounts now; then they are counted. */
  mayInvite(session: string, address: string, accounts: number): boolean {
    return this.#allowance.mayInvite(session, address, accounts, this.#needs.clock.now())
  }

  /** Resolves with whether there is any device to tell, and the account has not been called too often from there. Never rejects. */
  async send({ account, room, inviter, from, callId, video, wake, except }: Invitation): Promise<boolean> {
    const { clock, devices, sleeping, log } = this.#needs
    if (!this.#allowance.mayCall(accountKey(account), from, clock.now())) {
      log.info('somebody is not called again so soon', { room, account, by: inviter.uri })
      return false
    }
    const session = sessionIdOf(callId)
    const connected = devices.tell(account, { kind: 'room-invitation', room, session, originator: inviter }, except ?? undefined)
    if (!wake) return connected > 0
    try {
      const woken = await sleeping.wake(accountKey(account), () => ({
        kind: 'conference-invitation',
        ...{ callId, from: inviter.uri, fromDisplayName: inviter.displayName || null, room, account, video },
      }))
      return connected + woken > 0
    } catch (error) {
      log.error('devices were not woken for an invitation', { error: String(error) })
      return connected > 0
    }
  }
}
