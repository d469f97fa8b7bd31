import { signal } from '@preact/signals'
import type { Call } from '@weft/client/call'
import type { Devices } from '../media/devices.ts'
import type { SoundMix } from '../media/sound-mix.ts'
import { NOTICES } from '../words/call-notices.ts'

/** What is heard of this page in one call: the microphone and, while a screen is shown, what that plays. */
export class CallSound {
  /** The microphone was switched off here. */
  readonly muted = signal(false)
  readonly #call: Call
  readonly #devices: Devices
  readonly #say: (notice: string) => void
  #microphone: MediaStreamTrack | null = null
  #extra: MediaStreamTrack | null = null
  #mix: SoundMix | null = null
  #inFront = true
  #over = false

  /** @param say tells the user what happened */
  constructor(call: Call, devices: Devices, say: (notice: string) => void) {
    this.#call = call
    this.#devices = devices
    this.#say = say
  }

  /** Takes over the microphone that the call was made or answered with. */
  own(microphone: MediaStreamTrack): void {
    this.#microphone = microphone
    // Not told of what is stopped here: only of what was unplugged, or taken away by the browser.
    microphone.addEventListener('ended', () => microphone === this.#microphone && void this.#replaceLost())
    this.#apply()
  }

  toggle(): void {
    this.muted.value = !this.muted.value
    this.#apply()
  }

  setInFront(inFront: boolean): void {
    this.#inFront = inFront
    this.#apply()
  }

  /** The microphone that is chosen now. Rejects with a CaptureError, or where the call does not take it; then the one before goes on. */
  async renew(): Promise<void> {
    const stream = await this.#devices.capture({ audio: true, video: false })
    const [fresh] = stream.getAudioTracks()
    if (fresh === undefined) return
    if (this.#over) return fresh.stop()
    const before = this.#microphone
    this.own(fresh)
    try {
      await this.#send()
    } catch (error) {
      this.#microphone = before
      fresh.stop()
      throw error
    }
    before?.stop()
  }

  /** Sends this sound with that of the microphone, or that of the microphone alone again. */
  async mixIn(extra: MediaStreamTrack | null): Promise<void> {
    if (extra === this.#extra) return
    if (this.#over) return extra?.stop()
    this.#extra?.stop()
    this.#extra = extra
    await this.#send()
  }

  end(): void {
    this.#over = true
    this.#microphone?.stop()
    this.#extra?.stop()
    this.#mix?.end()
  }

  async #replaceLost(): Promise<void> {
    if (this.#over) return
    try {
      await this.renew()
      this.#say(NOTICES.microphoneReplaced)
    } catch {
      this.#say(NOTICES.microphoneLost)
    }
  }

  async #send(): Promise<void> {
    const microphone = this.#microphone
    if (microphone === null) return
    const before = this.#mix
    const mix = this.#extra === null ? null : this.#devices.mix([microphone, this.#extra])
    try {
      await this.#call.replaceTrack(mix?.track ?? microphone)
    } catch (error) {
      mix?.end()
      throw error
    }
    before?.end()
    this.#mix = mix
    if (this.#over) mix?.end()
    else this.#apply()
  }

  /** Muting silences the microphone and not the screen; setting the call aside silences all. */
  #apply(): void {
    const mixed = this.#mix !== null
    if (mixed && this.#microphone !== null) this.#microphone.enabled = !this.muted.value
    this.#call.mute('audio', !this.#inFront || (!mixed && this.muted.value))
  }
}
