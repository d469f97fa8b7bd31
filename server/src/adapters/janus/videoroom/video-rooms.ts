import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { MediaRoom, MediaRoomSettings, VideoRooms } from '../../../ports/video-rooms.ts'
import { JanusError } from '../janus-error.ts'
import type { JanusSession } from '../session.ts'
import { ROOM_EXISTS } from './ending.ts'
import { JanusRoom } from './janus-room.ts'
import { withPassingHandle } from './passing-handle.ts'
import { createBody, type RoomKey } from './room-body.ts'
import { mayRemain, RoomRemovals } from './room-removals.ts'

export interface JanusVideoRoomsOptions {
  readonly session: JanusSession
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Numbers that are tried for a room; of 2^53 one is taken already by an accident that does not happen twice. */
const MOST_ATTEMPTS = 3

/** Video rooms in Janus' VideoRoom plugin, which forwards what each publisher sends to each subscriber. */
export class JanusVideoRooms implements VideoRooms {
  readonly #session: JanusSession
  readonly #random: Random
  readonly #removals: RoomRemovals

  constructor({ session, clock, random, log }: JanusVideoRoomsOptions) {
    this.#session = session
    this.#random = random
    this.#removals = new RoomRemovals({ session, clock, log })
  }

  async open(settings: MediaRoomSettings): Promise<MediaRoom> {
    const key = await this.#create(settings)
    return new JanusRoom({
      key,
      settings,
      session: this.#session,
      remove: () => this.#removals.remove(key),
    })
  }

  #create(settings: MediaRoomSettings): Promise<RoomKey> {
    return withPassingHandle(this.#session, async (handle) => {
      for (let attempt = 1; ; attempt++) {
        const key = this.#newKey()
        try {
          await handle.ask(createBody(key, settings))
          return key
        } catch (error) {
          if (mayRemain(error)) void this.#removals.remove(key)
          if (!isTaken(error) || attempt === MOST_ATTEMPTS) throw error
        }
      }
    })
  }

  /** Nobody else who reaches Janus can guess the number, nor remove the room by it. */
  #newKey(): RoomKey {
    const room = Number(BigInt(`0x${this.#random.id()}`) % BigInt(Number.MAX_SAFE_INTEGER)) + 1
    return { room, secret: this.#random.id() }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof JanusError && error.code === ROOM_EXISTS
}
