import { useEffect, useRef } from 'preact/hooks'
import { IncomingCalls } from '../calls/incoming-calls.tsx'
import { RoomBar } from '../rooms/room-bar.tsx'
import { RoomInvitations } from '../rooms/room-invitations.tsx'
import { RoomView } from '../rooms/room-view.tsx'
import { Desk } from './desk.tsx'
import { LogInForm } from './log-in-form.tsx'
import { RegistrationBadge } from './registration-badge.tsx'
import type { Session } from './session.ts'

interface PageProps {
  readonly session: Session
  /** What the log-in form begins with. */
  readonly suggestedAccount: string
}

/** The whole page: who and how above, below it the log-in form or the desk. */
export function Page({ session, suggestedAccount }: PageProps) {
  const loggedIn = session.loggedIn.value
  const { rooms } = session
  const room = rooms.current.value
  const aside = session.calls.front.value !== null
  const inRoom = room !== null && rooms.shown.value && !aside
  const main = useRef<HTMLElement>(null)
  // What had the focus is gone, the log-in form or the desk: keyboards and screen readers go on from what has taken its place.
  useEffect(() => main.current?.focus(), [loggedIn])
  return (
    <div class={`flex flex-col ${inRoom ? 'h-dvh' : 'min-h-dvh'}`}>
      <header
        class={`flex items-center gap-4 border-b border-slate-200 bg-white px-4 py-2.5 sm:px-6 dark:border-slate-700 dark:bg-slate-800 ${inRoom ? 'max-lg:hidden' : ''}`}
      >
        <h1 class="flex items-center gap-2 text-lg font-semibold">
          <img src={`${import.meta.env.BASE_URL}weft.svg`} alt="" class="size-8" />
          Weft
        </h1>
        <div class="ml-auto flex min-w-0 items-center gap-4">
          <RegistrationBadge session={session} />
          {loggedIn && (
            <button
              type="button"
              onClick={() => session.logOut()}
              data-testid="logout"
              class="rounded text-sm whitespace-nowrap text-slate-600 underline-offset-4 hover:underline dark:text-slate-300"
            >
              Log out
            </button>
          )}
        </div>
      </header>
      <div class="sticky top-0 z-20 flex flex-col">
        <IncomingCalls session={session} />
        <RoomInvitations session={session} />
        {room !== null && !inRoom && <RoomBar session={session} room={room} aside={aside} />}
      </div>
      {session.server.value === 'away' && (
        <p
          role="status"
          data-testid="server-away"
          class="bg-amber-100 px-4 py-2 text-center text-amber-900 dark:bg-amber-950 dark:text-amber-200"
        >
          The server cannot be reached. Trying again by itself…
        </p>
      )}
      <main ref={main} tabIndex={-1} class="flex min-h-0 grow flex-col outline-none">
        {room !== null && !aside && <RoomView key={room.conference.id} rooms={rooms} room={room} hidden={!inRoom} />}
        {loggedIn && !inRoom && <Desk session={session} />}
        {!loggedIn && <LogInForm session={session} suggestedAccount={suggestedAccount} />}
      </main>
    </div>
  )
}
