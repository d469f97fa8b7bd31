import { expect, test } from 'vitest'
import { fieldsOf, type SipRequest, type SipResponse } from '../message.ts'
import { responseTo } from '../response.ts'
import type { ContextEffect, ContextInput } from './context-step.ts'
import { ResponseContext } from './response-context.ts'

const TIMER_C = 181_000

function request(method: string): SipRequest {
  const headers = [
    { name: 'Via', value: 'SIP/2.0/UDP pc.example;branch=z9hG4bK1' },
    { name: 'To', value: '<sip:bob@home.example>' },
    { name: 'CSeq', value: `1 ${method}` },
  ]
  return { kind: 'request', method, uri: 'sip:bob@home.example', headers, body: new Uint8Array() }
}

const answer = (status: number): SipResponse => responseTo(request('INVITE'), status, '', `${status}`)

/** A context of groups of that many branches each, numbered through. */
function fork(groups: readonly number[], method = 'INVITE') {
  let target = 0
  const plan = groups.map((size) => Array.from({ length: size }, () => ({ target: target++, breadth: 1 })))
  const { context, effects } = ResponseContext.start(request(method), plan, () => 'tag', 0)
  const give = (input: ContextInput, now = 0) => context.step(input, now).map(brief)
  return {
    context,
    began: effects.map(brief),
    give,
    gets: (branch: number, status: number, now = 0) => give({ kind: 'response', branch, response: answer(status) }, now),
  }
}

/** `try 1`, `cancel 0 REASON`, `200`, `end`. */
function brief(effect: ContextEffect): string {
  if (effect.do === 'respond') return String(effect.response.status)
  if (effect.do === 'cancel') return ['cancel', effect.branch, ...effect.headers.map(({ value }) => value)].join(' ')
  return effect.do === 'try' ? `try ${effect.branch}` : 'end'
}

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'

test('one answers, the others are cancelled with a Reason, and the context holds until nothing can come', () => {
  const call = fork([3])
  expect(call.began).toEqual(['try 0', 'try 1', 'try 2'])
  expect(call.gets(0, 180)).toEqual(['180'])
  expect(call.gets(1, 200)).toEqual(['200', `cancel 0 ${ELSEWHERE}`, `cancel 2 ${ELSEWHERE}`])
  expect(call.gets(0, 487)).toEqual([])
  expect(call.gets(2, 487)).toEqual([])
  expect(call.give({ kind: 'over', branch: 1 })).toEqual(['end'])
})

test('RFC 6026: every 2xx to INVITE goes on at once, repeated ones and those of other branches', () => {
  const call = fork([2])
  call.gets(0, 200)
  expect(call.gets(0, 200)).toEqual(['200'])
  expect(call.gets(1, 200)).toEqual(['200'])
})

test('one 2xx answers any other request, and nothing is cancelled', () => {
  const message = fork([3], 'MESSAGE')
  expect(message.gets(1, 200)).toEqual(['200'])
  expect(message.gets(0, 202)).toEqual([])
  expect(message.gets(2, 404)).toEqual(['end'])
})

test('100 stays here, other provisional responses go on until the final one', () => {
  const call = fork([2])
  expect(call.gets(0, 100)).toEqual([])
  expect(call.gets(0, 183)).toEqual(['183'])
  call.gets(1, 200)
  expect(call.gets(0, 180)).toEqual([])
})

test('the next group is tried when all of the former have failed', () => {
  const call = fork([2, 1])
  expect(call.gets(0, 486)).toEqual([])
  expect(call.gets(1, 404)).toEqual(['try 2'])
  expect(call.gets(2, 480)).toEqual(['486', 'end'])
})

test('6xx cancels the others, tries no other group, and goes on once all have answered', () => {
  const call = fork([2, 1])
  expect(call.gets(0, 603)).toEqual(['cancel 1 SIP;cause=603;text="Decline"'])
  expect(call.gets(1, 487)).toEqual(['603', 'end'])
})

