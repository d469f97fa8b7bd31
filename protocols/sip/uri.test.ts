import { expect, test } from 'vitest'
import { SipPrintError } from './sip-error.ts'
import { parseUri, printUri, type SipUri, type Uri } from './uri.ts'

const sip: SipUri = {
  kind: 'sip',
  scheme: 'sip',
  user: 'alice',
  password: null,
  host: 'example.com',
  port: null,
  parameters: [],
  headers: [],
}

test.each<[string, Uri]>([
  ['sip:alice@example.com', sip],
  ['SIPS:alice:secret@Example.com:5061', { ...sip, scheme: 'sips', password: 'secret', port: 5061 }],
  ['sip:example.com', { ...sip, user: null }],
  ['sip:alice@example.com;line=c3I=', { ...sip, parameters: [{ name: 'line', value: 'c3I=' }] }],
  ['sip:[2001:db8::10]:5070', { ...sip, user: null, host: '2001:db8::10', port: 5070 }],
  ['sip:[2001:db8::10:5070]', { ...sip, user: null, host: '2001:db8::10:5070' }],
  ['sip:user;par=u%40example.net@example.com', { ...sip, user: 'user;par=u%40example.net' }],
  [
    'sip:alice@example.com;transport=tcp;lr?subject=project%20x&priority=urgent',
    {
      ...sip,
      parameters: [
        { name: 'transport', value: 'tcp' },
        { name: 'lr', value: null },
      ],
      headers: [
        { name: 'subject', value: 'project%20x' },
        { name: 'priority', value: 'urgent' },
      ],
    },
  ],
  [
    'tel:+1-201-555-0123;phone-context=example.com',
    { kind: 'tel', number: '+1-201-555-0123', parameters: [{ name: 'phone-context', value: 'example.com' }] },
  ],
  ['tel:*21#', { kind: 'tel', number: '*21#', parameters: [] }],
  ['HTTP://www.example.com/a?b', { kind: 'other', scheme: 'http', rest: '//www.example.com/a?b' }],
])('%s is read, and printed so that it reads the same', (text, uri) => {
  expect(parseUri(text)).toEqual(uri)
  expect(parseUri(printUri(uri))).toEqual(uri)
})

test.each([
  '',
  'alice@example.com',
  ':x',
  'sip:',
  'sip:@example.com',
  'sip:alice@',
  'sip:a b@example.com',
  'sip:a@b@example.com',
  'sip:a%@example.com',
  'sip:a%4@example.com',
  'sip:é@example.com',
  'sip:a@2001:db8::1',
  'sip:a@example.com:',
  'sip:a@example.com;',
  'sip:a@example.com;a;a',
  'sip:a@example.com;a=',
  'sip:a@example.com?',
  'sip:a@example.com?a',
  'sip:a@exa%6Dple.com',
  'sip:a@example.com>',
  'tel:',
  'tel:+',
  'tel:+-',
  'tel:(.)',
  'tel:+1x',
  '1a:b',
])('%j is no URI', (text) => {
  expect(parseUri(text)).toBeNull()
})

test.each([
  { user: 'a@b' },
  { user: '' },
  { user: 'a b' },
  { user: 'a\r\nb' },
  { user: 'a%' },
  { user: 'a:b' },
  { password: 'a@b' },
  { host: 'example.com;a=b' },
  { host: '' },
  { port: -1 },
  { parameters: [{ name: 'a', value: 'b;c' }] },
  { parameters: [{ name: 'a', value: '' }] },
  { parameters: [{ name: 'a?b', value: null }] },
  { headers: [{ name: 'a', value: 'b&c=d' }] },
  { headers: [{ name: '', value: '' }] },
])('a SIP URI with %j is not printed', (change) => {
  expect(() => printUri({ ...sip, ...change })).toThrow(SipPrintError)
})

test.each<Uri>([
  { kind: 'tel', number: '+1;x', parameters: [] },
  { kind: 'other', scheme: 'a b', rest: 'x' },
  { kind: 'other', scheme: 'http', rest: '' },
  { kind: 'other', scheme: 'http', rest: 'a>\r\n' },
])('%j is not printed', (uri) => {
  expect(() => printUri(uri)).toThrow(SipPrintError)
})
