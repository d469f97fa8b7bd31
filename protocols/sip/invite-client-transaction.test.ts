import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { Timeline } from '../../test/torture/sip/timeline.ts'
import { InviteClientTransaction } from './invite-client-transaction.ts'
import { fieldOf, fieldsOf } from './message.ts'
import { RELIABLE, type Timers, UNRELIABLE } from './timers.ts'
import type { ClientEffect, InviteClientInput } from './transaction.ts'

const invite = request('INVITE')
const call = (timers: Timers = UNRELIABLE) =>
  new Timeline<InviteClientInput, ClientEffect>(InviteClientTransaction.start(invite, timers, 0))
const answer = (status: number, tag?: string): InviteClientInput => ({
  kind: 'response',
  response: response(invite, status, tag),
})
const cancel: InviteClientInput = { kind: 'cancel', headers: [] }
const kinds = (effects: readonly ClientEffect[]) => effects.map((effect) => effect.do)

test('timer A: an INVITE is sent seven times in 32 s over UDP and once over TCP', () => {
  expect(call().until(60_000).times('send')).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
  expect(call(RELIABLE).until(60_000).times('send')).toEqual([0])
})

test('timer B: an INVITE that nobody answers fails after 32 s over either transport', () => {
  for (const timers of [UNRELIABLE, RELIABLE]) {
    const { diary } = call(timers).until(100_000)
    expect(diary.slice(-2)).toEqual([
      { at: 32_000, effect: { do: 'fail', reason: 'timeout' } },
      { at: 32_000, effect: { do: 'end' } },
    ])
  }
})

test('a provisional response ends retransmission and patience: a phone may ring for an hour', () => {
  const line = call()
  line.at(600, answer(100))
  line.at(700, answer(180))
  line.until(3_600_000)
  expect(line.times('send')).toEqual([0, 500])
  expect(line.times('pass')).toEqual([600, 700])
  expect(line.machine.nextWake).toBeNull()
})

test('a refusal is acknowledged and passed up once; each repetition is acknowledged again and goes no further', () => {
  const line = call()
  expect(kinds(line.at(100, answer(486)))).toEqual(['send', 'pass'])
  expect(kinds(line.at(600, answer(486)))).toEqual(['send', 'drop'])
  expect(line.times('pass')).toEqual([100])
})

test('timer D: a refused INVITE is remembered for 32 s over UDP and not at all over TCP', () => {
  const udp = call()
  udp.at(100, answer(486))
  expect(udp.until(100_000).times('end')).toEqual([32_100])
  expect(kinds(call(RELIABLE).at(100, answer(486)))).toEqual(['send', 'pass', 'end'])
})

test('timer M: a 2xx ends nothing for 32 s, so that a forked INVITE passes every 2xx up, over either transport', () => {
  for (const timers of [UNRELIABLE, RELIABLE]) {
    const line = call(timers)
    line.at(100, answer(200, 'one'))
    line.at(200, answer(200, 'two'))
    line.at(30_000, answer(200, 'one'))
    expect(line.until(100_000).times('pass')).toEqual([100, 200, 30_000])
    expect(line.times('send')).toEqual([0])
    expect(line.times('end')).toEqual([32_100])
  }
})

test('what contradicts the final response, or comes after it, is dropped with its reason', () => {
  const accepted = call()
  accepted.at(100, answer(200))
  expect(accepted.at(200, answer(180))).toEqual([{ do: 'drop', reason: 'late-provisional' }])
  expect(accepted.at(200, answer(486))).toEqual([{ do: 'drop', reason: 'second-final' }])
  const refused = call()
  refused.at(100, answer(486))
  expect(refused.at(200, answer(180))).toEqual([{ do: 'drop', reason: 'late-provisional' }])
  expect(refused.at(200, answer(200))).toEqual([{ do: 'drop', reason: 'second-final' }])
})

