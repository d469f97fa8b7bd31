import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { Timeline } from '../../test/torture/sip/timeline.ts'
import { InviteServerTransaction } from './invite-server-transaction.ts'
import { fieldOf } from './message.ts'
import { RELIABLE, type Timers, UNRELIABLE } from './timers.ts'
import type { ServerEffect, ServerInput } from './transaction.ts'

const invite = request('INVITE', { more: [{ name: 'Timestamp', value: '54' }] })
const called = (timers: Timers = UNRELIABLE) =>
  new Timeline<ServerInput, ServerEffect>(InviteServerTransaction.start(invite, timers, 0))
const again: ServerInput = { kind: 'request', request: invite }
const ack: ServerInput = { kind: 'request', request: request('ACK') }
const respond = (status: number, tag?: string): ServerInput => ({ kind: 'respond', response: response(invite, status, tag) })
const failed: ServerInput = { kind: 'transport-error' }

test('an INVITE is passed up once, and 100 is sent for a user that says nothing for 200 ms', () => {
  const line = called().until(3_600_000)
  expect(line.times('pass')).toEqual([0])
  expect(line.times('send')).toEqual([200])
  const [, sent] = line.diary
  const trying = sent?.effect.do === 'send' ? sent.effect.message : null
  expect(trying).toMatchObject({ status: 100, reason: 'Trying' })
  expect(trying && [fieldOf(trying, 'To'), fieldOf(trying, 'Timestamp')]).toEqual(['<sip:bob@bob.example>', '54'])
})

test('a user that answers within 200 ms sends no 100', () => {
  const line = called()
  line.at(199, respond(180))
  expect(line.until(60_000).times('send')).toEqual([199])
})

test('a repeated INVITE is answered with the last provisional response, and never reaches the user', () => {
  const line = called()
  expect(line.at(100, again)).toEqual([{ do: 'drop', reason: 'repeated-request' }])
  expect(line.at(500, again)).toMatchObject([{ do: 'send', message: { status: 100 } }])
  line.at(600, respond(180))
  line.at(700, respond(183))
  expect(line.at(800, again)).toMatchObject([{ do: 'send', message: { status: 183 } }])
  expect(line.times('pass')).toEqual([0])
})

test('timer G: a lost ACK repeats the final response with growing gaps up to T2, and over TCP it is sent once', () => {
  const udp = called()
  udp.at(0, respond(486))
  expect(udp.until(60_000).times('send')).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  const tcp = called(RELIABLE)
  tcp.at(0, respond(486))
  expect(tcp.until(60_000).times('send')).toEqual([0])
})

test('timer H: a refusal whose ACK never comes is given up after 32 s over either transport', () => {
  for (const timers of [UNRELIABLE, RELIABLE]) {
    const line = called(timers)
    line.at(1_000, respond(603))
    expect(line.until(100_000).diary.slice(-2)).toEqual([
      { at: 33_000, effect: { do: 'fail', reason: 'no-ack' } },
      { at: 33_000, effect: { do: 'end' } },
    ])
  }
})

test('a repeated INVITE gets the refusal again', () => {
  const line = called()
  line.at(100, respond(486))
  expect(line.at(550, again)).toMatchObject([{ do: 'send', message: { status: 486 } }])
})

test('timer I: after the ACK of a refusal the transaction swallows repetitions for T4 over UDP, and ends at once over TCP', () => {
  const line = called()
  line.at(100, respond(486))
  expect(line.at(300, ack)).toEqual([])
  expect(line.at(400, ack)).toEqual([{ do: 'drop', reason: 'repeated-ack' }])
  expect(line.at(500, again)).toEqual([{ do: 'drop', reason: 'repeated-request' }])
  line.until(100_000)
  expect(line.times('send')).toEqual([100])
  expect(line.times('end')).toEqual([5_300])
  const tcp = called(RELIABLE)
  tcp.at(100, respond(486))
  expect(tcp.at(300, ack)).toEqual([{ do: 'end' }])
})

test('timer L: a 2xx is sent as often as the user says, repeated INVITEs are swallowed for 32 s, over either transport', () => {
  for (const timers of [UNRELIABLE, RELIABLE]) {
    const line = called(timers)
    line.at(100, respond(200))
    expect(line.at(300, again)).toEqual([{ do: 'drop', reason: 'repeated-request' }])
    line.at(600, respond(200))
    line.at(700, respond(200, 'of another fork'))
    line.until(100_000)
    expect(line.times('send')).toEqual([100, 600, 700])
    expect(line.times('pass')).toEqual([0])
    expect(line.times('end')).toEqual([32_100])
  }
})

test('an ACK that finds an accepted INVITE is passed up', () => {
  const line = called()
  line.at(100, respond(200))
  expect(line.at(200, ack)).toEqual([{ do: 'pass', request: request('ACK') }])
})

test('what the user says after its final response is dropped', () => {
  const refused = called()
  refused.at(100, respond(486))
  for (const status of [180, 200, 603])
    expect(refused.at(200, respond(status))).toEqual([{ do: 'drop', reason: 'already-answered' }])
  const accepted = called()
  accepted.at(100, respond(200))
  for (const status of [180, 486]) expect(accepted.at(200, respond(status))).toEqual([{ do: 'drop', reason: 'already-answered' }])
})

test('an ACK before the final response is dropped, as is a request of another method', () => {
  expect(called().at(100, ack)).toEqual([{ do: 'drop', reason: 'unexpected-ack' }])
  expect(called().at(100, { kind: 'request', request: request('BYE') })).toEqual([{ do: 'drop', reason: 'not-ours' }])
})

test('a response that cannot be sent is told to the user, and the transaction goes on', () => {
  for (const status of [180, 200, 486]) {
    const line = called()
    line.at(100, respond(status))
    expect(line.at(110, failed)).toEqual([{ do: 'fail', reason: 'transport' }])
    expect(line.machine.nextWake !== null || status === 180).toBe(true)
  }
  expect(called().at(10, failed)).toEqual([{ do: 'drop', reason: 'nothing-sent' }])
})

test('an INVITE that ended does nothing more, whatever comes', () => {
  const line = called(RELIABLE)
  line.at(0, respond(486))
  line.at(10, ack)
  for (const input of [again, ack, respond(180), respond(200), respond(486), failed, { kind: 'wake' }] as const)
    expect(line.at(50, input)).toEqual([])
  expect(line.machine.nextWake).toBeNull()
})
