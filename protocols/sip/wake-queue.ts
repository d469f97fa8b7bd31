/**
 * Who wants to be woken when: a binary heap that knows where each of its items is, so that setting, moving and removing one costs O(log n).
 * Times are numbers of any clock.
 */
export class WakeQueue<Item> {
  readonly #heap: Entry<Item>[] = []
  readonly #places = new Map<Item, number>()

  /** How many items wait. */
  get size(): number {
    return this.#heap.length
  }

  /** The time of the first one; null when none waits. */
  get next(): number | null {
    return this.#heap[0]?.at ?? null
  }

  /** Wakes `item` at that time and not at the one set before; null: not at all. */
  set(item: Item, at: number | null): void {
    const place = this.#places.get(item)
    if (place === undefined) {
      if (at !== null) this.#settle({ item, at }, this.#heap.length)
    } else if (at === null) {
      this.#remove(item, place)
    } else if (this.#heap[place]?.at !== at) {
      this.#settle({ item, at }, place)
    }
  }

  /** Takes out the first item whose time has come; undefined when there is none. */
  take(now: number): Item | undefined {
    const first = this.#heap[0]
    if (!first || first.at > now) return undefined
    this.#remove(first.item, 0)
    return first.item
  }

  #remove(item: Item, place: number): void {
    this.#places.delete(item)
    const last = this.#heap.pop()
    if (last && place < this.#heap.length) this.#settle(last, place)
  }

  /** Puts `entry` where it belongs, beginning at a place that is free. */
  #settle(entry: Entry<Item>, from: number): void {
    let place = from
    for (let up = (place - 1) >> 1; place > 0; up = (place - 1) >> 1) {
      const parent = this.#heap[up]
      if (!parent || parent.at <= entry.at) break
      this.#put(parent, place)
      place = up
    }
    for (let child = this.#earlierChild(place); child !== null && child.entry.at < entry.at; child = this.#earlierChild(place)) {
      this.#put(child.entry, place)
      place = child.place
    }
    this.#put(entry, place)
  }

  #earlierChild(place: number): { readonly entry: Entry<Item>; readonly place: number } | null {
    const left = this.#heap[2 * place + 1]
    const right = this.#heap[2 * place + 2]
    if (!left) return null
    return right && right.at < left.at ? { entry: right, place: 2 * place + 2 } : { entry: left, place: 2 * place + 1 }
  }

  #put(entry: Entry<Item>, place: number): void {
    this.#heap[place] = entry
    this.#places.set(entry.item, place)
  }
}

interface Entry<Item> {
  readonly item: Item
  readonly at: number
}
