// A proxy between virtual endpoints: what holds of forked requests in any weather, and what their outcome is in calm.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { T1, UNRELIABLE } from '../../protocols/sip/timers.ts'
import type { Endpoint } from './sip/endpoint.ts'
import { type Passage, ProxyNode } from './sip/proxy-node.ts'
import { CALM, type Packet, type Weather } from './sip/virtual-network.ts'
import { World } from './sip/world.ts'

/** One phone among the targets. */
interface Callee {
  readonly q: number
  /** ms until it answers; null: it rings for ever. */
  readonly after: number | null
  readonly status: number
}

interface Play {
  readonly alice: Endpoint
  readonly proxy: ProxyNode
  readonly callees: readonly Endpoint[]
  readonly world: World
}

const weather: fc.Arbitrary<Weather> = fc.record({
  loss: fc.double({ min: 0, max: 0.8, noNaN: true }),
  duplicates: fc.double({ min: 0, max: 0.5, noNaN: true }),
  delay: fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 201, max: 480 })),
  reliable: fc.boolean(),
})

const callee: fc.Arbitrary<Callee> = fc.record({
  q: fc.constantFrom(1000, 500, 0),
  after: fc.option(fc.nat(20_000)),
  status: fc.constantFrom(200, 302, 404, 407, 486, 500, 503, 603),
})

const callees = fc.array(callee, { maxLength: 8 })

/** Alice sends one request to the proxy, which forks it to those callees; a CANCEL follows after that many ms. */
function play(
  method: 'INVITE' | 'MESSAGE',
  targets: readonly Callee[],
  conditions: Weather,
  seed: number,
  cancel: number | null,
): Play {
  const world = new World(conditions, seed)
  const alice = world.endpoint('alice')
  const proxy = world.join('proxy', new ProxyNode('proxy', world))
  const names = targets.map((_, index) => `bob${index}`)
  proxy.targets = () => targets.map(({ q }, index) => ({ name: names[index] ?? '', q }))
  const endpoints = targets.map(({ after, status }, index) => {
    const endpoint = world.endpoint(names[index] ?? '')
    const ringing = method === 'INVITE' ? [{ after: 100, status: 180 }] : []
    endpoint.plan = () => [...ringing, ...(after === null ? [] : [{ after: after + 200, status }])]
    return endpoint
  })
  const key = alice.send(method, 'proxy')
  if (cancel !== null) world.after(cancel, () => alice.cancel(key))
  world.run()
  return { alice, proxy, callees: endpoints, world }
}

/** The statuses of what the proxy passed up, in order. */
function told(passage: Passage): number[] {
  return passage.diary.flatMap(({ effect }) => (effect.do === 'respond' ? [effect.response.status] : []))
}

const isSuccess = (status: number) => status >= 200 && status < 300
const passagesOf = ({ proxy }: Play) => [...proxy.passages.values()]

const inAnyWeather = (method: 'INVITE' | 'MESSAGE', check: (played: Play) => void) =>
  fc.assert(
    fc.property(callees, weather, fc.nat(), fc.option(fc.nat(30_000)), (targets, conditions, seed, cancel) =>
      check(play(method, targets, conditions, seed, method === 'INVITE' ? cancel : null)),
    ),
    { numRuns: 200 },
  )

test('upstream gets one final response to an INVITE, and nothing after it but 2xx', () => {
  inAnyWeather('INVITE', (played) => {
    for (const passage of passagesOf(played)) {
      const statuses = told(passage)
      const first = statuses.findIndex((status) => status >= 200)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(statuses.slice(first + 1).every(isSuccess)).toBe(true)
    }
  })
})

test('upstream gets one final response to a MESSAGE at most', () => {
  inAnyWeather('MESSAGE', (played) => {
    for (const passage of passagesOf(played)) expect(told(passage).length).toBeLessThanOrEqual(1)
  })
})

test('every branch is answered, given up or cancelled, and nothing is left', () => {
  for (const method of ['INVITE', 'MESSAGE'] as const)
    inAnyWeather(method, (played) => {
      const { alice, proxy, world } = played
      expect([proxy.clients.size, proxy.servers.size]).toEqual([0, 0])
      // A caller who has heard that it rings waits as long as people do (RFC 3261 §17.1.1.2), even if every answer was lost.
      const rings = alice.times('response').length > 0 && alice.times('end').length === 0
      expect(alice.clients.size).toBe(rings ? 1 : 0)
      expect(proxy.nextWake).toBeNull()
      for (const passage of passagesOf(played)) {
        expect(passage.context).toBeNull()
        expect(passage.diary.at(-1)?.effect.do).toBe('end')
      }
      // Three groups, each rings until timer C and may take two transactions' time to end.
      expect(world.now).toBeLessThan(3 * (UNRELIABLE.C + 2 * 64 * T1) + 3 * 64 * T1)
    })
})

