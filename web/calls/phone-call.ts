import { computed, signal } from '@preact/signals'
import type { Call, CallState } from '@weft/client/call'
import type { MediaFlags } from '@weft/client/call-media'
import { CaptureError, release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { NOTICES } from '../words/call-notices.ts'
import { CallMeter } from './call-meter.ts'
import { CallPicture } from './call-picture.ts'
import { CallSound } from './call-sound.ts'

/** As many of the keys pressed last are shown. */
const MAX_DIGITS = 32

/** One call as the page shows it: signals for views to read. It owns the devices it uses and switches them off at the end. */
export class PhoneCall {
  readonly call: Call
  readonly sound: CallSound
  readonly picture: CallPicture
  readonly meter: CallMeter
  readonly state = signal<CallState>({ kind: 'incoming' })
  /** What of the other side can be heard and seen. */
  readonly remoteMedia = signal<MediaFlags>({ audio: false, video: false })
  /** Audio and video do not get through at the moment. */
  readonly interrupted = signal(false)
  /** When it was answered, in ms since the epoch. */
  readonly answeredAt = signal<number | null>(null)
  /** How long it lasted, in ms, once it is over; null when it was never answered. */
  readonly lasted = signal<number | null>(null)
  readonly digits = signal('')
  /** What went wrong last, or changed without anybody's doing here, in plain words. */
  readonly notice = signal<string | null>(null)
  /** The other side has added a picture, and nobody has said here whether to add one as well. */
  readonly asksForVideo = computed(
    () => this.#videoAdded.value && this.picture.kind.value === 'none' && this.remoteMedia.value.video,
  )
  /** It can be talked in: answered, and not over. */
  readonly inProgress = computed(() => this.state.value.kind === 'accepted' || this.state.value.kind === 'established')
  readonly #videoAdded = signal(false)

  constructor(call: Call, devices: Devices) {
    this.call = call
    const say = (notice: string): void => this.say(notice)
    this.sound = new CallSound(call, devices, say)
    this.picture = new CallPicture(call, devices, say, (sound) => this.sound.mixIn(sound))
    this.meter = new CallMeter(() => call.stats())
    this.state.value = call.state
    call.on('state', (state) => this.#enter(state))
    call.on('remote-media', (media) => {
      this.remoteMedia.value = media
    })
    call.on('interrupted', (interrupted) => {
      this.interrupted.value = interrupted
    })
    call.on('video-added', () => {
      this.#videoAdded.value = true
    })
  }

  /** Takes over the stream that the call is made or answered with. */
  own(stream: MediaStream): void {
    if (this.state.value.kind === 'terminated') {
      release(stream)
      return
    }
    const [microphone] = stream.getAudioTracks()
    if (microphone !== undefined) this.sound.own(microphone)
    if (stream.getVideoTracks().length > 0) this.picture.own(stream)
  }

  /** Only the call in front is heard and seen by the other side; the others are set aside. */
  setInFront(inFront: boolean): void {
    this.sound.setInFront(inFront)
    this.picture.setInFront(inFront)
  }

  async press(digit: string): Promise<void> {
    this.digits.value = (this.digits.value + digit).slice(-MAX_DIGITS)
    try {
      await this.call.sendDigits(digit)
    } catch {
      this.say(NOTICES.keyFailed)
    }
  }

  /** Makes a change of what is sent, and says in plain words when it came to nothing. */
  async change(step: () => Promise<void>): Promise<void> {
    this.notice.value = null
    try {
      await step()
    } catch (error) {
      this.say(error instanceof CaptureError ? error.message : NOTICES.changeRefused)
    }
  }

  /** The other side's picture is enough. */
  declineVideo(): void {
    this.#videoAdded.value = false
  }

  /** The notice has been read. */
  dismissNotice(): void {
    this.notice.value = null
  }

  /** Tells the user something about this call, unless it is over. */
  say(notice: string): void {
    if (this.state.value.kind !== 'terminated') this.notice.value = notice
  }

  #enter(state: CallState): void {
    if (state.kind === 'accepted' || state.kind === 'established') this.answeredAt.value ??= Date.now()
    if (state.kind === 'established') this.meter.start()
    if (state.kind === 'terminated') {
      this.lasted.value = this.answeredAt.value === null ? null : Date.now() - this.answeredAt.value
      this.notice.value = null
      this.interrupted.value = false
      this.meter.stop()
      this.sound.end()
      this.picture.end()
    }
    this.state.value = state
  }
}
