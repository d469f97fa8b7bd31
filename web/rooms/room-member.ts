import { signal } from '@preact/signals'
import type { MediaFlags } from '@weft/client/call-media'
import type { Participant } from '@weft/client/conference-participant'

/** Louder than the noise of a quiet room, from 0 to 1. */
const SPOKEN = 0.02
/** As many looks in a row must have heard nothing before somebody counts as silent: speech has gaps. */
const QUIET_LOOKS = 4

/** Somebody else in a room as the page shows them: signals for views to read. */
export class RoomMember {
  readonly participant: Participant
  readonly stream = signal<MediaStream | null>(null)
  /** What can be heard and seen of them. */
  readonly media = signal<MediaFlags>({ audio: false, video: false })
  /** A moderator has muted them. */
  readonly muted = signal(false)

  readonly speaking = signal(false)
  #quiet = 0

  constructor(participant: Participant) {
    this.participant = participant
    this.muted.value = participant.muted
    this.#look(participant.media)
    participant.on('media', (media) => this.#look(media))
    participant.on('muted', (muted) => {
      this.muted.value = muted
    })
  }

  /** Finds out whether they speak; to be called a few times a second while that is shown. */
  listen(): void {
    this.#quiet = this.participant.loudness > SPOKEN ? 0 : this.#quiet + 1
    if (this.#quiet === 0) this.speaking.value = true
    else if (this.#quiet >= QUIET_LOOKS) this.speaking.value = false
  }

  #look(media: MediaFlags): void {
    this.stream.value = this.participant.stream
    this.media.value = media
  }
}
