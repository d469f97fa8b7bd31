import type { Clock } from '../../ports/clock.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { addressKey } from '../address-key.ts'
import type { ChatOutcome } from './chatroom.ts'
import { sharingScreenText, stoppedSharingText } from './status-text.ts'

/** Where pictures of screens are seen, and how many bytes of them all rooms may hold. */
export interface ScreenWorld {
  /** URL of a page that shows the picture of that name in that room. */
  urlOf(room: string, name: string): string
  /** What no name has that is not meant to be guessed: 128 bits in lower-case hex. */
  secret(): string
  /** Counts bytes that are held from now on, or with a negative number no more. False where there would be too many; nothing is counted then. */
  hold(bytes: number): boolean
}

interface ScreenNeeds {
  /** The room's address. */
  readonly room: string
  readonly clock: Clock
  /** Null: nobody's screen is shown. */
  readonly world: ScreenWorld | null
  /** A status line for everybody. */
  announce(text: string): void
  /** Somebody shows his screen, or has stopped. */
  changed(): void
}

interface Screen {
  readonly party: SipParty
  readonly name: string
  readonly jpeg: Uint8Array
  readonly stopWaiting: () => void
}

/** ms without a new picture after which somebody is taken to have stopped (msrp-conference §11). */
const PATIENCE = 10_000
const LARGEST = 2_097_152
const JPEG = [0xff, 0xd8, 0xff]
const OK: ChatOutcome = { code: 200, reason: 'OK' }
const NOT_SHOWN: ChatOutcome = { code: 413, reason: 'Unwanted message' }
const NO_PICTURE: ChatOutcome = { code: 415, reason: 'Not a JPEG image' }
const TOO_LARGE: ChatOutcome = { code: 413, reason: 'Image too large' }

/** The screens that members of one room show the others: the last picture of each, in memory. */
export class Screens {
  readonly #needs: ScreenNeeds
  /** By user. */
  readonly #shown = new Map<string, Screen>()
  /** A user's pictures have one name for the life of the room. */
  readonly #names = new Map<string, string>()

  constructor(needs: ScreenNeeds) {
    this.#needs = needs
  }

  /** A picture of somebody's screen: 200, 413 (too large, or no screens are shown) or 415 (no JPEG). */
  show(party: SipParty, jpeg: Uint8Array): ChatOutcome {
    const { room, world, clock, announce, changed } = this.#needs
    const user = addressKey(party.uri)
    const before = this.#shown.get(user)
    if (!world) return NOT_SHOWN
    if (!JPEG.every((byte, at) => jpeg[at] === byte)) return NO_PICTURE
    if (jpeg.length > LARGEST || !world.hold(jpeg.length - (before?.jpeg.length ?? 0))) return TOO_LARGE
    const name = this.#names.get(user) ?? `${addressOf(party)}_${world.secret()}.jpg`
    before?.stopWaiting()
    this.#names.set(user, name)
    this.#shown.set(user, { party, name, jpeg, stopWaiting: clock.after(PATIENCE, () => this.stop(user)) })
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
    return screen && world ? world.urlOf(room, screen.name) : null
  }

  /** The last picture of that name; null where there is none. */
  picture(name: string): Uint8Array | null {
    for (const screen of this.#shown.values()) if (screen.name === name) return screen.jpeg
    return null
  }

  /** That user shows his screen no more, or has gone. */
  stop(user: string): void {
    const screen = this.#shown.get(user)
    if (!screen) return
    this.#shown.delete(user)
    screen.stopWaiting()
    this.#needs.world?.hold(-screen.jpeg.length)
    this.#needs.announce(stoppedSharingText(screen.party))
    this.#needs.changed()
  }
}

/** What of an address can stand in a URL's query as it is. */
function addressOf({ uri }: SipParty): string {
  return uri.replace(/[^A-Za-z0-9@._-]/g, '_').slice(0, 100)
}
