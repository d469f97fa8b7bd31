import { closeMediaStream } from './media-stream.ts'

/** What a call or a conference sends: the stream that it was given, with tracks exchanged on the way. All of it is stopped at the end. */
export class LocalMedia {
  readonly #send: (track: MediaStreamTrack) => Promise<void>
  readonly #newStream: () => MediaStream
  #stream: MediaStream | null = null
  /** The camera's track while the screen is sent. */
  #kept: MediaStreamTrack | null = null
  #screen: MediaStreamTrack | null = null

  /** @param send has a track sent in place of the one of its kind; rejects with the browser's own error */
  constructor(send: (track: MediaStreamTrack) => Promise<void>, newStream: () => MediaStream) {
    this.#send = send
    this.#newStream = newStream
  }

  get streams(): MediaStream[] {
    return this.#stream === null ? [] : [this.#stream]
  }

  get sharingScreen(): boolean {
    return this.#screen !== null
  }

  /** The stream is sent from now on. */
  begin(stream: MediaStream): void {
    this.#stream = stream
  }

  /**
   * Sends another track in place of one that is sent. Nothing is negotiated.
   * @param keep whether the old one may be wanted again, and is not stopped
   * @returns whether it is sent
   */
  async replace(old: MediaStreamTrack, track: MediaStreamTrack, keep: boolean): Promise<boolean> {
    const tracks = this.#stream?.getTracks() ?? []
    if (!tracks.includes(old) || old.kind !== track.kind) return false
    try {
      await this.#send(track)
    } catch {
      return false
    }
    if (keep) this.#kept = old
    else old.stop()
    // The stream that was given stays as it is: it belongs to the application.
    const stream = this.#newStream()
    for (const sent of tracks) stream.addTrack(sent === old ? track : sent)
    this.#stream = stream
    return true
  }

  /** Sends a screen in place of the camera. Without effect where there is no camera, or a screen already. */
  async startScreensharing(screen: MediaStreamTrack): Promise<void> {
    const camera = this.#stream?.getVideoTracks()[0]
    if (camera === undefined || this.#screen !== null) return
    this.#screen = screen
    if (!(await this.replace(camera, screen, true))) this.#screen = null
  }

  /** Sends the camera again. */
  async stopScreensharing(): Promise<void> {
    const [screen, camera] = [this.#screen, this.#kept]
    if (screen === null || camera === null) return
    this.#screen = null
    this.#kept = null
    await this.replace(screen, camera, false)
  }

  /** It is over: nothing of it is recorded any more. */
  end(): void {
    closeMediaStream(this.#stream)
    this.#kept?.stop()
  }
}
