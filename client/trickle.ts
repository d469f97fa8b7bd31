import type { IceCandidate } from '@weft/wire/candidate'
import type { PeerConnection } from './platform.ts'

/**
 * The ICE candidates that a peer connection finds, on their way to the gateway: one at a time, and an empty list when there are no
 * more (sylkrtc-protocol.md §3.6). They wait until the gateway knows what they are for.
 */
export class Trickle {
  readonly #send: (candidates: readonly IceCandidate[]) => void
  /** Null once they go out as they are found. */
  #held: IceCandidate[] | null = []
  #heldAll = false

  constructor(peer: PeerConnection, send: (candidates: readonly IceCandidate[]) => void) {
    this.#send = send
    peer.addEventListener('icecandidate', (event) => this.#found(event.candidate))
  }

  /** From now on candidates go out as they are found, those found before first. */
  release(): void {
    const held = this.#held
    if (held === null) return
    this.#held = null
    if (held.length > 0) this.#send(held)
    if (this.#heldAll) this.#send([])
  }

  #found(candidate: RTCIceCandidate | null): void {
    // An empty candidate ends one generation (RFC 8840 §8.2); the null that follows it ends them all.
    if (candidate?.candidate === '') return
    const found = candidate && {
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
    }
    if (this.#held === null) this.#send(found === null ? [] : [found])
    else if (found === null) this.#heldAll = true
    else this.#held.push(found)
  }
}