test('whoever did not answer when somebody else did hears of it: CANCEL, if INVITE and CANCEL arrive', () => {
  fc.assert(
    fc.property(callees, fc.nat(), (targets, seed) => {
      const { callees: phones, proxy } = play('INVITE', targets, CALM, seed, null)
      const [passage] = proxy.passages.values()
      if (!passage || !told(passage).some(isSuccess)) return
      for (const phone of phones) {
        if (phone.times('request', 'INVITE').length === 0) continue
        const answered = phone.diary.some(
          ({ effect }) => effect.do === 'send' && 'status' in effect.message && effect.message.status >= 200,
        )
        expect(answered || phone.times('request', 'CANCEL').length > 0).toBe(true)
      }
    }),
  )
})

/** What the caller hears in the end, from what each callee would say: RFC 3261 §16.7 in as few words as can be. */
function expected(targets: readonly Callee[]): readonly number[] {
  const heard: number[] = []
  for (const q of [1000, 500, 0]) {
    const group = targets.filter((target) => target.q === q)
    const decisive = group
      .filter((target) => target.after !== null && (isSuccess(target.status) || target.status >= 600))
      .toSorted((a, b) => (a.after ?? 0) - (b.after ?? 0))[0]
    if (decisive) return [decisive.status]
    heard.push(...group.map(({ after, status }) => (after === null ? 408 : status)))
  }
  for (const choices of [[302], [407], [404, 486], [408], [500]]) {
    const found = choices.filter((status) => heard.includes(status))
    if (found.length > 0) return found
  }
  return [heard.includes(503) ? 500 : 480]
}

test('in calm the outcome is that of a simple model', () => {
  // Far enough from each other that no answer crosses a CANCEL.
  const apart = callees.map((targets) =>
    targets.map((target, index) => ({
      ...target,
      after: target.after === null ? null : (target.after % 20) * 1_000 + index * 100,
    })),
  )
  fc.assert(
    fc.property(apart, fc.nat(), (targets, seed) => {
      const { proxy } = play('INVITE', targets, CALM, seed, null)
      const [passage] = proxy.passages.values()
      const finals = passage ? told(passage).filter((status) => status >= 200) : []
      expect(expected(targets)).toContain(finals[0])
    }),
    { numRuns: 300 },
  )
})

test('a caller who gives up in time hears 487, whatever the callees were about to say', () => {
  const targets = [
    { q: 1000, after: 5_000, status: 200 },
    { q: 1000, after: null, status: 486 },
    { q: 500, after: 0, status: 200 },
  ]
  const { alice, callees: phones } = play('INVITE', targets, CALM, 1, 1_000)
  expect(alice.times('response', 487)).toEqual([1_040])
  expect(phones.map((phone) => phone.times('request', 'CANCEL').length)).toEqual([1, 1, 0])
})

test('two phones that pick up at once both reach the caller', () => {
  const both = { q: 1000, after: 1_000, status: 200 }
  const played = play('INVITE', [both, both], CALM, 1, null)
  const tags = played.alice.diary.flatMap(({ effect }) =>
    effect.do === 'response' && effect.response.status === 200 ? effect.response.headers.filter(({ name }) => name === 'To') : [],
  )
  expect(new Set(tags.map(({ value }) => value)).size).toBe(2)
  expect(passagesOf(played)[0]?.diary.filter(({ effect }) => effect.do === 'cancel')).toHaveLength(1)
})

test('timer C: nobody rings for longer than three minutes', () => {
  const { alice, callees: phones } = play('INVITE', [{ q: 1000, after: null, status: 200 }], CALM, 1, null)
  expect(phones[0]?.times('request', 'CANCEL')[0]).toBeGreaterThan(180_000)
  expect(alice.times('response', 408)).toHaveLength(1)
})

test('a request that comes back is refused as a loop, and two proxies that send it to each other soon stop', () => {
  const world = new World(CALM)
  const alice = world.endpoint('alice')
  const [east, west] = ['east', 'west'].map((name) => world.join(name, new ProxyNode(name, world)))
  if (!east || !west) throw new Error('no proxies')
  east.targets = () => [{ name: 'west', q: 1000 }]
  west.targets = () => [{ name: 'east', q: 1000 }]
  alice.send('MESSAGE', 'east')
  world.run()
  expect(alice.times('response', 482)).toHaveLength(1)
  const copies = world.network.sent.filter(({ packet }: { readonly packet: Packet }) =>
    new TextDecoder().decode(packet.bytes).startsWith('MESSAGE '),
  )
  expect(copies.length).toBeLessThan(8)
})

test('a lost CANCEL is sent again, and a lost answer too', () => {
  const world = new World(CALM)
  const alice = world.endpoint('alice')
  const proxy = world.join('proxy', new ProxyNode('proxy', world))
  const bob = world.endpoint('bob')
  bob.plan = () => [{ after: 100, status: 180 }]
  proxy.targets = () => [{ name: 'bob', q: 1000 }]
  let left = 2
  world.network.loses = ({ from, bytes }) =>
    from === 'proxy' && new TextDecoder().decode(bytes).startsWith('CANCEL') && left-- > 0
  const key = alice.send('INVITE', 'proxy')
  world.after(1_000, () => alice.cancel(key))
  world.run()
  expect(bob.times('request', 'CANCEL')).toHaveLength(1)
  expect(alice.times('response', 487)).toHaveLength(1)
})
