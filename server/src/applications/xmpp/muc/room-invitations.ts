import { bareJid, type Jid } from '@weft/protocols/xmpp/jid'
import { mediatedInvitationElement, mediatedInvitationsOf } from '@weft/protocols/xmpp/muc-invitation'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { addressKey } from '../../../core/address-key.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Random } from '../../../ports/random.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { addressOf } from '../sip-parties.ts'
import { sipAddressOf } from '../sip-uri.ts'
import type { Addressed } from '../stanza-handlers.ts'

/** Has a room of ours call somebody on SIP in. `room`, `inviter`, `target`: `user@host`. */
export type CallIn = (room: string, inviter: string, target: string) => void

interface InvitationNeeds {
  readonly router: XmppRouter
  readonly clock: Clock
  readonly random: Random
  /** Whether people of that domain are on SIP. */
  isOnSip(domain: string): boolean
  readonly callIn: CallIn
}

/** What becomes of an invitation, for the room that asked for it. */
export type InvitationOutcome = 'joined' | 'declined' | 'unanswered'

interface Invited {
  readonly listener: (outcome: InvitationOutcome) => void
  readonly stop: () => void
}

/** ms in which who was invited comes, or is not waited for any more (xmpp-gateway §6.2). */
const PATIENCE = 90_000
/** ms for which who was invited may come in though others may not. */
const VALIDITY = 3_600_000
const MOST = 5_000

/** Invitations into rooms of ours: of people on SIP by people on XMPP, and the other way (XEP-0045 §7.8, xmpp-gateway §6.2). */
export class RoomInvitations {
  readonly #needs: InvitationNeeds
  /** Who is waited for, and who may come in, by room and address. */
  readonly #awaited = new Map<string, Invited>()
  readonly #allowed = new Map<string, number>()

  constructor(needs: InvitationNeeds) {
    this.#needs = needs
  }

  /** A message to a room that asks people in, or refuses for somebody. False: it is no such message. */
  toRoom({ from, to, element }: Addressed): boolean {
    const asked = mediatedInvitationsOf(element)
    const [room, inviter] = [sipAddressOf(bareJid(to)), sipAddressOf(bareJid(from))]
    if (asked.length === 0 || room === null || inviter === null) return asked.length > 0
    for (const { kind, to: target, reason } of asked) {
      if (target === null) continue
      const address = sipAddressOf(bareJid(target))
      if (address === null) continue
      if (kind === 'decline') this.#settle(room, inviter, 'declined')
      else if (this.#needs.isOnSip(target.domain)) this.#needs.callIn(room, inviter, address)
      else this.#ask(bareJid(to), bareJid(target), bareJid(from), reason)
    }
    return true
  }

  /**
   * A room of ours asks somebody on XMPP in; all are `user@host`. Null where XMPP has no such address; else how the room takes it back. `listener` is told
   * once, unless it is taken back.
   */
  invite(room: string, inviter: string, target: string, listener: (outcome: InvitationOutcome) => void): (() => void) | null {
    const [roomJid, by, who] = [addressOf(`sip:${room}`), addressOf(`sip:${inviter}`), addressOf(`sip:${target}`)]
    if (!roomJid || !by || !who || this.#awaited.size >= MOST) return null
    const key = keyOf(room, target)
    this.#settle(room, target, 'unanswered')
    const stop = this.#needs.clock.after(PATIENCE, () => this.#settle(room, target, 'unanswered'))
    this.#awaited.set(key, { listener, stop })
    this.#allow(key)
    this.#ask(roomJid, who, by, null)
    return () => {
      this.#awaited.get(key)?.stop()
      this.#awaited.delete(key)
    }
  }

  /** Whether somebody in the room has asked for that user. */
  isInvited(room: string, address: string): boolean {
    return (this.#allowed.get(keyOf(room, address)) ?? 0) > this.#needs.clock.now()
  }

  /** Somebody has come in. */
  joined(room: string, address: string): void {
    this.#settle(room, address, 'joined')
  }

  #ask(room: Jid, to: Jid, from: Jid, reason: string | null): void {
    const { router, random } = this.#needs
    const invitation = { kind: 'invite', to: null, from, reason, password: null } as const
    void router.send(
      stanza('message', { type: 'normal', id: `MUC.${random.id()}`, from: room, to }, [mediatedInvitationElement(invitation)]),
    )
  }

  #settle(room: string, address: string, outcome: InvitationOutcome): void {
    const key = keyOf(room, address)
    const invited = this.#awaited.get(key)
    if (!invited) return
    invited.stop()
    this.#awaited.delete(key)
    invited.listener(outcome)
  }

  #allow(key: string): void {
    const now = this.#needs.clock.now()
    for (const [old, until] of this.#allowed) {
      if (until > now && this.#allowed.size < MOST) break
      this.#allowed.delete(old)
    }
    this.#allowed.delete(key)
    this.#allowed.set(key, now + VALIDITY)
  }
}

function keyOf(room: string, address: string): string {
  return `${addressKey(room)} ${addressKey(address)}`
}
