// Stand-ins for the browser's media classes, for tests: no devices, no network, and the same complaints about wrong states.

import type { Medium } from './call-media.ts'
import type { PeerConnection } from './platform.ts'

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

/** An RTCPeerConnection that negotiates with itself: offers and answers name what is sent, and remote descriptions bring tracks. */
export class FakePeer extends EventTarget implements PeerConnection {
  signalingState: RTCSignalingState = 'stable'
  connectionState: RTCPeerConnectionState = 'new'
  /** Every description that was applied, as `local offer` or `remote answer: name`. */
  readonly applied: string[] = []
  readonly remoteTracks: FakeTrack[] = []
  readonly transceivers: {
    readonly kind: Medium
    readonly direction: RTCRtpTransceiverDirection
    readonly sender: FakeSender
  }[] = []
  configuration: RTCConfiguration = {}
  remoteDescription: RTCSessionDescription | null = null
  /** Of the sources that are heard, 0 to 1 each. */
  loudness: readonly number[] = []
  readonly #senders = new Set<RTCRtpSender>()
  /** Set to make the next description that is applied fail. */
  failure: Error | null = null

  get sent(): Medium[] {
    const added = [...this.#senders].map((sender) => (sender.track?.kind === 'video' ? 'video' : 'audio'))
    return [...added, ...this.transceivers.map(({ kind }) => kind)]
  }

  addTrack(track: MediaStreamTrack): RTCRtpSender {
    const sender = new FakeSender(track) as SenderPart as RTCRtpSender
    this.#senders.add(sender)
    return sender
  }

  addTransceiver(trackOrKind: MediaStreamTrack | Medium, { direction = 'sendrecv' }: RTCRtpTransceiverInit) {
    const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind
    const sender = new FakeSender(typeof trackOrKind === 'string' ? null : trackOrKind)
    this.transceivers.push({ kind: kind === 'video' ? 'video' : 'audio', direction, sender })
    return { sender }
  }

  getSenders(): RTCRtpSender[] {
    return [...this.#senders, ...this.transceivers.map(({ sender }) => sender as SenderPart as RTCRtpSender)]
  }

  getReceivers(): RTCRtpReceiver[] {
    const sources = this.loudness.map((audioLevel) => ({ audioLevel, rtpTimestamp: 0, source: 0, timestamp: 0 }))
    return [{ getSynchronizationSources: () => sources } as RTCRtpReceiver]
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration
  }

  removeTrack(sender: RTCRtpSender): void {
    this.#senders.delete(sender)
  }

  async createOffer(): Promise<RTCSessionDescriptionInit> {
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
    this.connectionState = 'failed'
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
  }
}
