import { expect, test } from 'vitest'
import { request } from '../../test/torture/sip/messages.ts'
import { cancelFor } from './cancel.ts'
import { fieldsOf } from './message.ts'
import { cancelledKeyOf, serverKeyOf } from './transaction-key.ts'

const invite = request('INVITE', {
  cseq: 7,
  toTag: 'b1',
  more: [
    { name: 'Via', value: 'SIP/2.0/UDP behind.example;branch=z9hG4bKbehind' },
    { name: 'Route', value: '<sip:p1.example;lr>' },
    { name: 'Route', value: '<sip:p2.example;lr>' },
    { name: 'Require', value: '100rel' },
    { name: 'Proxy-Require', value: 'x' },
    { name: 'Contact', value: '<sip:alice@pc.example>' },
  ],
})

test('a CANCEL has what identifies its INVITE and takes the same way', () => {
  const cancel = cancelFor(invite)
  expect([cancel.method, cancel.uri]).toEqual(['CANCEL', invite.uri])
  for (const name of ['From', 'To', 'Call-ID', 'Route']) expect(fieldsOf(cancel, name)).toEqual(fieldsOf(invite, name))
  expect(fieldsOf(cancel, 'Via')).toEqual(['SIP/2.0/UDP alice.example;branch=z9hG4bK1'])
  expect(fieldsOf(cancel, 'CSeq')).toEqual(['7 CANCEL'])
  expect(cancelledKeyOf(cancel)).toBe(serverKeyOf(invite))
})

test('a CANCEL requires nothing, and has neither Contact nor body', () => {
  const cancel = cancelFor({ ...invite, body: new Uint8Array(9) })
  for (const name of ['Require', 'Proxy-Require', 'Contact']) expect(fieldsOf(cancel, name)).toEqual([])
  expect(cancel.body).toHaveLength(0)
})

test('a CANCEL may say why', () => {
  const cancel = cancelFor(invite, [{ name: 'Reason', value: 'SIP;cause=200;text="Call completed elsewhere"' }])
  expect(fieldsOf(cancel, 'Reason')).toEqual(['SIP;cause=200;text="Call completed elsewhere"'])
})
