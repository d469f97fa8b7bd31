import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChatHouse, text } from '../../../../test/scenarios/support/chat-house.ts'
import type { RoomSeat } from './room-seat.ts'

const HISTORY = 5
const DEVICES = 5

const device = fc.nat(DEVICES - 1)
/** One device comes or goes, or says something, which so many others answer while they are being told of it. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), device }),
  fc.record({ kind: fc.constant('leave' as const), device }),
  fc.record({ kind: fc.constant('say' as const), device, answers: fc.nat(4) }),
)

/** One device's time in the room. */
interface Stay {
  seat: RoomSeat | null
  readonly heard: string[]
  readonly own: Set<string>
  /** Where among all that was said its hearing begins. */
  readonly from: number
}

/** A room, beside a list of all that was said since somebody is in it. */
class Model {
  readonly #house = new ChatHouse({ historySize: HISTORY, limits: { rate: { perSecond: 1, burst: 10_000 } } })
  readonly #stays = new Map<number, Stay>()
  #said: string[] = []
  #sentences = 0
  #answers = 0

  async join(name: number): Promise<void> {
    if (this.#stays.has(name)) return
    const stay: Stay = { seat: null, heard: [], own: new Set(), from: Math.max(0, this.#said.length - HISTORY) }
    this.#stays.set(name, stay)
    // Two of the devices are one user's.
    const guest = await this.#house.join(`user${Math.max(1, name)}`, {
      tell: (event) => {
        if (event.kind !== 'message' || event.message.type === 'status') return
        stay.heard.push(event.message.content)
        if (stay.seat && this.#answers-- > 0) this.#say(stay, stay.seat)
      },
    })
    stay.seat = guest.seat
  }

  leave(name: number): void {
    const stay = this.#stays.get(name)
    if (!stay) return
    stay.seat?.leave()
    this.#check(stay)
    this.#stays.delete(name)
    if (this.#stays.size === 0) this.#said = []
  }

  say(name: number, answers: number): void {
    const stay = this.#stays.get(name)
    if (!stay?.seat) return
    this.#answers = answers
    this.#say(stay, stay.seat)
  }

  checkAll(): void {
    for (const stay of this.#stays.values()) this.#check(stay)
  }

  /** It heard all that others said from when it came in, once each, and in the order in which the room took it. */
  #check({ heard, own, from }: Stay): void {
    expect(heard).toEqual(this.#said.slice(from).filter((sentence) => !own.has(sentence)))
  }

  #say(stay: Stay, seat: RoomSeat): void {
    const sentence = `sentence ${++this.#sentences}`
    this.#said.push(sentence)
    stay.own.add(sentence)
    void seat.say(text(sentence))
  }
}

test('[R1][R3] whoever is in hears all that others say, once and in one order, however they come, go and answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const model = new Model()
      for (const next of steps) {
        if (next.kind === 'join') await model.join(next.device)
        else if (next.kind === 'leave') model.leave(next.device)
        else model.say(next.device, next.answers)
        model.checkAll()
      }
    }),
    { numRuns: 300 },
  )
})
