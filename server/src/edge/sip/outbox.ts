import type { SipHeaderField, SipMessage, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { Log } from '../../ports/log.ts'
import type { SipSource } from '../../ports/sip-agent.ts'
import type { Channel } from './channel.ts'
import type { SocketAddress } from './way-back.ts'

/** Who is at the other end of a transaction, and how they are reached. */
export interface Peer {
  readonly channel: Channel
  readonly target: SocketAddress
  /** Where the request came from, or goes to. */
  readonly source: SipSource
}

const NO_FIELDS: readonly SipHeaderField[] = []
const NOTHING = new Uint8Array()

/** Messages on their way out. */
export class Outbox {
  readonly #log: Log
  readonly #trace: (bytes: Uint8Array, to: SipSource) => void
  /** What goes out again is the same object. */
  readonly #printed = new WeakMap<SipMessage, Uint8Array>()

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
    const kept: SipResponse = { kind: 'response', status: response.status, reason: '', headers: NO_FIELDS, body: NOTHING }
    this.#printed.set(kept, this.print(response))
    return kept
  }

  /** The message's bytes, for as long as it is kept. Throws SipPrintError. */
  print(message: SipMessage): Uint8Array {
    const known = this.#printed.get(message)
    if (known) return known
    const bytes = printMessage(message)
    this.#printed.set(message, bytes)
    return bytes
  }
}
