import type { IceCandidate } from '@weft/wire/candidate'
import type { PeerConnection, Platform } from './platform.ts'
import { Trickle } from './trickle.ts'

export type Medium = 'audio' | 'video'

/** Yes or no for each medium. */
export type MediaFlags = Readonly<Record<Medium, boolean>>

interface CallMediaListener {
  /** Candidates to tell the gateway; an empty list says that there are no more (sylkrtc-protocol.md §3.6). */
  candidates(candidates: readonly IceCandidate[]): void
  /** The other side's media came, went silent or came back. */
  remoteChanged(): void
  /** No path for media was found, or it broke. */
  broken(): void
}

/** The audio and video of one call: offers and answers over one peer connection, candidates, muting. */
export class CallMedia {
  /** One stream for the whole life of the call, to be shown once; the other side's tracks come and go in it. */
  readonly remoteStream: MediaStream
  readonly peer: PeerConnection
  readonly #listener: CallMediaListener
  readonly #trickle: Trickle
  readonly #muted: Record<Medium, boolean> = { audio: false, video: false }
  readonly #localTracks = new Set<MediaStreamTrack>()
  #added: RTCRtpSender | null = null

  constructor(platform: Platform, listener: CallMediaListener) {
    this.#listener = listener
    this.remoteStream = platform.newMediaStream()
    this.peer = platform.newPeerConnection()
    this.#trickle = new Trickle(this.peer, (candidates) => listener.candidates(candidates))
    this.peer.addEventListener('track', (event) => this.#receive(event.track))
    this.peer.addEventListener('connectionstatechange', () => {
      if (this.peer.connectionState === 'failed') this.#listener.broken()
    })
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
    const has = (kind: Medium): boolean => [...this.#localTracks].some((track) => track.kind === kind)
    return { audio: has('audio'), video: has('video') }
  }

  isMuted(kind: Medium): boolean {
    return this.#muted[kind]
  }

  mute(kind: Medium, muted: boolean): void {
    this.#muted[kind] = muted
    for (const track of this.#localTracks) if (track.kind === kind) track.enabled = !muted
  }

  /** The first offer, with all tracks of the stream. */
  async offer(stream: MediaStream): Promise<string> {
    this.#send(stream)
    return this.#describe(await this.peer.createOffer())
  }

  /** The answer to the other side's offer: the first one with a stream to send, later ones with what is sent already. */
  async answer(offer: string, stream: MediaStream | null): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer })
    if (stream !== null) this.#send(stream)
    return this.#describe(await this.peer.createAnswer())
  }

  /** Applies the other side's answer, unless there is one already: after early media the same offer can be answered only once. */
  async takeAnswer(answer: string): Promise<void> {
    if (this.peer.signalingState !== 'have-local-offer') return
    await this.peer.setRemoteDescription({ type: 'answer', sdp: answer })
    this.#added = null
  }

  /** A new offer with one more track, which `takeAnswer` makes final and `rollBack` takes back. */
  async offerMore(track: MediaStreamTrack, stream: MediaStream): Promise<string> {
    this.#added = this.#sendTrack(track, stream)
    return this.#describe(await this.peer.createOffer())
  }

  /** Forgets the offer that is open, of whichever side, and the track that ours was about: back to what was agreed on last. */
  async rollBack(): Promise<void> {
    const sender = this.#added
    this.#added = null
    if (this.peer.signalingState === 'have-local-offer') await this.peer.setLocalDescription({ type: 'rollback' })
    else if (this.peer.signalingState === 'have-remote-offer') await this.peer.setRemoteDescription({ type: 'rollback' })
    if (sender === null) return
    if (sender.track !== null) this.#localTracks.delete(sender.track)
    this.peer.removeTrack(sender)
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

  #send(stream: MediaStream): void {
    for (const track of stream.getTracks()) this.#sendTrack(track, stream)
  }

  #sendTrack(track: MediaStreamTrack, stream: MediaStream): RTCRtpSender {
    track.enabled = !this.#muted[track.kind === 'video' ? 'video' : 'audio']
    this.#localTracks.add(track)
    return this.peer.addTrack(track, stream)
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
