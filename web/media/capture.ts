import { type CaptureFailure, captureWords } from '../words/devices.ts'

/** What a call is made with. */
export type CallKind = 'audio' | 'video'

export interface Wanted {
  readonly audio: boolean
  readonly video: boolean
  /** Which camera of a phone: that on the user's side, or the other. Goes before the one that was chosen. */
  readonly facing?: 'user' | 'environment'
}

/** Gives the microphone, the camera, or both; rejects with a CaptureError. */
export type Capture = (wanted: Wanted) => Promise<MediaStream>

/** Why there is no microphone or camera; the message is for people. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly failure: CaptureFailure

  constructor(
    message: string,
    { failure = 'failed', cause }: { readonly failure?: CaptureFailure; readonly cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.failure = failure
  }
}

/** What went wrong, by the name of the browser's error (W3C Media Capture and Streams §10.2). */
const FAILURES: Readonly<Record<string, CaptureFailure>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** The ids of the devices to take, which are there; null for what the browser takes by itself. */
export interface ChosenDevices {
  readonly microphone: string | null
  readonly camera: string | null
}

/** The devices of this browser. @param chosen asked each time */
export function deviceCapture(devices: MediaDevices | undefined, chosen: () => ChosenDevices): Capture {
  return async ({ audio, video, facing }) => {
    const failed = (failure: CaptureFailure, cause?: unknown): CaptureError =>
      new CaptureError(captureWords(failure, audio, video), { failure, cause })
    if (devices === undefined) throw failed('insecure')
    const { microphone, camera } = chosen()
    try {
      return await devices.getUserMedia({
        audio: audio && { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...only(microphone) },
        video: video && {
          width: { ideal: 1280 },
          height: { ideal: 720 },
          ...(facing === undefined ? only(camera) : { facingMode: { ideal: facing } }),
        },
      })
    } catch (error) {
      throw failed(FAILURES[error instanceof Error ? error.name : ''] ?? 'failed', error)
    }
  }
}

/** Not `ideal`: Chromium then takes its default microphone. */
const only = (id: string | null): MediaTrackConstraints => (id === null ? {} : { deviceId: { exact: id } })

/** Switches the devices behind a stream off. */
export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
