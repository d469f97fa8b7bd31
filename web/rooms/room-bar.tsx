import { Button } from '../controls/button.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { ROOM_BAR } from '../words/rooms.ts'

/** Reminds of a room that goes on behind what the page shows. */
export function RoomBar({ session }: { session: Session }) {
  const { rooms } = session
  const room = rooms.current.value
  const { kind } = session.route.value
  // A call has taken its place: nothing of either is heard in the other.
  const aside = session.calls.talking.value
  if (room === null || room.state.value.kind === 'terminated') return null
  const atOtherDoor = rooms.lobby.value !== null && rooms.lobby.value.uri !== room.uri
  if (kind === 'room' && !aside && !atOtherDoor) return null
  const name = roomName(room.uri, session.roomDomain.value)
  const words = aside ? ROOM_BAR.waits : room.state.value.kind === 'rejoining' ? ROOM_BAR.lost : ROOM_BAR.inRoom
  return (
    <section
      aria-label={ROOM_BAR.label}
      data-testid="room-bar"
      // Beside the list of rooms there is room for the room itself, except on a phone.
      class={`flex flex-wrap items-center gap-x-4 gap-y-2 bg-emerald-50 px-4 py-2 text-emerald-950 sm:px-6 dark:bg-emerald-950 dark:text-emerald-100 ${kind === 'rooms' && !aside ? 'md:hidden' : ''}`}
    >
      <p class="min-w-0 grow truncate">{words(name)}</p>
      <div class="flex gap-3">
        {!aside && (
          <Button colour="go" onClick={() => session.go({ kind: 'room', room: room.uri })} testId="room-return">
            {ROOM_BAR.back}
          </Button>
        )}
        <Button colour="stop" icon="hang-up" onClick={() => rooms.leave()} testId="room-bar-leave">
          {ROOM_BAR.leave}
        </Button>
      </div>
    </section>
  )
}