test('the ACK of a refusal goes the way of the INVITE with the tag of the refusal', () => {
  const routed = request('INVITE', {
    cseq: 7,
    more: [
      { name: 'Via', value: 'SIP/2.0/UDP behind.example;branch=z9hG4bKbehind' },
      { name: 'Route', value: '<sip:p1.example;lr>' },
      { name: 'Route', value: '<sip:p2.example;lr>' },
      { name: 'Proxy-Require', value: 'x' },
    ],
  })
  const { transaction } = InviteClientTransaction.start(routed, UNRELIABLE, 0)
  const [sent] = transaction.step({ kind: 'response', response: response(routed, 404, 'gone') }, 100)
  const ack = sent?.do === 'send' ? sent.message : null
  expect(ack).toMatchObject({ method: 'ACK', uri: 'sip:bob@bob.example', body: new Uint8Array() })
  const field = (name: string) => (ack ? fieldsOf(ack, name) : [])
  expect(field('Via')).toEqual(['SIP/2.0/UDP alice.example;branch=z9hG4bK1'])
  expect(field('To')).toEqual(['<sip:bob@bob.example>;tag=gone'])
  expect(field('CSeq')).toEqual(['7 ACK'])
  expect(field('Route')).toEqual(['<sip:p1.example;lr>', '<sip:p2.example;lr>'])
  expect(field('From')).toEqual(fieldsOf(routed, 'From'))
  expect(field('Call-ID')).toEqual(['call-1'])
  expect(field('Max-Forwards')).toEqual(['70'])
  expect(field('Proxy-Require')).toEqual([])
})

test('CANCEL waits for a provisional response', () => {
  const line = call()
  expect(line.at(100, cancel)).toEqual([])
  expect(kinds(line.at(900, answer(100)))).toEqual(['pass', 'cancel'])
  expect(line.at(950, answer(180)).map((effect) => effect.do)).toEqual(['pass'])
})

test('a CANCEL that waits is forgotten when the final response comes first', () => {
  const line = call()
  line.at(100, cancel)
  expect(kinds(line.at(900, answer(200)))).toEqual(['pass'])
  expect(line.until(200_000).times('cancel')).toEqual([])
})

test('CANCEL is sent at once to a phone that rings, and once only', () => {
  const line = call()
  line.at(100, answer(180))
  const [effect] = line.at(200, { kind: 'cancel', headers: [{ name: 'Reason', value: 'SIP;cause=200' }] })
  expect(effect?.do === 'cancel' && [effect.request.method, fieldOf(effect.request, 'Reason')]).toEqual([
    'CANCEL',
    'SIP;cause=200',
  ])
  expect(line.at(300, cancel)).toEqual([{ do: 'drop', reason: 'nothing-to-cancel' }])
})

test('CANCEL after the final response is refused', () => {
  for (const status of [200, 486]) {
    const line = call()
    line.at(100, answer(status))
    expect(line.at(200, cancel)).toEqual([{ do: 'drop', reason: 'nothing-to-cancel' }])
  }
})

test('a cancelled INVITE that is never answered fails 32 s after its CANCEL', () => {
  const line = call()
  line.at(100, answer(180))
  line.at(5_000, cancel)
  expect(line.until(100_000).diary.slice(-2)).toEqual([
    { at: 37_000, effect: { do: 'fail', reason: 'cancelled' } },
    { at: 37_000, effect: { do: 'end' } },
  ])
})

test('a cancelled INVITE that was answered all the same passes the 2xx up', () => {
  const line = call()
  line.at(100, answer(180))
  line.at(200, cancel)
  expect(kinds(line.at(300, answer(200)))).toEqual(['pass'])
})

test('a transport error fails the INVITE, or the ACK of its refusal, and is nothing to one that was accepted', () => {
  const failed = [{ do: 'fail', reason: 'transport' }, { do: 'end' }]
  expect(call().at(0, { kind: 'transport-error' })).toEqual(failed)
  const refused = call()
  refused.at(100, answer(486))
  expect(refused.at(101, { kind: 'transport-error' })).toEqual(failed)
  const accepted = call()
  accepted.at(100, answer(200))
  expect(accepted.at(101, { kind: 'transport-error' })).toEqual([{ do: 'drop', reason: 'nothing-sent' }])
})

test('an INVITE that ended does nothing more, whatever comes', () => {
  const line = call()
  line.at(0, { kind: 'transport-error' })
  for (const input of [answer(180), answer(200), answer(486), cancel, { kind: 'transport-error' }, { kind: 'wake' }] as const)
    expect(line.at(50, input)).toEqual([])
  expect(line.machine.nextWake).toBeNull()
})
