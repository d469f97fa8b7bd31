import type { MediaFlags, Medium } from './call-media.ts'

/** Black is sent for as long before the picture stops: who goes on showing what came last is to show nothing else. */
const BLACK_MS = 1_500

/**
 * Has the room stop what is muted, beside the silence or black that is sent: nothing comes of it to the others then, by which they can tell, and which costs
 * them nothing. It is asked for once the room is joined.
 */
export class ConferencePause {
  readonly #ask: (on: Partial<MediaFlags>) => Promise<void>
  readonly #wanted: Record<Medium, boolean> = { audio: true, video: true }
  readonly #told: Record<Medium, boolean> = { audio: true, video: true }
  #black: ReturnType<typeof setTimeout> | undefined
  #open = false

  /** @param ask sends a request; what becomes of it does not matter, as silence and black are sent either way */
  constructor(ask: (on: Partial<MediaFlags>) => Promise<void>) {
    this.#ask = ask
  }

  /** The room is joined. */
  open(): void {
    this.#open = true
    this.#settle('audio')
    this.#settle('video')
  }

  set(medium: Medium, paused: boolean): void {
    this.#wanted[medium] = !paused
    this.#settle(medium)
  }

  close(): void {
    this.#open = false
    clearTimeout(this.#black)
  }

  #settle(medium: Medium): void {
    if (medium === 'video') clearTimeout(this.#black)
    if (!this.#open || this.#told[medium] === this.#wanted[medium]) return
    if (medium === 'video' && !this.#wanted.video) this.#black = setTimeout(() => this.#tell('video'), BLACK_MS)
    else this.#tell(medium)
  }

  #tell(medium: Medium): void {
    this.#told[medium] = this.#wanted[medium]
    this.#ask({ [medium]: this.#wanted[medium] }).catch(() => undefined)
  }
}
