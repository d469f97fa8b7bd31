import { expect, test } from 'vitest'
import type { MediaRoomSettings } from '../../../ports/video-rooms.ts'
import { bitrateBody, createBody, layersBody, muteBodies, publishBody, subscribeBody, switchBody } from './room-body.ts'

const KEY = { room: 12, secret: 'hush' }
const SETTINGS: MediaRoomSettings = {
  maxPublishers: 30,
  maxBitrate: 1_000_000,
  videoCodec: 'vp8',
  audio: true,
  video: true,
  recordIn: null,
}
const STREAMS = [
  { mid: 'a', kind: 'audio' },
  { mid: 'v', kind: 'video' },
  { mid: 's', kind: 'video' },
] as const

test('a room is made for those who know its secret, and lasts no longer than Janus', () => {
  expect(createBody(KEY, SETTINGS)).toEqual({
    request: 'create',
    room: 12,
    secret: 'hush',
    permanent: false,
    is_private: true,
    notify_joining: false,
    publishers: 30,
    bitrate: 1_000_000,
    bitrate_cap: true,
    videocodec: 'vp8',
    fir_freq: 10,
  })
})

test('a room records where it is told to, and lets layers of VP9 be chosen', () => {
  const body = createBody(KEY, { ...SETTINGS, videoCodec: 'vp9', recordIn: '/var/spool/rooms/1' })
  expect(body).toMatchObject({ videocodec: 'vp9', video_svc: true, rec_dir: '/var/spool/rooms/1' })
  expect(body).not.toHaveProperty('record')
})

test('a publisher is recorded where that is wanted', () => {
  const request = { sdp: 'v=0', display: 'Alice', recordAs: null }
  const body = { request: 'joinandconfigure', ptype: 'publisher', room: 12, display: 'Alice' }
  expect(publishBody(KEY, request)).toEqual(body)
  expect(publishBody(KEY, { ...request, recordAs: 'alice-1' })).toEqual({ ...body, record: true, filename: 'alice-1' })
})

test('a subscription names all that is sent; where Janus 0.x does not say what that is, the publisher', () => {
  const body = { request: 'join', ptype: 'subscriber', room: 12, autoupdate: false, feed: 7 }
  expect(subscribeBody(KEY, 7, STREAMS.slice(0, 2))).toEqual({
    ...body,
    streams: [
      { feed: 7, mid: 'a' },
      { feed: 7, mid: 'v' },
    ],
  })
  expect(subscribeBody(KEY, 7, [])).toEqual({ ...body, streams: [{ feed: 7 }] })
})

test('a bit rate is whole', () => {
  expect(bitrateBody(672_000.7)).toEqual({ request: 'configure', bitrate: 672_000 })
})

test('media are switched by name and by kind; what is left out stays as it is', () => {
  expect(switchBody({ video: false }, STREAMS)).toEqual({
    request: 'configure',
    video: false,
    streams: [
      { mid: 'v', send: false },
      { mid: 's', send: false },
    ],
  })
  expect(switchBody({ audio: true, video: false }, [])).toEqual({ request: 'configure', audio: true, video: false })
})

test('layers are chosen of video, for simulcast and SVC alike', () => {
  const layers = { substream: 1, temporal: 2, temporal_layer: 2, spatial_layer: 0 }
  expect(layersBody({ substream: 1, temporal: 2, spatial: 0 }, STREAMS.slice(0, 2))).toEqual({
    request: 'configure',
    ...layers,
    streams: [{ mid: 'v', ...layers }],
  })
  expect(layersBody({ substream: 0 }, [])).toEqual({ request: 'configure', substream: 0 })
})

test('all sounds of a publisher are muted, and nothing of one that has none', () => {
  const body = { request: 'moderate', room: 12, secret: 'hush', id: 7, mute: true, mute_audio: true }
  expect(muteBodies(KEY, 7, true, STREAMS)).toEqual([{ ...body, mid: 'a' }])
  expect(muteBodies(KEY, 7, true, STREAMS.slice(1))).toEqual([])
  expect(muteBodies(KEY, 7, true, [])).toEqual([body])
})
