import type { MsrpTransport } from '../../ports/msrp.ts'

/** Credentials for relays (RFC 4976 §5.1), of whoever takes us for one. */
const SECRETS = /^((?:authorization|www-authenticate|authentication-info)[ \t]*:)[^\r\n]*/gim

/** A connection as a trace names it. */
export interface TracedEnds {
  readonly transport: MsrpTransport
  /** `address:port` */
  readonly local: string
  readonly remote: string
}

/** msrp_trace.log: each chunk as it went over the wire, but for its body, of which only the size is told, and for credentials (server-framework.md §5). */
export class MsrpTrace {
  readonly #write: (entry: string) => void
  #count = 0

  constructor(write: (entry: string) => void) {
    this.#write = write
  }

  /** `head` and `end` with their line ends; `size` of the body between them, in bytes. */
  chunk(
    direction: 'INCOMING' | 'OUTGOING',
    { transport, local, remote }: TracedEnds,
    { head, size, end }: { readonly head: Uint8Array; readonly size: number; readonly end: Uint8Array },
  ): void {
    const [from, to] = direction === 'INCOMING' ? [remote, local] : [local, remote]
    const decoder = new TextDecoder()
    const body = size > 0 ? `(${size} bytes)` : ''
    this.#write(
      `Chunk ${++this.#count} ${direction} ${transport.toUpperCase()} ${from} -> ${to}\n` +
        `${decoder.decode(head).replace(SECRETS, '$1 (hidden)')}${body}${decoder.decode(end)}`,
    )
  }
}
