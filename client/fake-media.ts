// Stand-ins for the browser's media classes, for tests: no devices, no network, and the same complaints about wrong states.

import type { Medium } from './call-media.ts'
import type { PeerConnection, Transceiver } from './platform.ts'

/** A MediaStreamTrack without a medium. */
export class FakeTrack extends EventTarget {
  readonly kind: Medium
  enabled = true
  muted = false
  readyState: MediaStreamTrackState = 'live'

  constructor(kind: Medium) {
    super()
    this.kind = kind
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** As the browser does when the other side stops and resumes sending. */
  setMuted(muted: boolean): void {
    this.muted = muted
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'))
  }
}

/** A track in the browser's type. */
export const fakeTrack = (kind: Medium): MediaStreamTrack & FakeTrack => new FakeTrack(kind) as MediaStreamTrack & FakeTrack

/** A stream with one track of each of these kinds. */
export function fakeStream(...kinds: readonly Medium[]): MediaStream {
  const tracks = new Set<MediaStreamTrack>(kinds.map(fakeTrack))
  const ofKind = (kind: Medium) => () => [...tracks].filter((track) => track.kind === kind)
  return {
    getTracks: () => [...tracks],
    getAudioTracks: ofKind('audio'),
    getVideoTracks: ofKind('video'),
    addTrack: (track: MediaStreamTrack) => void tracks.add(track),
  } as MediaStream
}

/** An SDP that offers these media, as far as the SDK looks at it. */
export const fakeSdp = (name: string, ...kinds: readonly Medium[]): string =>
  ['v=0', `s=${name}`, ...kinds.map((kind) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 0`), ''].join('\r\n')

const kindsIn = (sdp: string): Medium[] => (['audio', 'video'] as const).filter((kind) => sdp.includes(`m=${kind} `))

/** What the SDK uses of a sender. */
type SenderPart = Pick<RTCRtpSender, 'track' | 'replaceTrack'>

/** What sends one medium of a transceiver. */
class FakeSender implements SenderPart {
  track: MediaStreamTrack | null

  constructor(track: MediaStreamTrack | null) {
    this.track = track
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track
  }
}

/** One place for media of a kind, in both directions. It gets its `mid` with the first description that is applied. */
class FakeTransceiver implements Transceiver {
  readonly kind: Medium
  readonly sender: FakeSender
  readonly receiver: { readonly track: FakeTrack }
  direction: RTCRtpTransceiverDirection
  mid: string | null = null

  constructor(kind: Medium, direction: RTCRtpTransceiverDirection, track: MediaStreamTrack | null) {
    this.kind = kind
    this.direction = direction
    this.sender = new FakeSender(track)
    this.receiver = { track: new FakeTrack(kind) }
  }

  get currentDirection(): RTCRtpTransceiverDirection {
    return this.direction
  }

  stop(): void {
    this.direction = 'stopped'
  }
}

/** An RTCPeerConnection that negotiates with itself: offers and answers name what is sent, and remote descriptions bring tracks. */
export class FakePeer extends EventTarget implements PeerConnection {
  signalingState: RTCSignalingState = 'stable'
  connectionState: RTCPeerConnectionState = 'new'
  /** Every description that was applied, as `local offer` or `remote answer: name`. */
  readonly applied: string[] = []
  readonly remoteTracks: FakeTrack[] = []
  readonly transceivers: FakeTransceiver[] = []
  /** Offers that began a new path. */
  restarts = 0
  configuration: RTCConfiguration = {}
  remoteDescription: RTCSessionDescription | null = null
  /** Of the sources that are heard, 0 to 1 each; a picture comes with them. */
  loudness: readonly number[] = []
  /** RTP timestamp of what is played. */
  played = 0
  /** In which sizes pictures are sent, by the names of those. */
  readonly sizes: string[] = []
  /** Those that the open offer gives a place. */
  #fresh: readonly FakeTransceiver[] = []
  /** Set to make the next description that is applied fail. */
  failure: Error | null = null

  get sent(): Medium[] {
    return this.transceivers.filter(({ direction }) => direction.startsWith('send')).map(({ kind }) => kind)
  }

  addTrack(track: MediaStreamTrack): RTCRtpSender {
    const { sender } = this.addTransceiver(track, {})
    return sender as SenderPart as RTCRtpSender
  }

  addTransceiver(
    trackOrKind: MediaStreamTrack | Medium,
    { direction = 'sendrecv', sendEncodings = [] }: RTCRtpTransceiverInit,
  ): FakeTransceiver {
    this.sizes.push(...sendEncodings.map(({ rid = '' }) => rid))
    const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind
    const track = typeof trackOrKind === 'string' ? null : trackOrKind
    const transceiver = new FakeTransceiver(kind === 'video' ? 'video' : 'audio', direction, track)
    this.transceivers.push(transceiver)
    return transceiver
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return this.transceivers
  }

  getSenders(): RTCRtpSender[] {
    return this.transceivers.map(({ sender }) => sender as SenderPart as RTCRtpSender)
  }

  getReceivers(): RTCRtpReceiver[] {
    const audio = this.loudness.map((audioLevel) => ({ audioLevel, rtpTimestamp: this.played, source: 0, timestamp: 0 }))
    const video = this.loudness.length === 0 ? [] : [{ rtpTimestamp: this.played, source: 1, timestamp: 0 }]
    const receiver = (kind: Medium, sources: readonly RTCRtpSynchronizationSource[]) =>
      ({ track: fakeTrack(kind) as MediaStreamTrack, getSynchronizationSources: () => sources }) as RTCRtpReceiver
    return [receiver('audio', audio), receiver('video', video)]
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration
  }

  removeTrack(sender: RTCRtpSender): void {
    const transceiver = this.transceivers.find((known) => known.sender === (sender as SenderPart))
    if (transceiver === undefined) return
    transceiver.sender.track = null
    transceiver.direction = 'recvonly'
  }

  async createOffer({ iceRestart = false }: RTCOfferOptions = {}): Promise<RTCSessionDescriptionInit> {
    if (iceRestart) this.restarts++
    return { type: 'offer', sdp: fakeSdp('ours', ...this.sent) }
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    if (this.signalingState !== 'have-remote-offer') throw new DOMException('no offer to answer', 'InvalidStateError')
    return { type: 'answer', sdp: fakeSdp('ours', ...this.sent) }
  }

  async setLocalDescription({ type }: RTCLocalSessionDescriptionInit): Promise<void> {
    this.#apply('local', type ?? 'offer')
    this.applied.push(`local ${type}`)
  }

  async setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
    this.#apply('remote', type)
    this.remoteDescription = { type, sdp } as RTCSessionDescription
    this.applied.push(`remote ${type}: ${/^s=(.*)$/m.exec(sdp)?.[1]?.trim() ?? ''}`)
    for (const kind of kindsIn(sdp)) {
      if (type === 'offer' && !this.transceivers.some((known) => known.kind === kind)) {
        this.addTransceiver(kind, { direction: 'recvonly' }).mid = kind
      }
      if (this.remoteTracks.some((known) => known.kind === kind)) continue
      const track = new FakeTrack(kind)
      this.remoteTracks.push(track)
      this.dispatchEvent(Object.assign(new Event('track'), { track }))
    }
  }

  async getStats(): Promise<RTCStatsReport> {
    return new Map()
  }

  close(): void {
    this.signalingState = 'closed'
  }

  /** As the browser does while it gathers; null when it has found all. */
  find(candidate: string | null): void {
    const found = candidate === null ? null : { candidate, sdpMid: '0', sdpMLineIndex: 0 }
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: found }))
  }

  fail(): void {
    this.path('failed')
  }

  /** The path for media changes. */
  path(state: RTCPeerConnectionState): void {
    this.connectionState = state
    this.dispatchEvent(new Event('connectionstatechange'))
  }

  #apply(side: 'local' | 'remote', type: RTCSdpType): void {
    const { failure } = this
    this.failure = null
    if (failure !== null) throw failure
    const other = side === 'local' ? 'remote' : 'local'
    const wanted = type === 'answer' ? `have-${other}-offer` : type === 'rollback' ? `have-${side}-offer` : 'stable'
    if (this.signalingState !== wanted) throw new DOMException(`${type} in state ${this.signalingState}`, 'InvalidStateError')
    this.signalingState = type === 'offer' ? `have-${side}-offer` : 'stable'
    if (type === 'offer') this.#fresh = this.transceivers.filter(({ mid }) => mid === null)
    for (const transceiver of this.#fresh) transceiver.mid = type === 'rollback' ? null : transceiver.kind
  }
}
