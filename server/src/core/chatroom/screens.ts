import type { Clock } from '../../ports/clock.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { addressKey } from '../address-key.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { ChatOutcome } from './chatroom.ts'
import { sharingScreenText, stoppedSharingText } from './status-text.ts'

/** Where screens are seen. */
export interface ScreenPlace {
  /** URL of a page that shows the picture of that name in that room. */
  urlOf(room: string, name: string): string
  /** What nobody guesses who has not been told: 128 bits in lower-case hex. Fresh each time. */
  secret(): string
}

export interface ScreenWorld extends ScreenPlace {
  /** What the pictures in all rooms share. */
  readonly budget: ByteBudget
}

interface ScreenNeeds {
  /** The room's address. */
  readonly room: string
  readonly clock: Clock
  readonly world: ScreenWorld
  /** A status line for everybody. */
  announce(text: string): void
  /** Somebody shows his screen, or has stopped. */
  changed(): void
}

interface Screen {
  /** As he was called when he began. */
  readonly party: SipParty
  readonly name: string
  readonly jpeg: Uint8Array
  readonly stopWaiting: () => void
}

/** ms without a new picture after which somebody is taken to have stopped (msrp-conference §11). */
const PATIENCE = 10_000
/** Bytes of one picture, and of all in one room, so that no room takes the memory that is there for all. */
const LARGEST = 4_194_304
const MOST_BYTES = 33_554_432
const JPEG = [0xff, 0xd8, 0xff]
const OK: ChatOutcome = { code: 200, reason: 'OK' }
const NO_PICTURE: ChatOutcome = { code: 415, reason: 'Not a JPEG image' }
const TOO_LARGE: ChatOutcome = { code: 413, reason: 'Image too large' }
const NO_ROOM: ChatOutcome = { code: 413, reason: 'Too many screens are shown' }

/** The screens that members of one room show the others: the last picture of each, in memory. */
export class Screens {
  readonly #needs: ScreenNeeds
  /** By user. */
  readonly #shown = new Map<string, Screen>()
  /** Of users who have shown their screens, as long as they are there: who goes on finds those who look where they were. */
  readonly #names = new Map<string, string>()
  #bytes = 0

  constructor(needs: ScreenNeeds) {
    this.#needs = needs
  }

  /** A picture of somebody's screen: 200, 413 (too large, or too much of it) or 415 (no JPEG). */
  show(party: SipParty, jpeg: Uint8Array): ChatOutcome {
    const { room, world, clock, announce, changed } = this.#needs
    const user = addressKey(party.uri)
    const before = this.#shown.get(user)
    if (!JPEG.every((byte, at) => jpeg[at] === byte)) return NO_PICTURE
    if (jpeg.length > LARGEST) return TOO_LARGE
    if (!this.#take(jpeg.length - (before?.jpeg.length ?? 0))) return NO_ROOM
    const name = this.#names.get(user) ?? `${addressOf(party)}_${world.secret()}.jpg`
    before?.stopWaiting()
    this.#names.set(user, name)
    const stopWaiting = clock.after(PATIENCE, () => this.#stop(user))
    this.#shown.set(user, { party: before?.party ?? party, name, jpeg, stopWaiting })
    if (!before) {
      announce(sharingScreenText(room, party, world.urlOf(room, name)))
      changed()
    }
    return OK
  }

  /** Where that user's screen is seen; null while he does not show it. */
  urlOf(user: string): string | null {
    const { room, world } = this.#needs
    const screen = this.#shown.get(user)
    return screen ? world.urlOf(room, screen.name) : null
  }

  /** The last picture of that name; null where there is none. */
  picture(name: string): Uint8Array | null {
    for (const screen of this.#shown.values()) if (screen.name === name) return screen.jpeg
    return null
  }

  /** That user has gone. */
  left(user: string): void {
    this.#stop(user)
    this.#names.delete(user)
  }

  #stop(user: string): void {
    const screen = this.#shown.get(user)
    if (!screen) return
    this.#shown.delete(user)
    screen.stopWaiting()
    this.#take(-screen.jpeg.length)
    this.#needs.announce(stoppedSharingText(screen.party))
    this.#needs.changed()
  }

  /** Whether so many bytes more may be held, which then are; less than 0 always. */
  #take(bytes: number): boolean {
    if ((bytes > 0 && this.#bytes + bytes > MOST_BYTES) || !this.#needs.world.budget.take(bytes)) return false
    this.#bytes += bytes
    return true
  }
}

/** What of an address can stand in a URL's query as it is. */
function addressOf({ uri }: SipParty): string {
  return uri.replace(/[^A-Za-z0-9@._-]/g, '_').slice(0, 100)
}
