import { expect, test } from 'vitest'
import { type KeepAliveEffect, type KeepAliveInput, RegistrationKeepAlive } from './registration-keepalive.ts'
import { parseStun, printStunResponse } from './stun-binding.ts'

const TIMES = { atLeast: 80_000, atMost: 100_000 }
const HERE = { address: Uint8Array.of(192, 0, 2, 1), port: 5060 }

/** Each time in the middle of what it may be: pings after 90 s. */
class Stage {
  now = 0
  readonly keepAlive: RegistrationKeepAlive
  #ids = 0

  constructor(transport: 'tcp' | 'udp') {
    const newId = () => new Uint8Array(12).fill(++this.#ids)
    this.keepAlive = new RegistrationKeepAlive(transport === 'udp' ? newId : null, () => 0.5)
    this.step({ kind: 'start', times: TIMES })
  }

  step = (input: KeepAliveInput): KeepAliveEffect[] => this.keepAlive.step(input, this.now)

  wake(): KeepAliveEffect[] {
    this.now = this.keepAlive.nextWake ?? this.now
    return this.step({ kind: 'wake' })
  }

  /** The server's answer to a request. */
  answer(effects: readonly KeepAliveEffect[], from = HERE): KeepAliveEffect[] {
    const [effect] = effects
    const request = effect?.do === 'send' ? parseStun(effect.bytes) : null
    if (request?.kind !== 'request') throw new Error('nothing was asked')
    return this.step({ kind: 'stun', bytes: printStunResponse(request, from) })
  }
}

test('over a connection a ping goes out from time to time, and its pong is waited for', () => {
  const stage = new Stage('tcp')
  for (let round = 1; round <= 3; round++) {
    expect(stage.wake()).toEqual([{ do: 'send', bytes: Uint8Array.of(13, 10, 13, 10) }])
    expect(stage.now).toBe(round * 90_000 + (round - 1) * 1000)
    stage.now += 1000
    expect(stage.step({ kind: 'pong' })).toEqual([])
  }
})

test('without a pong within 10 s the flow is dead, until it is registered anew', () => {
  const stage = new Stage('tcp')
  stage.wake()
  expect(stage.wake()).toEqual([{ do: 'flow-failed', why: 'silent' }])
  expect([stage.now, stage.keepAlive.nextWake]).toEqual([100_000, null])
  stage.step({ kind: 'start', times: TIMES })
  expect(stage.keepAlive.nextWake).toBe(190_000)
})

test('over UDP a request is repeated until it is answered', () => {
  const stage = new Stage('udp')
  const asked = stage.wake()
  const times = [stage.now]
  for (let repeat = 0; repeat < 3; repeat++) {
    expect(stage.wake()).toEqual(asked)
    times.push(stage.now)
  }
  expect(times).toEqual([90_000, 90_500, 91_500, 93_500])
  expect(stage.answer(asked)).toEqual([])
  expect(stage.keepAlive.nextWake).toBe(183_500)
})

test('a server that never answers has lost the flow after 39.5 s and seven requests', () => {
  const stage = new Stage('udp')
  let requests = 0
  for (;;) {
    const [effect] = stage.wake()
    if (effect?.do !== 'send') {
      expect(effect).toEqual({ do: 'flow-failed', why: 'silent' })
      break
    }
    requests++
  }
  expect([requests, stage.now]).toEqual([7, 129_500])
})

test('a flow that is seen under another address than before is dead', () => {
  for (const moved of [
    { ...HERE, port: 5061 },
    { ...HERE, address: Uint8Array.of(192, 0, 2, 2) },
  ]) {
    const stage = new Stage('udp')
    stage.answer(stage.wake())
    stage.answer(stage.wake())
    expect(stage.answer(stage.wake(), moved)).toEqual([{ do: 'flow-failed', why: 'moved' }])
    stage.step({ kind: 'start', times: TIMES })
    expect(stage.answer(stage.wake(), moved)).toEqual([])
  }
})

test('answers to other requests, other bytes, and pongs nobody asked for do nothing', () => {
  const stage = new Stage('udp')
  const asked = stage.wake()
  const other = { kind: 'request', transactionId: new Uint8Array(12), unknown: [] } as const
  const [effect] = asked
  stage.step({ kind: 'stun', bytes: printStunResponse(other, HERE) })
  stage.step({ kind: 'stun', bytes: Uint8Array.of(1, 2, 3) })
  if (effect?.do === 'send') stage.step({ kind: 'stun', bytes: effect.bytes })
  stage.step({ kind: 'pong' })
  expect(stage.wake()).toEqual(asked)
  const tcp = new Stage('tcp')
  tcp.step({ kind: 'pong' })
  expect(tcp.keepAlive.nextWake).toBe(90_000)
})

test('new times count from the next probe on; after a stop nothing is sent', () => {
  const stage = new Stage('tcp')
  stage.wake()
  stage.step({ kind: 'start', times: { atLeast: 10_000, atMost: 10_000 } })
  expect(stage.keepAlive.nextWake).toBe(100_000)
  stage.step({ kind: 'pong' })
  expect(stage.keepAlive.nextWake).toBe(100_000)
  stage.step({ kind: 'stop' })
  expect([stage.keepAlive.nextWake, stage.step({ kind: 'wake' })]).toEqual([null, []])
})
