import { signal } from '@preact/signals'
import type { Call, CallState } from '@weft/client/call'
import type { MediaFlags, Medium } from '@weft/client/call-media'
import { type Capture, CaptureError, release } from '../media/capture.ts'

/** As many of the keys pressed last are shown. */
const MAX_DIGITS = 32

/** One call as the page shows it: signals for views to read. It owns the devices it uses and switches them off at the end. */
export class PhoneCall {
  readonly call: Call
  readonly state = signal<CallState>({ kind: 'incoming' })
  /** What of the other side can be heard and seen. */
  readonly remoteMedia = signal<MediaFlags>({ audio: false, video: false })
  /** What was muted here. */
  readonly muted = signal<MediaFlags>({ audio: false, video: false })
  /** The stream with the camera's picture, while there is one. */
  readonly selfView = signal<MediaStream | null>(null)
  /** When it was answered, in ms since the epoch. */
  readonly answeredAt = signal<number | null>(null)
  /** How long it lasted, in ms, once it is over; null when it was never answered. */
  readonly lasted = signal<number | null>(null)
  readonly digits = signal('')
  readonly addingVideo = signal(false)
  /** What went wrong last without ending the call, in plain words. */
  readonly problem = signal<string | null>(null)
  readonly #capture: Capture
  readonly #streams: MediaStream[] = []
  #inFront = true

  constructor(call: Call, capture: Capture) {
    this.call = call
    this.#capture = capture
    this.state.value = call.state
    call.on('state', (state) => this.#enter(state))
    call.on('remote-media', (media) => {
      this.remoteMedia.value = media
    })
  }

  /** Takes over a stream that is sent in this call, or will be. */
  own(stream: MediaStream): void {
    this.#streams.push(stream)
    if (stream.getVideoTracks().length > 0) this.selfView.value = stream
  }

  /** Only the call in front is heard and seen by the other side; the others are set aside. */
  setInFront(inFront: boolean): void {
    this.#inFront = inFront
    this.#applyMutes()
  }

  toggleMute(medium: Medium): void {
    this.muted.value = { ...this.muted.value, [medium]: !this.muted.value[medium] }
    this.#applyMutes()
  }

  async press(digit: string): Promise<void> {
    this.digits.value = (this.digits.value + digit).slice(-MAX_DIGITS)
    try {
      await this.call.sendDigits(digit)
    } catch {
      this.#report('The key could not be sent.')
    }
  }

  /** Switches the camera on in an audio call, if the other side agrees. */
  async addVideo(): Promise<void> {
    if (this.addingVideo.value) return
    this.addingVideo.value = true
    this.problem.value = null
    try {
      const stream = await this.#capture({ audio: false, video: true })
      await this.#sendVideo(stream)
    } catch (error) {
      this.#report(error instanceof CaptureError ? error.message : 'The other side did not take the video.')
    } finally {
      this.addingVideo.value = false
    }
  }

  /** The problem has been read. */
  dismissProblem(): void {
    this.problem.value = null
  }

  async #sendVideo(stream: MediaStream): Promise<void> {
    try {
      for (const track of stream.getVideoTracks()) await this.call.addVideo(track, stream)
    } catch (error) {
      release(stream)
      throw error
    }
    this.own(stream)
  }

  #report(problem: string): void {
    if (this.state.value.kind !== 'terminated') this.problem.value = problem
  }

  #applyMutes(): void {
    for (const medium of ['audio', 'video'] as const) this.call.mute(medium, !this.#inFront || this.muted.value[medium])
  }

  #enter(state: CallState): void {
    if (state.kind === 'accepted' || state.kind === 'established') this.answeredAt.value ??= Date.now()
    if (state.kind === 'terminated') {
      this.lasted.value = this.answeredAt.value === null ? null : Date.now() - this.answeredAt.value
      this.problem.value = null
      this.selfView.value = null
      for (const stream of this.#streams) release(stream)
    }
    this.state.value = state
  }
}
