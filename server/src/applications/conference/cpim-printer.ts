import { CpimError } from '@weft/protocols/im/cpim'
import { IsComposingError } from '@weft/protocols/im/is-composing'
import { MimeError } from '@weft/protocols/im/mime'
import type { ChatComposing, ChatEvent, ChatMessage } from '../../core/chatroom/chatroom.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { printComposing, printMessage } from './outgoing-cpim.ts'

/** What members of a room are told as long as it goes on. */
export type SaidEvent = Exclude<ChatEvent, { kind: 'ended' }>

/** What is printed. */
type Said = ChatMessage | ChatComposing

/**
 * Prints what is said in rooms. What was printed last is kept: all members of a room are told the same thing one after the other. What was said before is
 * told again to whoever comes in; as long as one of them has not taken it, the others share it.
 */
export class CpimPrinter {
  readonly #clock: Clock
  readonly #log: Log
  #latest: { readonly said: Said; readonly bytes: Uint8Array | null } | null = null
  /** Of buffers, since those who have taken a part hold the rest as views of them. */
  readonly #printed = new WeakMap<Said, WeakRef<ArrayBufferLike>>()

  constructor(clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  /** Bytes of message/cpim; null where it cannot be said so, such as a sender with an odd address. */
  print(room: string, event: SaidEvent): Uint8Array | null {
    const said = event.kind === 'message' ? event.message : event.composing
    if (this.#latest?.said !== said) this.#latest = { said, bytes: this.#bytesOf(room, event, said) }
    return this.#latest.bytes
  }

  #bytesOf(room: string, event: SaidEvent, said: Said): Uint8Array | null {
    const buffer = this.#printed.get(said)?.deref()
    if (buffer) return new Uint8Array(buffer)
    const bytes = this.#print(room, event)
    // Nothing else is in a buffer that it fills.
    if (bytes && bytes.length === bytes.buffer.byteLength) this.#printed.set(said, new WeakRef(bytes.buffer))
    return bytes
  }

  #print(room: string, event: SaidEvent): Uint8Array | null {
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
