import type { Clock } from '../../ports/clock.ts'

/** Tokens for stanzas: who has overdrawn is told how many ms to wait. */
export interface Allowance {
  take(now: number): number
}

/** What is read. */
interface Readable {
  pause(): void
  resume(): void
}

/** Domains that are remembered; whoever has been quiet for long has his whole allowance again, and can be forgotten. */
const MOST_DOMAINS = 5000

/** What each domain may still say, over however many connections. */
export class Allowances {
  readonly #make: () => Allowance
  readonly #domains = new Map<string, Allowance>()

  constructor(make: () => Allowance) {
    this.#make = make
  }

  /** One of nobody in particular. */
  fresh(): Allowance {
    return this.#make()
  }

  of(domain: string): Allowance {
    const allowance = this.#domains.get(domain) ?? this.#make()
    this.#domains.delete(domain)
    this.#domains.set(domain, allowance)
    const [quietest] = this.#domains.keys()
    if (this.#domains.size > MOST_DOMAINS && quietest !== undefined) this.#domains.delete(quietest)
    return allowance
  }
}

/** How fast one connection is read: who sends more than he may is read from more slowly, which his own server notices. */
export class Pace {
  readonly #allowances: Allowances
  /** Of the connection itself: one that speaks for many domains is no more than one. */
  readonly #own: Allowance
  readonly #connection: Readable
  readonly #clock: Clock
  #stop = () => {}

  constructor(allowances: Allowances, connection: Readable, clock: Clock) {
    this.#allowances = allowances
    this.#own = allowances.fresh()
    this.#connection = connection
    this.#clock = clock
  }

  /** A stanza came, from that domain. What has been read already comes nevertheless, and is waited for afterwards. */
  took(domain: string): void {
    const now = this.#clock.now()
    const wait = Math.max(this.#own.take(now), this.#allowances.of(domain).take(now))
    if (wait === 0) return
    this.#stop()
    this.#connection.pause()
    this.#stop = this.#clock.after(wait, () => this.#connection.resume())
  }

  /** There is nothing to be read any more. */
  end(): void {
    this.#stop()
  }
}
