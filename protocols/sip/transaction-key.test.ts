import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { withFields } from './message.ts'
import { ackKeyOf, cancelledKeyOf, clientKeyOf, serverKeyOf } from './transaction-key.ts'

const old = { via: 'SIP/2.0/UDP old.example:5060' }

test('a response finds its request by the top branch, whatever the case of the branch', () => {
  const invite = request('INVITE', { branch: 'z9hG4bKaB' })
  expect(clientKeyOf(response(request('INVITE', { branch: 'Z9HG4BKAb' }), 180))).toBe(clientKeyOf(invite))
  expect(clientKeyOf(response(request('INVITE', { branch: 'z9hG4bKaC' }), 180))).not.toBe(clientKeyOf(invite))
})

test('the response to CANCEL is not one to the INVITE of the same branch', () => {
  expect(clientKeyOf(response(request('CANCEL'), 200))).not.toBe(clientKeyOf(request('INVITE')))
})

test('only the top Via counts, also where one line has several', () => {
  const behind = withFields(request('INVITE'), 'Via', [
    'SIP/2.0/UDP a;x=",;branch=no";branch=z9hG4bK1 , SIP/2.0/UDP b;branch=z9hG4bK2',
  ])
  expect(clientKeyOf(behind)).toBe(clientKeyOf(request('INVITE')))
})

test('a repeated request finds its transaction by branch, sent-by and method', () => {
  const message = request('MESSAGE', { sentBy: 'Alice.example : 5062' })
  expect(serverKeyOf(request('MESSAGE', { sentBy: 'alice.example:5062', callId: 'other' }))).toBe(serverKeyOf(message))
  // §17.2.3: "The sent-by value is used as part of the matching process because there could be accidental or malicious duplication of branch".
  for (const other of [request('MESSAGE'), request('OPTIONS', { sentBy: 'alice.example:5062' })])
    expect(serverKeyOf(other)).not.toBe(serverKeyOf(message))
})

test('an ACK of the same branch is for the INVITE, one of another branch is not', () => {
  expect(serverKeyOf(request('ACK', { toTag: 'b1' }))).toBe(serverKeyOf(request('INVITE')))
  expect(serverKeyOf(request('ACK', { toTag: 'b1', branch: 'z9hG4bK2' }))).not.toBe(serverKeyOf(request('INVITE')))
})

test('a CANCEL finds the INVITE it is for, and is a transaction of its own', () => {
  for (const parts of [{}, old]) {
    const cancel = request('CANCEL', parts)
    expect(cancelledKeyOf(cancel)).toBe(serverKeyOf(request('INVITE', parts)))
    expect(serverKeyOf(cancel)).not.toBe(serverKeyOf(request('INVITE', parts)))
  }
})

test('requests of RFC 2543 clients match by Request-URI, tags, Call-ID, CSeq and Via', () => {
  const invite = request('INVITE', old)
  expect(serverKeyOf(request('INVITE', old))).toBe(serverKeyOf(invite))
  const others = [
    request('INVITE', { ...old, uri: 'sip:carol@bob.example' }),
    request('INVITE', { ...old, fromTag: 'a2' }),
    request('INVITE', { ...old, toTag: 'b1' }),
    request('INVITE', { ...old, callId: 'call-2' }),
    request('INVITE', { ...old, cseq: 2 }),
    request('INVITE', { via: `${old.via};branch=1` }),
    request('OPTIONS', old),
  ]
  expect(new Set([invite, ...others].map(serverKeyOf)).size).toBe(8)
})

test('the ACK of an RFC 2543 client matches by the tag of the response it acknowledges', () => {
  const invite = request('INVITE', old)
  expect(serverKeyOf(request('ACK', { ...old, toTag: 'b1' }))).toBe(ackKeyOf(invite, response(invite, 486, 'b1')))
  expect(serverKeyOf(request('ACK', { ...old, toTag: 'b2' }))).not.toBe(ackKeyOf(invite, response(invite, 486, 'b1')))
  expect(ackKeyOf(request('INVITE'), response(request('INVITE'), 486))).toBeNull()
})

test('a branch that is nothing but the cookie is none', () => {
  const bare = (callId: string) => serverKeyOf(request('MESSAGE', { branch: 'z9hG4bK', callId }))
  expect(bare('one')).not.toBe(bare('two'))
})

test('tags are those of the header field, not of its URI or its display name', () => {
  const keyOf = (from: string) => serverKeyOf(withFields(request('MESSAGE', old), 'From', [from]))
  const key = keyOf('<sip:alice@alice.example>;tag=a1')
  for (const from of ['";tag=no <x>" <sip:a@b;tag=no>;x=y;TAG = a1', 'sip:alice@alice.example;tag=a1'])
    expect(keyOf(from)).toBe(key)
  expect(keyOf('<sip:alice@alice.example;tag=a1>')).not.toBe(key)
})

test('messages without what it takes have no key', () => {
  expect(serverKeyOf(withFields(request('MESSAGE'), 'Via', []))).toBeNull()
  expect(serverKeyOf(withFields(request('MESSAGE', old), 'CSeq', ['x MESSAGE']))).toBeNull()
  expect(clientKeyOf(withFields(response(request('MESSAGE'), 200), 'CSeq', ['4294967296 MESSAGE']))).toBeNull()
  expect(clientKeyOf(withFields(response(request('MESSAGE'), 200), 'Via', ['SIP/2.0/UDP a']))).toBeNull()
})
