import { isIPv6 } from 'node:net'

/** What one source may have of all the room for requests. */
const SHARE = 0.25
/** Groups of an IPv6 address that say whose network it is in (RFC 6177 §2): who has one address there has as many as they like. */
const GROUPS_OF_NETWORK = 4

/** How many requests of each source address are kept, so that none has all the room. An IPv6 network of 64 bits is one source. */
export class SourceShares {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  /** `room` is how many requests may be kept together. */
  constructor(room: number) {
    this.#most = Math.ceil(room * SHARE)
  }

  /** Whether that address has no more than its share with one more request. */
  admits(address: string): boolean {
    return (this.#counts.get(sourceOf(address)) ?? 0) < this.#most
  }

  /** A request from that address is kept; end() is owed once. */
  begin(address: string): void {
    const source = sourceOf(address)
    this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1)
  }

  /** One is kept no more. */
  end(address: string): void {
    const source = sourceOf(address)
    const left = (this.#counts.get(source) ?? 1) - 1
    if (left === 0) this.#counts.delete(source)
    else this.#counts.set(source, left)
  }
}

function sourceOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - groups.length - last.length
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...last].slice(0, GROUPS_OF_NETWORK).join(':')
}
