import { signal } from '@preact/signals'
import type { Shelf } from '../shell/shelf.ts'

/** As many are remembered. */
const MOST = 12
const NAME = 'rooms'
/** `room@domain`, no longer than any that works. */
const ROOM = /^[^\s@]{1,200}@[^\s@]{1,200}$/

/** Rooms that somebody was in from this device, the latest first. */
export class RecentRooms {
  readonly list = signal<readonly string[]>([])
  readonly #shelf: Shelf
  #account = ''

  constructor(shelf: Shelf) {
    this.#shelf = shelf
  }

  /** Reads what this account left here before; what another one left is none of its business. */
  open(account: string): void {
    this.#account = account
    this.list.value = readRooms(this.#shelf.read(NAME), account)
  }

  /** @param room `room@domain` */
  add(room: string): void {
    this.#keep([room, ...this.list.value.filter((other) => other !== room)].slice(0, MOST))
  }

  remove(room: string): void {
    this.#keep(this.list.value.filter((other) => other !== room))
  }

  /** Whoever uses the device next is not to read where somebody was. */
  forget(): void {
    this.list.value = []
    this.#shelf.forget(NAME)
  }

  #keep(list: readonly string[]): void {
    this.list.value = list
    this.#shelf.write(NAME, { account: this.#account, rooms: list })
  }
}

function readRooms(kept: unknown, account: string): readonly string[] {
  if (typeof kept !== 'object' || kept === null || Reflect.get(kept, 'account') !== account) return []
  const rooms: unknown = Reflect.get(kept, 'rooms')
  if (!Array.isArray(rooms)) return []
  return rooms.filter((room): room is string => typeof room === 'string' && ROOM.test(room)).slice(0, MOST)
}
