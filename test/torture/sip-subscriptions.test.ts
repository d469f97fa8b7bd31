// Subscribers and notifiers and a network on one virtual clock: what RFC 6665 asks of subscriptions in trouble.
import { expect, test } from 'vitest'
import { Notifier } from '../../protocols/sip/event/notifier.ts'
import { Subscriber } from '../../protocols/sip/event/subscriber.ts'
import { fieldOf } from '../../protocols/sip/message.ts'
import { parseMessage } from '../../protocols/sip/parse-message.ts'
import { EventAgent } from './sip/event-agent.ts'
import type { Packet, Weather } from './sip/virtual-network.ts'
import { World } from './sip/world.ts'

type Changes = ConstructorParameters<typeof EventAgent>[2]

function pair(changes: Changes = {}, seed = 1) {
  const world = new World(undefined, seed)
  const watcher = world.join('watcher', new EventAgent('watcher', world, changes))
  const server = world.join('server', new EventAgent('server', world, changes))
  return { world, watcher, server }
}

/** A subscription that stands, at 1 s. */
function subscribed(changes: Changes = {}, seed = 1) {
  const all = pair(changes, seed)
  all.watcher.subscribe('server')
  all.world.run(1000)
  const [subscriber] = all.watcher.subscribers
  const [notifier] = all.server.notifiers
  if (!subscriber || !notifier) throw new Error('no subscription')
  return { ...all, subscriber, notifier }
}

/** What went over the network, as `METHOD` or `STATUS METHOD`, from whom and when. */
function traffic({ network }: World) {
  return network.sent.map(({ at, packet }) => {
    const message = parseMessage(packet.bytes)
    const method = (fieldOf(message, 'CSeq') ?? '').split(' ')[1] ?? ''
    return { at, what: `${packet.from} ${message.kind === 'request' ? method : `${message.status} ${method}`}`, message }
  })
}
const flow = (world: World) => traffic(world).map(({ what }) => what)
const starting = (start: string, count = Number.POSITIVE_INFINITY) => {
  let left = count
  return ({ bytes }: Packet) => new TextDecoder().decode(bytes).startsWith(start) && left-- > 0
}
const ends = (agent: EventAgent) => agent.effects('ended').map(({ effect }) => effect.why)
const states = (world: World) => traffic(world).flatMap(({ message }) => fieldOf(message, 'Subscription-State') ?? [])

const BAD: Weather = { loss: 0.15, duplicates: 0.15, delay: [5, 800], reliable: false }

test('a SUBSCRIBE is answered and followed by the state at once, and by each change', () => {
  const { world, watcher, server } = subscribed()
  server.say('away')
  world.run(2000)
  expect(flow(world)).toEqual([
    'watcher SUBSCRIBE',
    'server 200 SUBSCRIBE',
    'server NOTIFY',
    'watcher 200 NOTIFY',
    'server NOTIFY',
    'watcher 200 NOTIFY',
  ])
  expect([watcher.heard, ...states(world)]).toEqual(['away', 'active;expires=600', 'active;expires=599'])
})

test('a NOTIFY that comes before the 2xx begins the subscription', () => {
  const { world, watcher, server } = pair()
  world.network.loses = starting('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP watcher', 1)
  watcher.subscribe('server')
  world.run(100)
  expect([watcher.heard, watcher.subscribers.length]).toEqual(['nothing', 1])
  world.run(5000)
  expect([watcher.effects('accepted').length, server.notifiers.length, ends(watcher)]).toEqual([1, 1, []])
})

test('a fork is one subscription with each of those it reached, or with the first alone', () => {
  for (const [most, count] of [
    [10, 2],
    [1, 1],
  ] as const) {
    const { world, watcher, server } = pair()
    const other = world.join('other', new EventAgent('other', world))
    world.fork('home', ['server', 'other'])
    watcher.subscribe('home', most)
    world.run(60_000)
    expect(watcher.subscribers).toHaveLength(count)
    expect([...ends(server), ...ends(other)]).toEqual(most === 1 ? ['refused'] : [])
    expect(ends(watcher)).toEqual([])
  }
})

