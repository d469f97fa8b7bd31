/** How an element shows a stream. */
export interface AttachOptions {
  /** Begins to play at once; true unless it is said. */
  readonly autoplay?: boolean
  /** Shows it as a mirror would, as people are used to see themselves. */
  readonly mirror?: boolean
  readonly muted?: boolean
  /** Makes a new element of this kind where none is given. */
  readonly audio?: boolean
  readonly disableContextMenu?: boolean
}

/** Shows a stream in an element, or in a new one where none is given. @returns the element */
export function attachMediaStream(
  stream: MediaStream,
  element?: HTMLMediaElement,
  options: AttachOptions = {},
): HTMLMediaElement {
  const { autoplay = true, mirror = false, muted = false, audio = false, disableContextMenu = false } = options
  const shown = element ?? document.createElement(audio ? 'audio' : 'video')
  shown.autoplay = autoplay
  shown.muted = muted
  shown.srcObject = stream
  if (mirror) shown.style.transform = 'scaleX(-1)'
  if (disableContextMenu) shown.addEventListener('contextmenu', (event) => event.preventDefault())
  return shown
}

/** Stops all tracks: the camera's light goes out. */
export function closeMediaStream(stream: MediaStream | null | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