test('a 2xx that comes after a 6xx goes on all the same', () => {
  const call = fork([2])
  call.gets(0, 600)
  expect(call.gets(1, 200)).toEqual(['200'])
})

test('3xx is not followed, but told', () => {
  expect(fork([1]).gets(0, 302)).toEqual(['302', 'end'])
})

test('who cancels hears 487 when all have answered, and the Reason goes along', () => {
  const call = fork([2, 1])
  const headers = [{ name: 'Reason', value: 'SIP;cause=600' }]
  expect(call.give({ kind: 'cancel', headers })).toEqual(['cancel 0 SIP;cause=600', 'cancel 1 SIP;cause=600'])
  expect(call.give({ kind: 'cancel', headers })).toEqual([])
  expect(call.gets(0, 487)).toEqual([])
  expect(call.give({ kind: 'fail', branch: 1, reason: 'cancelled' })).toEqual(['487', 'end'])
})

test('an answer that crosses a CANCEL goes on', () => {
  const call = fork([1])
  call.give({ kind: 'cancel', headers: [] })
  expect(call.gets(0, 200)).toEqual(['200'])
  expect(call.give({ kind: 'over', branch: 0 })).toEqual(['end'])
})

test('a branch without any response counts as 408, one that cannot be reached as 503, and that alone is told as 500', () => {
  const silent = fork([2])
  silent.give({ kind: 'fail', branch: 0, reason: 'timeout' })
  expect(silent.give({ kind: 'fail', branch: 1, reason: 'transport' })).toEqual(['408', 'end'])
  expect(fork([1]).give({ kind: 'fail', branch: 0, reason: 'transport' })).toEqual(['500', 'end'])
  expect(fork([1]).gets(0, 503)).toEqual(['500', 'end'])
})

test('RFC 4320 §4.2: 408 is no answer to other requests than INVITE', () => {
  expect(fork([1], 'MESSAGE').give({ kind: 'fail', branch: 0, reason: 'timeout' })).toEqual(['end'])
})

test('timer C: who rings for three minutes is cancelled, each provisional response but 100 gives three more', () => {
  const call = fork([1])
  call.gets(0, 180, 60_000)
  call.gets(0, 100, 100_000)
  expect(call.context.nextWake).toBe(60_000 + TIMER_C)
  expect(call.give({ kind: 'wake' }, 60_000 + TIMER_C - 1)).toEqual([])
  expect(call.give({ kind: 'wake' }, 60_000 + TIMER_C)).toEqual(['cancel 0'])
  expect(call.context.nextWake).toBeNull()
  expect(call.gets(0, 487, 250_000)).toEqual(['408', 'end'])
})

test('nobody waits any more: what rings is cancelled, and nothing is told', () => {
  const call = fork([1, 1])
  expect(call.give({ kind: 'abandon' })).toEqual(['cancel 0'])
  expect(call.gets(0, 487)).toEqual(['end'])
})

test('responses of our own have our tag and the Via of the request', () => {
  const { context } = ResponseContext.start(request('INVITE'), [[{ target: 0, breadth: 1 }]], () => 'tag', 0)
  const [effect] = context.step({ kind: 'fail', branch: 0, reason: 'timeout' }, 0)
  if (effect?.do !== 'respond') throw new Error('not answered')
  expect([fieldsOf(effect.response, 'To'), fieldsOf(effect.response, 'Via')]).toEqual([
    ['<sip:bob@home.example>;tag=tag'],
    ['SIP/2.0/UDP pc.example;branch=z9hG4bK1'],
  ])
})

test('what is of no branch, and what comes after the end, has no effect', () => {
  const call = fork([1])
  expect(call.gets(7, 200)).toEqual([])
  call.gets(0, 404)
  expect(call.gets(0, 200)).toEqual([])
  expect(fork([]).began).toEqual(['480', 'end'])
})