test('a branch that answers after 32 s is refused, and its subscription is gone', () => {
  const { world, watcher } = pair()
  const slow = world.join('slow', new EventAgent('slow', world))
  world.fork('home', ['server', 'slow'])
  world.network.loses = ({ from }) => from === 'slow' && world.now < 33_000
  watcher.subscribe('home')
  world.run(100_000)
  expect([watcher.subscribers.length, ends(watcher), ends(slow)]).toEqual([1, [], ['lost']])
})

test('a subscription is refreshed before it expires, for as long as it is wanted', () => {
  const { world, watcher, server } = subscribed()
  world.run(3_600_000)
  const refreshes = traffic(world).filter(({ what }) => what === 'watcher SUBSCRIBE')
  expect(refreshes.length).toBeGreaterThan(6)
  expect(flow(world).filter((what) => what === 'server NOTIFY')).toHaveLength(refreshes.length)
  expect([ends(watcher), ends(server)]).toEqual([[], []])
})

test('who is granted less than it asked for refreshes in time', () => {
  const { world, watcher, server } = subscribed({ notification: { expires: { usual: 60, least: 60, most: 90 } } })
  world.run(600_000)
  expect([ends(watcher), ends(server)]).toEqual([[], []])
  expect(states(world)[0]).toBe('active;expires=90')
})

test('423 is answered by a longer time', () => {
  const { world, watcher } = pair({ subscription: { expires: 10 } })
  watcher.subscribe('server')
  world.run(1000)
  expect(flow(world).slice(0, 4)).toEqual([
    'watcher SUBSCRIBE',
    'server 423 SUBSCRIBE',
    'watcher SUBSCRIBE',
    'server 200 SUBSCRIBE',
  ])
  expect(states(world)).toEqual(['active;expires=60'])
})

test('unsubscribing ends with the last state on both sides', () => {
  const { world, watcher, server, subscriber } = subscribed()
  watcher.command(subscriber, { kind: 'unsubscribe' })
  world.run(60_000)
  expect([ends(watcher), ends(server), states(world).at(-1)]).toEqual([
    ['unsubscribed'],
    ['unsubscribed'],
    'terminated;reason=timeout',
  ])
  expect([subscriber.over, server.notifiers[0]?.finished]).toEqual([true, true])
})

test('a fetch brings the state once and leaves nothing', () => {
  const { world, watcher, server } = pair({ subscription: { expires: 0 } })
  watcher.subscribe('server')
  world.run(60_000)
  expect([watcher.heard, ends(watcher), ends(server)]).toEqual(['nothing', ['fetched'], ['fetched']])
})

test('a subscriber that vanishes is dropped: when a NOTIFY is not answered, or when it does not refresh', () => {
  const silent = subscribed()
  silent.world.network.loses = ({ to }) => to === 'watcher'
  silent.server.say('away')
  silent.world.run(40_000)
  expect(ends(silent.server)).toEqual(['lost'])

  const idle = subscribed()
  idle.world.network.loses = ({ from }) => from === 'watcher'
  idle.world.run(700_000)
  expect(ends(idle.server)).toEqual(['expired'])
})

test('a notifier that starts anew knows nothing, and the subscriber hears so at its refresh', () => {
  const { world, watcher, server } = subscribed()
  server.forget()
  world.run(700_000)
  expect(watcher.effects('ended')).toMatchObject([{ effect: { why: 'refused', status: 481, retryAfter: 0 } }])
})

test('a notifier that answers a refresh but never notifies is given up after timer N', () => {
  const { world, watcher, subscriber } = subscribed()
  world.network.loses = starting('NOTIFY')
  watcher.command(subscriber, { kind: 'refresh' })
  world.run(100_000)
  expect(watcher.effects('ended').map(({ at, effect }) => [at, effect.why])).toEqual([[33_000, 'silent']])
})

test('changes that come while a NOTIFY is under way are told together, the newest alone', () => {
  const { world, watcher, server } = subscribed()
  world.network.loses = starting('NOTIFY', 2)
  for (let count = 1; count <= 50; count++) server.say(`state ${count}`)
  world.run(10_000)
  const told = watcher.effects('notified').map(({ effect }) => new TextDecoder().decode(effect.request.body))
  expect(told).toEqual(['nothing', 'state 1', 'state 50'])
})

test('changes are told no more often than the gap allows', () => {
  const { world, watcher, server } = subscribed({ notification: { gap: 5000 } })
  for (let count = 0; count < 100; count++) world.after(count * 100, () => server.say(`state ${count}`))
  world.run(30_000)
  const times = watcher.effects('notified').map(({ at }) => at)
  expect(times).toHaveLength(4)
  expect(watcher.heard).toBe('state 99')
})

