import { computed, signal } from '@preact/signals'
import { release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'

/** Which of microphone and camera somebody wants to have on. */
export interface WantedMedia {
  readonly microphone: boolean
  readonly camera: boolean
}

/**
 * Microphone and camera of this participant, in the lobby and then in the room. A microphone that is off is kept, so that it is on again at once; a camera
 * that is off is given back, and so its light goes out.
 */
export class OwnMedia {
  /** Whether sound is to be sent. */
  readonly microphone = signal(false)
  /** Null where there is no microphone, or none was allowed. */
  readonly sound = signal<MediaStream | null>(null)
  readonly picture = signal<MediaStream | null>(null)
  readonly camera = computed(() => this.picture.value !== null)
  /** The browser may be asking its user what the page may use. */
  readonly busy = signal(false)
  /** What kept something from being used, in plain words. */
  readonly problem = signal<string | null>(null)
  readonly #devices: Devices
  readonly #stopWatching: () => void
  #over = false

  constructor(devices: Devices) {
    this.#devices = devices
    let chosen = devices.choice.chosen.peek()
    this.#stopWatching = devices.choice.chosen.subscribe((now) => {
      if (now.microphone !== chosen.microphone || now.camera !== chosen.camera) void this.#change()
      chosen = now
    })
  }

  /** Switches on what is wanted. Where both cannot be had together, each is tried alone: a microphone without a camera is much. */
  async begin({ microphone, camera }: WantedMedia): Promise<void> {
    if (microphone && camera) {
      const both = await this.#capture({ audio: true, video: true })
      if (both !== null) return this.#take(both)
    }
    if (microphone && !camera) await this.setMicrophone(true)
    if (camera && !microphone) await this.setCamera(true)
    if (!(microphone && camera) || this.#over) return
    const problem = this.problem.value
    await this.setMicrophone(true)
    if (this.sound.value === null) await this.setCamera(true)
    // What was tried alone may have gone well; why not everything is there is still to be said.
    this.problem.value = this.problem.value ?? problem
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (on && this.sound.value === null) {
      const sound = await this.#capture({ audio: true, video: false })
      if (sound !== null) this.#take(sound)
      return
    }
    this.microphone.value = on
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) return this.giveUpCamera()
    if (this.picture.value !== null) return
    const picture = await this.#capture({ audio: false, video: true })
    if (picture !== null) this.#take(picture)
  }

  giveUpCamera(): void {
    for (const track of this.picture.value?.getVideoTracks() ?? []) track.stop()
    this.picture.value = null
  }

  /** Switches everything off, for good. */
  close(): void {
    this.#over = true
    this.#stopWatching()
    this.giveUpCamera()
    if (this.sound.value !== null) release(this.sound.value)
    this.sound.value = null
    this.microphone.value = false
  }

  /** Takes what is on from the devices that are chosen now. */
  async #change(): Promise<void> {
    const [sound, picture] = [this.sound.value, this.picture.value]
    if (sound !== null) {
      const other = await this.#capture({ audio: true, video: false })
      if (other !== null) this.#take(other, this.microphone.value)
    }
    if (picture !== null && this.picture.value === picture) {
      // Two cameras at a time are more than some computers can do.
      this.giveUpCamera()
      await this.setCamera(true)
    }
  }

  #take(stream: MediaStream, microphone = true): void {
    const [sound] = stream.getAudioTracks()
    const [picture] = stream.getVideoTracks()
    if (sound !== undefined) {
      for (const track of this.sound.value?.getAudioTracks() ?? []) track.stop()
      this.sound.value = stream
      this.microphone.value = microphone
      sound.addEventListener('ended', () => this.#lose(stream))
    }
    if (picture !== undefined) {
      this.giveUpCamera()
      this.picture.value = stream
      picture.addEventListener('ended', () => {
        if (this.picture.value === stream) this.giveUpCamera()
      })
    }
  }

  /** A microphone was unplugged: another one takes its place where there is one. */
  #lose(stream: MediaStream): void {
    if (this.sound.value !== stream || this.#over) return
    const on = this.microphone.value
    this.sound.value = null
    this.microphone.value = false
    if (on) void this.setMicrophone(true)
  }

  async #capture(wanted: { readonly audio: boolean; readonly video: boolean }): Promise<MediaStream | null> {
    if (this.busy.value || this.#over) return null
    this.busy.value = true
    this.problem.value = null
    try {
      const stream = await this.#devices.capture(wanted)
      if (!this.#over) return stream
      release(stream)
    } catch (error) {
      if (!this.#over) this.problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      this.busy.value = false
    }
    return null
  }
}
