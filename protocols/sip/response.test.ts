import { expect, test } from 'vitest'
import { request } from '../../test/torture/sip/messages.ts'
import { fieldOf, fieldsOf } from './message.ts'
import { responseTo } from './response.ts'

test('a response has all Via of its request, and its From, Call-ID and CSeq', () => {
  const invite = request('INVITE', { more: [{ name: 'Via', value: 'SIP/2.0/TCP p.example;branch=z9hG4bKp' }], cseq: 9 })
  const response = responseTo(invite, 486, 'Busy Here', 'b1')
  expect(response).toMatchObject({ kind: 'response', status: 486, reason: 'Busy Here' })
  for (const name of ['Via', 'From', 'Call-ID', 'CSeq']) expect(fieldsOf(response, name)).toEqual(fieldsOf(invite, name))
  expect(fieldOf(response, 'Max-Forwards')).toBeNull()
})

test('the To gets a tag where it has none, and keeps the one it has', () => {
  const to = (toTag: string | undefined, given: string | null) =>
    fieldOf(responseTo(request('BYE', toTag === undefined ? {} : { toTag }), 200, 'OK', given), 'To')
  expect(to(undefined, 'new')).toBe('<sip:bob@bob.example>;tag=new')
  expect(to('old', 'new')).toBe('<sip:bob@bob.example>;tag=old')
  expect(to(undefined, null)).toBe('<sip:bob@bob.example>')
})

test('only 100 says the time back', () => {
  const invite = request('INVITE', { more: [{ name: 'Timestamp', value: '54' }] })
  expect(fieldOf(responseTo(invite, 100, 'Trying', null), 'Timestamp')).toBe('54')
  expect(fieldOf(responseTo(invite, 180, 'Ringing', 'b1'), 'Timestamp')).toBeNull()
})
