import type { ComponentChildren } from 'preact'
import { Icon } from '../controls/icon.tsx'
import { StreamVideo } from '../media/stream-video.tsx'
import type { Place } from './stage-layout.ts'

/** Grounds of those who have no picture; who has which is always the same. */
const GROUNDS = ['bg-indigo-700', 'bg-emerald-800', 'bg-rose-800', 'bg-amber-800', 'bg-sky-800', 'bg-fuchsia-800'] as const

export interface TileProps {
  /** Tells participants apart, and chooses a colour. */
  readonly uri: string
  readonly session: string
  readonly name: string
  readonly stream: MediaStream | null
  /** There is something to see in the stream. */
  readonly picture: boolean
  readonly own?: boolean
  readonly mirrored?: boolean
  readonly speaking: boolean
  readonly muted: boolean
  /** Place among those whose hands are up, from 1; null where it is not. */
  readonly hand: number | null
  /** Shows all of the picture rather than filling the tile. */
  readonly whole: boolean
  readonly place: Place
  /** What can be done about them. */
  readonly children: ComponentChildren
}

/** One participant: picture or initial, name, what there is to know. */
export function RoomTile(props: TileProps) {
  const {
    uri,
    session,
    name,
    stream,
    picture,
    own = false,
    mirrored = false,
    speaking,
    muted,
    hand,
    whole,
    place,
    children,
  } = props
  const ground = GROUNDS[[...uri].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % GROUNDS.length]
  return (
    <li
      data-testid={own ? 'room-self' : 'room-participant'}
      data-session={session}
      data-uri={uri}
      data-picture={picture}
      data-speaking={speaking}
      style={Object.fromEntries(Object.entries(place).map(([side, length]) => [side, `${length}px`]))}
      class="group absolute motion-safe:transition-[left,top,width,height] overflow-hidden rounded-xl bg-slate-700 text-white dark:bg-slate-800"
    >
      {stream !== null && (
        <StreamVideo
          stream={stream}
          own={own}
          mirrored={mirrored}
          label={own ? 'Your own picture' : `Picture of ${name}`}
          // Without a picture it still plays the sound.
          className={picture ? `size-full ${whole ? 'object-contain' : 'object-cover'}` : 'hidden'}
          testId="room-video"
        />
      )}
      {!picture && (
        <div class="grid size-full place-items-center">
          <span
            aria-hidden="true"
            class={`grid aspect-square h-2/5 max-h-24 min-h-9 place-items-center rounded-full text-xl font-semibold uppercase sm:text-2xl ${ground}`}
          >
            {name.charAt(0)}
          </span>
        </div>
      )}
      {hand !== null && (
        <span
          data-testid="room-tile-hand"
          class="absolute top-2 left-2 flex items-center gap-1 rounded-full bg-amber-400 px-2 py-0.5 text-sm font-semibold text-slate-900 shadow"
        >
          <Icon name="hand" className="size-4" />
          <span class="sr-only">Hand raised, number </span>
          {hand}
        </span>
      )}
      <div class="absolute inset-x-0 bottom-0 flex items-end bg-linear-to-t from-black/60 to-transparent p-2 pt-6">
        <span class="flex min-w-0 items-center gap-1.5 text-sm font-medium drop-shadow">
          {muted && (
            <span class="grid size-5 shrink-0 place-items-center rounded-full bg-rose-600">
              <Icon name="mic-off" className="size-3.5" />
              <span class="sr-only">Muted: </span>
            </span>
          )}
          <span class="truncate" data-testid="room-name">
            {name}
          </span>
        </span>
      </div>
      <div class="absolute top-1.5 right-1.5 opacity-0 transition-opacity group-hover:opacity-100 group-focus-within:opacity-100 pointer-coarse:opacity-100">
        {children}
      </div>
      {speaking && <span class="pointer-events-none absolute inset-0 rounded-xl ring-3 ring-emerald-400 ring-inset" />}
    </li>
  )
}
