import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { fieldOf, withFields } from './message.ts'
import { hasOption, parseRAck, printRAck, ReliableProvisionals, receiptOf } from './reliable-provisional.ts'
import type { UnacknowledgedEffect } from './unacknowledged-response.ts'

const invite = request('INVITE', { cseq: 7 })
const ringing = response(invite, 180)
const prack = (rack: string) => request('PRACK', { cseq: 8, toTag: 'b1', more: [{ name: 'RAck', value: rack }] })
const numbered = (number: string) => withFields(withFields(ringing, 'Require', ['100rel']), 'RSeq', [number])
const sent = (effects: readonly UnacknowledgedEffect[] | false | null) =>
  (effects || []).flatMap((effect) =>
    effect.do === 'send' ? [`${effect.message.status} ${fieldOf(effect.message, 'RSeq')}`] : [],
  )

test('RAck is read as it is printed, and nothing else is', () => {
  expect(parseRAck(printRAck({ response: 776_656, cseq: 1, method: 'INVITE' }))).toEqual({
    response: 776_656,
    cseq: 1,
    method: 'INVITE',
  })
  for (const value of ['', '0 1 INVITE', '1 INVITE', '4294967296 1 INVITE', '1 2147483648 INVITE', '1 1 INVITE x'])
    expect(parseRAck(value)).toBeNull()
})

test('the next one in order is acknowledged, a repeated one and one after a gap are not', () => {
  expect(receiptOf(numbered('5'), null)).toEqual({ is: 'next', number: 5 })
  expect(receiptOf(numbered('6'), 5)).toEqual({ is: 'next', number: 6 })
  expect(receiptOf(numbered('5'), 5)).toEqual({ is: 'repeated' })
  expect(receiptOf(numbered('7'), 5)).toEqual({ is: 'gap' })
  expect(receiptOf(ringing, null)).toEqual({ is: 'unreliable' })
  expect(receiptOf(numbered('0'), null)).toEqual({ is: 'unreliable' })
})

test('an option counts whether it is supported or required', () => {
  expect(hasOption(withFields(invite, 'Supported', ['timer, 100REL']), '100rel')).toBe(true)
  expect(hasOption(withFields(invite, 'Require', ['100rel']), '100rel')).toBe(true)
  expect(hasOption(invite, '100rel')).toBe(false)
})

test('the second one waits for the PRACK of the first and has the next number', () => {
  const provisionals = new ReliableProvisionals(invite, 0)
  expect(sent(provisionals.send(ringing, 0))).toEqual(['180 1'])
  expect(sent(provisionals.send(response(invite, 183), 10))).toEqual([])
  for (const wrong of ['2 7 INVITE', '1 8 INVITE', '1 7 UPDATE', 'x'])
    expect(provisionals.acknowledge(prack(wrong), 20)).toBeNull()
  expect(sent(provisionals.acknowledge(prack('1 7 INVITE'), 30))).toEqual(['183 2'])
  expect(provisionals.acknowledge(prack('1 7 INVITE'), 40)).toBeNull()
  expect(sent(provisionals.acknowledge(prack('2 7 INVITE'), 50))).toEqual([])
  expect(provisionals.nextWake).toBeNull()
})

test('without PRACK it is repeated and given up after 32 s', () => {
  const provisionals = new ReliableProvisionals(invite, 0.5)
  provisionals.send(ringing, 0)
  expect(provisionals.nextWake).toBe(500)
  expect(sent(provisionals.wake(500))).toEqual(['180 1073741824'])
  expect(provisionals.wake(32_000)).toEqual([{ do: 'fail', reason: 'no-ack' }, { do: 'end' }])
})

test('a description that is not acknowledged holds back a 2xx, and the final response ends all', () => {
  const provisionals = new ReliableProvisionals(invite, 0)
  provisionals.send(ringing, 0)
  expect(provisionals.holdsDescription).toBe(false)
  provisionals.send({ ...ringing, body: new Uint8Array([1]) }, 0)
  expect(provisionals.holdsDescription).toBe(true)
  provisionals.stop()
  expect([provisionals.holdsDescription, provisionals.nextWake]).toEqual([false, null])
})

test('a user that says too much before its first one is acknowledged loses the rest', () => {
  const provisionals = new ReliableProvisionals(invite, 0)
  for (let count = 0; count < 17; count++) expect(provisionals.send(ringing, 0)).not.toBe(false)
  expect(provisionals.send(ringing, 0)).toBe(false)
})
