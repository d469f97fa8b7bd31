import { z } from 'zod'

/*
 * What the VideoRoom plugin says (janus_videoroom.c of Janus 1.1.2), and what 0.x says instead, member by member. As in frames.ts, what is not here
 * is a mistake.
 */

const id = z.int().positive()
const code = z.int().min(421).max(499)
const failure = z.strictObject({ videoroom: z.literal('event'), error_code: code, error: z.string().min(1) })
const codec = z.enum(['opus', 'vp8', 'vp9', 'h264', 'none'])
const kind = z.enum(['audio', 'video'])
const mindex = z.int().min(0)
const codecs = { audio_codec: codec.optional(), video_codec: codec.optional() }

/** One of the media of a publisher; switched off it has no codec. */
const stream = z.strictObject({
  type: kind,
  mindex,
  mid: z.string(),
  disabled: z.literal(true).optional(),
  codec: codec.optional(),
  fec: z.literal(true).optional(),
  dtx: z.literal(true).optional(),
  stereo: z.literal(true).optional(),
  h264_profile: z.string().optional(),
  vp9_profile: z.string().optional(),
  moderated: z.literal(true).optional(),
  simulcast: z.literal(true).optional(),
  svc: z.literal(true).optional(),
  talking: z.boolean().optional(),
})

const publisher = z.strictObject({
  id,
  display: z.string().optional(),
  ...codecs,
  streams: z.array(stream).optional(),
  talking: z.boolean().optional(),
})

const layers = z.record(z.string(), z.int())

/** One of the media of a subscription. */
const subscribed = z.strictObject({
  type: kind,
  active: z.boolean(),
  mindex,
  mid: z.string(),
  ready: z.boolean(),
  send: z.boolean(),
  feed_id: id,
  feed_display: z.string().optional(),
  feed_mid: z.string(),
  codec,
  'h264-profile': z.string().optional(),
  'vp9-profile': z.string().optional(),
  simulcast: layers.optional(),
  svc: layers.optional(),
})

const event = { videoroom: z.literal('event'), room: id }
const moderation = z.enum(['muted', 'unmuted'])

/** What it says on a handle. */
export const roomEvent = z.union([
  z.strictObject({
    videoroom: z.literal('joined'),
    room: id,
    description: z.string(),
    id,
    private_id: id,
    publishers: z.array(publisher),
    ...codecs,
    streams: z.array(stream).optional(),
  }),
  z.strictObject({
    videoroom: z.literal('attached'),
    room: id,
    id: id.optional(),
    display: z.string().optional(),
    streams: z.array(subscribed).optional(),
  }),
  z.strictObject({ videoroom: z.literal('destroyed'), room: id }),
  failure,
  z.strictObject({ ...event, publishers: z.array(publisher).length(1) }),
  z.strictObject({ ...event, unpublished: id }),
  z.strictObject({ ...event, leaving: id }),
  z.strictObject({ ...event, kicked: id }),
  z.strictObject({ ...event, leaving: z.literal('ok'), reason: z.literal('kicked') }),
  z.strictObject({ ...event, configured: z.literal('ok') }),
  z.strictObject({ ...event, started: z.literal('ok') }),
  z.strictObject({ ...event, id, mid: z.string(), moderation }),
  z.strictObject({ ...event, id, 'audio-moderation': moderation }),
  // Of several qualities the one that was asked for is already there.
  z.strictObject({ ...event, mid: z.string(), substream: z.int() }),
  z.strictObject({ ...event, mid: z.string(), temporal: z.int() }),
  z.strictObject({ ...event, mid: z.string(), spatial_layer: z.int() }),
  z.strictObject({ ...event, mid: z.string(), temporal_layer: z.int() }),
])

/** What it answers at once. */
export const roomAnswer = z.union([
  z.strictObject({ videoroom: z.enum(['created', 'destroyed']), room: id, permanent: z.literal(false) }),
  z.strictObject({ videoroom: z.literal('success') }),
  z.strictObject({
    videoroom: z.literal('participants'),
    room: id,
    participants: z.array(
      z.strictObject({ id, display: z.string().optional(), publisher: z.boolean(), talking: z.boolean().optional() }),
    ),
  }),
  failure,
])
