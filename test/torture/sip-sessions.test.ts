// Two phones with INVITE sessions and a network on one virtual clock: what RFC 3261 §13 to §15, RFC 3262, RFC 3311 and RFC 4028 ask of calls in trouble.
import { expect, test } from 'vitest'
import { fieldOf } from '../../protocols/sip/message.ts'
import { parseMessage } from '../../protocols/sip/parse-message.ts'
import type { SessionSettings } from '../../protocols/sip/session-message.ts'
import type { SessionCommand } from '../../protocols/sip/session-step.ts'
import { OBLIGING, Phone, text } from './sip/phone.ts'
import type { Packet } from './sip/virtual-network.ts'
import { World } from './sip/world.ts'

const END: SessionCommand = { kind: 'end', headers: [] }
const reinvite = (description = 'new'): SessionCommand => ({ kind: 'modify', method: 'INVITE', description: text(description) })
const update = (description: string | null): SessionCommand => ({
  kind: 'modify',
  method: 'UPDATE',
  description: description === null ? null : text(description),
})
const ring = (description: string | null): SessionCommand => ({
  kind: 'ring',
  status: 183,
  reason: 'Session Progress',
  description: description === null ? null : text(description),
  reliable: true,
})
const accept = (description: string | null): SessionCommand => ({
  kind: 'accept',
  description: description === null ? null : text(description),
})

function pair(changes: Partial<SessionSettings> = {}, seed = 1) {
  const world = new World(undefined, seed)
  const alice = world.join('alice', new Phone('alice', world, changes))
  const bob = world.join('bob', new Phone('bob', world, changes))
  return { world, alice, bob }
}

/** Two phones in a call, at 1 s. */
function talking(changes: Partial<SessionSettings> = {}, seed = 1) {
  const all = pair(changes, seed)
  all.alice.call('bob')
  all.world.run(1000)
  return all
}

/** What went over the network, as `METHOD` or `STATUS METHOD`, from whom and when. */
function traffic({ network }: World) {
  return network.sent.map(({ at, packet }) => {
    const message = parseMessage(packet.bytes)
    const method = (fieldOf(message, 'CSeq') ?? '').split(' ')[1] ?? ''
    return { at, from: packet.from, what: message.kind === 'request' ? method : `${message.status} ${method}`, message }
  })
}
const flow = (world: World) => traffic(world).map(({ from, what }) => `${from} ${what}`)
const starting = (start: string, count = Number.POSITIVE_INFINITY) => {
  let left = count
  return ({ bytes }: Packet) => new TextDecoder().decode(bytes).startsWith(start) && left-- > 0
}
const ends = (phone: Phone) => phone.effects('ended').map(({ effect: { by, why } }) => `${by} ${why}`)
const heard = (phone: Phone) =>
  phone.effects('described').map(({ effect }) => `${effect.role} ${effect.in} ${new TextDecoder().decode(effect.description)}`)

test('a call is made, and hung up by either side', () => {
  const { world, alice, bob } = talking()
  expect([heard(bob), heard(alice)]).toEqual([['offer INVITE mine'], ['answer 2xx mine']])
  bob.command(END)
  world.run()
  expect(flow(world)).toEqual(['alice INVITE', 'bob 200 INVITE', 'alice ACK', 'bob BYE', 'alice 200 BYE'])
  expect([ends(alice), ends(bob)]).toEqual([['peer bye'], ['us bye']])
  expect([alice.session.finished, bob.session.finished]).toEqual([true, true])
})

test('an INVITE without offer is answered with one, whose answer is in the ACK', () => {
  const { world, alice, bob } = pair()
  alice.call('bob', null)
  world.run(1000)
  expect([heard(bob), heard(alice)]).toEqual([['answer ACK mine'], ['offer 2xx mine']])
  expect([alice.effects('confirmed').length, bob.effects('confirmed').length]).toEqual([1, 1])
})

