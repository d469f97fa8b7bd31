import { useEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from '../controls/icon.tsx'
import { nameOf } from '../words/people.ts'
import { ROOM, YOU } from '../words/rooms.ts'
import type { Room } from './room.ts'
import type { RoomMember } from './room-member.ts'
import { RoomMemberMenu } from './room-member-menu.tsx'
import { RoomTile } from './room-tile.tsx'

const MENU = 'bg-black/50 text-white hover:bg-black/70'

/** The participants: in a grid, or in a strip below those who are seen large; of many, a page at a time. */
export function RoomStage({ room }: { room: Room }) {
  const { stage } = room
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      // Nothing has a size while the room is hidden; the sound goes on.
      if (entry !== undefined && entry.contentRect.width > 0)
        stage.size.value = { width: entry.contentRect.width, height: entry.contentRect.height }
    })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [stage])
  useEffect(() => stage.watch(), [stage])
  const { large, page, pages } = stage.layout.value
  return (
    <div class="relative flex min-h-0 grow flex-col">
      <div
        ref={place}
        class="min-h-0 grow overflow-x-hidden overflow-y-auto"
        data-testid="room-stage"
        data-large={large.join(' ')}
        data-page={page + 1}
        data-pages={pages}
      >
        <ul aria-label={ROOM.participants} class="relative">
          {room.members.value.map((member) => (
            // In the document they stay where they are: a picture that is moved there stops and starts again.
            <MemberTile key={member.participant.id} room={room} member={member} />
          ))}
          <OwnTile room={room} />
        </ul>
      </div>
      {pages > 1 && (
        <div class="flex items-center justify-center gap-3 pt-2" data-testid="room-pages">
          <PageButton
            label={ROOM.previousPage}
            icon="previous"
            disabled={page === 0}
            onClick={() => stage.turn(page - 1)}
            testId="room-page-previous"
          />
          <span class="text-sm text-slate-300 tabular-nums" role="status">
            {ROOM.page(page + 1, pages)}
          </span>
          <PageButton
            label={ROOM.nextPage}
            icon="next"
            disabled={page === pages - 1}
            onClick={() => stage.turn(page + 1)}
            testId="room-page-next"
          />
        </div>
      )}
    </div>
  )
}

interface PageButtonProps {
  readonly label: string
  readonly icon: IconName
  readonly disabled: boolean
  readonly onClick: () => void
  readonly testId: string
}

function PageButton({ label, icon, disabled, onClick, testId }: PageButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
      class="grid size-11 place-items-center rounded-full bg-white/15 hover:bg-white/25 disabled:opacity-40"
    >
      <Icon name={icon} />
    </button>
  )
}

function MemberTile({ room, member }: { room: Room; member: RoomMember }) {
  const { id, uri } = member.participant
  const { places, large } = room.stage.layout.value
  return (
    <RoomTile
      uri={uri}
      session={id}
      name={nameOf(member.participant)}
      stream={member.stream.value}
      picture={member.picture.value}
      connecting={member.state.value !== 'established'}
      speaking={member.speaking.value}
      muted={member.silent.value}
      quality={member.quality.value}
      hand={handOf(room, id)}
      whole={large.includes(id)}
      place={places.get(id) ?? null}
    >
      <RoomMemberMenu room={room} member={member} className={MENU} />
    </RoomTile>
  )
}

function OwnTile({ room }: { room: Room }) {
  const { media, own } = room
  const session = room.session.value
  const { places, large } = room.stage.layout.value
  const picture = media.picture.value
  return (
    <RoomTile
      uri={own.uri}
      session={session}
      name={YOU}
      stream={picture}
      picture={picture !== null}
      own
      mirrored={!media.sharing.value}
      speaking={false}
      muted={!media.microphone.value}
      hand={handOf(room, session)}
      whole={large.includes(session) || media.sharing.value}
      place={places.get(session) ?? null}
    >
      <RoomMemberMenu room={room} member={null} className={MENU} />
    </RoomTile>
  )
}

function handOf(room: Room, session: string): number | null {
  const place = room.hands.value.indexOf(session)
  return place < 0 ? null : place + 1
}
