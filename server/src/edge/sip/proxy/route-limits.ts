import { LRUCache } from 'lru-cache'

/** How much the proxy takes on. */
export interface RouteLimits {
  /** Requests a second from one address, with as many again at once after a silence. */
  readonly perSource: number
  /** REGISTER requests a second from everybody together, and all others: who floods us with the one does not keep out the other. */
  readonly registers: number
  readonly others: number
  /** Requests that are forwarded and not answered yet: of everybody together, and of one address. */
  readonly open: number
  readonly openPerSource: number
}

export const ROUTE_LIMITS: RouteLimits = { perSource: 500, registers: 2_000, others: 5_000, open: 20_000, openPerSource: 5_000 }

/** Addresses that are remembered; who has been silent for longest is forgotten first, and so begins afresh. */
const MOST_SOURCES = 10_000

/** A bucket that fills with time and is emptied by requests. */
interface Bucket {
  tokens: number
  /** ms at which `tokens` was right. */
  at: number
}

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly why: string }

const ADMITTED: Admission = { admitted: true }

/** Counts requests by the address they come from. Times are ms of one clock. */
export class RouteLoad {
  readonly #limits: RouteLimits
  readonly #sources = new LRUCache<string, Bucket>({ max: MOST_SOURCES })
  readonly #registers: Bucket = { tokens: 0, at: Number.NEGATIVE_INFINITY }
  readonly #others: Bucket = { tokens: 0, at: Number.NEGATIVE_INFINITY }
  readonly #open = new Map<string, number>()
  #openTotal = 0

  constructor(limits: RouteLimits) {
    this.#limits = limits
  }

  /** Requests that are forwarded and not answered yet. */
  get open(): number {
    return this.#openTotal
  }

  /** Counts a request that came. `known`: of a dialog that we route, for which the others' load does not count. */
  admit(address: string, method: string, known: boolean, now: number): Admission {
    const { perSource, registers, others, open, openPerSource } = this.#limits
    if (this.#openTotal >= open) return { admitted: false, why: 'too many requests are under way' }
    if ((this.#open.get(address) ?? 0) >= openPerSource)
      return { admitted: false, why: 'too many requests from there are under way' }
    if (!take(this.#bucketOf(address), perSource, now)) return { admitted: false, why: 'too many requests from there' }
    if (known) return ADMITTED
    const isRegister = method === 'REGISTER'
    const taken = isRegister ? take(this.#registers, registers, now) : take(this.#others, others, now)
    return taken ? ADMITTED : { admitted: false, why: isRegister ? 'too many registrations' : 'too many requests' }
  }

  /** Counts a request that begins to be forwarded; end() is owed once. */
  begin(address: string): void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1)
    this.#openTotal++
  }

  end(address: string): void {
    const left = (this.#open.get(address) ?? 1) - 1
    if (left === 0) this.#open.delete(address)
    else this.#open.set(address, left)
    this.#openTotal--
  }

  #bucketOf(address: string): Bucket {
    const known = this.#sources.get(address)
    if (known) return known
    const bucket = { tokens: 0, at: Number.NEGATIVE_INFINITY }
    this.#sources.set(address, bucket)
    return bucket
  }
}

/** Takes one out of a bucket that holds two seconds' worth. */
function take(bucket: Bucket, perSecond: number, now: number): boolean {
  const filled = Math.min(2 * perSecond, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  bucket.tokens = filled < 1 ? filled : filled - 1
  return filled >= 1
}
