import type { SipMessage, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { Log } from '../../../ports/log.ts'
import type { SipSource } from '../../../ports/sip-agent.ts'
import type { Channel } from './channel.ts'
import type { SocketAddress } from './way-back.ts'

/** Who is at the other end of a transaction, and how they are reached. */
export interface Peer {
  readonly channel: Channel
  readonly target: SocketAddress
  /** Where the request came from, or goes to. */
  readonly source: SipSource
}

/** A response as its transaction keeps it. */
interface KeptResponse extends SipResponse {
  readonly printed: Uint8Array
}

const NOTHING_MORE = { kind: 'response', reason: '', headers: [], body: new Uint8Array() } as const

/** Messages on their way out. */
export class Outbox {
  readonly #log: Log
  readonly #trace: (bytes: Uint8Array, to: SipSource) => void
  /**
   * Most messages are printed to see whether they can be, then sent, and that was it. What goes out again is printed again: a WeakMap of everything that
   * may go out again costs a third of the server's time under load.
   */
  #last: { readonly message: SipMessage; readonly bytes: Uint8Array } | null = null

  /** `trace` is told of everything that is sent. */
  constructor(log: Log, trace: (bytes: Uint8Array, to: SipSource) => void) {
    this.#log = log
    this.#trace = trace
  }

  /** `failed` is called where it cannot be sent. Throws SipPrintError where it cannot be printed. */
  send(message: SipMessage, { channel, target, source }: Peer, failed: () => void): void {
    const bytes = this.print(message)
    this.#trace(bytes, channel.transport === 'udp' ? { transport: 'udp', ...target } : source)
    channel.send(bytes, target, (why) => {
      this.#log.debug('a SIP message was not sent', { to: target.address, why })
      failed()
    })
  }

  /** What goes out for the response: its bytes, and nothing of what it was made of, which is much more. Throws SipPrintError. */
  keep(response: SipResponse): SipResponse {
    const kept: KeptResponse = { ...NOTHING_MORE, status: response.status, printed: this.print(response) }
    return kept
  }

  /** The message's bytes. Throws SipPrintError. */
  print(message: SipMessage): Uint8Array {
    if (isKept(message)) return message.printed
    if (this.#last?.message === message) return this.#last.bytes
    const bytes = printMessage(message)
    this.#last = { message, bytes }
    return bytes
  }
}

function isKept(message: SipMessage): message is KeptResponse {
  return 'printed' in message
}
