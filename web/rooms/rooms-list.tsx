import { useSignal } from '@preact/signals'
import { Avatar } from '../controls/avatar.tsx'
import { Menu } from '../controls/menu.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { optionsOfRoom, ROOM_LIST } from '../words/rooms.ts'
import { RoomForm } from './room-form.tsx'
import { copyLink, roomLink } from './room-link.ts'

const MENU = 'text-slate-500 hover:bg-slate-200 dark:text-slate-400 dark:hover:bg-slate-600'

/** Which room to go to: one by its name, or one of those where one was before. */
export function RoomsList({ session }: { session: Session }) {
  const { recent } = session.rooms
  /** What became of copying a link. */
  const copied = useSignal('')

  async function copy(room: string): Promise<void> {
    const done = await copyLink(roomLink(room, location.origin, import.meta.env.BASE_URL))
    copied.value = done ? ROOM_LIST.linkCopied : ROOM_LIST.linkNotCopied
  }

  return (
    <div class="flex min-h-0 grow flex-col gap-5 p-4 pt-2">
      <RoomForm session={session} />
      <section class="flex flex-col gap-1" aria-labelledby="rooms-recent">
        <h2 id="rooms-recent" class="text-sm font-medium text-slate-500 dark:text-slate-400">
          {ROOM_LIST.recent}
        </h2>
        {recent.list.value.length === 0 && <p class="py-2 text-sm text-slate-500 dark:text-slate-400">{ROOM_LIST.noRecent}</p>}
        <ul class="-mx-2" data-testid="rooms-recent-list">
          {recent.list.value.map((room) => (
            <RecentRoom key={room} session={session} room={room} onCopy={() => void copy(room)} />
          ))}
        </ul>
        <p role="status" data-testid="room-link-copied" class="min-h-5 text-sm text-slate-500 dark:text-slate-400">
          {copied.value}
        </p>
      </section>
    </div>
  )
}

interface RecentRoomProps {
  readonly session: Session
  readonly room: string
  readonly onCopy: () => void
}

function RecentRoom({ session, room, onCopy }: RecentRoomProps) {
  const { rooms } = session
  const name = roomName(room, session.roomDomain.value)
  const current = rooms.current.value
  const here = current?.uri === room && current.state.value.kind !== 'terminated'
  const items = [
    { words: ROOM_LIST.copyLink, icon: 'copy', onClick: onCopy, testId: 'room-copy-link' },
    { words: ROOM_LIST.forget, icon: 'trash', onClick: () => rooms.recent.remove(room), testId: 'room-forget' },
  ] as const
  return (
    <li
      data-testid="room-recent"
      data-room={room}
      class="flex items-center rounded-xl hover:bg-slate-100 dark:hover:bg-slate-700"
    >
      <button
        type="button"
        onClick={() => session.go({ kind: 'room', room })}
        data-testid="room-recent-open"
        class="flex min-h-13 min-w-0 grow items-center gap-3 rounded-xl px-2 py-1.5 text-left"
      >
        <Avatar name={name} address={room} className="size-10" />
        <span class="min-w-0 leading-snug">
          <bdi class="block truncate font-medium">{name}</bdi>
          {here && <span class="block text-sm text-emerald-700 dark:text-emerald-400">{ROOM_LIST.now}</span>}
        </span>
      </button>
      <Menu label={optionsOfRoom(name)} items={items} className={MENU} testId="room-recent-menu" />
    </li>
  )
}
