import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { StreamVideo } from '../media/stream-video.tsx'
import { CALL } from '../words/calls.ts'
import { type CallLayout, type Corner, cornerNear, cornerTowards } from './call-layout.ts'

interface SelfViewProps {
  readonly stream: MediaStream
  readonly mirrored: boolean
  readonly layout: CallLayout
  readonly className: string
}

const PLACES: Record<Corner, string> = {
  'top-left': 'top-3 left-3 sm:top-4 sm:left-4',
  'top-right': 'top-3 right-3 sm:top-4 sm:right-4',
  'bottom-left': 'bottom-32 left-3 sm:bottom-28 sm:left-4',
  'bottom-right': 'bottom-32 right-3 sm:bottom-28 sm:right-4',
}

/** The own picture, in the corner to which it was dragged or sent with the arrow keys. */
export function SelfView({ stream, mirrored, layout, className }: SelfViewProps) {
  const button = useRef<HTMLButtonElement>(null)
  const dragged = useSignal<{ readonly x: number; readonly y: number } | null>(null)
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null)

  function drop(event: PointerEvent): void {
    from.current = null
    if (dragged.value === null) return
    dragged.value = null
    const pane = button.current?.offsetParent?.getBoundingClientRect()
    if (pane === undefined) return
    layout.moveTo(cornerNear((event.clientX - pane.left) / pane.width, (event.clientY - pane.top) / pane.height))
  }

  const shift = dragged.value
  return (
    <button
      ref={button}
      type="button"
      aria-label={CALL.moveOwnVideo}
      title={CALL.moveOwnVideo}
      data-testid="self-view"
      data-corner={layout.corner.value}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, y: event.clientY }
      }}
      onPointerMove={(event) => {
        if (from.current !== null) dragged.value = { x: event.clientX - from.current.x, y: event.clientY - from.current.y }
      }}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={(event) => {
        const corner = cornerTowards(layout.corner.value, event.key)
        if (!event.key.startsWith('Arrow')) return
        event.preventDefault()
        layout.moveTo(corner)
      }}
      style={shift === null ? undefined : { transform: `translate(${shift.x}px, ${shift.y}px)` }}
      class={`absolute z-10 cursor-grab touch-none overflow-hidden rounded-xl bg-black shadow-lg ring-1 ring-white/25 active:cursor-grabbing ${PLACES[layout.corner.value]} ${className}`}
    >
      <StreamVideo
        stream={stream}
        own
        mirrored={mirrored}
        label={CALL.ownVideo}
        className="pointer-events-none aspect-[4/3] w-28 object-cover sm:w-44"
        testId="self-video"
      />
    </button>
  )
}
