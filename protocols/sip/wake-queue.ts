/**
 * Who wants to be woken when: a binary heap whose entries know where they are, so that setting, moving and removing one costs O(log n).
 * Times are numbers of any clock.
 */
export class WakeQueue<Item> {
  readonly #heap: Entry<Item>[] = []
  readonly #entries = new Map<Item, Entry<Item>>()

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
    const entry = this.#entries.get(item)
    if (at === null) {
      if (entry) this.#remove(entry)
    } else if (!entry) {
      const added = { item, at, place: this.#heap.length }
      this.#entries.set(item, added)
      this.#settle(added)
    } else if (entry.at !== at) {
      entry.at = at
      this.#settle(entry)
    }
  }

  /** Takes out the first item whose time has come; undefined when there is none. */
  take(now: number): Item | undefined {
    const first = this.#heap[0]
    if (!first || first.at > now) return undefined
    this.#remove(first)
    return first.item
  }

  #remove(entry: Entry<Item>): void {
    this.#entries.delete(entry.item)
    const last = this.#heap.pop()
    if (!last || last === entry) return
    last.place = entry.place
    this.#settle(last)
  }

  /** Moves `entry` from its place, which holds nothing else, to where it belongs. */
  #settle(entry: Entry<Item>): void {
    let { place } = entry
    for (let up = (place - 1) >> 1; place > 0; up = (place - 1) >> 1) {
      const parent = this.#heap[up]
      if (!parent || parent.at <= entry.at) break
      this.#put(parent, place)
      place = up
    }
    for (let child = this.#earlierChild(place); child && child.at < entry.at; child = this.#earlierChild(place)) {
      const { place: freed } = child
      this.#put(child, place)
      place = freed
    }
    this.#put(entry, place)
  }

  #earlierChild(place: number): Entry<Item> | undefined {
    const left = this.#heap[2 * place + 1]
    const right = this.#heap[2 * place + 2]
    return left && right && right.at < left.at ? right : left
  }

  #put(entry: Entry<Item>, place: number): void {
    this.#heap[place] = entry
    entry.place = place
  }
}

interface Entry<Item> {
  readonly item: Item
  at: number
  place: number
}