test('who is pending hears the state once it may', () => {
  const { world, watcher, server } = pair()
  server.policy = 'pending'
  watcher.subscribe('server')
  world.run(1000)
  server.say('away')
  world.run(2000)
  const [notifier] = server.notifiers
  if (notifier) server.notify(notifier, { kind: 'activate' })
  world.run(3000)
  expect(states(world)).toEqual(['pending;expires=600', 'active;expires=598'])
  expect(watcher.heard).toBe('away')
})

test('each way to be turned away says whether to come back, and when', () => {
  const cases = [
    ['rejected', null, null],
    ['noresource', null, null],
    ['deactivated', null, 0],
    ['probation', 30, 30_000],
    ['giveup', null, 60_000],
  ] as const
  for (const [reason, retryAfter, back] of cases) {
    const { world, watcher, server, notifier } = subscribed()
    server.notify(notifier, { kind: 'terminate', reason, retryAfter })
    world.run(2000)
    expect(watcher.effects('ended')).toMatchObject([{ effect: { why: 'terminated', reason, retryAfter: back } }])
    expect(notifier.finished).toBe(true)
  }
})

test('who may not subscribe, or asks for what is not there, is told so', () => {
  const refused = pair()
  refused.server.policy = 403
  refused.watcher.subscribe('server')
  refused.world.run(1000)
  expect(refused.watcher.effects('failed').map(({ effect }) => effect.status)).toEqual([403])

  const { world, watcher } = pair({ subscription: { event: { package: 'dialog', id: null } } })
  watcher.subscribe('server')
  world.run(1000)
  const [failed] = watcher.effects('failed')
  expect([failed?.effect.status, failed?.effect.response && fieldOf(failed.effect.response, 'Allow-Events')]).toEqual([
    489,
    'presence',
  ])
})

test('subscriptions go on after both sides started anew, from what they kept', () => {
  const { world, watcher, server, subscriber, notifier } = subscribed()
  const kept = JSON.parse(JSON.stringify([subscriber.state, notifier.state]))
  watcher.forget()
  server.forget()
  watcher.resume(Subscriber.resume(watcher.subscription, kept[0]))
  server.resume(Notifier.resume(server.notification, kept[1]))
  server.say('back')
  world.run(2_000_000)
  expect([watcher.heard, ends(watcher), ends(server)]).toEqual(['back', [], []])
})

test('on a network that loses, repeats and reorders, every subscription ends with a reason or knows the last state', () => {
  let alive = 0
  for (let seed = 1; seed <= 60; seed++) {
    const { world, watcher, server } = pair({ subscription: { expires: 120 }, notification: { gap: 500 } }, seed)
    world.network.weather = BAD
    watcher.subscribe('server')
    for (let turn = 0; turn < 40; turn++) world.after(world.random.below(240_000), () => server.say(`state ${turn}`))
    world.run(300_000)
    world.network.weather = { ...BAD, loss: 0, duplicates: 0 }
    server.say('the last')
    world.run(700_000)
    const [subscriber] = watcher.subscribers
    if (subscriber && !subscriber.over) {
      alive++
      expect(watcher.heard).toBe('the last')
      expect(server.notifiers.filter(({ finished }) => !finished)).toHaveLength(1)
    } else {
      expect([...ends(watcher), ...watcher.effects('failed')]).toHaveLength(1)
      expect(server.notifiers.every(({ finished }) => finished)).toBe(true)
    }
  }
  expect(alive).toBeGreaterThan(50)
})

test('on such a network, unsubscribing ends both sides', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { world, watcher, server, subscriber } = subscribed({ subscription: { expires: 120 } }, seed)
    world.network.weather = BAD
    for (let turn = 0; turn < 10; turn++) world.after(world.random.below(20_000), () => server.say(`state ${turn}`))
    world.after(world.random.below(20_000), () => watcher.command(subscriber, { kind: 'unsubscribe' }))
    world.run(700_000)
    expect([subscriber.over, server.notifiers.every(({ finished }) => finished)]).toEqual([true, true])
    expect([ends(watcher).length, ends(server).length]).toEqual([1, 1])
  }
})
