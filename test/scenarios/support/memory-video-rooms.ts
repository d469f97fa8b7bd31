import { Refusal } from '../../../server/src/ports/refusal.ts'
import type {
  MediaRoom,
  MediaRoomSettings,
  MediaSwitches,
  Publication,
  PublicationEvent,
  PublishRequest,
  Subscription,
  SubscriptionEvent,
  VideoRooms,
} from '../../../server/src/ports/video-rooms.ts'

/** What somebody sends into a room of the memory back end. */
export interface HeldPublication {
  readonly request: PublishRequest
  readonly feed: string
  bitrate: number | null
  muted: boolean
  switches: MediaSwitches
  /** Says so to whoever made it, unless it was given back. */
  tell(event: PublicationEvent): void
}

export interface HeldSubscription {
  readonly feed: string
  tell(event: SubscriptionEvent): void
}

export interface HeldRoom {
  readonly settings: MediaRoomSettings
  readonly publications: Set<HeldPublication>
  readonly subscriptions: Set<HeldSubscription>
}

/** A back end for rooms without media. */
export class MemoryVideoRooms implements VideoRooms {
  readonly rooms = new Set<HeldRoom>()
  takesCandidates = true
  readonly #isAutomatic: boolean
  /** What waits to be let through, oldest first. */
  readonly #waiting: { readonly take: () => void; readonly refuse: () => void }[] = []
  #feeds = 0

  /** `automatic`: it does everything at once, and lets everybody in; `manual`: when the test says so. */
  constructor(how: 'automatic' | 'manual') {
    this.#isAutomatic = how === 'automatic'
  }

  get pending(): number {
    return this.#waiting.length
  }

  get publications(): readonly HeldPublication[] {
    return [...this.rooms].flatMap(({ publications }) => [...publications])
  }

  get subscriptions(): readonly HeldSubscription[] {
    return [...this.rooms].flatMap(({ subscriptions }) => [...subscriptions])
  }

  /** Lets one thing through, or refuses it; `at` counts round. */
  settle(at: number, outcome: 'take' | 'refuse' = 'take'): void {
    const [waiting] = this.#waiting.splice(at % Math.max(1, this.#waiting.length), 1)
    waiting?.[outcome]()
  }

  /** The back end is gone with all it had. */
  die(): void {
    for (const { publications, subscriptions } of this.rooms) {
      for (const publication of [...publications]) publication.tell({ kind: 'ended', reason: 'the back end is gone' })
      for (const subscription of [...subscriptions]) subscription.tell({ kind: 'ended', reason: 'the back end is gone' })
      publications.clear()
      subscriptions.clear()
    }
  }

  open(settings: MediaRoomSettings): Promise<MediaRoom> {
    return this.#inTurn(() => {
      const room: HeldRoom = { settings, publications: new Set(), subscriptions: new Set() }
      this.rooms.add(room)
      return {
        publish: (request, listener) => this.#inTurn(() => this.#publish(room, request, listener)),
        subscribe: (feed, listener) => this.#inTurn(() => this.#subscribe(room, feed, listener)),
        close: async () => {
          this.rooms.delete(room)
        },
      }
    })
  }

  #publish(room: HeldRoom, request: PublishRequest, listener: (event: PublicationEvent) => void): Publication {
    const held: HeldPublication = {
      ...{ request, feed: String(++this.#feeds), bitrate: null, muted: false, switches: {} },
      tell: (event) => {
        if (room.publications.has(held)) listener(event)
      },
    }
    room.publications.add(held)
    if (this.#isAutomatic) setImmediate(() => held.tell({ kind: 'answered', sdp: 'v=0', feed: held.feed }))
    return {
      limitBitrate: async (bitrate) => {
        held.bitrate = bitrate
      },
      switchMedia: async (switches) => {
        held.switches = { ...held.switches, ...switches }
      },
      mute: async (muted) => {
        held.muted = muted
      },
      addCandidates: async () => this.#takeCandidates(),
      release: async () => void room.publications.delete(held),
    }
  }

  #subscribe(room: HeldRoom, feed: string, listener: (event: SubscriptionEvent) => void): Subscription {
    const held: HeldSubscription = {
      feed,
      tell: (event) => {
        if (room.subscriptions.has(held)) listener(event)
      },
    }
    room.subscriptions.add(held)
    if (this.#isAutomatic) setImmediate(() => held.tell({ kind: 'offered', sdp: 'v=0' }))
    return {
      answer: async () => {},
      switchMedia: async () => {},
      chooseLayers: async () => {},
      addCandidates: async () => this.#takeCandidates(),
      release: async () => void room.subscriptions.delete(held),
    }
  }

  #takeCandidates(): void {
    if (!this.takesCandidates) throw new Refusal('backend-refused', 'simulated')
  }

  #inTurn<Made>(make: () => Made): Promise<Made> {
    if (this.#isAutomatic) return Promise.resolve(make())
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        take: () => resolve(make()),
        refuse: () => reject(new Refusal('backend-refused', 'simulated')),
      })
    })
  }
}
