import { signal } from '@preact/signals'
import type { Call } from '@weft/client/call'
import { release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { NOTICES } from '../words/call-notices.ts'

export type PictureKind =
  | 'none' // the call has no picture of this side
  | 'camera'
  | 'dark' // the camera is switched off, and the others see black: quicker to undo than `none`, which takes the other side's consent
  | 'screen'

type Facing = 'user' | 'environment'

/** What is seen of this page in one call. One change at a time; each rejects with a CaptureError or a RequestFailure and then changes nothing. */
export class CallPicture {
  readonly kind = signal<PictureKind>('none')
  /** What the others see, to be shown here as well; null where there is nothing to see. */
  readonly view = signal<MediaStream | null>(null)
  /** A change is under way. */
  readonly changing = signal(false)
  /** Which camera of a phone. */
  readonly facing = signal<Facing>('user')
  readonly #call: Call
  readonly #devices: Devices
  readonly #say: (notice: string) => void
  /** What the sound of a screen is given to. */
  readonly #hear: (sound: MediaStreamTrack | null) => Promise<void>
  #stream: MediaStream | null = null
  /** What was there before the screen. */
  #before: PictureKind = 'none'
  #over = false

  constructor(
    call: Call,
    devices: Devices,
    say: (notice: string) => void,
    hear: (sound: MediaStreamTrack | null) => Promise<void>,
  ) {
    this.#call = call
    this.#devices = devices
    this.#say = say
    this.#hear = hear
  }

  /** Takes over the camera that the call was made or answered with. */
  own(camera: MediaStream): void {
    this.#show('camera', camera)
  }

  setInFront(inFront: boolean): void {
    this.#call.mute('video', !inFront)
  }

  /** Shows the camera that is chosen, whatever was shown before. Asks the other side where nothing was. */
  showCamera(): Promise<void> {
    return this.#change(() => this.#toCamera())
  }

  /** Switches the camera off and leaves its place in the call. */
  darken(): Promise<void> {
    return this.#change(() => this.#toDark())
  }

  /** Takes the picture out of the call. */
  remove(): Promise<void> {
    return this.#change(() => this.#toNone())
  }

  /** Shows a screen of the user's choice, with its sound where the browser offers it. */
  showScreen(): Promise<void> {
    return this.#change(async () => {
      const screen = await this.#devices.captureScreen(true)
      if (screen === null) return
      const before = this.kind.value
      await this.#send('screen', screen)
      if (this.#over) return
      if (before !== 'screen') this.#before = before
      // The browser has a button of its own that ends it.
      screen.getVideoTracks()[0]?.addEventListener('ended', () => this.#stream === screen && void this.#screenEnded())
      const [sound] = screen.getAudioTracks()
      await this.#hear(sound ?? null)
    })
  }

  /** Goes back to what was shown before the screen. */
  stopScreen(): Promise<void> {
    return this.#change(() => this.#fromScreen())
  }

  /** The other camera of a phone. */
  turnCamera(): Promise<void> {
    return this.#change(async () => {
      const before = this.facing.value
      this.facing.value = before === 'user' ? 'environment' : 'user'
      // Phones open one camera at a time.
      if (this.#stream !== null) release(this.#stream)
      try {
        await this.#toCamera(this.facing.value)
      } catch (error) {
        this.facing.value = before
        await this.#toCamera(before).catch(() => this.#toDark())
        throw error
      }
    })
  }

  end(): void {
    this.#over = true
    this.#put(null)
    this.kind.value = 'none'
    this.view.value = null
  }

  async #toCamera(facing?: Facing): Promise<void> {
    const from = this.kind.value
    await this.#send('camera', await this.#devices.capture({ audio: false, video: true, ...(facing && { facing }) }))
    if (from === 'screen') await this.#hear(null)
  }

  async #toDark(): Promise<void> {
    await this.#send('dark', this.#devices.blank())
  }

  async #toNone(): Promise<void> {
    if (this.kind.value === 'none') return
    await this.#call.removeVideo()
    await this.#hear(null)
    this.#show('none', null)
  }

  async #fromScreen(): Promise<void> {
    if (this.kind.value !== 'screen') return
    if (this.#before === 'none') return this.#toNone()
    if (this.#before === 'camera') return this.#toCamera()
    await this.#toDark()
    await this.#hear(null)
  }

  async #screenEnded(): Promise<void> {
    if (this.#over) return
    try {
      await this.#change(() => this.#fromScreen())
    } catch {
      // The others go on seeing the last picture of the screen otherwise.
      await this.#change(() => this.#toDark()).catch(() => undefined)
    }
  }

  async #cameraLost(): Promise<void> {
    if (this.#over) return
    try {
      await this.showCamera()
      this.#say(NOTICES.cameraReplaced)
    } catch {
      this.#say(NOTICES.cameraLost)
      await this.darken().catch(() => undefined)
    }
  }

  /** Sends the picture of a stream, which is released where that fails. */
  async #send(kind: PictureKind, stream: MediaStream): Promise<void> {
    const [track] = stream.getVideoTracks()
    try {
      if (track === undefined || this.#over) return release(stream)
      if (this.kind.value === 'none') await this.#call.addVideo(track, stream)
      else await this.#call.replaceTrack(track)
    } catch (error) {
      release(stream)
      throw error
    }
    if (this.#over) release(stream)
    else this.#show(kind, stream)
  }

  #show(kind: PictureKind, stream: MediaStream | null): void {
    this.#put(stream)
    this.kind.value = kind
    this.view.value = kind === 'dark' ? null : stream
    const track = kind === 'camera' ? stream?.getVideoTracks()[0] : undefined
    track?.addEventListener('ended', () => this.#stream === stream && void this.#cameraLost())
  }

  #put(stream: MediaStream | null): void {
    const before = this.#stream
    this.#stream = stream
    if (before !== null) for (const track of before.getVideoTracks()) track.stop()
  }

  async #change(step: () => Promise<void>): Promise<void> {
    if (this.changing.value) return
    this.changing.value = true
    try {
      await step()
    } finally {
      this.changing.value = false
    }
  }
}
