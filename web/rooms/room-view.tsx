import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CallTimer } from '../calls/call-timer.tsx'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { roomEnd, roomWords } from '../words/rooms.ts'
import type { Room } from './room.ts'
import { RoomControls } from './room-controls.tsx'
import { RoomPanel } from './room-panel.tsx'
import { RoomStage } from './room-stage.tsx'
import type { Rooms } from './rooms.ts'

/** As wide as a window must be for the panel to be there from the beginning. */
const WIDE = '(min-width: 64rem)'

interface RoomViewProps {
  readonly session: Session
  readonly room: Room
  /** Goes on without being seen. */
  readonly hidden: boolean
}

/** A room: its participants, what can be done, and beside them chat, people and files. */
export function RoomView({ session, room, hidden }: RoomViewProps) {
  const { rooms } = session
  const panel = useSignal(window.matchMedia(WIDE).matches)
  const view = useRef<HTMLElement>(null)
  // The button that brought the room here may be gone.
  useEffect(() => {
    if (!hidden) view.current?.focus()
  }, [hidden])
  const over = room.state.value.kind === 'terminated'
  return (
    <section
      ref={view}
      tabIndex={-1}
      aria-label="Room"
      data-testid="room-view"
      class={`relative min-h-0 grow outline-none ${hidden ? 'hidden' : 'flex'}`}
    >
      <div class="flex min-w-0 grow flex-col bg-slate-800 text-white dark:bg-slate-950">
        <RoomHeading session={session} room={room} />
        {over ? (
          <RoomOver rooms={rooms} room={room} />
        ) : (
          <>
            <RoomNotes room={room} />
            <div class="flex min-h-0 grow flex-col gap-3 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:p-3">
              <RoomStage room={room} />
              <RoomControls rooms={rooms} room={room} panel={panel} />
            </div>
          </>
        )}
      </div>
      {!over && panel.value && (
        <RoomPanel
          room={room}
          onClose={() => {
            panel.value = false
          }}
        />
      )}
    </section>
  )
}

/** Which room, how one stands with it, and whose hands are up. */
function RoomHeading({ session, room }: { session: Session; room: Room }) {
  const { conference, members, hands, joinedAt } = room
  const state = room.state.value
  const over = state.kind === 'terminated'
  const names = hands.value.map((session) => room.nameOfSession(session)).filter((name) => name !== '')
  return (
    <header class="flex items-center gap-3 px-3 pt-2.5 sm:px-4">
      <div class="min-w-0 grow leading-snug">
        <h2 class="truncate font-semibold" data-testid="room-title" title={conference.room}>
          {roomName(conference.room, session.roomDomain.value)}
        </h2>
        <p class="flex flex-wrap gap-x-2 text-sm text-slate-300">
          <span role="status" data-testid="room-state" data-state={state.kind}>
            {roomWords(state.kind, members.value.length)}
          </span>
          {!over && joinedAt.value !== null && <CallTimer since={conference.createdAt ?? joinedAt.value} lasted={null} />}
        </p>
      </div>
      {!over && names.length > 0 && (
        <p
          role="status"
          data-testid="room-hands"
          data-count={names.length}
          title={names.join(', ')}
          class="flex min-w-0 items-center gap-1.5 rounded-full bg-amber-400 px-3 py-1 text-sm font-medium text-slate-900"
        >
          <Icon name="hand" className="size-4" />
          <span class="sr-only">Hands up: </span>
          <span class="max-w-40 truncate max-sm:sr-only">{names.join(', ')}</span>
          <span class="sm:sr-only">{names.length}</span>
        </p>
      )}
      {!over && (
        <button
          type="button"
          onClick={() => session.go({ kind: 'home' })}
          aria-label="Back to calls and messages; the room goes on"
          title="Back to calls and messages; the room goes on"
          data-testid="room-minimize"
          class="grid size-10 shrink-0 place-items-center rounded-full hover:bg-white/15"
        >
          <Icon name="minimize" />
        </button>
      )}
    </header>
  )
}

/** What others wanted of this participant, and what went wrong. */
function RoomNotes({ room }: { room: Room }) {
  const { notice, problem } = room
  return (
    <div class="flex flex-col gap-2 px-2 pt-2 empty:hidden sm:px-3">
      {notice.value !== null && (
        <p
          role="status"
          data-testid="room-notice"
          class="flex items-start gap-3 rounded-xl bg-amber-100 px-4 py-3 text-amber-950 dark:bg-amber-950 dark:text-amber-100"
        >
          <span class="min-w-0 grow">{notice.value}</span>
          <button type="button" aria-label="Dismiss" onClick={() => room.dismissNotice()} data-testid="room-notice-dismiss">
            <Icon name="close" />
          </button>
        </p>
      )}
      {problem.value !== null && (
        <Alert testId="room-problem" onDismiss={() => room.dismissProblem()}>
          {problem.value}
        </Alert>
      )}
    </div>
  )
}

/** What is left of a room: why it is over, and the way back. */
function RoomOver({ rooms, room }: { rooms: Rooms; room: Room }) {
  const state = room.state.value
  const end = state.kind === 'terminated' ? state.end : null
  const { room: uri } = room.conference
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
        {end !== null && roomEnd(end, room.joinedAt.value !== null)}
      </p>
      <div class="flex flex-wrap justify-center gap-3">
        <Button
          colour="go"
          icon="people"
          disabled={rooms.capturing.value}
          onClick={() => void rooms.join(uri, room.media.withCamera ? 'video' : 'audio')}
          testId="room-rejoin"
        >
          Join again
        </Button>
        <Button onClick={() => rooms.leave()} testId="room-close">
          Close
        </Button>
      </div>
    </div>
  )
}
