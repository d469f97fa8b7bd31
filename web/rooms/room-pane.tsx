import { Icon } from '../controls/icon.tsx'
import { readRoom } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { LOBBY, ROOM_LIST } from '../words/rooms.ts'
import { LobbyView } from './lobby-view.tsx'
import { RoomView } from './room-view.tsx'

/** The room one is in, the door of the room that an address leads to, or what could be done. */
export function RoomPane({ session }: { session: Session }) {
  const { rooms } = session
  const route = session.route.value
  const room = rooms.current.value
  const inCall = session.calls.talking.value
  const wanted = route.kind === 'room' ? readRoom(route.room, session.roomDomain.value) : null
  // Whoever was thrown out, or comes again, goes through the door once more.
  const atDoor = wanted !== null && (wanted !== room?.uri || rooms.lobby.value?.uri === wanted)
  const seen = route.kind === 'rooms' || (route.kind === 'room' && !atDoor)
  return (
    <>
      {room !== null && <RoomView key={room.uri} session={session} room={room} hidden={!seen || inCall} />}
      {room !== null && inCall && <Note>{ROOM_LIST.inCall}</Note>}
      {atDoor && wanted !== null && !(inCall && room !== null) && <LobbyView key={wanted} session={session} uri={wanted} />}
      {route.kind === 'room' && wanted === null && <Note>{LOBBY.badName}</Note>}
      {route.kind === 'rooms' && room === null && <Note>{ROOM_LIST.pick}</Note>}
    </>
  )
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
