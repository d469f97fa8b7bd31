import { signal } from '@preact/signals'
import { RowHeights, type RowRange } from './row-heights.ts'

/** What of a list is on the page. */
interface Parts {
  /** Scrolls. */
  readonly scroller: HTMLElement
  /** Is as high as all rows would be. */
  readonly space: HTMLElement
  /** Holds the rows that are there, each with its key as `data-row`. */
  readonly rows: HTMLElement
}

/** What is not to move: the end of the list, or so many pixels within a row at the upper edge. */
type Anchor = 'end' | { readonly key: string; readonly offset: number; readonly y: number }

/** Of a row that was never seen, pixels. */
const ESTIMATE = 64
/** As near to the end counts as there, pixels. */
const NEAR_END = 40
/** Whoever has not scrolled for that long has stopped. */
const STOPPED_MS = 150
/** Before anything was measured, pixels. */
const USUAL_HEIGHT = 800

/**
 * Where somebody is in a long list of which only some rows exist, and which of them have to. While somebody scrolls, rows that turn out
 * to be of another height than was thought move those around them and not the scroll position, which would stop the movement; that is
 * put right once the list stands still.
 */
export class ScrollPlace {
  /** The end can be seen, and stays in sight when more comes. */
  readonly atEnd = signal(true)
  readonly #heights = new RowHeights(ESTIMATE)
  #parts: Parts | null = null
  #redraw: () => void = () => undefined
  #anchor: Anchor = 'end'
  #drawn: RowRange = { first: 0, end: 0 }
  /** How much further up the rows stand than the scroll position says, pixels. */
  #shift = 0
  #moving: ReturnType<typeof setTimeout> | null = null
  /** The scroll position that was set here last, which is no movement of anybody's; NaN since somebody moved. */
  #own = Number.NaN
  #width = 0
  #focusWithin = false
  #resizes: ResizeObserver | null = null
  readonly #observed = new Map<Element, string>()

