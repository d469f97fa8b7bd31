import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { ReceivedInvite } from './received-invite.ts'

const invite = request('INVITE', { cseq: 7 })
const ok = response(invite, 200)
const described = { ...response(invite, 183), body: new Uint8Array([1]) }
const prack = request('PRACK', { cseq: 8, more: [{ name: 'RAck', value: '1 7 INVITE' }] })
const received = () => new ReceivedInvite('key', invite, 0)

test('a 2xx is repeated until the ACK with its number comes', () => {
  const machine = received()
  machine.hold(ok)
  expect(machine.release(0)).toEqual([ok])
  expect(machine.wake(500)).toEqual({ responses: [ok], missing: null })
  expect(machine.acknowledge(request('ACK', { cseq: 6 }))).toBe(false)
  expect(machine.acknowledge(request('ACK', { cseq: 7 }))).toBe(true)
  expect(machine.acknowledge(request('ACK', { cseq: 7 }))).toBe(false)
  expect([machine.state, machine.nextWake]).toEqual(['done', null])
})

test('a 2xx whose ACK does not come is told to be missing it', () => {
  const machine = received()
  machine.hold(ok)
  machine.release(0)
  expect(machine.wake(32_000)).toEqual({ responses: [], missing: 'ack' })
})

test('a 2xx waits for the PRACK of a description, and comes without it where there is none', () => {
  const machine = received()
  expect(machine.ring(described, true, 0)).toHaveLength(1)
  machine.hold(ok)
  expect(machine.release(10)).toEqual([])
  expect([machine.state, machine.open]).toEqual(['held', true])
  expect(machine.acknowledgeProvisional(prack, 20)).toEqual([])
  expect(machine.release(20)).toEqual([ok])
  const plain = received()
  plain.ring(response(invite, 180), true, 0)
  plain.hold(ok)
  expect(plain.release(10)).toEqual([ok])
})

test('a provisional response whose PRACK does not come is told, and none comes after the final one', () => {
  const machine = received()
  machine.ring(described, true, 0)
  expect(machine.wake(32_000)).toEqual({ responses: [], missing: 'prack' })
  machine.close()
  expect(machine.ring(described, false, 33_000)).toBeNull()
  expect(machine.open).toBe(false)
})

test('an unreliable provisional response waits for nothing', () => {
  const machine = received()
  const ringing = response(invite, 180)
  expect(machine.ring(ringing, false, 0)).toEqual([ringing])
  expect(machine.nextWake).toBeNull()
  expect(machine.acknowledgeProvisional(prack, 0)).toBeNull()
})
