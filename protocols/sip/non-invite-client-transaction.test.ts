import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { Timeline } from '../../test/torture/sip/timeline.ts'
import { NonInviteClientTransaction } from './non-invite-client-transaction.ts'
import { RELIABLE, type Timers, UNRELIABLE } from './timers.ts'
import type { ClientEffect, ClientInput } from './transaction.ts'

const message = request('MESSAGE')
const send = (timers: Timers = UNRELIABLE) =>
  new Timeline<ClientInput, ClientEffect>(NonInviteClientTransaction.start(message, timers, 0))
const answer = (status: number): ClientInput => ({ kind: 'response', response: response(message, status) })

test('timer E: a MESSAGE is sent eleven times in 32 s over UDP, never more than T2 apart, and once over TCP', () => {
  expect(send().until(60_000).times('send')).toEqual([
    0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
  ])
  expect(send(RELIABLE).until(60_000).times('send')).toEqual([0])
})

test('timer E: after a provisional response a request goes out every T2', () => {
  const line = send()
  line.at(600, answer(100))
  expect(line.until(12_000).times('send')).toEqual([0, 500, 1_500, 5_500, 9_500])
})

test('timer F: a request without a final response fails after 32 s over either transport, provisional responses or not', () => {
  for (const timers of [UNRELIABLE, RELIABLE]) {
    const silent = send(timers).until(100_000)
    const trying = send(timers)
    trying.at(20_000, answer(100))
    for (const { diary } of [silent, trying.until(100_000)])
      expect(diary.slice(-2)).toEqual([
        { at: 32_000, effect: { do: 'fail', reason: 'timeout' } },
        { at: 32_000, effect: { do: 'end' } },
      ])
  }
})

test('timer K: repeated responses are swallowed for T4 over UDP, and nothing is kept over TCP', () => {
  const line = send()
  line.at(100, answer(200))
  expect(line.at(600, answer(200))).toEqual([{ do: 'drop', reason: 'repeated-response' }])
  expect(line.at(700, answer(100))).toEqual([{ do: 'drop', reason: 'late-provisional' }])
  line.until(100_000)
  expect(line.times('pass')).toEqual([100])
  expect(line.times('end')).toEqual([5_100])
  expect(send(RELIABLE).at(100, answer(404))).toMatchObject([{ do: 'pass' }, { do: 'end' }])
})

test('nothing is sent after the final response', () => {
  const line = send()
  line.at(400, answer(404))
  expect(line.until(100_000).times('send')).toEqual([0])
})

test('a transport error fails a request that is under way and is nothing to one that is answered', () => {
  expect(send().at(0, { kind: 'transport-error' })).toEqual([{ do: 'fail', reason: 'transport' }, { do: 'end' }])
  const answered = send()
  answered.at(100, answer(200))
  expect(answered.at(200, { kind: 'transport-error' })).toEqual([{ do: 'drop', reason: 'nothing-sent' }])
})

test('a request that ended does nothing more, whatever comes', () => {
  const line = send(RELIABLE)
  line.at(100, answer(200))
  for (const input of [answer(100), answer(200), { kind: 'transport-error' }, { kind: 'wake' }] as const)
    expect(line.at(200, input)).toEqual([])
  expect(line.machine.nextWake).toBeNull()
})
