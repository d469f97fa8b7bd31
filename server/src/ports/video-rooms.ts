import type { IceCandidate } from './media.ts'

export type VideoCodec = 'h264' | 'vp8' | 'vp9'

/** What a room is in the media backend. */
export interface MediaRoomSettings {
  /** Who may send at a time. */
  readonly maxPublishers: number
  /** bit/s that a publisher may send until it is told otherwise. */
  readonly maxBitrate: number
  readonly videoCodec: VideoCodec
  /** Whether there is such media at all. */
  readonly audio: boolean
  readonly video: boolean
  /** Absolute directory for recordings; null where nothing is recorded. */
  readonly recordIn: string | null
}

export interface PublishRequest {
  /** An offer that only sends. */
  readonly sdp: string
  /** What the backend knows of who it is, for operators who look into it. */
  readonly display: string
  /** Plain file name, without ending, for what is recorded of it; null where nothing is. */
  readonly recordAs: string | null
}

/** Events of a publication, in order, never before the promise that made it has resolved. `ended` is the last. */
export type PublicationEvent =
  /** It is in the room, and others may subscribe to `feed`. Once, the first. */
  | { readonly kind: 'answered'; readonly sdp: string; readonly feed: string }
  | { readonly kind: 'media-up' } // ICE and DTLS are through
  /** It could not be, or is no more: refused, its connection broke, the room or the backend is gone. */
  | { readonly kind: 'ended'; readonly reason: string }

/** Absent: as it is. False: nothing of that kind for now. */
export interface MediaSwitches {
  readonly audio?: boolean
  readonly video?: boolean
}

/** One participant's own media on their way into a room. Promises resolve when the backend has taken the operation, and reject with Refusal. */
export interface Publication {
  /** bit/s at most, for its video. */
  limitBitrate(bitrate: number): Promise<void>
  /** What it sends reaches nobody while switched off. */
  switchMedia(switches: MediaSwitches): Promise<void>
  /** Takes its sound from it, whatever it sends itself, or gives it back. */
  mute(muted: boolean): Promise<void>
  /** Empty: end of candidates. */
  addCandidates(candidates: readonly IceCandidate[]): Promise<void>
  /** Leaves the room. No events come afterwards. Never rejects. */
  release(): Promise<void>
}

/** Which of several qualities a subscriber gets, where the publisher sends several (simulcast, SVC); 0 is the lowest. Absent: as it is. */
export interface LayerChoice {
  readonly substream?: number
  readonly temporal?: number
  readonly spatial?: number
}

/** Events of a subscription, in order, never before the promise that made it has resolved. `ended` is the last. */
export type SubscriptionEvent =
  | { readonly kind: 'offered'; readonly sdp: string }
  | { readonly kind: 'media-up' }
  | { readonly kind: 'ended'; readonly reason: string }

/** One participant's view of another's media. Promises resolve when the backend has taken the operation, and reject with Refusal. */
export interface Subscription {
  /** The answer to what was offered. */
  answer(sdp: string): Promise<void>
  /** Pauses and resumes. */
  switchMedia(switches: MediaSwitches): Promise<void>
  chooseLayers(choice: LayerChoice): Promise<void>
  addCandidates(candidates: readonly IceCandidate[]): Promise<void>
  /** No events come afterwards. Never rejects. */
  release(): Promise<void>
}

export interface MediaRoom {
  /** Resolves when the backend has taken it; rejects with Refusal. */
  publish(request: PublishRequest, listener: (event: PublicationEvent) => void): Promise<Publication>
  /**
   * Resolves when the backend has taken it; rejects with Refusal, also where nobody is known by `feed`. The offer comes once the publisher's
   * media are up, and the subscription ends with the publication.
   */
  subscribe(feed: string, listener: (event: SubscriptionEvent) => void): Promise<Subscription>
  /** The room goes, and what is still in it; also where the backend has lost it already. Never rejects. */
  close(): Promise<void>
}

/** Rooms in which everybody's media reach everybody who wants them, through one backend. */
export interface VideoRooms {
  /** Makes a room there. Rejects with Refusal. */
  open(settings: MediaRoomSettings): Promise<MediaRoom>
}
