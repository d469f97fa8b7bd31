import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { readRoom, roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { RoomView } from './room-view.tsx'

/** The room one is in; without one, the room that a link leads to, or what could be done. */
export function RoomPane({ session }: { session: Session }) {
  const room = session.rooms.current.value
  const route = session.route.value
  if (room !== null && session.calls.front.value !== null)
    return <Note>The room waits for the end of the call: it hears and sees nothing of you.</Note>
  if (room !== null)
    return (
      <RoomView key={room.conference.id} session={session} room={room} hidden={route.kind !== 'room' && route.kind !== 'rooms'} />
    )
  if (route.kind === 'room') return <RoomSuggestion session={session} typed={route.room} />
  return <Note>Enter the name of a room. Whoever joins a room of the same name is there with you.</Note>
}

function Note({ children }: { children: string }) {
  return (
    <div class="grid grow place-items-center p-6 text-slate-500 dark:text-slate-400">
      <p class="flex max-w-md flex-col items-center gap-3 text-center">
        <Icon name="people" className="size-12" />
        {children}
      </p>
    </div>
  )
}

/** A room that a link leads to: opening a link alone joins nothing. */
function RoomSuggestion({ session, typed }: { session: Session; typed: string }) {
  const { rooms } = session
  const domain = session.roomDomain.value
  const room = readRoom(typed, domain)
  const unable = room === null || rooms.capturing.value || session.server.value !== 'ready'
  const join = (kind: 'audio' | 'video') => {
    if (room !== null) void rooms.join(room, kind)
  }
  return (
    <section aria-label="Room" class="flex grow flex-col items-center justify-center gap-6 p-6 text-center">
      <h2 class="max-w-full truncate text-2xl font-semibold">
        <bdi>{room === null ? typed : roomName(room, domain)}</bdi>
      </h2>
      {room === null && <p>This is no name that a room can have.</p>}
      <div class="flex flex-wrap justify-center gap-3">
        <Button colour="primary" icon="people" disabled={unable} onClick={() => join('video')} testId="room-link-join">
          Join
        </Button>
        <Button icon="mic" disabled={unable} onClick={() => join('audio')} testId="room-link-join-audio">
          Audio only
        </Button>
        <Button onClick={() => session.go({ kind: 'rooms' })} testId="room-link-close">
          Close
        </Button>
      </div>
    </section>
  )
}
