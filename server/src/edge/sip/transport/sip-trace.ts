import type { SipSource } from '../../../ports/sip-agent.ts'

/**
 * Fields that let others act in somebody's name, read as the most lenient reader would: in any case, at any line end, with their folded lines (RFC 3261
 * §7.3.1). Looked for in the whole packet, since who writes a trace cannot rely on where a broken message ends its head; a body has them as well, where
 * it is a piece of a message (RFC 3420).
 */
const SECRETS =
  /^([^\w\r\n\u2028\u2029]*(?:(?:proxy-)?authorization|(?:proxy-)?authentication-info))(\s*:)[^\r\n]*(?:[\r\n]+[ \t][^\r\n]*)*/gim

type End = Pick<SipSource, 'address' | 'port'>

/** sip_trace.log: each packet as it went over the wire (server-framework.md §5), with credentials hidden. */
export class SipTrace {
  readonly #write: (entry: string) => void
  #count = 0

  constructor(write: (entry: string) => void) {
    this.#write = write
  }

  /** `local` is null where nobody listens on that transport. */
  packet(direction: 'INCOMING' | 'OUTGOING', bytes: Uint8Array, { transport, ...remote }: SipSource, local: End | null): void {
    const [from, to] = direction === 'INCOMING' ? [remote, local] : [local, remote]
    const head = `Packet ${++this.#count} ${direction} ${transport.toUpperCase()} ${endText(from)} -> ${endText(to)}`
    this.#write(`${head}\n${new TextDecoder().decode(bytes).replace(SECRETS, '$1$2 (hidden)')}\n`)
  }
}

function endText(end: End | null): string {
  if (end === null) return '-'
  return `${end.address.includes(':') ? `[${end.address}]` : end.address}:${end.port}`
}
