import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { ROOM } from '../words/rooms.ts'
import type { Room } from './room.ts'
import { RoomAlone } from './room-alone.tsx'
import { RoomControls } from './room-controls.tsx'
import { RoomHeading } from './room-heading.tsx'
import { type RoomKey, roomKey, takesLetters } from './room-keys.ts'
import { roomLink, shareLink } from './room-link.ts'
import { RoomNotes } from './room-notes.tsx'
import { RoomOver, RoomRejoining } from './room-over.tsx'
import { type Pane, RoomPanel } from './room-panel.tsx'
import { RoomSound } from './room-sound.tsx'
import { RoomStage } from './room-stage.tsx'

/** As wide as a window must be for the panel to be there from the beginning. */
const WIDE = '(min-width: 80rem)'

interface RoomViewProps {
  readonly session: Session
  readonly room: Room
  /** Goes on without being seen. */
  readonly hidden: boolean
}

/** A room: its participants, what can be done, and beside them chat, people and files. */
export function RoomView({ session, room, hidden }: RoomViewProps) {
  const { rooms, visible } = session
  const { stage } = room
  const panel = useSignal<Pane | null>(window.matchMedia(WIDE).matches ? 'chat' : null)
  const dropping = useSignal(false)
  const view = useRef<HTMLElement>(null)
  // The button that brought the room here may be gone.
  useEffect(() => {
    if (!hidden) view.current?.focus()
  }, [hidden])
  useEffect(() => {
    stage.seen.value = !hidden && visible.value
  }, [stage, hidden, visible.value])

  const { kind } = room.state.value
  const live = kind !== 'terminated' && kind !== 'rejoining'

  async function share(): Promise<void> {
    const link = roomLink(room.uri, location.origin, import.meta.env.BASE_URL)
    const done = await shareLink(link, roomName(room.uri, session.roomDomain.value))
    if (done === 'copied') room.notice.value = ROOM.linkCopied
    else if (done === 'failed') room.problem.value = ROOM.linkFailed
  }

  function joinAgain(): void {
    session.go({ kind: 'room', room: room.uri })
    rooms.approach(room.uri)
  }

  function fullScreen(): void {
    const asked = document.fullscreenElement === null ? view.current?.requestFullscreen() : document.exitFullscreen()
    // Browsers refuse it where nobody has pressed anything.
    asked?.catch(() => undefined)
  }

  const show = (pane: Pane): void => {
    panel.value = panel.value === pane ? null : pane
  }
  const actions: Readonly<Record<RoomKey, () => void>> = {
    microphone: () => room.toggleMicrophone(),
    camera: () => void room.media.toggleCamera(),
    screen: () => void room.toggleScreen(),
    hand: () => room.toggleHand(),
    chat: () => show('chat'),
    people: () => show('people'),
    'full-screen': fullScreen,
    mode: () => {
      stage.mode.value = stage.followsSpeaker.value ? 'grid' : 'speaker'
    },
  }
  useEffect(() => {
    if (hidden || !live) return
    const press = (event: KeyboardEvent): void => {
      const key = roomKey(event, takesLetters(document.activeElement))
      if (key !== null) actions[key]()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [hidden, live, room])

  function drop(event: DragEvent): void {
    dropping.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0 || !live) return
    event.preventDefault()
    panel.value = 'files'
    void room.files.share(files)
  }

  return (
    <section
      ref={view}
      tabIndex={-1}
      aria-label={ROOM.label}
      data-testid="room-view"
      onDragOver={(event) => {
        if (!live || event.dataTransfer?.types.includes('Files') !== true) return
        event.preventDefault()
        dropping.value = true
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && view.current?.contains(event.relatedTarget))) dropping.value = false
      }}
      onDrop={drop}
      class={`relative min-h-0 grow outline-none ${hidden ? 'hidden' : 'flex'}`}
    >
      <div class="flex min-w-0 grow flex-col bg-slate-800 text-white dark:bg-slate-950">
        <RoomHeading
          room={room}
          name={roomName(room.uri, session.roomDomain.value)}
          onShare={() => void share()}
          onMinimize={() => session.go({ kind: 'home' })}
        />
        {kind === 'terminated' && <RoomOver room={room} onJoinAgain={joinAgain} onClose={() => rooms.leave()} />}
        {kind === 'rejoining' && <RoomRejoining onLeave={() => rooms.leave()} />}
        {live && (
          <>
            <RoomNotes room={room} />
            <div class="flex min-h-0 grow flex-col gap-3 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:p-3">
              {room.members.value.length === 0 && room.since.value !== null && (
                <RoomAlone onShare={() => void share()} onInvite={() => show('people')} />
              )}
              <RoomStage room={room} />
              <RoomControls
                room={room}
                devices={rooms.devices}
                panel={panel}
                onFullScreen={fullScreen}
                onShortcuts={() => {
                  session.helpShown.value = true
                }}
                onLeave={() => rooms.leave()}
              />
            </div>
            <RoomSound room={room} speaker={rooms.devices.choice.chosen.value.speaker} />
          </>
        )}
      </div>
      {live && panel.value !== null && <RoomPanel room={room} pane={panel} contacts={contactsOf(session)} />}
      {dropping.value && (
        <p class="pointer-events-none absolute inset-3 z-20 grid place-items-center rounded-2xl border-4 border-dashed border-indigo-400 bg-indigo-950/80 p-6 text-center text-xl font-semibold text-white">
          {ROOM.dropHere}
        </p>
      )}
    </section>
  )
}

/** Whom one has written with. */
const contactsOf = (session: Session): readonly string[] => (session.chat.value?.conversations.value ?? []).map(({ key }) => key)
