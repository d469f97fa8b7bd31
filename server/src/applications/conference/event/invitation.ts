import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { SipReferral } from '../../../ports/sip-subscriptions.ts'
import type { OutwardEvent, OutwardSession } from './outward.ts'

/** Somebody who is being called into a room. */
export interface Invitee {
  /** Unique among all. */
  readonly id: number
  /** `user@host`. */
  readonly address: string
  /** `user@host` of who wanted him called. */
  readonly invitedBy: string
  /** ms since the epoch. */
  readonly since: number
  /** Whether his phone rings. */
  readonly isRinging: boolean
}

interface InvitationNeeds {
  /** It rings, or is not pending any more. */
  changed(): void
  /** The called one is not called any more, or has left the room. Called once. */
  over(): void
}

/** One call into a room on behalf of somebody in it, who is told how it goes (RFC 3515 §2.4.4). */
export class Invitation implements Invitee {
  readonly id: number
  readonly address: string
  readonly invitedBy: string
  readonly since: number
  #state: 'calling' | 'ringing' | 'joined' | 'over' = 'calling'
  readonly #referral: SipReferral
  readonly #needs: InvitationNeeds
  #session: OutwardSession | null = null
  #stopWatching = () => {}

  constructor(details: Omit<Invitee, 'isRinging'>, referral: SipReferral, needs: InvitationNeeds) {
    this.id = details.id
    this.address = details.address
    this.invitedBy = details.invitedBy
    this.since = details.since
    this.#referral = referral
    this.#needs = needs
  }

  get isRinging(): boolean {
    return this.#state === 'ringing'
  }

  /** Whether he has not come yet. */
  get isPending(): boolean {
    return this.#state === 'calling' || this.#state === 'ringing'
  }

  /** Calls. It is given up when the room ends: nobody is called to where nobody is any more. */
  begin(room: LocalChatroom, call: (listener: (event: OutwardEvent) => void) => OutwardSession): void {
    this.#session = call((event) => this.#heard(event))
    this.#stopWatching = room.watch({ changed: () => {}, ended: () => this.cancel() })
  }

  /** Gives the call up, if he has not come yet. */
  cancel(): void {
    if (this.isPending) this.#session?.end()
  }

  #heard(event: OutwardEvent): void {
    switch (event.kind) {
      case 'progress':
        this.#referral.report(event.status, event.reason)
        if (event.status === 180) this.#become('ringing')
        break
      case 'joined':
        this.#referral.report(200)
        this.#become('joined')
        break
      case 'ended':
        if (this.isPending) this.#referral.report(event.status, event.reason)
        this.#needs.over()
        this.#become('over')
    }
  }

  #become(state: 'ringing' | 'joined' | 'over'): void {
    if (state !== 'ringing') this.#stopWatching()
    if (this.#state === state) return
    this.#state = state
    this.#needs.changed()
  }
}