test('overlapping re-INVITEs both meet 491, and both get through when they are tried again after their own time', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { world, alice, bob } = talking({}, seed)
    for (const phone of [alice, bob])
      phone.habit = (effect, session) => (effect.do === 'retry' ? [reinvite(`${phone.name} again`)] : OBLIGING(effect, session))
    alice.command(reinvite())
    bob.command(reinvite())
    world.run(60_000)
    const [ofAlice] = alice.effects('refused')
    const [ofBob] = bob.effects('refused')
    expect([ofAlice?.effect.status, ofBob?.effect.status]).toEqual([491, 491])
    // Alice owns the Call-ID.
    const waits = [ofAlice, ofBob].map((refused) => (refused?.effect.retryAt ?? 0) - (refused?.at ?? 0))
    expect(waits[0]).toBeGreaterThanOrEqual(2100)
    expect(waits[0]).toBeLessThanOrEqual(4000)
    expect(waits[1]).toBeGreaterThanOrEqual(0)
    expect(waits[1]).toBeLessThanOrEqual(2000)
    expect([heard(bob).at(-2), heard(alice).at(-2)]).toEqual(['answer 2xx mine', 'offer INVITE bob again'])
    expect([heard(bob).at(-1), heard(alice).at(-1)]).toEqual(['offer INVITE alice again', 'answer 2xx mine'])
    expect([alice.session.state, bob.session.state]).not.toContain(null)
  }
})

test('overlapping UPDATEs with offers both meet 491', () => {
  const { world, alice, bob } = talking()
  alice.command(update('a'))
  bob.command(update('b'))
  world.run(1500)
  expect([alice, bob].map((phone) => phone.effects('refused').map(({ effect }) => effect.status))).toEqual([[491], [491]])
})

test('an ACK that is lost comes again with each repeated 2xx', () => {
  const { world, alice, bob } = pair()
  world.network.loses = starting('ACK', 2)
  alice.call('bob')
  world.run(30_000)
  expect(flow(world).filter((what) => what === 'alice ACK')).toHaveLength(3)
  expect([bob.effects('confirmed').length, ends(bob)]).toEqual([1, []])
})

test('without any ACK the call is ended after 32 s by a BYE that says so', () => {
  const { world, alice, bob } = pair()
  world.network.loses = starting('ACK')
  alice.call('bob')
  world.run()
  const bye = traffic(world).find(({ what }) => what === 'BYE')
  expect([bye?.from, bye && fieldOf(bye.message, 'Reason')]).toEqual(['bob', 'SIP;cause=500;text="Missing ACK"'])
  expect(bye?.at).toBe(32_010)
  expect([ends(bob), ends(alice)]).toEqual([['us missing-ack'], ['peer bye']])
})

test('who hangs up before the ACK waits for it', () => {
  const { world, alice, bob } = pair()
  bob.habit = (effect, session) => (effect.do === 'invited' ? [accept('mine'), END] : OBLIGING(effect, session))
  alice.call('bob')
  world.run()
  expect(flow(world)).toEqual(['alice INVITE', 'bob 200 INVITE', 'alice ACK', 'bob BYE', 'alice 200 BYE'])
})

test('BYEs that cross are both answered with 200', () => {
  const { world, alice, bob } = talking()
  alice.command(END)
  bob.command(END)
  world.run()
  expect(flow(world).slice(3)).toEqual(['alice BYE', 'bob BYE', 'bob 200 BYE', 'alice 200 BYE'])
  expect([alice.session.finished, bob.session.finished]).toEqual([true, true])
})

test('a call that is cancelled while it rings ends with 487', () => {
  const { world, alice, bob } = pair()
  bob.habit = (effect) => (effect.do === 'invited' ? [ring(null)] : [])
  alice.call('bob')
  world.run(1000)
  alice.cancel()
  world.run()
  expect(alice.effects('failed').map(({ effect }) => effect.status)).toEqual([487])
  expect(ends(bob)).toEqual(['peer cancelled'])
})

test('a 2xx that comes after CANCEL is acknowledged and ended by BYE', () => {
  const { world, alice, bob } = pair()
  bob.habit = (effect) => (effect.do === 'invited' ? [ring(null)] : [])
  alice.call('bob')
  world.run(1000)
  bob.command(accept('mine'))
  alice.cancel()
  world.run()
  expect(flow(world).slice(-6)).toEqual([
    'bob 200 INVITE',
    'alice CANCEL',
    'alice ACK',
    'alice BYE',
    'bob 200 CANCEL',
    'bob 200 BYE',
  ])
  expect(alice.effects('failed').map(({ effect }) => effect.status)).toEqual([487])
  expect(ends(bob)).toEqual(['peer bye'])
})

