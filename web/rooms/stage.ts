import { computed, effect, signal, untracked } from '@preact/signals'
import { ActiveSpeaker } from './active-speaker.ts'
import type { RoomMember, WantedPicture } from './room-member.ts'
import { type Place, placeTiles, tilesAtOnce } from './stage-layout.ts'
import { StageOrder } from './stage-order.ts'

/** Between two looks at who speaks, and at how well pictures arrive. */
const LISTEN_MS = 200
const MEASURE_MS = 5_000
/** Of more people, who speaks is seen large unless somebody wants them all alike. */
const MOST_ALIKE = 6
/** Height in pixels up to which a small picture, or one of middle size, looks as sharp as the large one. */
const SHARP = { low: 200, medium: 400 } as const

/** `speaker`: who speaks is seen large where nobody was chosen. `auto`: as it suits how many are there. */
export type StageMode = 'auto' | 'grid' | 'speaker'

/** Who is where on the stage. */
export interface StageLayout {
  /** By room session; who is missing is on another page. */
  readonly places: ReadonlyMap<string, Place>
  readonly large: readonly string[]
  /** From 0. */
  readonly page: number
  readonly pages: number
}

/** What a stage shows. */
interface Cast {
  /** The own room session. */
  readonly session: { readonly value: string }
  readonly members: { readonly value: readonly RoomMember[] }
  /** Room sessions of who was chosen to be seen large. */
  readonly chosen: { readonly value: readonly string[] }
}

/** The stage of a room: who is seen how large on which page, who speaks, and in which size their pictures are to come. */
export class Stage {
  /** Of the place there is, in CSS pixels. */
  readonly size = signal({ width: 0, height: 0 })
  readonly mode = signal<StageMode>('auto')
  /** Whether anybody sees it at all. */
  readonly seen = signal(true)
  /** Who is shown in a window of its own, and so is seen whatever the page shows. */
  readonly window = signal<string | null>(null)
  /** Room session of who spoke last. */
  readonly active = signal<string | null>(null)
  /** Whether who speaks is seen large. */
  readonly followsSpeaker = computed(() => {
    const mode = this.mode.value
    return mode === 'auto' ? this.#cast.members.value.length >= MOST_ALIKE : mode === 'speaker'
  })
  readonly layout = computed<StageLayout>(() => this.#layOut())
  readonly #cast: Cast
  readonly #wantedPage = signal(0)
  readonly #order = signal<readonly string[]>([])
  readonly #orderly = new StageOrder()
  readonly #speaker = new ActiveSpeaker()
  readonly #stop: readonly (() => void)[]

  constructor(cast: Cast) {
    this.#cast = cast
    this.#stop = [
      effect(() => {
        const here = cast.members.value.map(({ participant }) => participant.id)
        this.#order.value = untracked(() => this.#orderly.sync(here))
      }),
      effect(() => this.#want()),
    ]
  }

  turn(page: number): void {
    this.#wantedPage.value = page
  }

  /** Listens who speaks, for as long as it is shown; what is returned stops that. */
  watch(): () => void {
    const timers = [
      setInterval(() => this.listen(), LISTEN_MS),
      setInterval(() => {
        const { places } = this.layout.peek()
        for (const member of this.#cast.members.value)
          if (places.has(member.participant.id)) void member.measure().catch(() => undefined)
      }, MEASURE_MS),
    ]
    return () => {
      for (const timer of timers) clearInterval(timer)
    }
  }

  /** One look at who speaks. */
  listen(): void {
    const members = this.#cast.members.value
    for (const member of members) member.listen()
    const active = this.#speaker.hear(new Map(members.map(({ participant, loudness }) => [participant.id, loudness])))
    if (active === this.active.value) return
    this.active.value = active
    // The own tile is on the first page as well.
    const first = tilesAtOnce(this.layout.value.large.length, this.size.value) - 1
    if (active !== null) this.#order.value = this.#orderly.speak(active, first)
  }

  close(): void {
    for (const stop of this.#stop) stop()
  }

  #layOut(): StageLayout {
    const own = this.#cast.session.value
    const order = this.#order.value
    const chosen = this.#cast.chosen.value
    const spoken = this.active.value
    const speaking = spoken !== null && order.includes(spoken) ? spoken : order[0]
    const large = chosen.length > 0 ? chosen : this.followsSpeaker.value && speaking !== undefined ? [speaking] : []
    const size = this.size.value
    const atOnce = tilesAtOnce(large.length, size)
    const others = order.filter((session) => !large.includes(session))
    const small = large.includes(own) ? others : others.toSpliced(Math.min(others.length, atOnce - 1), 0, own)
    const pages = Math.max(1, Math.ceil(small.length / atOnce))
    const page = Math.min(this.#wantedPage.value, pages - 1)
    const shown = [...large, ...small.slice(page * atOnce, (page + 1) * atOnce)]
    // The last page is like the others, though it may not be full.
    const places = placeTiles(large.length, pages > 1 ? atOnce : small.length, size)
    return { places: new Map(zip(shown, places)), large, page, pages }
  }

  /** Has pictures come as large as they are seen, and others not at all. */
  #want(): void {
    const { places } = this.layout.value
    // Nothing has a place before it is known how much there is.
    if (this.size.value.width === 0) return
    const seen = this.seen.value
    const inWindow = this.window.value
    for (const member of this.#cast.members.value) {
      const { id } = member.participant
      const place = seen ? places.get(id) : undefined
      member.want(id === inWindow ? 'high' : place === undefined ? 'none' : sizeFor(place))
    }
  }
}

function sizeFor({ height }: Place): WantedPicture {
  const pixels = height * (globalThis.devicePixelRatio ?? 1)
  return pixels <= SHARP.low ? 'low' : pixels <= SHARP.medium ? 'medium' : 'high'
}

/** Pairs as long as there are places. */
function zip(sessions: readonly string[], places: readonly Place[]): readonly (readonly [string, Place])[] {
  return places.flatMap((place, index) => {
    const session = sessions[index]
    return session === undefined ? [] : [[session, place] as const]
  })
}
