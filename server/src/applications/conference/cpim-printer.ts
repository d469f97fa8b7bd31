import { CpimError } from '@weft/protocols/im/cpim'
import { IsComposingError } from '@weft/protocols/im/is-composing'
import { MimeError } from '@weft/protocols/im/mime'
import type { ChatEvent } from '../../core/chatroom/chatroom.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { printComposing, printMessage } from './outgoing-cpim.ts'

/** What members of a room are told as long as it goes on. */
export type SaidEvent = Exclude<ChatEvent, { kind: 'ended' }>

/** Prints what is said in rooms. What was printed last is kept: all members of a room are told the same thing one after the other. */
export class CpimPrinter {
  readonly #clock: Clock
  readonly #log: Log
  #latest: { readonly event: SaidEvent; readonly bytes: Uint8Array | null } | null = null

  constructor(clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  /** Bytes of message/cpim; null where it cannot be said so, such as a sender with an odd address. */
  print(room: string, event: SaidEvent): Uint8Array | null {
    if (this.#latest?.event !== event) this.#latest = { event, bytes: this.#printed(room, event) }
    return this.#latest.bytes
  }

  #printed(room: string, event: SaidEvent): Uint8Array | null {
    try {
      return event.kind === 'message'
        ? printMessage(room, event.message)
        : printComposing(room, event.composing, this.#clock.now())
    } catch (error) {
      if (!(error instanceof CpimError || error instanceof MimeError || error instanceof IsComposingError)) throw error
      this.#log.warn('something said in a chat room cannot be said in CPIM', { chatroom: room, reason: error.message })
      return null
    }
  }
}
