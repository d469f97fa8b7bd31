import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { ROOM, roomEnd } from '../words/rooms.ts'
import type { Room } from './room.ts'

interface RoomOverProps {
  readonly room: Room
  readonly onJoinAgain: () => void
  readonly onClose: () => void
}

/** What is left of a room: why it is over, and the way back. */
export function RoomOver({ room, onJoinAgain, onClose }: RoomOverProps) {
  const state = room.state.value
  const end = state.kind === 'terminated' ? state.end : null
  return (
    <div
      class="flex grow flex-col items-center justify-center gap-6 p-6 text-center"
      data-testid="room-over"
      data-end={end?.kind}
    >
      <span class="grid size-20 place-items-center rounded-full bg-white/10">
        <Icon name="people" className="size-10" />
      </span>
      <p class="max-w-md text-lg" role="alert">
        {end !== null && roomEnd(end, room.since.value !== null)}
      </p>
      <div class="flex flex-wrap justify-center gap-3">
        <Button colour="go" icon="people" onClick={onJoinAgain} testId="room-rejoin">
          {ROOM.joinAgain}
        </Button>
        <Button onClick={onClose} testId="room-close">
          {ROOM.close}
        </Button>
      </div>
    </div>
  )
}

/** The connection was lost, and it is tried to come back. */
export function RoomRejoining({ onLeave }: { onLeave: () => void }) {
  return (
    <div class="flex grow flex-col items-center justify-center gap-4 p-6 text-center" role="status" data-testid="room-rejoining">
      <span class="size-12 rounded-full border-4 border-white/25 border-t-white motion-safe:animate-spin" aria-hidden="true" />
      <p class="text-lg font-medium">{ROOM.rejoining}</p>
      <p class="max-w-md text-slate-300">{ROOM.rejoiningHint}</p>
      <Button onClick={onLeave} testId="room-rejoining-leave">
        {ROOM.leave}
      </Button>
    </div>
  )
}
