import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { nameOf } from '../words/people.ts'
import type { Room } from './room.ts'
import { RoomMemberMenu } from './room-member-menu.tsx'
import { RoomTile, type TileProps } from './room-tile.tsx'
import { placeTiles } from './stage-layout.ts'

/** Between two looks at who speaks. */
const LISTEN_INTERVAL_MS = 200

const MENU = 'bg-black/50 text-white hover:bg-black/70'

/** The participants: in a grid, or in a strip below those who are seen large. */
export function RoomStage({ room }: { room: Room }) {
  const stage = useRef<HTMLDivElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  useEffect(() => {
    if (stage.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      // Nothing has a size while the room is hidden; the sound goes on.
      if (entry !== undefined && entry.contentRect.width > 0)
        size.value = { width: entry.contentRect.width, height: entry.contentRect.height }
    })
    observer.observe(stage.current)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const timer = setInterval(() => {
      for (const member of room.members.peek()) member.listen()
    }, LISTEN_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [room])

  const tiles = tilesOf(room)
  const large = tiles.filter(({ session }) => room.large.value.includes(session))
  const small = tiles.filter((tile) => !large.includes(tile))
  const places = placeTiles(large.length, small.length, size.value)
  const ordered = [...large, ...small]
  return (
    <div
      ref={stage}
      class="min-h-0 grow overflow-x-hidden overflow-y-auto"
      data-testid="room-stage"
      data-large={large.map(({ session }) => session).join(' ')}
    >
      <ul aria-label="Participants" class="relative">
        {tiles.map((tile) => {
          // In the document they stay where they are: a picture that is moved there stops and starts again.
          const place = places[ordered.indexOf(tile)]
          return place && <RoomTile key={tile.session} {...tile} whole={large.includes(tile)} place={place} />
        })}
      </ul>
    </div>
  )
}

type Tile = Omit<TileProps, 'place' | 'whole'>

function tilesOf(room: Room): readonly Tile[] {
  const handOf = (session: string): number | null => {
    const place = room.hands.value.indexOf(session)
    return place < 0 ? null : place + 1
  }
  const { media, conference } = room
  const own: Tile = {
    uri: conference.account,
    session: conference.id,
    name: 'You',
    stream: media.picture.value,
    picture: media.picture.value !== null,
    own: true,
    mirrored: !media.sharing.value,
    speaking: false,
    muted: !media.microphone.value,
    hand: handOf(conference.id),
    children: <RoomMemberMenu room={room} member={null} className={MENU} />,
  }
  const others = room.members.value.map((member): Tile => {
    const { id, uri } = member.participant
    return {
      uri,
      session: id,
      name: nameOf(member.participant),
      stream: member.stream.value,
      picture: member.media.value.video,
      speaking: member.speaking.value,
      muted: member.muted.value,
      hand: handOf(id),
      children: <RoomMemberMenu room={room} member={member} className={MENU} />,
    }
  })
  return [...others, own]
}
