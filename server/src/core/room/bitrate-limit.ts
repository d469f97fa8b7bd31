/**
 * What one participant may send: no more than the room gives it, nor than it asks for itself. The backend is told where that changes anything, one
 * change at a time and then the newest, so that a room in which speakers come and go in no time does not drown what everybody needs the backend for.
 */
export class BitrateLimit {
  readonly #tell: (bitrate: number) => Promise<void>
  #share = Number.POSITIVE_INFINITY
  #asked = Number.POSITIVE_INFINITY
  #told = Number.POSITIVE_INFINITY
  #isTelling = false

  /** `tell`: tells the backend, in bit/s; resolves when it has taken it or never will, and never rejects. */
  constructor(tell: (bitrate: number) => Promise<void>) {
    this.#tell = tell
  }

  /** What the room gives it, in bit/s. */
  share(bitrate: number): void {
    this.#share = bitrate
    void this.#update()
  }

  /** What it wants itself, in bit/s; 0: as much as it may have, as the backend means by it (sylkrtc-protocol §11 S16). */
  ask(bitrate: number): void {
    this.#asked = bitrate > 0 ? bitrate : Number.POSITIVE_INFINITY
    void this.#update()
  }

  async #update(): Promise<void> {
    if (this.#isTelling) return
    this.#isTelling = true
    for (let limit = this.#limit; limit !== this.#told; limit = this.#limit) {
      this.#told = limit
      await this.#tell(limit)
    }
    this.#isTelling = false
  }

  get #limit(): number {
    return Math.min(this.#share, this.#asked)
  }
}
