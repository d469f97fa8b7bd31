import { useEffect, useRef } from 'preact/hooks'

interface StreamVideoProps {
  readonly stream: MediaStream
  /** Own pictures are shown without sound, and as in a mirror. */
  readonly own?: boolean
  readonly label: string
  readonly className: string
  readonly testId: string
}

/** Plays a stream, sound included. */
export function StreamVideo({ stream, own = false, label, className, testId }: StreamVideoProps) {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = stream
  }, [stream])
  return (
    <video
      ref={element}
      autoplay
      playsInline
      muted={own}
      aria-label={label}
      data-testid={testId}
      class={`${className} ${own ? '-scale-x-100' : ''}`}
    />
  )
}
