import { Rate, RatePerKey } from '../rate.ts'

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

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly why: string }

const ADMITTED: Admission = { admitted: true }

/** Counts requests by the address they come from. Times are ms of one clock. */
export class RouteLoad {
  readonly #limits: RouteLimits
  readonly #sources: RatePerKey
  readonly #registers: Rate
  readonly #others: Rate
  readonly #open = new Map<string, number>()
  #openTotal = 0

  constructor(limits: RouteLimits) {
    this.#limits = limits
    this.#sources = new RatePerKey(limits.perSource)
    this.#registers = new Rate(limits.registers)
    this.#others = new Rate(limits.others)
  }

  /** Requests that are forwarded and not answered yet. */
  get open(): number {
    return this.#openTotal
  }

  /** Counts a request that came. `known`: of a dialog that we route, for which the others' load does not count. */
  admit(address: string, method: string, known: boolean, now: number): Admission {
    const { open, openPerSource } = this.#limits
    // An ACK has no answer, and so is never under way.
    if (method !== 'ACK' && this.#openTotal >= open) return { admitted: false, why: 'too many requests are under way' }
    if (method !== 'ACK' && (this.#open.get(address) ?? 0) >= openPerSource)
      return { admitted: false, why: 'too many requests from there are under way' }
    if (!this.#sources.take(address, now)) return { admitted: false, why: 'too many requests from there' }
    if (known) return ADMITTED
    const isRegister = method === 'REGISTER'
    const taken = isRegister ? this.#registers.take(now) : this.#others.take(now)
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
}
