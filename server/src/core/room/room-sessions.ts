import type { IceCandidate } from '../../ports/media.ts'
import type { LayerChoice, MediaSwitches } from '../../ports/video-rooms.ts'
import type { EarlyCandidates } from '../call/early-candidates.ts'
import { Failure } from '../failure.ts'
import type { Feed } from './feed.ts'
import type { Entrant } from './member.ts'
import type { JoinDetails, Rooms, Seat } from './rooms.ts'

export interface RoomSessionSettings {
  /** Rooms that one connection may be in. */
  readonly roomsPerConnection: number
  /** Others that one participant may see. */
  readonly feedsPerRoom: number
}

export interface RoomChange {
  readonly switches: MediaSwitches
  readonly layers: LayerChoice
  /** bit/s; null: as it is. */
  readonly bitrate: number | null
}

/** What one connection has in rooms: its places in them, by the names its client has chosen. */
export class RoomSessions {
  readonly #rooms: Rooms
  readonly #settings: RoomSessionSettings
  readonly #early: EarlyCandidates
  readonly #seats = new Map<string, Seat>()
  #closed = false

  constructor(rooms: Rooms, settings: RoomSessionSettings, early: EarlyCandidates) {
    this.#rooms = rooms
    this.#settings = settings
    this.#early = early
  }

  /** Places it has now. */
  get size(): number {
    this.#forgetEnded()
    return this.#seats.size
  }

  /** Whether the client has given that name to one of its places or feeds. */
  has(name: string): boolean {
    return this.#seats.has(name) || this.#feed(name) !== null
  }

  /** Resolves when the backend has taken the offer. Rejects with Failure or Refusal. */
  async join(entrant: Entrant, details: JoinDetails): Promise<void> {
    const { roomsPerConnection } = this.#settings
    const { session } = entrant
    this.#forgetEnded()
    if (this.has(session)) throw new Failure('session-exists', session)
    if (this.#seats.size >= roomsPerConnection) throw new Failure('too-many-rooms', String(roomsPerConnection))
    const seat = await this.#rooms.join(entrant, details)
    if (seat === null) return
    if (this.#closed) return seat.room.leave(seat.member)
    this.#seats.set(session, seat)
    for (const candidates of this.#early.take(session)) await this.trickle(session, candidates)
  }

  /** The place of that session. */
  seat(session: string): Seat {
    const seat = this.#seats.get(session)
    if (!seat || seat.member.isGone) throw new Failure('room-session-unknown', session)
    return seat
  }

  leave(session: string): void {
    const { room, member } = this.seat(session)
    this.#seats.delete(session)
    room.leave(member)
  }

  /** Rejects with Failure or Refusal. */
  async attach(session: string, feed: string, publisher: string): Promise<void> {
    const { room, member } = this.seat(session)
    const { feedsPerRoom } = this.#settings
    if (this.has(feed)) throw new Failure('feed-exists', feed)
    if (member.feeds.size >= feedsPerRoom) throw new Failure('too-many-feeds', String(feedsPerRoom))
    await room.attach(member, feed, publisher)
    for (const candidates of this.#early.take(feed)) await this.trickle(feed, candidates)
  }

  async answerFeed(session: string, feed: string, sdp: string): Promise<void> {
    await this.#feedOf(session, feed, 'room-session-unknown').answer(sdp)
  }

  async detach(session: string, feed: string): Promise<void> {
    const detached = this.#feedOf(session, feed, 'feed-unknown')
    this.seat(session).member.feeds.delete(feed)
    await detached.end()
  }

  /** Changes the own media, or those of a feed. Rejects with Failure or Refusal. */
  async update(sessionOrFeed: string, { switches, layers, bitrate }: RoomChange): Promise<void> {
    const feed = this.#feed(sessionOrFeed)
    if (feed) await feed.update(switches, layers)
    else await this.seat(sessionOrFeed).member.update(switches, bitrate)
  }

  /** Candidates of the own media or of a feed; those of what does not exist wait a moment for it (sylkrtc-protocol §3.6). Never rejects. */
  async trickle(sessionOrFeed: string, candidates: readonly IceCandidate[]): Promise<void> {
    const leg = this.#seats.get(sessionOrFeed)?.member ?? this.#feed(sessionOrFeed)
    if (leg) await leg.addCandidates(candidates)
    else this.#early.keep(sessionOrFeed, candidates)
  }

  /** That account is none of the connection's any more: it leaves the rooms it is in. */
  leaveAll(account: string): void {
    for (const { room, member } of this.#seats.values())
      if (member.entrant.device.party.uri === account) room.expel(member, 'the account was removed')
    this.#forgetEnded()
  }

  /** The connection is gone. */
  close(): void {
    this.#closed = true
    for (const { room, member } of this.#seats.values()) room.leave(member)
    this.#seats.clear()
  }

  #feed(id: string): Feed | null {
    for (const { member } of this.#seats.values()) {
      const feed = member.feeds.get(id)
      if (feed) return feed
    }
    return null
  }

  #feedOf(session: string, id: string, unknown: 'feed-unknown' | 'room-session-unknown'): Feed {
    const { member } = this.seat(session)
    const feed = member.feeds.get(id)
    if (feed) return feed
    throw this.has(id) ? new Failure('feed-of-another', id, session) : new Failure(unknown, id)
  }

  /** Rooms that have ended by themselves, or that took the participant out. */
  #forgetEnded(): void {
    for (const [session, { member }] of this.#seats) if (member.isGone) this.#seats.delete(session)
  }
}
