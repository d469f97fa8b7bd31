import type { CallSample, MediumSample, PathKind, StreamSample } from './call-sample.ts'

/** One medium in one direction, lately; null is what nobody knows. */
export interface StreamFigures extends Pick<StreamSample, 'codec' | 'jitterMs' | 'width' | 'height' | 'framesPerSecond'> {
  readonly bitsPerSecond: number | null
  /** The share of packets that got lost, 0 to 1. */
  readonly loss: number | null
}

/** Both directions of one medium; null where nothing goes that way. */
export interface MediumFigures {
  readonly sent: StreamFigures | null
  readonly received: StreamFigures | null
}

/** How a call does. */
export interface CallFigures {
  readonly roundTripMs: number | null
  readonly path: PathKind | null
  readonly audio: MediumFigures
  readonly video: MediumFigures
}

/** What somebody in the call would say of it. `unknown` until there is something to go by. */
export type CallQuality = 'good' | 'fair' | 'poor' | 'unknown'

/** How a call did between two samples of it. */
export function figuresBetween(before: CallSample, now: CallSample): CallFigures {
  const seconds = (now.at - before.at) / 1000
  const roundTripMs = now.roundTripMs ?? now.audio.sent?.roundTripMs ?? now.video.sent?.roundTripMs ?? null
  return {
    roundTripMs,
    path: now.path,
    audio: mediumBetween(before.audio, now.audio, seconds),
    video: mediumBetween(before.video, now.video, seconds),
  }
}

function mediumBetween(before: MediumSample, now: MediumSample, seconds: number): MediumFigures {
  return {
    sent: streamBetween(before.sent, now.sent, seconds),
    received: streamBetween(before.received, now.received, seconds),
  }
}

function streamBetween(before: StreamSample | null, now: StreamSample | null, seconds: number): StreamFigures | null {
  if (now === null) return null
  const { codec, jitterMs, width, height, framesPerSecond } = now
  const bits = before === null ? null : (now.bytes - before.bytes) * 8
  return {
    codec,
    jitterMs,
    width,
    height,
    framesPerSecond,
    // Another stream has taken the place of the one before where its counters went back.
    bitsPerSecond: bits === null || bits < 0 || seconds <= 0 ? null : bits / seconds,
    loss: now.fractionLost ?? lossBetween(before, now),
  }
}

function lossBetween(before: StreamSample | null, now: StreamSample): number | null {
  if (before === null || before.lost === null || now.lost === null) return null
  // Packets that came twice are counted against the lost ones (RFC 3550 §6.4.1).
  const lost = Math.max(0, now.lost - before.lost)
  const expected = lost + now.packets - before.packets
  return expected <= 0 ? null : lost / expected
}

/** From where a call is no longer good, and from where it is poor: the bounds of what people notice and what they complain about (ITU-T G.114 for the delay). */
const BOUNDS = {
  roundTripMs: { fair: 300, poor: 600 },
  loss: { fair: 0.03, poor: 0.1 },
  jitterMs: { fair: 40, poor: 100 },
} as const

/** How good a call is, by the worst of its figures. */
export function qualityOf({ roundTripMs, audio, video }: CallFigures): CallQuality {
  const streams = [audio.sent, audio.received, video.sent, video.received]
  const grades = [
    grade('roundTripMs', roundTripMs),
    ...streams.flatMap((stream) => [grade('loss', stream?.loss ?? null), grade('jitterMs', stream?.jitterMs ?? null)]),
  ]
  return (['poor', 'fair', 'good'] as const).find((quality) => grades.includes(quality)) ?? 'unknown'
}

function grade(figure: keyof typeof BOUNDS, value: number | null): CallQuality {
  const { fair, poor } = BOUNDS[figure]
  if (value === null) return 'unknown'
  return value >= poor ? 'poor' : value >= fair ? 'fair' : 'good'
}
