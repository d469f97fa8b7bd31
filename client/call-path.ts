/** A path that is interrupted for this long is given up for a new one. Shorter gaps close by themselves. */
const PATIENCE_MS = 3_000
/** From one attempt at a new path to the next, while those before came to nothing. */
const RETRY_MS = 8_000
/** So long after the interruption the call is over. */
const GIVE_UP_MS = 30_000

interface CallPathListener {
  /** Audio and video stopped passing, or pass again. */
  interrupted(interrupted: boolean): void
  /** Find a new path: an ICE restart. What becomes of it shows in the connection's state. */
  restart(): void
  /** There is no way any more. */
  broken(): void
}

/**
 * Whether the audio and video of a call get through, and what is done where they do not (W3C webrtc, RTCPeerConnectionState). A path that was
 * there once is looked for again, at most for half a minute; one that was never found ends the call.
 */
export class CallPath {
  readonly #listener: CallPathListener
  #wasUp = false
  #interrupted = false
  #attempt: ReturnType<typeof setTimeout> | undefined
  #end: ReturnType<typeof setTimeout> | undefined

  constructor(listener: CallPathListener) {
    this.#listener = listener
  }

  get interrupted(): boolean {
    return this.#interrupted
  }

  /** What the peer connection says. */
  take(state: RTCPeerConnectionState): void {
    if (state === 'connected') this.#resume()
    else if (state === 'disconnected' || state === 'failed') this.#miss(state === 'failed')
  }

  /** The device has another network now: the path is looked for at once, whether or not it seems to be there. */
  renew(): void {
    if (this.#wasUp) this.#try()
  }

  /** The call is over. */
  end(): void {
    this.#stopWaiting()
  }

  #resume(): void {
    this.#stopWaiting()
    this.#wasUp = true
    this.#change(false)
  }

  #miss(forGood: boolean): void {
    if (!this.#wasUp) {
      if (forGood) this.#listener.broken()
      return
    }
    if (!this.#interrupted) {
      this.#end = setTimeout(() => this.#listener.broken(), GIVE_UP_MS)
      this.#attempt = setTimeout(() => this.#try(), PATIENCE_MS)
      this.#change(true)
    }
    if (forGood) this.#try()
  }

  #try(): void {
    clearTimeout(this.#attempt)
    if (this.#interrupted) this.#attempt = setTimeout(() => this.#try(), RETRY_MS)
    this.#listener.restart()
  }

  #stopWaiting(): void {
    clearTimeout(this.#attempt)
    clearTimeout(this.#end)
  }

  #change(interrupted: boolean): void {
    if (interrupted === this.#interrupted) return
    this.#interrupted = interrupted
    this.#listener.interrupted(interrupted)
  }
}
