import { Button } from '../controls/button.tsx'
import { domainOf, roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import type { Room } from './room.ts'

interface RoomBarProps {
  readonly session: Session
  readonly room: Room
  /** A call has taken its place: nothing of either is heard in the other. */
  readonly aside: boolean
}

/** Reminds of a room that goes on behind what the page shows. */
export function RoomBar({ session, room, aside }: RoomBarProps) {
  const { rooms } = session
  const name = roomName(room.conference.room, domainOf(room.conference.account))
  return (
    <section
      aria-label="Room"
      data-testid="room-bar"
      class="flex flex-wrap items-center gap-x-4 gap-y-2 bg-emerald-50 px-4 py-2 text-emerald-950 sm:px-6 dark:bg-emerald-950 dark:text-emerald-100"
    >
      <p class="min-w-0 grow truncate">
        {aside
          ? `The room ${name} waits for the end of the call: it hears and sees nothing of you.`
          : `You are in the room ${name}.`}
      </p>
      <div class="flex gap-3">
        {!aside && (
          <Button
            colour="go"
            onClick={() => {
              rooms.shown.value = true
            }}
            testId="room-return"
          >
            Back to the room
          </Button>
        )}
        <Button colour="stop" icon="hang-up" onClick={() => rooms.leave()} testId="room-bar-leave">
          Leave
        </Button>
      </div>
    </section>
  )
}
