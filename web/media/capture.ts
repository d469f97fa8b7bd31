/** What a call is made with. */
export type CallKind = 'audio' | 'video'

/** Gives the microphone, the camera, or both; rejects with a CaptureError. */
export type Capture = (wanted: { readonly audio: boolean; readonly video: boolean }) => Promise<MediaStream>

/** Why there is no microphone or camera; the message is for people. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
}

/** What went wrong, by the name of the browser's error (W3C Media Capture and Streams §10.2). */
function explain(name: string, things: string): string {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return `The browser was not allowed to use the ${things}. Allow it in the browser’s address bar, then try again.`
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${things} was found. Connect one, then try again.`
    case 'NotReadableError':
    case 'AbortError':
      return `The ${things} cannot be used now. Another program may be using it.`
    default:
      return `The ${things} cannot be used.`
  }
}

/** The devices of this browser. */
export function deviceCapture(devices: MediaDevices | undefined): Capture {
  return async ({ audio, video }) => {
    const things = audio && video ? 'microphone or camera' : video ? 'camera' : 'microphone'
    if (devices === undefined) {
      throw new CaptureError(`Browsers give out the ${things} only on pages that were opened through https or on localhost.`)
    }
    try {
      return await devices.getUserMedia({
        audio: audio && { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        video: video && { width: { ideal: 1280 }, height: { ideal: 720 } },
      })
    } catch (error) {
      throw new CaptureError(explain(error instanceof Error ? error.name : '', things), { cause: error })
    }
  }
}

/** Switches the devices behind a stream off. */
export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
