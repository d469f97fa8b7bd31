import type { VideoCodec } from '../../ports/video-rooms.ts'
import type { Access } from '../room-access.ts'

/** What the operator decides of one room; read when the room begins (sylkrtc-protocol §10.1). */
export interface RoomSettings {
  readonly access: Access
  /** True: nobody comes in who only says who he is. */
  readonly registeredOnly: boolean
  /** Who may speak for the room, as addresses of record in lower case; empty: everybody. */
  readonly moderators: readonly string[]
  /** Who may take part at a time. */
  readonly maxPublishers: number
  /** bit/s. */
  readonly maxBitrate: number
  readonly videoCodec: VideoCodec
  readonly videoDisabled: boolean
  /** Whom the first one to come invites, as addresses of record. */
  readonly inviteParticipants: readonly string[]
  readonly record: boolean
  /** Whether its files outlive it. */
  readonly persistent: boolean
}
