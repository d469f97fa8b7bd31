import { type Capture, CaptureError, deviceCapture } from './capture.ts'

/** Where sounds and pictures come from. */
export interface Devices {
  readonly capture: Capture
  /** Whether this browser can show a screen at all; phones cannot. */
  readonly hasScreen: boolean
  /** A screen or window of the user's choice; null when none was chosen. Rejects with a CaptureError. */
  captureScreen(): Promise<MediaStream | null>
  /** A black picture: where nothing is sent any more, others would go on seeing what they saw last. */
  blank(): MediaStream
}

/** Black is drawn as often, as a stream starts with a drawing after somebody listens to it, and the first may be lost on the way. */
const DRAWINGS = 5
const DRAWING_INTERVAL_MS = 500

/** Those of this browser. */
export function browserDevices(devices: MediaDevices | undefined): Devices {
  return {
    capture: deviceCapture(devices),
    hasScreen: typeof devices?.getDisplayMedia === 'function',
    captureScreen: () => captureScreen(devices),
    blank: blankPicture,
  }
}

async function captureScreen(devices: MediaDevices | undefined): Promise<MediaStream | null> {
  try {
    return (await devices?.getDisplayMedia({ video: true, audio: false })) ?? null
  } catch (error) {
    // Closing the browser's dialogue is no failure, and has the same name as a refusal.
    if (error instanceof Error && error.name === 'NotAllowedError') return null
    throw new CaptureError('The screen cannot be shown.', { cause: error })
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
