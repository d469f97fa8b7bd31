import type { LayerChoice, MediaRoomSettings, MediaSwitches, PublishRequest } from '../../../ports/video-rooms.ts'
import type { JsonObject } from '../json.ts'
import type { RoomStream } from './room-event.ts'

/*
 * What the VideoRoom plugin is asked. Janus 1.x names media by their `streams`, Janus 0.x has one audio and one video of each publisher;
 * each of them ignores the members that it does not know, and 1.x those of 0.x where its own are there. So both are sent, and nothing
 * needs to be known of the version.
 */

/** A room in Janus: its number, and what whoever removes it must know. */
export interface RoomKey {
  readonly room: number
  readonly secret: string
}

/**
 * Seconds between key frames that Janus asks of each publisher. A browser that is asked twice within some 0.3 s drops the second request (Chromium),
 * and a subscriber that waits for that one, for another layer say, would wait for ever.
 */
const KEY_FRAME_INTERVAL = 10

export function createBody({ room, secret }: RoomKey, settings: MediaRoomSettings): JsonObject {
  const { maxPublishers, maxBitrate, videoCodec, recordIn } = settings
  return {
    request: 'create',
    room,
    secret,
    permanent: false,
    is_private: true,
    notify_joining: false,
    publishers: maxPublishers,
    bitrate: maxBitrate,
    // Says so in the answer to each publisher (b=AS) as well, so that its browser starts no higher.
    bitrate_cap: true,
    videocodec: videoCodec,
    fir_freq: KEY_FRAME_INTERVAL,
    // Simulcast is forwarded wherever it is offered, SVC only where the room is told so.
    ...(videoCodec === 'vp9' ? { video_svc: true } : {}),
    // Not `record`, which would record everybody: who is recorded is said with each publisher.
    ...(recordIn === null ? {} : { rec_dir: recordIn }),
  }
}

export function destroyBody({ room, secret }: RoomKey): JsonObject {
  return { request: 'destroy', room, secret, permanent: false }
}

export function publishBody({ room }: RoomKey, { display, recordAs }: PublishRequest): JsonObject {
  return {
    request: 'joinandconfigure',
    ptype: 'publisher',
    room,
    display,
    ...(recordAs === null ? {} : { record: true, filename: recordAs }),
  }
}

/**
 * `published` are named one by one: of media that are switched off Janus would make part of the subscription, but not of its offer, and then
 * count the lines of the answer wrong. `autoupdate`: a publisher that leaves shall end what is seen of it, and not cause another offer.
 */
export function subscribeBody({ room }: RoomKey, feed: number, published: readonly RoomStream[]): JsonObject {
  const streams = published.length === 0 ? [{ feed }] : published.map(({ mid }) => ({ feed, mid }))
  return { request: 'join', ptype: 'subscriber', room, autoupdate: false, feed, streams }
}

export function bitrateBody(bitrate: number): JsonObject {
  return { request: 'configure', bitrate: Math.floor(bitrate) }
}

/** For publishers and subscribers. */
export function switchBody(switches: MediaSwitches, streams: readonly RoomStream[]): JsonObject {
  const switched = streams.flatMap(({ mid, kind }) => {
    const send = switches[kind]
    return send === undefined ? [] : [{ mid, send }]
  })
  return { request: 'configure', ...switches, ...(switched.length > 0 ? { streams: switched } : {}) }
}

export function layersBody({ substream, temporal, spatial }: LayerChoice, streams: readonly RoomStream[]): JsonObject {
  const layers = {
    ...(substream === undefined ? {} : { substream }),
    ...(temporal === undefined ? {} : { temporal, temporal_layer: temporal }),
    ...(spatial === undefined ? {} : { spatial_layer: spatial }),
  }
  const chosen = streams.filter(({ kind }) => kind === 'video').map(({ mid }) => ({ mid, ...layers }))
  return { request: 'configure', ...layers, ...(chosen.length > 0 ? { streams: chosen } : {}) }
}

/** One request for each of the publisher's sounds; `streams` are all its media. */
export function muteBodies(
  { room, secret }: RoomKey,
  feed: number,
  muted: boolean,
  streams: readonly RoomStream[],
): JsonObject[] {
  const body = { request: 'moderate', room, secret, id: feed, mute: muted, mute_audio: muted }
  if (streams.length === 0) return [body]
  return streams.filter(({ kind }) => kind === 'audio').map(({ mid }) => ({ ...body, mid }))
}
