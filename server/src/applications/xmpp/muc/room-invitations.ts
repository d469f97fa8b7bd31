import { bareJid, type Jid } from '@weft/protocols/xmpp/jid'
import { mediatedInvitationElement, mediatedInvitationsOf } from '@weft/protocols/xmpp/muc-invitation'
import { stanza } from '@weft/protocols/xmpp/stanza'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import { addressKey } from '../../../core/address-key.ts'
import { Allowance } from '../../../core/chatroom/allowance.ts'
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
/** Characters of what is said with an invitation. */
const LONGEST_REASON = 500
/** ms for which who was invited may come in though others may not. */
const VALIDITY = 3_600_000
const MOST = 5_000
/** People whom those of one domain may ask in: phones ring, and others on XMPP are written to by us. */
const INVITING = { perSecond: 0.5, burst: 40 }
const MOST_DOMAINS = 1_000

/** Invitations into rooms of ours: of people on SIP by people on XMPP, and the other way (XEP-0045 §7.8, xmpp-gateway §6.2). */
export class RoomInvitations {
  readonly #needs: InvitationNeeds
  /** Who is waited for, and who may come in, by room and address. */
  readonly #awaited = new Map<string, Invited>()
  readonly #allowed = new Map<string, number>()
  /** How many people each domain may still ask in, who asked last last. */
  readonly #allowances = new Map<string, Allowance>()

  constructor(needs: InvitationNeeds) {
    this.#needs = needs
  }

  /** Whether a message to a room asks people in, or refuses for somebody. */
  concerns({ element }: Addressed): boolean {
    return mediatedInvitationsOf(element).length > 0
  }

  /** Such a message. `isInside`: its sender is in the room. Null, or why it, or the rest of it, is not taken. */
  toRoom({ from, to, element }: Addressed, isInside: boolean): StanzaErrorCondition | null {
    const [room, sender] = [sipAddressOf(bareJid(to)), sipAddressOf(bareJid(from))]
    if (room === null || sender === null) return 'jid-malformed'
    for (const { kind, to: target, reason } of mediatedInvitationsOf(element)) {
      const address = target && sipAddressOf(bareJid(target))
      if (kind === 'decline') this.#settle(room, sender, 'declined')
      else if (!isInside) return 'forbidden'
      else if (!target || !address) return 'jid-malformed'
      else if (!this.#mayInvite(from.domain)) return 'resource-constraint'
      else if (this.#needs.isOnSip(target.domain)) this.#needs.callIn(room, sender, address)
      else void this.#ask(bareJid(to), bareJid(target), bareJid(from), reason?.slice(0, LONGEST_REASON) ?? null)
    }
    return null
  }

  /** What a room said came back from somebody: if it was that he is asked in, he will not come. */
  failed({ from, to }: Addressed): void {
    const [room, address] = [sipAddressOf(bareJid(to)), sipAddressOf(bareJid(from))]
    if (room !== null && address !== null) this.#settle(room, address, 'unanswered')
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
    // What is not on XMPP itself can ask nobody there.
    void this.#ask(roomJid, who, by, null).then((isSent) => {
      if (!isSent && this.#awaited.get(key)?.listener === listener) this.#settle(room, target, 'unanswered')
    })
    return () => {
      if (this.#awaited.get(key)?.listener !== listener) return
      stop()
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

  #ask(room: Jid, to: Jid, from: Jid, reason: string | null): Promise<boolean> {
    const { router, random } = this.#needs
    const invitation = { kind: 'invite', to: null, from, reason, password: null } as const
    return router.send(
      stanza('message', { type: 'normal', id: `MUC.${random.id()}`, from: room, to }, [mediatedInvitationElement(invitation)]),
    )
  }

  #mayInvite(domain: string): boolean {
    const now = this.#needs.clock.now()
    const allowance = this.#allowances.get(domain) ?? new Allowance(INVITING, now)
    this.#allowances.delete(domain)
    this.#allowances.set(domain, allowance)
    const [quietest] = this.#allowances.keys()
    if (this.#allowances.size > MOST_DOMAINS && quietest !== undefined) this.#allowances.delete(quietest)
    return allowance.take(now)
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
