import { signal } from '@preact/signals'
import type { Shelf } from '../shell/shelf.ts'

/** Where the own picture lies on the other side's. */
export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const
export type Corner = (typeof CORNERS)[number]

const NAME = 'call-layout'

/** How pictures lie in the pane of a call; kept on this device. */
export class CallLayout {
  readonly corner = signal<Corner>('top-right')
  /** The picture fills the pane, and loses what does not fit in. */
  readonly filled = signal(false)
  readonly fullScreen = signal(false)
  readonly #shelf: Shelf
  #pane: HTMLElement | null = null
  #video: HTMLVideoElement | null = null

  constructor(shelf: Shelf) {
    this.#shelf = shelf
    const kept = shelf.read(NAME)
    if (typeof kept !== 'object' || kept === null) return
    const corner = CORNERS.find((known) => known === Reflect.get(kept, 'corner'))
    if (corner !== undefined) this.corner.value = corner
    this.filled.value = Reflect.get(kept, 'filled') === true
  }

  get hasFullScreen(): boolean {
    return this.#pane !== null && typeof this.#pane.requestFullscreen === 'function'
  }

  get hasPictureInPicture(): boolean {
    return this.#video !== null && typeof this.#video.requestPictureInPicture === 'function' && document.pictureInPictureEnabled
  }

  /** What is shown. The function ends that. */
  attach(pane: HTMLElement): () => void {
    this.#pane = pane
    const note = (): void => {
      this.fullScreen.value = document.fullscreenElement === pane
    }
    document.addEventListener('fullscreenchange', note)
    return () => {
      document.removeEventListener('fullscreenchange', note)
      this.fullScreen.value = false
      this.#pane = null
    }
  }

  /** Where the other side's picture plays. */
  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video
  }

  moveTo(corner: Corner): void {
    this.corner.value = corner
    this.#keep()
  }

  toggleFilled(): void {
    this.filled.value = !this.filled.value
    this.#keep()
  }

  /** A browser that refuses leaves everything as it is. */
  async toggleFullScreen(): Promise<void> {
    const change = this.fullScreen.value ? document.exitFullscreen() : this.#pane?.requestFullscreen()
    await change?.catch(() => undefined)
  }

  /** Shows the other side's picture above other windows, or no longer. */
  async floatPicture(): Promise<void> {
    const change = document.pictureInPictureElement ? document.exitPictureInPicture() : this.#video?.requestPictureInPicture()
    await Promise.resolve<unknown>(change).catch(() => undefined)
  }

  #keep(): void {
    this.#shelf.write(NAME, { corner: this.corner.value, filled: this.filled.value })
  }
}

/** The corner on the side where an arrow points to; the same corner for every other key. */
export function cornerTowards(corner: Corner, key: string): Corner {
  const [row = '', column = ''] = corner.split('-')
  const next: Record<string, string> = {
    ArrowUp: `top-${column}`,
    ArrowDown: `bottom-${column}`,
    ArrowLeft: `${row}-left`,
    ArrowRight: `${row}-right`,
  }
  return CORNERS.find((known) => known === next[key]) ?? corner
}

/** The corner that is nearest to a place in the pane. @param x, y from 0 to 1, from the top left */
export const cornerNear = (x: number, y: number): Corner => `${y < 0.5 ? 'top' : 'bottom'}-${x < 0.5 ? 'left' : 'right'}`
