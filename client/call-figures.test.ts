import { expect, test } from 'vitest'
import { type CallFigures, figuresBetween, qualityOf } from './call-figures.ts'
import { readSample } from './call-sample.ts'

/** As Chromium tells them, with what matters here only. */
const chromium = (seconds: number, more: Readonly<Record<string, object>> = {}) =>
  new Map<string, unknown>(
    Object.entries({
      T: { type: 'transport', timestamp: seconds * 1000, selectedCandidatePairId: 'P' },
      P: { type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.042 },
      Q: { type: 'candidate-pair', localCandidateId: 'none', currentRoundTripTime: 9 },
      L: { type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
      C: { type: 'codec', mimeType: 'audio/opus' },
      V: { type: 'codec', mimeType: 'video/VP8' },
      O: {
        type: 'outbound-rtp',
        kind: 'audio',
        codecId: 'C',
        bytesSent: 4000 * seconds,
        packetsSent: 50 * seconds,
        remoteId: 'R',
      },
      R: { type: 'remote-inbound-rtp', fractionLost: 0.02, jitter: 0.004, roundTripTime: 0.1 },
      I: {
        type: 'inbound-rtp',
        kind: 'audio',
        codecId: 'C',
        bytesReceived: 3000 * seconds,
        packetsReceived: 45 * seconds,
        packetsLost: 5 * seconds,
        jitter: 0.01,
      },
      W: {
        type: 'inbound-rtp',
        kind: 'video',
        codecId: 'V',
        bytesReceived: 100_000 * seconds,
        packetsReceived: 100 * seconds,
        packetsLost: 0,
        frameWidth: 1280,
        frameHeight: 720,
        framesPerSecond: 30,
      },
      ...more,
    }),
  )

test('rates are those between two samples, and shares of the packets between them', () => {
  const figures = figuresBetween(readSample(chromium(10)), readSample(chromium(12)))
  expect(figures.roundTripMs).toBe(42)
  expect(figures.path).toEqual({ kind: 'relay', protocol: 'tcp' })
  expect(figures.audio.sent).toMatchObject({ codec: 'opus', bitsPerSecond: 32_000, loss: 0.02, jitterMs: 4 })
  expect(figures.audio.received).toMatchObject({ codec: 'opus', bitsPerSecond: 24_000, loss: 0.1, jitterMs: 10 })
  expect(figures.video.received).toMatchObject({
    codec: 'VP8',
    bitsPerSecond: 800_000,
    width: 1280,
    height: 720,
    framesPerSecond: 30,
  })
  expect(figures.video.sent).toBeNull()
})

test('Firefox marks the pair in use itself', () => {
  const report = new Map<string, unknown>([
    ['P', { type: 'candidate-pair', selected: true, localCandidateId: 'L' }],
    ['L', { type: 'local-candidate', candidateType: 'host', protocol: 'udp' }],
    ['O', { type: 'outbound-rtp', kind: 'audio', bytesSent: 1, packetsSent: 1, remoteId: 'R' }],
    ['R', { type: 'remote-inbound-rtp', roundTripTime: 0.1 }],
  ])
  const sample = readSample(report)
  expect(sample.path).toEqual({ kind: 'host', protocol: 'udp' })
  expect(figuresBetween(sample, sample).roundTripMs).toBe(100)
})

test('of several streams of a kind the busiest counts, and none that was switched off', () => {
  const sample = readSample(
    chromium(1, {
      X: { type: 'inbound-rtp', kind: 'audio', bytesReceived: 3, packetsReceived: 1 },
      Y: { type: 'outbound-rtp', kind: 'video', bytesSent: 9, packetsSent: 1, active: false },
    }),
  )
  expect(sample.audio.received?.bytes).toBe(3000)
  expect(sample.video.sent).toBeNull()
})

test('a stream that began anew, or has just begun, has no rate yet', () => {
  const [early, late] = [readSample(chromium(1)), readSample(chromium(2))]
  expect(figuresBetween(late, { ...early, at: late.at + 1000 }).audio.sent?.bitsPerSecond).toBeNull()
  expect(figuresBetween({ ...early, video: { sent: null, received: null } }, late).video.received?.bitsPerSecond).toBeNull()
  expect(figuresBetween(early, early).audio.sent?.bitsPerSecond).toBeNull()
})

test('what is no statistics at all reads as nothing known', () => {
  const sample = readSample(
    new Map<string, unknown>([
      ['a', null],
      ['b', 'x'],
      ['c', { type: 'inbound-rtp', kind: 'audio', jitter: Number.NaN }],
    ]),
  )
  expect(sample).toMatchObject({
    at: 0,
    roundTripMs: null,
    path: null,
    audio: { received: { bytes: 0, jitterMs: null, codec: null } },
  })
})

const figures = (roundTripMs: number | null, loss: number | null, jitterMs: number | null): CallFigures => {
  const stream = { codec: null, width: null, height: null, framesPerSecond: null, bitsPerSecond: null, loss, jitterMs }
  return { roundTripMs, path: null, audio: { sent: null, received: stream }, video: { sent: null, received: null } }
}

test.each([
  ['good', figures(80, 0, 5)],
  ['fair', figures(80, 0.05, 5)],
  ['fair', figures(350, null, 5)],
  ['poor', figures(80, 0, 150)],
  ['poor', figures(900, 0.05, 5)],
  ['unknown', figures(null, null, null)],
] as const)('a call is %s by the worst of its figures', (quality, given) => {
  expect(qualityOf(given)).toBe(quality)
})