test('of a fork the first 2xx is the call, and each other one is acknowledged and ended by BYE', () => {
  const { world, alice, bob } = pair()
  const carol = world.join('carol', new Phone('carol', world))
  world.fork('home', ['bob', 'carol'])
  alice.call('home')
  world.run()
  expect([ends(bob), ends(carol)]).toEqual([[], ['peer bye']])
  expect([alice.effects('chosen').length, alice.sessions.map(({ finished }) => finished)]).toEqual([1, [false, true]])
})

test('a reliable answer comes before the call is taken, its lost PRACK is repeated, and UPDATE changes the session meanwhile', () => {
  const { world, alice, bob } = pair()
  world.network.loses = starting('PRACK', 1)
  bob.habit = (effect, session) => (effect.do === 'invited' ? [ring('early')] : OBLIGING(effect, session))
  alice.call('bob')
  world.run(5000)
  alice.command(update('changed'))
  world.run(6000)
  bob.command(accept(null))
  world.run(7000)
  expect(heard(alice)).toEqual(['answer 1xx early', 'answer UPDATE-2xx mine'])
  expect(heard(bob)).toEqual(['offer INVITE mine', 'offer UPDATE changed'])
  expect([alice.effects('confirmed').length, bob.effects('confirmed').length]).toEqual([1, 1])
})

test('a 2xx waits for the PRACK of a description, and without any PRACK the call is refused after 32 s', () => {
  const { world, alice, bob } = pair()
  world.network.loses = starting('PRACK')
  bob.habit = (effect) => (effect.do === 'invited' ? [ring('early'), accept(null)] : [])
  alice.call('bob')
  world.run(100_000)
  expect(flow(world)).not.toContain('bob 200 INVITE')
  expect(alice.effects('failed').map(({ effect }) => effect.status)).toEqual([504])
  expect(ends(bob)).toEqual(['us missing-prack'])
})

test('a session is refreshed by UPDATE after half of its time', () => {
  const { world, alice, bob } = talking({ timer: { interval: 90, minimum: 90 } })
  world.run(200_000)
  const times = traffic(world)
    .filter(({ what }) => what === 'UPDATE')
    .map(({ at }) => Math.floor(at / 1000))
  expect(times).toEqual([45, 90, 135, 180])
  expect([ends(alice), ends(bob)]).toEqual([[], []])
})

test('a session whose refresher is gone is ended by BYE before its time is over', () => {
  const { world, bob } = talking({ timer: { interval: 90, minimum: 90 } })
  world.network.loses = ({ from }) => from === 'alice'
  world.run(200_000)
  expect(ends(bob)).toEqual(['us expired'])
  expect(Math.floor((bob.effects('ended')[0]?.at ?? 0) / 1000)).toBe(60)
})

test('an interval below the minimum of the peer is asked for again as long as it wants', () => {
  const { world, alice, bob } = pair()
  const strict = world.join('bob', new Phone('bob', world, { timer: { interval: 1800, minimum: 600 } }))
  const brief = world.join('alice', new Phone('alice', world, { timer: { interval: 90, minimum: 90 } }))
  brief.call('bob')
  world.run(1000)
  expect(flow(world).slice(0, 4)).toEqual(['alice INVITE', 'bob 422 INVITE', 'alice ACK', 'alice INVITE'])
  expect([brief.session.state?.timer?.interval, strict.session.state?.timer?.interval]).toEqual([600, 600])
  expect([alice.sessions, bob.sessions]).toEqual([[], []])
})

test('on a network that loses, repeats and reorders, sessions that both sides change at will agree again or are over for both', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { world, alice, bob } = talking({}, seed)
    world.network.weather = { loss: 0.1, duplicates: 0.1, delay: [5, 400], reliable: false }
    for (let turn = 0; turn < 12; turn++) {
      const phone = world.random.below(2) === 0 ? alice : bob
      const change = world.random.below(2) === 0 ? reinvite(`${turn}`) : update(`${turn}`)
      world.after(turn * world.random.below(4000), () => phone.command(change))
    }
    world.run(150_000)
    const over = [alice, bob].map((phone) => phone.effects('ended').length)
    expect(over[0]).toBe(over[1])
    // Whatever was tried and refused, nothing is left under way.
    if (over[0] === 0) expect([alice.session.state, bob.session.state]).not.toContain(null)
    else expect([alice.session.finished, bob.session.finished]).toEqual([true, true])
  }
})
