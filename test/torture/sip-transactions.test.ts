// Two endpoints and a network on one virtual clock: the transactions of RFC 3261 §17 and RFC 6026, with everything that UDP does to packets.
import { expect, test } from 'vitest'
import { CALM, type Packet } from './sip/virtual-network.ts'
import { World } from './sip/world.ts'

const RELIABLE = { ...CALM, reliable: true }
const GAPS = [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]

/** Loses packets whose first line begins with that, the first `count` of them. */
function losing(start: string, count = Number.POSITIVE_INFINITY): (packet: Packet) => boolean {
  let left = count
  return ({ bytes }) => new TextDecoder().decode(bytes).startsWith(start) && left-- > 0
}

function pair(weather = CALM) {
  const world = new World(weather)
  return { world, alice: world.endpoint('alice'), bob: world.endpoint('bob') }
}

test('timer A: an INVITE is sent seven times in 32 s over UDP and once over TCP', () => {
  for (const [weather, times] of [
    [CALM, [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]],
    [RELIABLE, [0]],
  ] as const) {
    const { world, alice } = pair(weather)
    alice.send('INVITE', 'nobody')
    world.run()
    expect(world.network.sent.map(({ at }) => at)).toEqual(times)
  }
})

test('timer B: a call to nobody fails after 32 s', () => {
  const { world, alice } = pair()
  alice.send('INVITE', 'nobody')
  world.run()
  expect([alice.times('fail'), alice.times('end'), alice.clients.size]).toEqual([[32_000], [32_000], 0])
})

test('timers D, G and I: a lost ACK repeats the refusal once, the caller acknowledges again, and both forget', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 100, status: 486 }]
  world.network.loses = losing('ACK', 1)
  alice.send('INVITE', 'bob')
  world.run()
  // 10 ms each way: the refusal leaves at 110 and again at 610, its second ACK comes at 630.
  expect(bob.times('send', 486)).toEqual([110, 610])
  expect(alice.times('send', 'ACK')).toEqual([120, 620])
  expect(alice.times('response', 486)).toEqual([120])
  expect([alice.times('end'), bob.times('end')]).toEqual([[32_120], [5_630]])
})

test('timer G: a lost ACK repeats the final response with growing gaps up to T2', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 0, status: 486 }]
  world.network.loses = losing('ACK')
  alice.send('INVITE', 'bob')
  world.run()
  expect(bob.times('send', 486)).toEqual(GAPS.map((at) => at + 10))
})

test('timer H: a refusal that is never acknowledged is given up after 32 s', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 0, status: 486 }]
  world.network.loses = losing('ACK')
  alice.send('INVITE', 'bob')
  world.run()
  expect(bob.diary.at(-2)).toMatchObject({ at: 32_010, effect: { do: 'fail', reason: 'no-ack' } })
  expect(alice.times('response', 486)).toEqual([20])
})

test('timers D and I are zero over TCP: a refused call is forgotten as soon as it is acknowledged', () => {
  const { world, alice, bob } = pair(RELIABLE)
  bob.plan = () => [{ after: 0, status: 486 }]
  alice.send('INVITE', 'bob')
  world.run()
  expect(world.network.sent).toHaveLength(3)
  expect(world.now).toBeLessThan(50)
  expect([alice.clients.size, bob.servers.size]).toEqual([0, 0])
})

test('timer E: a MESSAGE that nobody answers is sent eleven times in 32 s over UDP and once over TCP', () => {
  for (const [weather, times] of [
    [CALM, GAPS],
    [RELIABLE, [0]],
  ] as const) {
    const { world, alice } = pair(weather)
    alice.send('MESSAGE', 'nobody')
    world.run()
    expect(world.network.sent.map(({ at }) => at)).toEqual(times)
  }
})

test('timer F: a MESSAGE to nobody fails after 32 s', () => {
  const { world, alice } = pair()
  alice.send('MESSAGE', 'nobody')
  world.run()
  expect([alice.times('fail'), alice.times('end')]).toEqual([[32_000], [32_000]])
})

test('timer J: a retransmitted request gets the same response and never reaches the user twice', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 1_000, status: 202 }]
  world.network.loses = losing('SIP/2.0 202', 2)
  alice.send('MESSAGE', 'bob')
  world.run()
  expect(bob.times('request')).toEqual([10])
  // The request of 500 finds no answer yet; those of 1,500 and 3,500 get it again.
  expect(bob.times('send', 202)).toEqual([1_010, 1_510, 3_510])
  const answers = bob.diary.flatMap(({ effect }) => (effect.do === 'send' ? [effect.message] : []))
  expect(new Set(answers).size).toBe(1)
  expect(alice.times('response')).toEqual([3_520])
  expect(bob.times('end')).toEqual([33_010])
})

test('timer K: a response that comes again within T4 goes no further', () => {
  const { world, alice, bob } = pair({ ...CALM, duplicates: 1 })
  alice.send('MESSAGE', 'bob')
  world.run()
  expect(bob.times('request')).toHaveLength(1)
  expect(alice.times('response')).toEqual([20])
  expect(alice.times('drop').length).toBeGreaterThan(0)
  expect(alice.times('end')).toEqual([5_020])
})

