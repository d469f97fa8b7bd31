import type { IceCandidate } from '@weft/wire/candidate'
import type { PeerConnection, Platform, Transceiver } from './platform.ts'
import { RequestFailure } from './request-failure.ts'
import { Trickle } from './trickle.ts'

export type Medium = 'audio' | 'video'

/** Yes or no for each medium. */
export type MediaFlags = Readonly<Record<Medium, boolean>>

const MEDIA = ['audio', 'video'] as const

interface CallMediaListener {
  /** Candidates to tell the gateway; an empty list says that there are no more (sylkrtc-protocol.md §3.6). */
  candidates(candidates: readonly IceCandidate[]): void
  /** The other side's media came, went silent or came back. */
  remoteChanged(): void
  /** How the path for audio and video stands (W3C webrtc, RTCPeerConnectionState). */
  pathChanged(state: RTCPeerConnectionState): void
}

/** The audio and video of one call: offers and answers over one peer connection, candidates, muting. */
export class CallMedia {
  /** One stream for the whole life of the call, to be shown once; the other side's tracks come and go in it. */
  readonly remoteStream: MediaStream
  readonly peer: PeerConnection
  readonly #listener: CallMediaListener
  readonly #trickle: Trickle
  readonly #muted: Record<Medium, boolean> = { audio: false, video: false }
  /** Takes back what the open offer of ours changed beside the description. */
  #takeBack: (() => Promise<void>) | null = null

  constructor(platform: Platform, listener: CallMediaListener) {
    this.#listener = listener
    this.remoteStream = platform.newMediaStream()
    this.peer = platform.newPeerConnection()
    this.#trickle = new Trickle(this.peer, (candidates) => listener.candidates(candidates))
    this.peer.addEventListener('track', (event) => this.#receive(event.track))
    this.peer.addEventListener('connectionstatechange', () => this.#listener.pathChanged(this.peer.connectionState))
  }

  get remote(): MediaFlags {
    const live = (track: MediaStreamTrack): boolean => track.readyState === 'live' && !track.muted
    const has = (kind: Medium): boolean => this.remoteStream.getTracks().some((track) => track.kind === kind && live(track))
    return { audio: has('audio'), video: has('video') }
  }

  /** How loud the other side is now, from 0 to 1 (W3C webrtc, RTCRtpSynchronizationSource); 0 where nobody knows. */
  get loudness(): number {
    const sources = this.peer.getReceivers().flatMap((receiver) => receiver.getSynchronizationSources())
    return Math.max(0, ...sources.map(({ audioLevel }) => audioLevel ?? 0))
  }

  get sending(): MediaFlags {
    return { audio: this.#track('audio') !== null, video: this.#track('video') !== null }
  }

  isMuted(kind: Medium): boolean {
    return this.#muted[kind]
  }

  mute(kind: Medium, muted: boolean): void {
    this.#muted[kind] = muted
    const track = this.#track(kind)
    if (track !== null) track.enabled = !muted
  }

  /** The first offer, with the first track of each kind that the stream has. */
  async offer(stream: MediaStream): Promise<string> {
    await this.#send(stream)
    return this.#describe(await this.peer.createOffer())
  }

  /** The answer to the other side's offer: the first one with a stream to send, later ones with what is sent already. */
  async answer(offer: string, stream: MediaStream | null): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer })
    if (stream !== null) await this.#send(stream)
    return this.#describe(await this.peer.createAnswer())
  }

  /** Applies the other side's answer, unless there is one already: after early media the same offer can be answered only once. */
  async takeAnswer(answer: string): Promise<void> {
    if (this.peer.signalingState !== 'have-local-offer') return
    await this.peer.setRemoteDescription({ type: 'answer', sdp: answer })
    this.#takeBack = null
  }

  /** A new offer with one more track, which `takeAnswer` makes final and `rollBack` takes back. */
  async offerMore(track: MediaStreamTrack, stream: MediaStream): Promise<string> {
    const medium = mediumOf(track)
    const { direction = null } = this.#transceiver(medium) ?? {}
    this.#takeBack = () => this.#withdraw(medium, direction)
    await this.#sendTrack(track, stream)
    return this.#describe(await this.peer.createOffer())
  }

