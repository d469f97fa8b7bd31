import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { withFields } from './message.ts'
import { ServerTransactions } from './server-transactions.ts'
import { UNRELIABLE } from './timers.ts'

const invite = request('INVITE')
const message = request('MESSAGE')

function server(most = 10) {
  const transactions = new ServerTransactions<string>(most)
  const receive = (of: typeof invite, now = 0) => transactions.receive(of, 'alice', UNRELIABLE, now)
  const keyOf = (of: typeof invite) => {
    const [effect] = receive(of)
    return effect?.do === 'request' ? effect.key : ''
  }
  return { transactions, receive, keyOf }
}

test('a request reaches the user once, and its repetition gets the response again, the same object', () => {
  const { transactions, receive } = server()
  const [first] = receive(message)
  expect(first).toMatchObject({ do: 'request', request: message, peer: 'alice', cancels: null })
  const key = first?.do === 'request' ? first.key : ''
  const ok = response(message, 200)
  expect(transactions.respond(key, ok, 100)).toEqual([{ do: 'send', key, message: ok, peer: 'alice' }])
  const [again] = receive(request('MESSAGE'), 600)
  expect(again?.do === 'send' && again.message).toBe(ok)
})

test('100 is sent when it is time, by the wake of the whole collection', () => {
  const { transactions, receive } = server()
  receive(message)
  receive(invite)
  expect(transactions.nextWake).toBe(200)
  expect(transactions.wake(200)).toMatchObject([{ do: 'send', message: { status: 100 }, peer: 'alice' }])
})

test('the ACK of a refusal ends its repetition, one of a 2xx is passed up', () => {
  const { transactions, receive, keyOf } = server()
  transactions.respond(keyOf(invite), response(invite, 486), 0)
  expect(receive(request('ACK', { toTag: 'b1' }), 100)).toEqual([])
  const other = request('ACK', { toTag: 'b1', branch: 'z9hG4bKack' })
  expect(receive(other, 100)).toEqual([{ do: 'ack', request: other, peer: 'alice' }])
  expect(transactions.wake(5_000)).toEqual([])
  expect(transactions.wake(5_100)).toMatchObject([{ do: 'end' }])
})

test('an RFC 2543 client is served: repeated INVITE, ACK by the tag of the refusal, ACK of a 2xx', () => {
  const old = { via: 'SIP/2.0/UDP old.example' }
  const { transactions, receive, keyOf } = server()
  const refused = request('INVITE', old)
  const key = keyOf(refused)
  transactions.respond(key, response(refused, 486, 'b1'), 0)
  expect(receive(request('INVITE', old), 500)).toMatchObject([{ do: 'send', message: { status: 486 } }])
  const foreign = request('ACK', { ...old, toTag: 'b2' })
  expect(receive(foreign, 600)).toEqual([{ do: 'ack', request: foreign, peer: 'alice' }])
  expect(receive(request('ACK', { ...old, toTag: 'b1' }), 600)).toEqual([])
  expect(transactions.wake(5_600)).toEqual([{ do: 'end', key }])
  expect(receive(request('ACK', { ...old, toTag: 'b1' }), 6_000)).toMatchObject([{ do: 'ack' }])
  const accepted = request('INVITE', { ...old, cseq: 2 })
  transactions.respond(keyOf(accepted), response(accepted, 200, 'b1'), 0)
  expect(receive(request('ACK', { ...old, cseq: 2, toTag: 'b1' }), 100)).toMatchObject([{ do: 'ack' }])
})

test('a CANCEL says which INVITE it is for, or that there is none', () => {
  const { transactions, receive, keyOf } = server()
  expect(receive(request('CANCEL', { branch: 'z9hG4bKnone' }))).toMatchObject([{ do: 'request', cancels: null }])
  const key = keyOf(invite)
  expect(transactions.cancelledBy(request('CANCEL'))).toBe(key)
  expect(transactions.cancelledBy(request('CANCEL', { branch: 'z9hG4bKnone' }))).toBeNull()
  expect(receive(request('CANCEL'))).toMatchObject([{ do: 'request', cancels: key }])
  expect(receive(request('CANCEL'))).toMatchObject([{ do: 'drop', reason: 'repeated-request' }])
})

test('above the limit requests are refused and those under way are served', () => {
  const { transactions, receive, keyOf } = server(1)
  const key = keyOf(invite)
  expect(receive(message)).toEqual([{ do: 'refuse', request: message, peer: 'alice', reason: 'full' }])
  expect(receive(request('CANCEL', { branch: 'z9hG4bKnone' }))).toMatchObject([{ do: 'refuse', reason: 'full' }])
  expect(receive(request('CANCEL'))).toMatchObject([{ do: 'request', cancels: key }])
  expect(transactions.respond(key, response(invite, 486), 10)).toMatchObject([{ do: 'send' }])
})

test('a request that cannot be told from others is refused, an ACK like that is passed up', () => {
  const { receive } = server()
  expect(receive(withFields(message, 'Via', []))).toMatchObject([{ do: 'refuse', reason: 'no-key' }])
  expect(receive(withFields(request('ACK'), 'Via', []))).toMatchObject([{ do: 'ack' }])
})

test('an answer or a transport error of a transaction that ended is dropped', () => {
  const { transactions, keyOf } = server()
  const key = keyOf(message)
  transactions.wake(32_000)
  expect(transactions.size).toBe(0)
  const dropped = [{ do: 'drop', key, reason: 'unknown-transaction' }]
  expect(transactions.respond(key, response(message, 200), 32_100)).toEqual(dropped)
  expect(transactions.transportError(key, 32_100)).toEqual(dropped)
})

test('a response that could not be sent is told to the user', () => {
  const { transactions, keyOf } = server()
  const key = keyOf(message)
  transactions.respond(key, response(message, 200), 10)
  expect(transactions.transportError(key, 20)).toEqual([{ do: 'fail', key, reason: 'transport' }])
})

test('ten thousand half-open INVITEs are answered 100, refused and forgotten, each in its turn', () => {
  const { transactions, receive } = server(10_000)
  const keys: string[] = []
  for (let serial = 0; serial < 10_000; serial++) {
    const [effect] = receive(request('INVITE', { branch: `z9hG4bK${serial}` }), serial)
    if (effect?.do === 'request') keys.push(effect.key)
  }
  expect([keys.length, transactions.size, transactions.nextWake]).toEqual([10_000, 10_000, 200])
  expect(transactions.wake(5_199)).toHaveLength(5_000)
  expect(transactions.wake(10_199)).toHaveLength(5_000)
  for (const key of keys) transactions.respond(key, response(invite, 503), 20_000)
  const ends = () => transactions.wake(52_000).filter((effect) => effect.do === 'end').length
  expect(ends()).toBe(10_000)
  expect([transactions.size, transactions.nextWake]).toEqual([0, null])
})
