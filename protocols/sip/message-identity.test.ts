import { expect, test } from 'vitest'
import { request } from '../../test/torture/sip/messages.ts'
import { withFields } from './message.ts'
import { cseqOf, tagOf, topViaOf, topViaText } from './message-identity.ts'

const invite = request('INVITE')

test('the top Via is the first element of the first field', () => {
  const several = withFields(invite, 'Via', ['SIP/2.0/UDP a.example;x="," , SIP/2.0/UDP b.example', 'SIP/2.0/UDP c.example'])
  expect(topViaText(several)).toBe('SIP/2.0/UDP a.example;x=","')
  expect(topViaOf(several)?.host).toBe('a.example')
})

test('a message without Via or CSeq, or with ones that cannot be read, has none', () => {
  for (const values of [[], ['rubbish'], ['"SIP/2.0/UDP a.example']]) {
    expect(topViaOf(withFields(invite, 'Via', values))).toBeNull()
    expect(cseqOf(withFields(invite, 'CSeq', values))).toBeNull()
  }
})

test('a tag is a parameter of the field, not of its URI or its display name', () => {
  expect(tagOf('";tag=no <x>" <sip:a@b;tag=no>;x=y;TAG = a1')).toBe('a1')
  expect(tagOf('sip:a@b;tag=a1')).toBe('a1')
  for (const value of ['<sip:a@b;tag=no>', '<sip:a@b>;tag', '<sip:a@b', null]) expect(tagOf(value)).toBeNull()
})
