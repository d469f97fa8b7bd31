import { earliest } from '../../../protocols/sip/timers.ts'
import { WakeQueue } from '../../../protocols/sip/wake-queue.ts'
import { SeededRandom } from '../../fuzz/seeded-random.ts'
import { Endpoint } from './endpoint.ts'
import { CALM, type Packet, VirtualNetwork, type Weather } from './virtual-network.ts'

/** Who lives on the network. */
export interface Inhabitant {
  readonly nextWake: number | null
  receive(packet: Packet): void
  wake(): void
}

/** A virtual clock, a virtual network, and the endpoints on it. Nothing here waits. */
export class World {
  readonly random: SeededRandom
  readonly network: VirtualNetwork
  readonly #endpoints = new Map<string, Inhabitant>()
  readonly #forks = new Map<string, readonly string[]>()
  readonly #tasks = new WakeQueue<{ readonly run: () => void }>()
  now = 0

  constructor(weather: Weather = CALM, seed = 1) {
    this.random = new SeededRandom(seed)
    this.network = new VirtualNetwork(this.random, weather)
  }

  endpoint(name: string): Endpoint {
    return this.join(name, new Endpoint(name, this))
  }

  /** What is sent to `name` reaches that one. */
  join<Someone extends Inhabitant>(name: string, someone: Someone): Someone {
    this.#endpoints.set(name, someone)
    return someone
  }

  /** What is sent to `name` goes to all of those, as if a proxy forked it. */
  fork(name: string, to: readonly string[]): void {
    this.#forks.set(name, to)
  }

  /** Runs `task` after `delay` ms. */
  after(delay: number, run: () => void): void {
    this.#tasks.set({ run }, this.now + delay)
  }

  /** Lets time pass until nothing is left to happen, or until `limit`. */
  run(limit = Number.POSITIVE_INFINITY): this {
    for (let next = this.#next(); next !== null && next <= limit; next = this.#next()) {
      this.now = Math.max(this.now, next)
      this.#tasks.take(this.now)?.run()
      const packet = this.network.take(this.now)
      if (packet) for (const name of this.#forks.get(packet.to) ?? [packet.to]) this.#endpoints.get(name)?.receive(packet)
      for (const endpoint of this.#endpoints.values()) endpoint.wake()
    }
    if (limit !== Number.POSITIVE_INFINITY) this.now = limit
    return this
  }

  #next(): number | null {
    return earliest(this.network.next, this.#tasks.next, ...[...this.#endpoints.values()].map(({ nextWake }) => nextWake))
  }
}
