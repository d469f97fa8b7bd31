import { expect, test } from 'vitest'
import { contact, pairOf } from '../../test/torture/sip/dialogs.ts'
import { request } from '../../test/torture/sip/messages.ts'
import { dialogKeyOf } from './dialog.ts'
import { afterAnswer, findWithin, receiveWithin } from './dialog-answer.ts'
import { withFields } from './message.ts'

const { bob } = pairOf(200)
const of = (method: string, cseq: number) => request(method, { toTag: 'b1', cseq, more: [contact('sip:alice@new.example')] })

test('a request within a dialog of ours is found, one within another is answered 481, one without To tag is outside', () => {
  const known = (key: string) => key === dialogKeyOf(bob)
  expect(findWithin(of('BYE', 11), known)).toEqual({ found: 'within', key: dialogKeyOf(bob) })
  expect(findWithin(request('BYE', { toTag: 'b2' }), known)).toEqual({ found: 'unknown', status: 481 })
  expect(findWithin(request('INVITE'), known)).toEqual({ found: 'outside' })
})

test('numbers may jump, but not stand or fall', () => {
  const taken = receiveWithin(bob, of('INFO', 15))
  expect(taken).toEqual({ accepted: true, dialog: { ...bob, remoteSequence: 15 } })
  for (const number of [14, 15])
    expect(taken.accepted && receiveWithin(taken.dialog, of('BYE', number))).toEqual({
      accepted: false,
      status: 500,
      why: 'out-of-order',
    })
})

test('a peer that has sent nothing yet may begin with any number', () => {
  expect(receiveWithin(pairOf(200).alice, of('BYE', 0))).toMatchObject({ accepted: true, dialog: { remoteSequence: 0 } })
})

test('ACK and CANCEL have the number of their INVITE and count for nothing', () => {
  for (const method of ['ACK', 'CANCEL']) expect(receiveWithin(bob, of(method, 10))).toEqual({ accepted: true, dialog: bob })
})

test('a request without number is refused, one in a dialog that ended is answered 481', () => {
  expect(receiveWithin(bob, withFields(of('BYE', 11), 'CSeq', []))).toMatchObject({ accepted: false, status: 400 })
  expect(receiveWithin({ ...bob, phase: 'ended' }, of('BYE', 11))).toMatchObject({ accepted: false, status: 481 })
})

test('the target moves when a request that refreshes it is accepted, and not when it is refused', () => {
  const moved = { ...bob, remoteTarget: 'sip:alice@new.example' }
  for (const method of ['INVITE', 'UPDATE', 'REFER', 'SUBSCRIBE', 'NOTIFY']) {
    expect(afterAnswer(bob, of(method, 11), 200)).toEqual(moved)
    for (const status of [100, 183, 488]) expect(afterAnswer(bob, of(method, 11), status)).toEqual(bob)
  }
  expect(afterAnswer(bob, of('INFO', 11), 200)).toEqual(bob)
  expect(afterAnswer(bob, request('UPDATE', { toTag: 'b1' }), 200)).toEqual(bob)
})

test('an early dialog is confirmed by the 2xx to its INVITE, and ended by the refusal', () => {
  const early = pairOf(180).bob
  expect(afterAnswer(early, of('INVITE', 10), 200).phase).toBe('confirmed')
  expect(afterAnswer(early, of('INVITE', 10), 487).phase).toBe('ended')
  expect(afterAnswer(early, of('UPDATE', 11), 200).phase).toBe('early')
  expect(afterAnswer(early, of('UPDATE', 11), 488).phase).toBe('early')
})

test('a BYE that is accepted ends the dialog, for good', () => {
  const ended = afterAnswer(bob, of('BYE', 11), 200)
  expect(ended.phase).toBe('ended')
  expect(afterAnswer(ended, of('INVITE', 12), 200)).toEqual(ended)
  expect(afterAnswer(bob, of('BYE', 11), 500).phase).toBe('confirmed')
})