  set keys(keys: readonly string[]) {
    if (keys !== this.#heights.keys) this.#heights.keys = keys
  }

  /** The rows to draw. @param ahead pixels beyond what can be seen */
  range(ahead: number): RowRange {
    const y = this.#y()
    this.#drawn = this.#heights.within(y - ahead, y + this.#height() + ahead)
    return this.#drawn
  }

  /** The first rows are drawn. */
  get nearTop(): boolean {
    return this.#drawn.first === 0
  }

  /** Moves so that a row can be seen, if there is one of that key. */
  show(key: string): void {
    if (this.#heights.indexOf(key) < 0) return
    this.#anchor = { key, offset: -this.#height() / 3, y: 0 }
    this.atEnd.value = false
    this.#stand()
  }

  toEnd(): void {
    this.#anchor = 'end'
    this.atEnd.value = true
    this.#stand()
  }

  /** The list is on the page, until the returned function is called. @param redraw draws what `range` says */
  attach(parts: Parts, redraw: () => void): () => void {
    this.#parts = parts
    this.#redraw = () => {
      this.#focusWithin = parts.rows.contains(document.activeElement)
      redraw()
    }
    const onScroll = (): void => this.#scrolled()
    parts.scroller.addEventListener('scroll', onScroll, { passive: true })
    const resizes = new ResizeObserver((entries) => this.#resized(entries))
    resizes.observe(parts.scroller)
    this.#resizes = resizes
    return () => {
      parts.scroller.removeEventListener('scroll', onScroll)
      resizes.disconnect()
      this.#resizes = null
      this.#observed.clear()
      if (this.#moving !== null) clearTimeout(this.#moving)
      this.#moving = null
      this.#parts = null
    }
  }

  /** What `range` says was drawn. */
  settle(): void {
    const parts = this.#parts
    if (parts === null || parts.scroller.clientHeight === 0) return
    for (const row of this.#observed.keys()) {
      if (row.parentNode === parts.rows) continue
      this.#resizes?.unobserve(row)
      this.#observed.delete(row)
    }
    for (const row of parts.rows.children) {
      const key = row instanceof HTMLElement ? (row.dataset.row ?? '') : ''
      if (this.#observed.get(row) === key) continue
      this.#observed.set(row, key)
      // With its padding, which the last row has more of.
      this.#resizes?.observe(row, { box: 'border-box' })
      this.#heights.measure(key, row.getBoundingClientRect().height)
    }
    // The row that had the focus is gone: keys still move the list.
    if (this.#focusWithin && document.activeElement === document.body) parts.scroller.focus({ preventScroll: true })
    this.#focusWithin = false
    this.#stand()
    // A row that was to be shown stands so near to the end that the end is shown.
    if (this.#anchor !== 'end' && this.#y() >= Math.max(0, this.#heights.total - this.#height())) this.toEnd()
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const scroller = this.#parts?.scroller
    // What is not shown at all has no size to go by.
    if (scroller === undefined || scroller.clientHeight === 0) return
    if (scroller.clientWidth !== this.#width) {
      this.#width = scroller.clientWidth
      this.#heights.forget()
      for (const [row, key] of this.#observed) this.#heights.measure(key, row.getBoundingClientRect().height)
    }
    for (const { target } of entries) {
      const key = this.#observed.get(target)
      if (key !== undefined && target.isConnected) this.#heights.measure(key, target.getBoundingClientRect().height)
    }
    this.#stand()
  }

  #height(): number {
    return this.#parts?.scroller.clientHeight || USUAL_HEIGHT
  }

  /** Where the upper edge stands within the list, by what is not to move. */
  #y(): number {
    const most = Math.max(0, this.#heights.total - this.#height())
    if (this.#anchor === 'end') return most
    const index = this.#heights.indexOf(this.#anchor.key)
    const y = index < 0 ? this.#anchor.y : this.#heights.top(index) + this.#anchor.offset
    return Math.min(Math.max(0, y), most)
  }

  #scrolled(): void {
    const parts = this.#parts
    if (parts === null || parts.scroller.clientHeight === 0) return
    const { scrollTop } = parts.scroller
    if (Math.abs(scrollTop - this.#own) < 1) return
    this.#own = Number.NaN
    const most = Math.max(0, this.#heights.total - this.#height())
    const y = Math.min(Math.max(0, scrollTop + this.#shift), most)
    const index = this.#heights.at(y)
    const atEnd = most - y < NEAR_END
    this.#anchor = atEnd ? 'end' : { key: this.#heights.keys[index] ?? '', offset: y - this.#heights.top(index), y }
    this.atEnd.value = atEnd
    if (this.#moving !== null) clearTimeout(this.#moving)
    this.#moving = setTimeout(() => {
      this.#moving = null
      this.#stand()
    }, STOPPED_MS)
    // There is nothing beyond the edges that could be scrolled to, so that rows must not stand there.
    const edge = scrollTop < this.#height() || scrollTop > most - this.#height()
    if (edge && this.#shift !== 0) this.#stand()
    else this.#cover(y)
  }

  /** Puts the rows, and the scroll position, where they belong. */
  #stand(): void {
    const parts = this.#parts
    if (parts === null || parts.scroller.clientHeight === 0) return
    const { scroller, space, rows } = parts
    space.style.height = `${this.#heights.total}px`
    const y = this.#y()
    const most = Math.max(0, this.#heights.total - this.#height())
    const free = this.#moving !== null && this.#anchor !== 'end' && y > this.#height() && y < most - this.#height()
    if (!free && Math.abs(scroller.scrollTop - y) >= 1) {
      scroller.scrollTop = y
      this.#own = scroller.scrollTop
    }
    this.#shift = free ? y - scroller.scrollTop : 0
    // Letters between pixels are blurred.
    rows.style.transform = `translateY(${Math.round(this.#heights.top(this.#drawn.first) - this.#shift)}px)`
    this.#cover(y)
  }

  /** Draws again where not all is there that can be seen, or soon will be. */
  #cover(y: number): void {
    const needed = this.#heights.within(y - this.#height() / 3, y + this.#height() * (4 / 3))
    if (needed.first < this.#drawn.first || needed.end > this.#drawn.end) this.#redraw()
  }
}
