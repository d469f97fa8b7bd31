import { useEffect, useRef } from 'preact/hooks'

interface StreamVideoProps {
  readonly stream: MediaStream
  /** Own pictures are shown without sound, and as in a mirror. */
  readonly own?: boolean
  /** Unlike a camera, a screen is not to be read backwards. */
  readonly mirrored?: boolean
  /** The id of what to hear it with; null for what the browser takes by itself. */
  readonly speaker?: string | null
  /** Is given the element, and null once it is gone. */
  readonly onElement?: (element: HTMLVideoElement | null) => void
  readonly label: string
  readonly className: string
  readonly testId: string
}

/** Plays a stream, sound included. */
export function StreamVideo({
  stream,
  own = false,
  mirrored = own,
  speaker = null,
  onElement,
  label,
  className,
  testId,
}: StreamVideoProps) {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = stream
  }, [stream])
  useEffect(() => {
    onElement?.(element.current)
    return () => onElement?.(null)
  }, [])
  useEffect(() => {
    // Not in every browser; and a speaker that is gone leaves the sound where it is.
    void element.current?.setSinkId?.(speaker ?? '').catch(() => undefined)
  }, [speaker])
  return (
    <video
      ref={element}
      autoplay
      playsInline
      muted={own}
      aria-label={label}
      data-testid={testId}
      class={`${className} ${mirrored ? '-scale-x-100' : ''}`}
    />
  )
}
