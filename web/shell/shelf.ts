/** What a Shelf uses of localStorage. */
type ShelfStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const PREFIX = 'weft.'

/** Small things kept on this device from one visit to the next, each by its name. Where the browser keeps nothing, they are gone with the page. */
export class Shelf {
  readonly #storage: ShelfStorage | null

  constructor(storage: ShelfStorage | null) {
    this.#storage = storage
  }

  /** What was kept; null where there is nothing, or nothing that can be read. Who reads it checks what it is: anybody can write there. */
  read(name: string): unknown {
    try {
      return JSON.parse(this.#storage?.getItem(PREFIX + name) ?? 'null')
    } catch {
      return null
    }
  }

  /** @param value JSON */
  write(name: string, value: unknown): void {
    try {
      this.#storage?.setItem(PREFIX + name, JSON.stringify(value))
    } catch {
      // Full or forbidden: it is kept for this visit only.
    }
  }

  forget(name: string): void {
    try {
      this.#storage?.removeItem(PREFIX + name)
    } catch {
      // Forbidden: nothing was kept either.
    }
  }
}

/** That of this browser. Merely asking for its storage throws where it is forbidden (HTML, web storage). */
export function browserShelf(): Shelf {
  try {
    return new Shelf(window.localStorage)
  } catch {
    return new Shelf(null)
  }
}

/** One for tests, with what is on it. */
export function fakeShelf(kept = new Map<string, string>()): Shelf {
  return new Shelf({
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  })
}
