import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { Timeline } from '../../test/torture/sip/timeline.ts'
import { NonInviteServerTransaction } from './non-invite-server-transaction.ts'
import { RELIABLE, type Timers, UNRELIABLE } from './timers.ts'
import type { ServerEffect, ServerInput } from './transaction.ts'

const message = request('MESSAGE')
const received = (timers: Timers = UNRELIABLE) =>
  new Timeline<ServerInput, ServerEffect>(NonInviteServerTransaction.start(message, timers, 0))
const again: ServerInput = { kind: 'request', request: message }
const respond = (status: number): ServerInput => ({ kind: 'respond', response: response(message, status) })
const failed: ServerInput = { kind: 'transport-error' }

test('a retransmitted request gets the same response and never reaches the user twice', () => {
  const line = received()
  expect(line.at(500, again)).toEqual([{ do: 'drop', reason: 'repeated-request' }])
  const [first] = line.at(700, respond(202))
  const [second] = line.at(1_500, again)
  expect(first).toMatchObject({ do: 'send', message: { status: 202 } })
  expect(second).toEqual(first)
  expect(line.until(100_000).times('pass')).toEqual([0])
})

test('timer J: the response is kept for 32 s over UDP and not at all over TCP', () => {
  const line = received()
  line.at(100, respond(200))
  expect(line.until(100_000).times('end')).toEqual([32_100])
  expect(received(RELIABLE).at(100, respond(200))).toMatchObject([{ do: 'send' }, { do: 'end' }])
})

test('nothing is sent unasked', () => {
  const line = received()
  line.at(100, respond(200))
  expect(line.until(100_000).times('send')).toEqual([100])
})

test('a second final response is dropped', () => {
  const line = received()
  line.at(100, respond(200))
  expect(line.at(200, respond(404))).toEqual([{ do: 'drop', reason: 'already-answered' }])
  expect(line.at(300, again)).toMatchObject([{ do: 'send', message: { status: 200 } }])
})

test('100 is sent only when the client repeats its request slowly already, and repeated as a final response is', () => {
  const line = received()
  const refused = [{ do: 'drop', reason: 'not-for-this-method' }]
  expect(line.at(3_499, respond(100))).toEqual(refused)
  expect(line.at(3_500, respond(100))).toMatchObject([{ do: 'send', message: { status: 100 } }])
  expect(line.at(7_500, again)).toMatchObject([{ do: 'send', message: { status: 100 } }])
  expect(line.at(8_000, respond(200))).toMatchObject([{ do: 'send', message: { status: 200 } }])
  expect(received(RELIABLE).at(1, respond(100))).toMatchObject([{ do: 'send' }])
})

test('other provisional responses, and 408, are no answers to it', () => {
  const line = received()
  for (const status of [180, 183, 408])
    expect(line.at(5_000, respond(status))).toEqual([{ do: 'drop', reason: 'not-for-this-method' }])
})

test('a user that never answers holds a request until the client has given up', () => {
  expect(received().until(100_000).diary.slice(-2)).toEqual([
    { at: 32_000, effect: { do: 'fail', reason: 'unanswered' } },
    { at: 32_000, effect: { do: 'end' } },
  ])
})

test('a response that cannot be sent is told to the user, and a repeated request gets it', () => {
  const line = received()
  expect(line.at(50, failed)).toEqual([{ do: 'drop', reason: 'nothing-sent' }])
  line.at(100, respond(200))
  expect(line.at(110, failed)).toEqual([{ do: 'fail', reason: 'transport' }])
  expect(line.at(500, again)).toMatchObject([{ do: 'send', message: { status: 200 } }])
})

test('another method of the same branch is not this request', () => {
  expect(received().at(100, { kind: 'request', request: request('OPTIONS') })).toEqual([{ do: 'drop', reason: 'not-ours' }])
})

test('a request that ended does nothing more, whatever comes', () => {
  const line = received(RELIABLE)
  line.at(100, respond(200))
  for (const input of [again, respond(200), failed, { kind: 'wake' }] as const) expect(line.at(200, input)).toEqual([])
  expect(line.machine.nextWake).toBeNull()
})
