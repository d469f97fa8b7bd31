import { CONFERENCE_INFO_CONTENT_TYPE } from '@weft/protocols/presence/conference-info'
import { printForWatchers } from '@weft/protocols/presence/print-conference-info'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { SipContent, SipSubscription } from '../../../ports/sip-subscriptions.ts'
import { type ConferenceView, conferenceInfo } from './conference-view.ts'

interface WatchedRoomNeeds extends Pick<ConferenceView, 'product'> {
  readonly clock: Clock
  invitees(): ConferenceView['invitees']
  /** Nobody watches it any more. Called once. */
  unwatched(): void
}

/** One who watches a room. */
interface Watch {
  /** What he is told now: each time a new version. */
  content(): SipContent
  stop(): void
}

/** ms for which changes are gathered, so that a crowd that comes in at once is told of at once. */
const GATHERING = 200
/** The longest, which is the least that RFC 4575 §3.9 wants between two; so a few who come and go again and again do not have us send all that we can. */
const LONGEST_GATHERING = 5_000
/** Bytes in a ms that all who watch one room are sent, about. */
const PACE = 20_000

/** A room that somebody watches: tells all who do that it has changed, and what it is like. */
export class WatchedRoom {
  readonly #room: LocalChatroom
  readonly #needs: WatchedRoomNeeds
  readonly #subscriptions = new Set<SipSubscription>()
  readonly #stopWatching: () => void
  #cancelTelling: (() => void) | null = null
  /** What the room was like at that version of its own; null until somebody wants to know. */
  #document: { readonly roomVersion: number; readonly print: ReturnType<typeof printForWatchers> } | null = null
  #isActive = true
  /** Of the last document, about. */
  #bytes = 0

  constructor(room: LocalChatroom, needs: WatchedRoomNeeds) {
    this.#room = room
    this.#needs = needs
    this.#stopWatching = room.watch({ changed: () => this.changed(), ended: () => this.#ended() })
  }

  /** Whether it is that room, and not one of the same address that is over. */
  isOf(room: LocalChatroom): boolean {
    return this.#room === room
  }

  add(subscription: SipSubscription): Watch {
    let version = 0
    this.#subscriptions.add(subscription)
    return {
      content: () => ({ type: CONFERENCE_INFO_CONTENT_TYPE, body: new TextEncoder().encode(this.#printed(++version)) }),
      stop: () => this.#remove(subscription),
    }
  }

  /** Something that they are told of is different. */
  changed(): void {
    this.#document = null
    this.#cancelTelling ??= this.#needs.clock.after(this.#gathering, () => {
      this.#cancelTelling = null
      for (const subscription of this.#subscriptions) subscription.changed()
    })
  }

  #printed(version: number): string {
    const { version: roomVersion } = this.#room
    if (this.#document?.roomVersion !== roomVersion)
      this.#document = { roomVersion, print: printForWatchers(conferenceInfo(this.#view)) }
    const printed = this.#document.print(version)
    this.#bytes = printed.length
    return printed
  }

  get #gathering(): number {
    const pace = (this.#bytes * this.#subscriptions.size) / PACE
    return Math.min(LONGEST_GATHERING, Math.max(GATHERING, Math.ceil(pace)))
  }

  get #view(): ConferenceView {
    const { address, subject, participants, files, waysIn } = this.#room
    const { product, invitees } = this.#needs
    return {
      ...{ address, subject, participants, product, waysIn, isActive: this.#isActive },
      ...{ files: files.list, invitees: invitees() },
    }
  }

  #ended(): void {
    this.#isActive = false
    this.#document = null
    for (const subscription of this.#subscriptions) subscription.terminate('noresource')
  }

  #remove(subscription: SipSubscription): void {
    if (!this.#subscriptions.delete(subscription) || this.#subscriptions.size > 0) return
    this.#cancelTelling?.()
    this.#stopWatching()
    this.#needs.unwatched()
  }
}
