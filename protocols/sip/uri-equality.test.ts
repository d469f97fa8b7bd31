import { expect, test } from 'vitest'
import { parseUri } from './uri.ts'
import { areSameUri } from './uri-equality.ts'

function compare(a: string, b: string): boolean {
  const [first, second] = [parseUri(a), parseUri(b)]
  if (!first || !second) throw new Error('not two URIs')
  expect(areSameUri(second, first)).toBe(areSameUri(first, second))
  return areSameUri(first, second)
}

// The first five are examples of RFC 3261 §19.1.4.
test.each([
  ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
  ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5'],
  [
    'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
    'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
  ],
  ['sip:alice@atlanta.com?subject=project%20x&priority=urgent', 'sip:alice@atlanta.com?priority=urgent&subject=project%20x'],
  ['sip:a@[2001:db8::9:01]', 'sip:a@[2001:DB8:0:0:0:0:9:1]'],
  ['sip:a@[::ffff:192.0.2.1]', 'sip:a@[::FFFF:c000:201]'],
  ['sip:a%3b@b', 'sip:a%3B@b'],
  ['tel:+1-201-555-0123;a=b;c=d', 'tel:+12015550123;C=D;a=b'],
  ['urn:service:sos', 'URN:service:sos'],
])('%s is %s', (a, b) => {
  expect(compare(a, b)).toBe(true)
})

// The first seven are examples of RFC 3261 §19.1.4.
test.each([
  ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
  ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
  ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ['sip:a@b', 'sips:a@b'],
  ['sip:a@b', 'sip:b'],
  ['sip:a:p@b', 'sip:a@b'],
  ['sip:a@b;user=phone', 'sip:a@b'],
  ['sip:a@b;ttl=1', 'sip:a@b'],
  ['sip:a@b', 'sip:a@b;maddr=192.0.2.1'],
  ['sip:a;x@b', 'sip:a%3Bx@b'],
  ['sip:a@[2001:db8::9:1]', 'sip:a@[2001:db8::91]'],
  ['tel:+1', 'tel:1'],
  ['tel:+1', 'sip:1@b'],
  ['urn:service:sos', 'urn:service:SOS'],
])('%s is not %s', (a, b) => {
  expect(compare(a, b)).toBe(false)
})
