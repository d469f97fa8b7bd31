import { WakeQueue } from '../../../protocols/sip/wake-queue.ts'
import type { SeededRandom } from '../../fuzz/seeded-random.ts'

export interface Weather {
  /** Of packets that are lost, 0 to 1. */
  readonly loss: number
  /** Of packets that come twice, 0 to 1. */
  readonly duplicates: number
  /** ms on the way: any whole number from the first up to, not including, the second, so that packets overtake each other. */
  readonly delay: readonly [number, number]
  /** As over TCP: nothing is lost, comes twice or is overtaken. */
  readonly reliable: boolean
}

export const CALM: Weather = { loss: 0, duplicates: 0, delay: [10, 11], reliable: false }

export interface Packet {
  readonly from: string
  readonly to: string
  readonly bytes: Uint8Array
}

/** Carries packets on a virtual clock, as well or badly as the weather is. The same seed loses the same packets. */
export class VirtualNetwork {
  readonly #random: SeededRandom
  readonly #underway = new WakeQueue<Packet>()
  readonly #lastArrival = new Map<string, number>()
  weather: Weather
  /** Says which packets are lost besides those the weather takes. */
  loses: (packet: Packet) => boolean = () => false
  /** Every packet that was sent, lost ones too. */
  readonly sent: { readonly at: number; readonly packet: Packet }[] = []

  constructor(random: SeededRandom, weather: Weather = CALM) {
    this.#random = random
    this.weather = weather
  }

  /** When the next packet arrives; null when none is under way. */
  get next(): number | null {
    return this.#underway.next
  }

  send(packet: Packet, now: number): void {
    this.sent.push({ at: now, packet })
    const { loss, duplicates, reliable } = this.weather
    if (reliable) {
      const way = `${packet.from} ${packet.to}`
      // In order: not before the packet that was sent before it.
      const arrival = Math.max(this.#arrival(now), this.#lastArrival.get(way) ?? 0) + 0.001
      this.#lastArrival.set(way, arrival)
      this.#underway.set(packet, arrival)
      return
    }
    if (this.loses(packet) || this.#chance(loss)) return
    this.#underway.set(packet, this.#arrival(now))
    if (this.#chance(duplicates)) this.#underway.set({ ...packet }, this.#arrival(now))
  }

  /** The next packet whose time has come. */
  take(now: number): Packet | undefined {
    return this.#underway.take(now)
  }

  #arrival(now: number): number {
    const [least, most] = this.weather.delay
    return now + least + this.#random.below(most - least)
  }

  #chance(share: number): boolean {
    return this.#random.below(1_000_000) < share * 1_000_000
  }
}
