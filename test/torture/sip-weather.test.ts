// What holds of SIP transactions in any weather: for any seed, loss, duplication and reordering, over UDP and over TCP.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldOf } from '../../protocols/sip/message.ts'
import type { Endpoint } from './sip/endpoint.ts'
import type { Weather } from './sip/virtual-network.ts'
import { World } from './sip/world.ts'

/** An hour would be enough for everything below; what is not over then never ends. */
const LONG = 3_600_000

interface Errand {
  readonly method: 'INVITE' | 'MESSAGE'
  readonly at: number
  /** ms until the user answers; null: never. */
  readonly patience: number | null
  readonly status: number
  /** ms until an INVITE is cancelled, answered or not. */
  readonly cancel: number
}

/** A packet stays in the network for less than T1: beyond that, RFC 3261 itself takes the last repetition of a request for a new one. */
const weather: fc.Arbitrary<Weather> = fc.record({
  loss: fc.double({ min: 0, max: 0.9, noNaN: true }),
  duplicates: fc.double({ min: 0, max: 0.5, noNaN: true }),
  delay: fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 201, max: 480 })),
  reliable: fc.boolean(),
})

const errand: fc.Arbitrary<Errand> = fc.record({
  method: fc.constantFrom('INVITE', 'MESSAGE'),
  at: fc.nat(5_000),
  patience: fc.option(fc.nat(20_000)),
  status: fc.constantFrom(200, 202, 302, 486, 603),
  cancel: fc.integer({ min: 0, max: 60_000 }),
})

/** Plays errands of Alice and Bob with each other; after an hour of the virtual clock. */
function play(conditions: Weather, seed: number, errands: readonly Errand[]): { alice: Endpoint; bob: Endpoint } {
  const world = new World(conditions, seed)
  const [alice, bob] = [world.endpoint('alice'), world.endpoint('bob')]
  const plans = new Map<string, Errand>()
  for (const side of [alice, bob]) {
    side.plan = (request) => {
      const { patience, status } = plans.get(fieldOf(request, 'Call-ID') ?? '') ?? { patience: null, status: 500 }
      const ringing = request.method === 'INVITE' ? [{ after: 300, status: 180 }] : []
      // Every call is answered in the end: nothing else bounds how long it rings.
      return [...ringing, ...(patience === null && request.method === 'MESSAGE' ? [] : [{ after: patience ?? 70_000, status }])]
    }
  }
  const serials = new Map([
    [alice, 0],
    [bob, 0],
  ])
  for (const [index, one] of errands.toSorted((a, b) => a.at - b.at).entries()) {
    const [from, to] = index % 2 === 0 ? [alice, 'bob'] : [bob, 'alice']
    world.after(one.at, () => {
      const serial = (serials.get(from) ?? 0) + 1
      serials.set(from, serial)
      plans.set(`${from.name}-${serial}`, one)
      const key = from.send(one.method, to)
      if (one.method === 'INVITE') world.after(one.cancel, () => from.cancel(key))
    })
  }
  world.run(LONG)
  return { alice, bob }
}

const run = (check: (played: { alice: Endpoint; bob: Endpoint }, errands: readonly Errand[]) => void) =>
  fc.assert(
    fc.property(weather, fc.nat(), fc.array(errand, { minLength: 1, maxLength: 12 }), (conditions, seed, errands) =>
      check(play(conditions, seed, errands), errands),
    ),
    { numRuns: 300 },
  )

test('every transaction ends', () => {
  run(({ alice, bob }) => {
    for (const side of [alice, bob]) {
      expect([side.clients.size, side.servers.size]).toEqual([0, 0])
      expect(side.nextWake).toBeNull()
      const begun = side.diary.flatMap(({ effect }) => (effect.do === 'request' ? [effect.key] : []))
      const ended = new Set(side.diary.flatMap(({ effect }) => (effect.do === 'end' ? [effect.key] : [])))
      for (const key of begun) expect(ended.has(key)).toBe(true)
    }
  })
})

test('no user sees a request twice', () => {
  run(({ alice, bob }) => {
    for (const side of [alice, bob]) {
      const seen = side.diary.flatMap(({ effect }) =>
        effect.do === 'request' ? [`${fieldOf(effect.request, 'Call-ID')} ${fieldOf(effect.request, 'CSeq')}`] : [],
      )
      expect(seen).toEqual([...new Set(seen)])
    }
  })
})

test('every request has one outcome: a final response, 2xx to INVITE counted once, or a failure', () => {
  run(({ alice, bob }, errands) => {
    const outcomes = new Map<string, Set<string>>()
    const count = new Map<string, number>()
    for (const side of [alice, bob]) {
      for (const { effect } of side.diary) {
        if (effect.do !== 'response' && effect.do !== 'fail') continue
        if (effect.do === 'response' && effect.response.status < 200) continue
        if (effect.do === 'fail' && (effect.reason === 'no-ack' || effect.reason === 'unanswered')) continue
        const outcome = effect.do === 'response' ? `${effect.response.status}` : effect.reason
        outcomes.set(effect.key, (outcomes.get(effect.key) ?? new Set()).add(outcome))
        const repeats = effect.do === 'response' && effect.response.status < 300 && effect.key.endsWith('INVITE')
        if (!repeats) count.set(effect.key, (count.get(effect.key) ?? 0) + 1)
      }
    }
    expect(outcomes.size).toBe(errands.length)
    for (const outcome of outcomes.values()) expect(outcome.size).toBe(1)
    for (const times of count.values()) expect(times).toBe(1)
  })
})

test('a transaction that ended wants nothing more done', () => {
  run(({ alice, bob }) => {
    for (const side of [alice, bob]) {
      const ended = new Set<string>()
      for (const { effect } of side.diary) {
        if (effect.do === 'drop' || !('key' in effect)) continue
        expect(ended.has(effect.key)).toBe(false)
        if (effect.do === 'end') ended.add(effect.key)
      }
    }
  })
})

test('over TCP nothing is sent twice, but a 2xx to INVITE by its user', () => {
  fc.assert(
    fc.property(weather, fc.nat(), fc.array(errand, { minLength: 1, maxLength: 12 }), (conditions, seed, errands) => {
      const { alice, bob } = play({ ...conditions, reliable: true }, seed, errands)
      for (const side of [alice, bob]) {
        const sent = side.diary.flatMap(({ effect }) => (effect.do === 'send' ? [effect.message] : []))
        const once = sent.filter((message) => message.kind === 'request' || message.status > 299)
        expect(once.length).toBe(new Set(once).size)
      }
    }),
  )
})

test('the same seed plays the same', () => {
  fc.assert(
    fc.property(weather, fc.nat(), fc.array(errand, { minLength: 1, maxLength: 6 }), (conditions, seed, errands) => {
      expect(play(conditions, seed, errands).alice.diary).toEqual(play(conditions, seed, errands).alice.diary)
    }),
    { numRuns: 50 },
  )
})
