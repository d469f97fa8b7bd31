import { signal } from '@preact/signals'
import type { Conference } from '@weft/client/conference'
import { release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'

/** What somebody sends into a room: microphone, camera, and for a while the screen in place of the camera. */
export class RoomMedia {
  readonly microphone = signal(true)
  readonly camera = signal(false)
  readonly sharing = signal(false)
  /** The browser may be asking its user what the page may use. */
  readonly busy = signal(false)
  /** What is sent as picture, while there is one. */
  readonly picture = signal<MediaStream | null>(null)
  readonly #conference: Conference
  readonly #devices: Devices
  readonly #report: (problem: string) => void
  readonly #sound: MediaStream
  #cameraStream: MediaStream | null
  #screenStream: MediaStream | null = null
  #inFront = true
  #over = false

  /**
   * @param stream what was joined with
   * @param report takes what went wrong, in plain words
   */
  constructor(conference: Conference, stream: MediaStream, devices: Devices, report: (problem: string) => void) {
    this.#conference = conference
    this.#devices = devices
    this.#report = report
    this.#sound = stream
    this.#cameraStream = stream.getVideoTracks().length > 0 ? stream : null
    this.camera.value = this.#cameraStream !== null
    this.#apply()
  }

  /** There is a camera, be it off: whoever joins again wants it again. */
  get withCamera(): boolean {
    return this.#cameraStream !== null
  }

  setMicrophone(on: boolean): void {
    this.microphone.value = on
    this.#apply()
  }

  /** Switches the camera on or off; asks for one where there was none yet. */
  async toggleCamera(): Promise<void> {
    if (this.#cameraStream === null) {
      const stream = await this.#ask(() => this.#devices.capture({ audio: false, video: true }))
      if (stream === null) return
      this.#cameraStream = stream
      await this.#send()
    }
    this.camera.value = !this.camera.value
    this.#apply()
  }

  /** Shows the screen instead of the camera, or the camera again. */
  async toggleScreen(): Promise<void> {
    if (this.#screenStream !== null) return this.#endScreen()
    const stream = await this.#ask(() => this.#devices.captureScreen())
    if (stream === null) return
    this.#screenStream = stream
    // The browser has a button of its own for it.
    for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => void this.#endScreen())
    // What is muted now is the camera: it must be gone before anything is shown.
    await this.#send()
    this.sharing.value = this.#screenStream !== null
    this.#apply()
  }

  /** The room has no pictures: the camera is given back. */
  giveUpPictures(): void {
    for (const track of this.#cameraStream?.getVideoTracks() ?? []) track.stop()
    this.#cameraStream = null
    this.camera.value = false
    this.#apply()
  }

  /** Only a room in front hears and sees this participant. */
  setInFront(inFront: boolean): void {
    this.#inFront = inFront
    this.#apply()
  }

  /** Switches everything off, for good. */
  close(): void {
    this.#over = true
    for (const stream of [this.#sound, this.#cameraStream, this.#screenStream]) if (stream !== null) release(stream)
    this.picture.value = null
  }

  async #endScreen(): Promise<void> {
    const stream = this.#screenStream
    if (stream === null) return
    this.#screenStream = null
    this.sharing.value = false
    // A camera that was off is muted before it is sent again.
    this.#apply()
    await this.#send()
    release(stream)
  }

  async #send(): Promise<void> {
    const stream = this.#screenStream ?? this.#cameraStream ?? this.#devices.blank()
    try {
      await this.#conference.replaceTrack('video', stream.getVideoTracks()[0] ?? null)
    } catch {
      if (!this.#over) this.#report('The picture could not be sent.')
    }
  }

  async #ask(capture: () => Promise<MediaStream | null>): Promise<MediaStream | null> {
    if (this.busy.value) return null
    this.busy.value = true
    try {
      const stream = await capture()
      if (!this.#over || stream === null) return stream
      release(stream)
    } catch (error) {
      this.#report(error instanceof Error ? error.message : String(error))
    } finally {
      this.busy.value = false
    }
    return null
  }

  #apply(): void {
    const shown = this.sharing.value || this.camera.value
    this.#conference.mute('audio', !this.#inFront || !this.microphone.value)
    this.#conference.mute('video', !this.#inFront || !shown)
    this.picture.value = this.#screenStream ?? (this.camera.value ? this.#cameraStream : null)
  }
}