test('timer L: INVITEs that are repeated because the 2xx was lost never reach the user, nor are they answered by the transaction', () => {
  const { world, alice, bob } = pair()
  world.network.loses = losing('SIP/2.0 200', 3)
  alice.send('INVITE', 'bob')
  world.run()
  expect(bob.times('request')).toEqual([10])
  // The user's own repetition (RFC 3261 §13.3.1.4), until the ACK comes.
  expect(bob.times('send', 200)).toEqual([10, 510, 1_510, 3_510])
  expect(alice.times('response', 200)).toEqual([3_520])
  expect(bob.times('ack')).toEqual([3_530])
  expect(bob.times('end')).toEqual([32_010])
})

test('timer M: a forked INVITE passes every 2xx up, and each is acknowledged', () => {
  const { world, alice, bob } = pair()
  const carol = world.endpoint('carol')
  carol.plan = () => [{ after: 5_000, status: 200 }]
  world.fork('both', ['bob', 'carol'])
  alice.send('INVITE', 'both')
  world.run()
  expect(alice.times('response', 200)).toEqual([20, 5_020])
  expect([bob.times('ack'), carol.times('ack')]).toEqual([[30], [5_030]])
  expect(alice.times('end')).toEqual([32_020])
})

test('a 2xx that comes after timer M is passed up as stray', () => {
  const { world, alice } = pair()
  const carol = world.endpoint('carol')
  carol.plan = () => [{ after: 40_000, status: 200 }]
  world.fork('both', ['bob', 'carol'])
  alice.send('INVITE', 'both')
  world.run()
  expect([alice.times('response', 200), alice.times('stray-answer')]).toEqual([[20], [40_020]])
})

test('a lost ACK of a 2xx is sent again for each repetition of the 2xx', () => {
  const { world, alice, bob } = pair()
  world.network.loses = losing('ACK', 2)
  alice.send('INVITE', 'bob')
  world.run()
  expect(alice.times('response', 200)).toEqual([20, 520, 1_520])
  expect(bob.times('ack')).toEqual([1_530])
  expect(bob.times('send', 200)).toEqual([10, 510, 1_510])
})

test('a 2xx whose ACK never comes is repeated with growing gaps up to T2 for 32 s', () => {
  const { world, alice, bob } = pair()
  world.network.loses = losing('ACK')
  alice.send('INVITE', 'bob')
  world.run()
  expect(bob.times('send', 200)).toEqual(GAPS.map((at) => at + 10))
  expect(alice.times('response', 200)).toEqual(GAPS.map((at) => at + 20))
})

test('100 stops the caller from repeating its INVITE while the phone rings', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [
    { after: 3_000, status: 180 },
    { after: 60_000, status: 200 },
  ]
  alice.send('INVITE', 'bob')
  world.run()
  expect(bob.times('send', 100)).toEqual([210])
  expect(alice.times('send', 'INVITE')).toEqual([0])
  expect(alice.times('response')).toEqual([220, 3_020, 60_020])
})

test('CANCEL waits for the first provisional response, and ends the call with 487', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 60_000, status: 200 }]
  const key = alice.send('INVITE', 'bob')
  alice.cancel(key)
  world.run()
  expect(alice.times('send', 'CANCEL')).toEqual([220])
  expect(alice.times('response', 487)).toEqual([240])
  expect([alice.times('fail'), bob.times('fail')]).toEqual([[], []])
})

test('a CANCEL that crosses the 2xx changes nothing: it is answered 200, and the call is up', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [
    { after: 0, status: 180 },
    { after: 1_000, status: 200 },
  ]
  const key = alice.send('INVITE', 'bob')
  world.after(1_005, () => alice.cancel(key))
  world.run()
  expect(bob.times('send', 200)).toEqual([1_010, 1_015])
  expect([alice.times('response', 200), alice.times('response', 487)]).toEqual([[1_020], []])
  expect(bob.times('ack')).toEqual([1_030])
})

test('a CANCEL whose INVITE is over finds nothing and is answered 481', () => {
  const { world, alice, bob } = pair()
  bob.plan = () => [{ after: 300, status: 486 }]
  world.network.loses = losing('SIP/2.0 486')
  const key = alice.send('INVITE', 'bob')
  world.after(40_000, () => alice.cancel(key))
  world.run()
  expect(bob.times('send', 481)).toEqual([40_010])
  expect(alice.diary.at(-2)).toMatchObject({ at: 72_000, effect: { do: 'fail', reason: 'cancelled' } })
})

test('a 180 that is overtaken by the 200 is dropped', () => {
  const { world, alice, bob } = pair({ ...CALM, delay: [10, 200] })
  bob.plan = () => [
    { after: 0, status: 180 },
    { after: 1, status: 200 },
  ]
  for (let call = 0; call < 20; call++) alice.send('INVITE', 'bob')
  world.run()
  const late = alice.diary.filter(({ effect }) => effect.do === 'drop' && effect.reason === 'late-provisional')
  expect(late.length).toBeGreaterThan(0)
  expect(late.length + alice.times('response', 180).length).toBeGreaterThanOrEqual(20)
  expect(
    new Set(alice.diary.flatMap(({ effect }) => (effect.do === 'response' && effect.response.status === 200 ? [effect.key] : [])))
      .size,
  ).toBe(20)
})

test('a flood of ten thousand half-open INVITEs is held, and a MESSAGE among them is served at once', () => {
  const { world, alice, bob } = pair()
  bob.plan = (request) => (request.method === 'INVITE' ? [] : [{ after: 0, status: 200 }])
  for (let call = 0; call < 10_000; call++) alice.send('INVITE', 'bob')
  world.run(1_000)
  expect(bob.servers.size).toBe(10_000)
  alice.send('MESSAGE', 'bob')
  world.run(1_100)
  expect(alice.times('response', 200)).toEqual([1_020])
})
