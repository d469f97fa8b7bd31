import type { IceCandidate } from '@weft/wire/candidate'
import type { MediaFlags, Medium } from './call-media.ts'
import type { PeerConnection, Platform } from './platform.ts'
import { Trickle } from './trickle.ts'

const MEDIA = ['audio', 'video'] as const

interface ConferenceMediaListener {
  /** Candidates to tell the gateway; an empty list says that there are no more. */
  candidates(candidates: readonly IceCandidate[]): void
  /** No path for media was found, or it broke. */
  broken(): void
}

type Sender = Pick<RTCRtpSender, 'track' | 'replaceTrack'>

/** The picture in three sizes, best first, of which the room gives everybody the one they have a place for (RFC 8853); bit/s. */
const SIMULCAST: readonly RTCRtpEncodingParameters[] = [
  { rid: 'h', scaleResolutionDownBy: 1 },
  { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
]

/**
 * What a participant sends into a room, over a peer connection that receives nothing. Sound and picture have their places in it from
 * the beginning, with or without a track: the protocol knows no second offer, and a camera or a screen may be added at any time.
 */
export class ConferenceMedia {
  readonly peer: PeerConnection
  readonly #trickle: Trickle
  /** What the others are told that sound and picture belong together by. */
  readonly #stream: MediaStream
  readonly #muted: Record<Medium, boolean> = { audio: false, video: false }
  readonly #senders = new Map<Medium, Sender>()

  constructor(platform: Platform, listener: ConferenceMediaListener) {
    this.#stream = platform.newMediaStream()
    this.peer = platform.newPeerConnection()
    this.#trickle = new Trickle(this.peer, (candidates) => listener.candidates(candidates))
    this.peer.addEventListener('connectionstatechange', () => {
      if (this.peer.connectionState === 'failed') listener.broken()
    })
  }

  /** What is sent, muted or not. */
  get sending(): MediaFlags {
    const has = (medium: Medium): boolean => this.#senders.get(medium)?.track != null
    return { audio: has('audio'), video: has('video') }
  }

  isMuted(medium: Medium): boolean {
    return this.#muted[medium]
  }

  mute(medium: Medium, muted: boolean): void {
    this.#muted[medium] = muted
    const track = this.#senders.get(medium)?.track
    if (track != null) track.enabled = !muted
  }

  /** The offer, with the first of these tracks of each kind. @param simulcast whether the picture is sent in several sizes */
  async offer(tracks: readonly MediaStreamTrack[], simulcast: boolean): Promise<string> {
    const streams = [this.#stream]
    for (const medium of MEDIA) {
      const track = tracks.find(({ kind }) => kind === medium)
      if (track !== undefined) track.enabled = !this.#muted[medium]
      const sendEncodings = medium === 'video' && simulcast ? { sendEncodings: [...SIMULCAST] } : {}
      const { sender } = this.peer.addTransceiver(track ?? medium, { direction: 'sendonly', streams, ...sendEncodings })
      this.#senders.set(medium, sender)
    }
    const offer = await this.peer.createOffer()
    await this.peer.setLocalDescription(offer)
    return offer.sdp ?? ''
  }

  async takeAnswer(answer: string): Promise<void> {
    if (this.peer.signalingState !== 'have-local-offer') return
    await this.peer.setRemoteDescription({ type: 'answer', sdp: answer })
  }

  /** Sends another track from now on, or none; rejects with the browser's own error. Nothing is negotiated. */
  async replaceTrack(medium: Medium, track: MediaStreamTrack | null): Promise<void> {
    if (track !== null) track.enabled = !this.#muted[medium]
    await this.#senders.get(medium)?.replaceTrack(track)
  }

  /** The gateway knows the room session: candidates may go to it. */
  releaseCandidates(): void {
    this.#trickle.release()
  }

  stats(): Promise<RTCStatsReport> {
    return this.peer.getStats()
  }

  close(): void {
    this.peer.close()
  }
}