  /** A new offer that sends nothing of this kind any more. What the other side sends stays wanted. */
  async offerWithout(medium: Medium): Promise<string> {
    const transceiver = this.#transceiver(medium)
    const track = transceiver?.sender.track
    if (transceiver === undefined || track == null) throw new RequestFailure('refused', `no ${medium} is sent`)
    const { direction } = transceiver
    this.#takeBack = async () => {
      transceiver.direction = direction
      await transceiver.sender.replaceTrack(track)
    }
    transceiver.direction = 'recvonly'
    await transceiver.sender.replaceTrack(null)
    return this.#describe(await this.peer.createOffer())
  }

  /** A new offer of the same media over a new path (RFC 8839 §4.4.1.1.1, an ICE restart). */
  async offerRestart(): Promise<string> {
    return this.#describe(await this.peer.createOffer({ iceRestart: true }))
  }

  /** Sends another track of the same kind from now on. Nothing is negotiated. */
  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    const medium = mediumOf(track)
    if (this.#track(medium) === null) throw new RequestFailure('refused', `no ${medium} is sent`)
    track.enabled = !this.#muted[medium]
    await this.#transceiver(medium)?.sender.replaceTrack(track)
  }

  /** Forgets the offer that is open, of whichever side, and what ours was about: back to what was agreed on last. */
  async rollBack(): Promise<void> {
    const takeBack = this.#takeBack
    this.#takeBack = null
    if (this.peer.signalingState === 'have-local-offer') await this.peer.setLocalDescription({ type: 'rollback' })
    else if (this.peer.signalingState === 'have-remote-offer') await this.peer.setRemoteDescription({ type: 'rollback' })
    await takeBack?.()
  }

  /** The gateway knows the session: candidates may go to it. */
  releaseCandidates(): void {
    this.#trickle.release()
  }

  stats(): Promise<RTCStatsReport> {
    return this.peer.getStats()
  }

  close(): void {
    this.peer.close()
  }

  async #send(stream: MediaStream): Promise<void> {
    for (const medium of MEDIA) {
      const track = stream.getTracks().find(({ kind }) => kind === medium)
      if (track !== undefined) await this.#sendTrack(track, stream)
    }
  }

  /** In the place for media of this kind that there is, since phones know one for each; addTrack would make another for what was sent before. */
  async #sendTrack(track: MediaStreamTrack, stream: MediaStream): Promise<void> {
    const medium = mediumOf(track)
    track.enabled = !this.#muted[medium]
    const transceiver = this.#transceiver(medium)
    if (transceiver === undefined) {
      this.peer.addTrack(track, stream)
    } else {
      await transceiver.sender.replaceTrack(track)
      transceiver.direction = 'sendrecv'
    }
  }

  /** @param direction what there was before; null where there was no place for such media */
  async #withdraw(medium: Medium, direction: RTCRtpTransceiverDirection | null): Promise<void> {
    const transceiver = this.#transceiver(medium)
    await transceiver?.sender.replaceTrack(null)
    // What never had a place in a description would get one with the next offer, whatever that is about.
    if (transceiver?.mid === null) transceiver.stop()
    else if (transceiver !== undefined) transceiver.direction = direction ?? 'recvonly'
  }

  #transceiver(medium: Medium): Transceiver | undefined {
    return this.peer
      .getTransceivers()
      .find(
        ({ receiver, direction, currentDirection }) =>
          receiver.track.kind === medium && direction !== 'stopped' && currentDirection !== 'stopped',
      )
  }

  /** What is sent of this kind. */
  #track(medium: Medium): MediaStreamTrack | null {
    return this.#transceiver(medium)?.sender.track ?? null
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<string> {
    await this.peer.setLocalDescription(description)
    return description.sdp ?? ''
  }

  #receive(track: MediaStreamTrack): void {
    // A track that was stopped and is sent again comes a second time.
    if (!this.remoteStream.getTracks().includes(track)) this.#watch(track)
    this.#listener.remoteChanged()
  }

  #watch(track: MediaStreamTrack): void {
    this.remoteStream.addTrack(track)
    for (const event of ['mute', 'unmute', 'ended']) track.addEventListener(event, () => this.#listener.remoteChanged())
  }
}

const mediumOf = ({ kind }: MediaStreamTrack): Medium => (kind === 'video' ? 'video' : 'audio')
