import { signal } from '@preact/signals'
import type { MediaFlags } from '@weft/client/call-media'
import type { Participant } from '@weft/client/conference-participant'

/** Somebody else in a room as the page shows them: signals for views to read. */
export class RoomMember {
  readonly participant: Participant
  readonly stream = signal<MediaStream | null>(null)
  /** What can be heard and seen of them. */
  readonly media = signal<MediaFlags>({ audio: false, video: false })
  /** A moderator has muted them. */
  readonly muted = signal(false)

  constructor(participant: Participant) {
    this.participant = participant
    this.muted.value = participant.muted
    this.#look(participant.media)
    participant.on('media', (media) => this.#look(media))
    participant.on('muted', (muted) => {
      this.muted.value = muted
    })
  }

  #look(media: MediaFlags): void {
    this.stream.value = this.participant.stream
    this.media.value = media
  }
}
