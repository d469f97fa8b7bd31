import type { Medium } from './call-media.ts'
import { type Fields, isFields } from './fields.ts'

/** How packets get to the gateway, by what kind of address of ours they leave (RFC 8445 §5.1.1): `relay` means through a TURN server. */
export interface PathKind {
  readonly kind: 'host' | 'srflx' | 'prflx' | 'relay'
  readonly protocol: 'udp' | 'tcp'
}

/** Counters of one medium in one direction since the call began; null is what the browser does not say. */
export interface StreamSample {
  /** As in `opus` or `VP8`. */
  readonly codec: string | null
  readonly bytes: number
  readonly packets: number
  /** Received packets that were missing; null for what is sent. */
  readonly lost: number | null
  /** The share of packets that the other end missed lately, 0 to 1; null for what is received. */
  readonly fractionLost: number | null
  readonly jitterMs: number | null
  /** Seen by the other end, there and back. */
  readonly roundTripMs: number | null
  readonly width: number | null
  readonly height: number | null
  readonly framesPerSecond: number | null
}

/** Both directions of one medium; null where nothing goes that way. */
export interface MediumSample {
  readonly sent: StreamSample | null
  readonly received: StreamSample | null
}

/** What a peer connection had counted at one moment. */
export interface CallSample {
  /** ms, by the clock of the browser's statistics */
  readonly at: number
  readonly roundTripMs: number | null
  readonly path: PathKind | null
  readonly audio: MediumSample
  readonly video: MediumSample
}

const PATH_KINDS = ['host', 'srflx', 'prflx', 'relay'] as const

/** Reads statistics of a peer connection (W3C webrtc-stats). What a browser leaves out, or calls otherwise, is null. */
export function readSample(report: Iterable<readonly [id: string, figure: unknown]>): CallSample {
  const figures = new Map<string, Fields>()
  for (const [id, figure] of report) if (isFields(figure)) figures.set(id, figure)
  const all = [...figures.values()]
  const pair = chosenPair(figures)
  const medium = (kind: Medium): MediumSample => ({
    sent: sentStream(figures, kind),
    received: receivedStream(figures, kind),
  })
  return {
    at: Math.max(0, ...all.map((figure) => number(figure, 'timestamp') ?? 0)),
    roundTripMs: milliseconds(pair, 'currentRoundTripTime'),
    path: pathOf(figures.get(text(pair, 'localCandidateId') ?? '')),
    audio: medium('audio'),
    video: medium('video'),
  }
}

/** The pair in use: named by the transport or, in Firefox, marked itself. */
function chosenPair(figures: ReadonlyMap<string, Fields>): Fields | undefined {
  const all = [...figures.values()]
  const named = all.filter(({ type }) => type === 'transport').map((transport) => text(transport, 'selectedCandidatePairId'))
  return (
    figures.get(named.find((id) => id !== null) ?? '') ??
    all.find((pair) => pair.type === 'candidate-pair' && pair.selected === true)
  )
}

function pathOf(candidate: Fields | undefined): PathKind | null {
  const kind = PATH_KINDS.find((known) => known === candidate?.candidateType)
  if (kind === undefined) return null
  // Towards a TURN server it may be TLS; what matters is that it is no UDP.
  const protocol = text(candidate, 'relayProtocol') ?? text(candidate, 'protocol')
  return { kind, protocol: protocol === 'udp' ? 'udp' : 'tcp' }
}

function sentStream(figures: ReadonlyMap<string, Fields>, kind: Medium): StreamSample | null {
  const stream = busiest(figures, 'outbound-rtp', kind)
  if (stream === undefined || stream.active === false) return null
  const report = figures.get(text(stream, 'remoteId') ?? '')
  return {
    ...counters(figures, stream, 'Sent'),
    lost: null,
    fractionLost: number(report, 'fractionLost'),
    jitterMs: milliseconds(report, 'jitter'),
    roundTripMs: milliseconds(report, 'roundTripTime'),
  }
}

function receivedStream(figures: ReadonlyMap<string, Fields>, kind: Medium): StreamSample | null {
  const stream = busiest(figures, 'inbound-rtp', kind)
  if (stream === undefined) return null
  return {
    ...counters(figures, stream, 'Received'),
    lost: number(stream, 'packetsLost'),
    fractionLost: null,
    jitterMs: milliseconds(stream, 'jitter'),
    roundTripMs: null,
  }
}

function counters(figures: ReadonlyMap<string, Fields>, stream: Fields, way: 'Sent' | 'Received') {
  return {
    codec: text(figures.get(text(stream, 'codecId') ?? ''), 'mimeType')?.split('/')[1] ?? null,
    bytes: number(stream, `bytes${way}`) ?? 0,
    packets: number(stream, `packets${way}`) ?? 0,
    width: number(stream, 'frameWidth'),
    height: number(stream, 'frameHeight'),
    framesPerSecond: number(stream, 'framesPerSecond'),
  }
}

/** A medium that was removed and added again may have left an idle stream behind. */
function busiest(figures: ReadonlyMap<string, Fields>, type: string, kind: Medium): Fields | undefined {
  const bytes = (stream: Fields): number => number(stream, 'bytesSent') ?? number(stream, 'bytesReceived') ?? 0
  return [...figures.values()]
    .filter((figure) => figure.type === type && figure.kind === kind)
    .reduce<Fields | undefined>((best, stream) => (best === undefined || bytes(stream) > bytes(best) ? stream : best), undefined)
}

function number(figure: Fields | undefined, name: string): number | null {
  const value = figure?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function text(figure: Fields | undefined, name: string): string | null {
  const value = figure?.[name]
  return typeof value === 'string' ? value : null
}

function milliseconds(figure: Fields | undefined, name: string): number | null {
  const seconds = number(figure, name)
  return seconds === null ? null : seconds * 1000
}
