import { CallTimer } from '../calls/call-timer.tsx'
import { Icon } from '../controls/icon.tsx'
import { ROOM, roomWords } from '../words/rooms.ts'
import type { Room } from './room.ts'

interface RoomHeadingProps {
  readonly room: Room
  /** What it is called. */
  readonly name: string
  readonly onShare: () => void
  readonly onMinimize: () => void
}

/** Which room, how one stands with it, and whose hands are up. */
export function RoomHeading({ room, name, onShare, onMinimize }: RoomHeadingProps) {
  const { members, hands, since } = room
  const { kind } = room.state.value
  const over = kind === 'terminated'
  const names = hands.value.map((session) => room.nameOfSession(session)).filter((name) => name !== '')
  return (
    <header class="flex items-center gap-2 px-3 pt-2.5 sm:px-4">
      <div class="min-w-0 grow leading-snug">
        <h2 class="truncate font-semibold" data-testid="room-title" title={room.uri}>
          <bdi>{name}</bdi>
        </h2>
        <p class="flex flex-wrap gap-x-2 text-sm text-slate-300">
          <span role="status" data-testid="room-state" data-state={kind}>
            {roomWords(kind, members.value.length)}
          </span>
          {!over && since.value !== null && <CallTimer since={since.value} lasted={null} />}
        </p>
      </div>
      {!over && names.length > 0 && (
        <p
          data-testid="room-hands"
          data-count={names.length}
          title={names.join(', ')}
          class="flex min-w-0 items-center gap-1.5 rounded-full bg-amber-400 px-3 py-1 text-sm font-medium text-slate-900"
        >
          <Icon name="hand" className="size-4" />
          <span class="sr-only">{ROOM.hands}</span>
          <bdi class="max-w-40 truncate max-sm:sr-only">{names.join(', ')}</bdi>
          <span class="sm:sr-only">{names.length}</span>
        </p>
      )}
      {!over && <HeadingButton label={ROOM.shareLink} icon="share" onClick={onShare} testId="room-share-link" />}
      {!over && <HeadingButton label={ROOM.minimize} icon="minimize" onClick={onMinimize} testId="room-minimize" />}
    </header>
  )
}

interface HeadingButtonProps {
  readonly label: string
  readonly icon: 'share' | 'minimize'
  readonly onClick: () => void
  readonly testId: string
}

function HeadingButton({ label, icon, onClick, testId }: HeadingButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={label}
      title={label}
      data-testid={testId}
      class="grid size-11 shrink-0 place-items-center rounded-full hover:bg-white/15"
    >
      <Icon name={icon} />
    </button>
  )
}
