import type { Shelf } from '../shell/shelf.ts'
import { SCREEN_FAILED } from '../words/devices.ts'
import { type Capture, CaptureError, deviceCapture } from './capture.ts'
import { DeviceChoice } from './device-choice.ts'
import { mixSounds, type SoundMix } from './sound-mix.ts'

/** Where sounds and pictures come from. */
export interface Devices {
  /** Of the devices that were chosen. */
  readonly capture: Capture
  readonly choice: DeviceChoice
  /** Whether this browser can show a screen at all; phones cannot. */
  readonly hasScreen: boolean
  /**
   * A screen or window of the user's choice; null when none was chosen. Rejects with a CaptureError.
   * @param sound whether to offer its sound as well, where the browser can
   */
  captureScreen(sound?: boolean): Promise<MediaStream | null>
  /** A black picture: where nothing is sent any more, others would go on seeing what they saw last. */
  blank(): MediaStream
  /** Several sounds as one. */
  mix(sounds: readonly MediaStreamTrack[]): SoundMix
}

/** Black is drawn as often, as a stream starts with a drawing after somebody listens to it, and the first may be lost on the way. */
const DRAWINGS = 5
const DRAWING_INTERVAL_MS = 500

/** Those of this browser. */
export function browserDevices(devices: MediaDevices | undefined, shelf: Shelf): Devices {
  const choice = new DeviceChoice(devices, shelf)
  const capture = deviceCapture(devices, () => ({ microphone: choice.present('microphone'), camera: choice.present('camera') }))
  return {
    choice,
    async capture(wanted) {
      await choice.refresh()
      const stream = await capture(wanted)
      // Now the browser tells what its devices are called.
      void choice.refresh()
      return stream
    },
    hasScreen: typeof devices?.getDisplayMedia === 'function',
    captureScreen: (sound = false) => captureScreen(devices, sound),
    blank: blankPicture,
    mix: mixSounds,
  }
}

async function captureScreen(devices: MediaDevices | undefined, sound: boolean): Promise<MediaStream | null> {
  try {
    return (await devices?.getDisplayMedia({ video: true, audio: sound })) ?? null
  } catch (error) {
    // Closing the browser's dialogue is no failure, and has the same name as a refusal.
    if (error instanceof Error && error.name === 'NotAllowedError') return null
    throw new CaptureError(SCREEN_FAILED, { cause: error })
  }
}

function blankPicture(): MediaStream {
  const canvas = document.createElement('canvas')
  const draw = (left: number): void => {
    canvas.getContext('2d')?.fillRect(0, 0, canvas.width, canvas.height)
    if (left > 1) setTimeout(() => draw(left - 1), DRAWING_INTERVAL_MS)
  }
  const stream = canvas.captureStream()
  draw(DRAWINGS)
  return stream
}
