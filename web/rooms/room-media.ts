import { computed, effect, signal, untracked } from '@preact/signals'
import type { Conference } from '@weft/client/conference'
import { release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import type { SoundMix } from '../media/sound-mix.ts'
import { MEDIA_PROBLEMS } from '../words/rooms.ts'
import type { OwnMedia } from './own-media.ts'

/** What somebody sends into a room: microphone, camera, and for a while the screen in place of the camera. */
export class RoomMedia {
  readonly own: OwnMedia
  readonly microphone = computed(() => this.own.microphone.value && this.own.sound.value !== null)
  readonly camera = computed(() => this.own.camera.value)
  readonly sharing = computed(() => this.#screen.value !== null)
  /** The browser may be asking its user what the page may use. */
  readonly busy = computed(() => this.own.busy.value || this.#choosing.value)
  /** What is sent as picture, while there is one. */
  readonly picture = computed(() => this.#screen.value ?? this.own.picture.value)
  readonly #devices: Devices
  readonly #report: (problem: string) => void
  readonly #screen = signal<MediaStream | null>(null)
  readonly #choosing = signal(false)
  readonly #inFront = signal(true)
  readonly #stop: () => void
  #conference: Conference | null = null
  /** What the microphone hears and the screen plays, as one. */
  #mix: { readonly of: readonly MediaStreamTrack[]; readonly mix: SoundMix } | null = null
  #sent: { sound: MediaStreamTrack | null; picture: MediaStreamTrack | null } = { sound: null, picture: null }
  #over = false

  /**
   * @param own what was chosen in the lobby; it is closed with this
   * @param report takes what went wrong, in plain words
   */
  constructor(own: OwnMedia, devices: Devices, report: (problem: string) => void) {
    this.own = own
    this.#devices = devices
    this.#report = report
    const stops = [
      effect(() => {
        const problem = own.problem.value
        if (problem !== null) untracked(() => report(problem))
      }),
      effect(() => this.#apply()),
    ]
    this.#stop = () => {
      for (const stop of stops) stop()
    }
  }

  /** What a room is joined with. */
  get tracks(): readonly MediaStreamTrack[] {
    return untracked(() => [this.#sound(), this.#picture()].filter((track) => track !== null))
  }

  /** Sends into this room from now on; it was joined with `tracks`. */
  use(conference: Conference): void {
    this.#sent = untracked(() => ({ sound: this.#sound(), picture: this.#picture() }))
    this.#conference = conference
    this.#apply()
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.own.setMicrophone(on)
  }

  async toggleCamera(): Promise<void> {
    await this.own.setCamera(!this.own.camera.value)
  }

  /** Shows the screen instead of the camera, or the camera again. */
  async toggleScreen(): Promise<void> {
    if (this.#screen.value !== null) return this.#endScreen(this.#screen.value)
    if (this.busy.value) return
    this.#choosing.value = true
    try {
      const stream = await this.#devices.captureScreen(true)
      if (stream === null) return
      if (this.#over) return release(stream)
      // The browser has a button of its own for it.
      for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => this.#endScreen(stream))
      this.#screen.value = stream
    } catch (error) {
      if (!this.#over) this.#report(error instanceof Error ? error.message : String(error))
    } finally {
      this.#choosing.value = false
    }
  }

  /** The room has no pictures: the camera is given back. */
  giveUpPictures(): void {
    this.own.giveUpCamera()
  }

  /** Only a room in front hears and sees this participant. */
  setInFront(inFront: boolean): void {
    this.#inFront.value = inFront
  }

  /** Switches everything off, for good. */
  close(): void {
    this.#over = true
    this.#stop()
    this.#conference = null
    this.own.close()
    if (this.#screen.value !== null) release(this.#screen.value)
    this.#screen.value = null
    this.#mix?.mix.end()
    this.#mix = null
  }

  #endScreen(stream: MediaStream): void {
    if (this.#screen.value === stream) this.#screen.value = null
    release(stream)
  }

  /** Has the room get what is on now, and nothing else. */
  #apply(): void {
    const [sound, picture] = [this.#sound(), this.#picture()]
    const inFront = this.#inFront.value
    const microphone = this.microphone.value
    const mixed = this.#screenSound() !== null
    const conference = this.#conference
    if (conference === null) return
    // What a screen plays is heard whether or not one speaks.
    conference.mute('audio', !inFront || !(microphone || mixed))
    for (const track of this.own.sound.value?.getAudioTracks() ?? []) track.enabled = inFront && microphone
    // What is muted now is the picture before: it must be gone before another one is shown.
    if (picture === null) conference.mute('video', true)
    if (sound !== this.#sent.sound) {
      this.#sent = { ...this.#sent, sound }
      conference.replaceTrack('audio', sound).catch(() => this.#fail(MEDIA_PROBLEMS.sound))
    }
    if (picture !== this.#sent.picture) {
      const before = this.#sent.picture
      this.#sent = { ...this.#sent, picture }
      // Others would go on seeing what they saw last: black comes after it.
      const next = picture ?? (before === null ? null : (this.#devices.blank().getVideoTracks()[0] ?? null))
      conference.replaceTrack('video', next).catch(() => this.#fail(MEDIA_PROBLEMS.picture))
    }
    if (picture !== null) conference.mute('video', !inFront)
  }

  /** What is to be heard of this participant. */
  #sound(): MediaStreamTrack | null {
    const all = [this.own.sound.value?.getAudioTracks()[0] ?? null, this.#screenSound()].filter((track) => track !== null)
    const mixed = this.#mix
    if (mixed?.of.length === all.length && mixed.of.every((track, index) => track === all[index])) return mixed.mix.track
    mixed?.mix.end()
    this.#mix = all.length < 2 ? null : { of: all, mix: this.#devices.mix(all) }
    return this.#mix?.mix.track ?? all[0] ?? null
  }

  #picture(): MediaStreamTrack | null {
    return this.picture.value?.getVideoTracks()[0] ?? null
  }

  #screenSound(): MediaStreamTrack | null {
    return this.#screen.value?.getAudioTracks()[0] ?? null
  }

  #fail(problem: string): void {
    if (!this.#over) this.#report(problem)
  }
}
