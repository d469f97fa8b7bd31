import { asInteger, asObject, asText, type JsonObject } from '../json.ts'

/** One of the media of a publisher or subscription, by which Janus 1.x switches and mutes them. */
export interface RoomStream {
  readonly mid: string
  readonly kind: 'audio' | 'video'
}

/** What the VideoRoom plugin tells on a handle. `streams` is empty where it is Janus 0.x that tells. */
export type RoomEvent =
  /** It is a participant now, known to others by `feed`. */
  | { readonly kind: 'joined'; readonly feed: string; readonly streams: readonly RoomStream[] }
  /** The subscription is there. */
  | { readonly kind: 'attached'; readonly streams: readonly RoomStream[] }
  | { readonly kind: 'kicked' }
  | { readonly kind: 'destroyed' }
  /** That a request was taken, or news of others: in a room of 200 everybody is told of each of them, so nothing more of it is read. */
  | { readonly kind: 'other' }

const OTHER: RoomEvent = { kind: 'other' }

/** Reads the plugin's data (janus_videoroom.c of Janus 1.1.2, and what 0.x says of the same). Never throws. */
export function readRoomEvent(data: JsonObject): RoomEvent {
  switch (data.videoroom) {
    case 'joined': {
      const id = asInteger(data.id)
      return id === null ? OTHER : { kind: 'joined', feed: String(id), streams: readStreams(data.streams) }
    }
    case 'attached':
      return { kind: 'attached', streams: readStreams(data.streams) }
    case 'destroyed':
      return { kind: 'destroyed' }
    default:
      return data.leaving === 'ok' && data.reason === 'kicked' ? { kind: 'kicked' } : OTHER
  }
}

function readStreams(streams: unknown): readonly RoomStream[] {
  if (!Array.isArray(streams)) return []
  return streams.flatMap((entry: unknown) => {
    const stream = asObject(entry)
    const mid = asText(stream?.mid)
    const kind = stream?.type
    return mid !== null && stream?.disabled !== true && (kind === 'audio' || kind === 'video') ? [{ mid, kind }] : []
  })
}
