import type { ComponentChildren } from 'preact'
import { Avatar } from '../controls/avatar.tsx'
import { Icon } from '../controls/icon.tsx'
import { StreamVideo } from '../media/stream-video.tsx'
import { TILE } from '../words/rooms.ts'
import type { LinkQuality } from './link-quality.ts'
import type { Place } from './stage-layout.ts'

interface TileProps {
  /** Tells participants apart, and chooses a colour. */
  readonly uri: string
  readonly session: string
  readonly name: string
  readonly stream: MediaStream | null
  /** There is something to see in the stream. */
  readonly picture: boolean
  readonly own?: boolean
  readonly mirrored?: boolean
  /** Neither sound nor picture is there yet. */
  readonly connecting?: boolean
  readonly speaking: boolean
  readonly muted: boolean
  readonly quality?: LinkQuality
  /** Place among those whose hands are up, from 1; null where it is not. */
  readonly hand: number | null
  /** Shows all of the picture rather than filling the tile. */
  readonly whole: boolean
  /** Null where the tile is on another page: it stays in the document, as a picture that comes anew takes time to start. */
  readonly place: Place | null
  /** What can be done about them. */
  readonly children: ComponentChildren
}

/** One participant: picture or initial, name, what there is to know. */
export function RoomTile(props: TileProps) {
  const { uri, session, name, stream, picture, own = false, mirrored = false, connecting = false } = props
  const { speaking, muted, quality = 'good', hand, whole, place, children } = props
  return (
    <li
      data-testid={own ? 'room-self' : 'room-participant'}
      data-session={session}
      data-uri={uri}
      data-picture={picture}
      data-speaking={speaking}
      data-muted={muted}
      hidden={place === null}
      style={place === null ? {} : placeStyle(place)}
      class="group absolute top-0 left-0 overflow-hidden rounded-xl bg-slate-700 text-white motion-safe:transition-transform dark:bg-slate-800"
    >
      {stream !== null && (
        <StreamVideo
          stream={stream}
          own
          mirrored={mirrored}
          label={own ? TILE.ownPicture : TILE.pictureOf(name)}
          className={picture ? `size-full ${whole ? 'object-contain' : 'object-cover'}` : 'hidden'}
          testId="room-video"
        />
      )}
      {!picture && (
        <div class="grid size-full place-items-center">
          <Avatar name={name} address={uri} className="aspect-square h-2/5 max-h-28 min-h-9 text-xl sm:text-3xl" />
        </div>
      )}
      {hand !== null && (
        <span
          data-testid="room-tile-hand"
          class="absolute top-2 left-2 flex items-center gap-1 rounded-full bg-amber-400 px-2 py-0.5 text-sm font-semibold text-slate-900 shadow"
        >
          <Icon name="hand" className="size-4" />
          <span class="sr-only">{TILE.hand}</span>
          {hand}
        </span>
      )}
      <div class="pointer-events-none absolute inset-x-0 bottom-0 flex items-end bg-linear-to-t from-black/70 to-transparent p-2 pt-6">
        <span class="flex min-w-0 items-center gap-1.5 text-sm font-medium drop-shadow">
          {muted && (
            <span class="grid size-5 shrink-0 place-items-center rounded-full bg-rose-600">
              <Icon name="mic-off" className="size-3.5" />
              <span class="sr-only">{TILE.muted}</span>
            </span>
          )}
          <bdi class="truncate" data-testid="room-name">
            {name}
          </bdi>
          {connecting && <span class="shrink-0 text-xs text-slate-200 motion-safe:animate-pulse">{TILE.connecting}</span>}
          {quality !== 'good' && (
            <span
              class={`pointer-events-auto shrink-0 ${quality === 'poor' ? 'text-rose-300' : 'text-amber-300'}`}
              title={TILE.quality[quality]}
            >
              <Icon name="signal" className="size-4" />
              <span class="sr-only">{TILE.quality[quality]}</span>
            </span>
          )}
        </span>
      </div>
      <div class="absolute top-1.5 right-1.5 opacity-0 transition-opacity group-hover:opacity-100 group-focus-within:opacity-100 pointer-coarse:opacity-100">
        {children}
      </div>
      {speaking && <span class="pointer-events-none absolute inset-0 rounded-xl ring-3 ring-emerald-400 ring-inset" />}
    </li>
  )
}

/** Moving a tile this way costs no new layout of the page. */
const placeStyle = ({ left, top, width, height }: Place) => ({
  width: `${width}px`,
  height: `${height}px`,
  transform: `translate(${left}px, ${top}px)`,
})
