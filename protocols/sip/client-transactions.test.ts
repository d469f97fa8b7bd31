import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { ClientTransactions } from './client-transactions.ts'
import { withFields } from './message.ts'
import { UNRELIABLE } from './timers.ts'

const invite = request('INVITE')
const message = request('MESSAGE')

function begun(of = invite, most = 10) {
  const transactions = new ClientTransactions<string>(most)
  const sending = transactions.send(of, 'bob', UNRELIABLE, 0)
  return { transactions, key: sending.sent ? sending.key : '', sending }
}

test('a request is sent to its peer, and its responses are handed to the user under its key', () => {
  const { transactions, key, sending } = begun()
  expect(sending).toMatchObject({ sent: true, effects: [{ do: 'send', key, message: invite, peer: 'bob' }] })
  const ringing = response(invite, 180)
  expect(transactions.receive(ringing, 100)).toEqual([{ do: 'response', key, response: ringing }])
})

test('retransmissions go to the same peer and are the same object', () => {
  const { transactions } = begun(message)
  expect(transactions.nextWake).toBe(500)
  expect(transactions.wake(499)).toEqual([])
  const [again] = transactions.wake(500)
  expect(again).toMatchObject({ do: 'send', peer: 'bob' })
  expect(again?.do === 'send' && again.message).toBe(message)
})

test('a transaction that ended leaves nothing behind', () => {
  const { transactions, key } = begun()
  expect(transactions.wake(32_000)).toEqual([
    { do: 'fail', key, reason: 'timeout' },
    { do: 'end', key },
  ])
  expect([transactions.size, transactions.nextWake]).toEqual([0, null])
})

test('a 2xx to an INVITE that is forgotten is passed up as stray, other stray responses are dropped with their reason', () => {
  const transactions = new ClientTransactions<string>(10)
  const late = response(invite, 200)
  expect(transactions.receive(late, 0)).toEqual([{ do: 'stray-answer', response: late }])
  for (const stray of [response(invite, 180), response(invite, 486), response(message, 200)])
    expect(transactions.receive(stray, 0)).toMatchObject([{ do: 'drop', reason: 'stray-response' }])
  expect(transactions.receive(withFields(response(message, 200), 'Via', []), 0)).toEqual([
    { do: 'drop', key: null, reason: 'stray-response' },
  ])
})

test('CANCEL is a transaction of its own, to the same peer, and its response is not for the user', () => {
  const { transactions, key } = begun()
  expect(transactions.cancel(key, [], 50)).toEqual([])
  const [, sent] = transactions.receive(response(invite, 180), 100)
  expect(sent).toMatchObject({ do: 'send', peer: 'bob', message: { method: 'CANCEL' } })
  expect(transactions.size).toBe(2)
  const cancel = sent?.do === 'send' ? sent.message : invite
  expect(transactions.receive(response(cancel, 200), 200)).toMatchObject([{ do: 'drop', reason: 'cancel-answered' }])
  expect(transactions.receive(response(invite, 487), 250)).toMatchObject([{ do: 'send' }, { do: 'response', key }])
  transactions.wake(5_200)
  transactions.wake(32_250)
  expect(transactions.size).toBe(0)
})

test('a CANCEL that nobody answers is given up quietly, and so is the INVITE, aloud', () => {
  const { transactions, key } = begun()
  transactions.receive(response(invite, 180), 0)
  transactions.cancel(key, [], 0)
  const effects = transactions.wake(32_000)
  expect(effects.filter((effect) => effect.do === 'fail')).toEqual([{ do: 'fail', key, reason: 'cancelled' }])
  expect(transactions.size).toBe(0)
})

test('only a call that is known, and is a call, can be cancelled', () => {
  const { transactions, key } = begun(message)
  expect(transactions.cancel(key, [], 0)).toEqual([{ do: 'drop', key, reason: 'nothing-to-cancel' }])
  expect(transactions.cancel('nobody', [], 0)).toEqual([{ do: 'drop', key: 'nobody', reason: 'unknown-transaction' }])
})

test('a transport error fails its request', () => {
  const { transactions, key } = begun(message)
  expect(transactions.transportError(key, 1)).toEqual([
    { do: 'fail', key, reason: 'transport' },
    { do: 'end', key },
  ])
  expect(transactions.transportError(key, 2)).toEqual([{ do: 'drop', key, reason: 'unknown-transaction' }])
})

test('a request without branch, with a branch in use, or above the limit is not sent, and nothing changes', () => {
  const { transactions } = begun(invite, 2)
  const send = (of: typeof invite) => transactions.send(of, 'bob', UNRELIABLE, 0)
  expect(send(withFields(message, 'Via', ['SIP/2.0/UDP a']))).toEqual({ sent: false, reason: 'no-key' })
  expect(send(invite)).toEqual({ sent: false, reason: 'in-use' })
  expect(send(message).sent).toBe(true)
  expect(send(request('OPTIONS'))).toEqual({ sent: false, reason: 'full' })
  expect(transactions.size).toBe(2)
})

test('the CANCEL of an INVITE is sent above the limit', () => {
  const { transactions, key } = begun(invite, 1)
  transactions.receive(response(invite, 180), 0)
  expect(transactions.cancel(key, [], 0)).toMatchObject([{ do: 'send', message: { method: 'CANCEL' } }])
})
