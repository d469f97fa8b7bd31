import type { SipSource } from '../../../ports/sip-agent.ts'

/** Fields that let others act in somebody's name; folded lines belong to them (RFC 3261 §7.3.1). */
const SECRETS = /^((?:proxy-)?authorization|authentication-info)([ \t]*:)[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gim

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
    this.#write(`${head}\n${withoutSecrets(new TextDecoder().decode(bytes))}\n`)
  }
}

function withoutSecrets(text: string): string {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  return head.replace(SECRETS, '$1$2 (hidden)') + text.slice(head.length)
}

function endText(end: End | null): string {
  if (end === null) return '-'
  return `${end.address.includes(':') ? `[${end.address}]` : end.address}:${end.port}`
}
