import { computed, signal } from '@preact/signals'
import type { MediaFlags, Medium } from '@weft/client/call-media'
import type { Participant, ParticipantState, PictureSize } from '@weft/client/conference-participant'
import { countOf, type LinkCount, type LinkQuality, qualityBetween } from './link-quality.ts'

/** Louder than the noise of a quiet room, from 0 to 1. */
const SPOKEN = 0.02
/** As many looks in a row must have heard nothing before somebody counts as silent: speech has gaps. */
const QUIET_LOOKS = 4
/** As many looks in which nothing came, before it counts as switched off. Sound comes without gaps; a screen that stands still is sent once a second. */
const STILL_LOOKS: Readonly<Record<Medium, number>> = { audio: 10, video: 20 }
/** ms before less is asked for than comes now: pages are turned back. */
const LESS_AFTER_MS = 1_000

/** In which size a picture is wanted; `none` where it cannot be seen. */
export type WantedPicture = PictureSize | 'none'

const ORDER: readonly WantedPicture[] = ['none', 'low', 'medium', 'high']

/** Somebody else in a room as the page shows them: signals for views to read. */
export class RoomMember {
  readonly participant: Participant
  readonly stream = signal<MediaStream | null>(null)
  /** A moderator has muted them. */
  readonly muted = signal(false)
  /** How far it is with their sound and picture. */
  readonly state = signal<ParticipantState>('attaching')
  readonly speaking = signal(false)
  readonly quality = signal<LinkQuality>('good')
  /** There is something to see. */
  readonly picture = computed(() => this.#media.value.video && !this.#still.video.value)
  /** Nothing is heard of them: they are muted, or have no microphone. */
  readonly silent = computed(() => this.muted.value || this.#still.audio.value)
  /** How loud they are at the moment, from 0 to 1. */
  loudness = 0
  readonly #media = signal<MediaFlags>({ audio: false, video: false })
  readonly #still = { audio: signal(false), video: signal(false) }
  readonly #played: Record<Medium, number | null> = { audio: null, video: null }
  readonly #stillLooks: Record<Medium, number> = { audio: 0, video: 0 }
  #quiet = 0
  #wanted: WantedPicture = 'high'
  #less: ReturnType<typeof setTimeout> | undefined
  #count: LinkCount | null = null

  constructor(participant: Participant) {
    this.participant = participant
    this.muted.value = participant.muted
    this.state.value = participant.state
    this.#look(participant.media)
    participant.on('media', (media) => this.#look(media))
    participant.on('state', (state) => {
      this.state.value = state
    })
    participant.on('muted', (muted) => {
      this.muted.value = muted
    })
  }

  /** Finds out what they do; to be called a few times a second while that is shown. */
  listen(): void {
    this.loudness = this.participant.loudness
    this.#quiet = this.loudness > SPOKEN ? 0 : this.#quiet + 1
    if (this.#quiet === 0) this.speaking.value = true
    else if (this.#quiet >= QUIET_LOOKS) this.speaking.value = false
    const played = this.participant.played
    // Before they are connected nothing says anything about them.
    if (this.state.value !== 'established') return
    this.#watch('audio', played.audio)
    if (this.#wanted !== 'none') this.#watch('video', played.video)
  }

  /** Finds out how well what they send arrives; to be called every few seconds while that is shown. */
  async measure(): Promise<void> {
    const count = countOf(await this.participant.stats())
    if (this.#count !== null) this.quality.value = qualityBetween(this.#count, count)
    this.#count = count
  }

  /** Receives their picture in this size from now on; less of it only after a moment. */
  want(picture: WantedPicture): void {
    clearTimeout(this.#less)
    if (ORDER.indexOf(picture) >= ORDER.indexOf(this.#wanted)) this.#ask(picture)
    else this.#less = setTimeout(() => this.#ask(picture), LESS_AFTER_MS)
  }

  close(): void {
    clearTimeout(this.#less)
  }

  #ask(picture: WantedPicture): void {
    const before = this.#wanted
    if (picture === before) return
    this.#wanted = picture
    this.#stillLooks.video = 0
    // Where it is refused more comes than is needed, and nothing is wrong.
    const ignore = (): undefined => undefined
    if (picture === 'none') return void this.participant.receive({ video: false }).catch(ignore)
    if (before === 'none') this.participant.receive({ video: true }).catch(ignore)
    this.participant.chooseSize(picture).catch(ignore)
  }

  #watch(medium: Medium, played: number | null): void {
    const comes = played !== this.#played[medium]
    this.#played[medium] = played
    this.#stillLooks[medium] = comes ? 0 : this.#stillLooks[medium] + 1
    this.#still[medium].value = this.#stillLooks[medium] >= STILL_LOOKS[medium]
  }

  #look(media: MediaFlags): void {
    this.stream.value = this.participant.stream
    this.#media.value = media
  }
}
