import type { SipRequest } from '@weft/protocols/sip/message'
import { printJid } from '@weft/protocols/xmpp/jid'
import { expect, test } from 'vitest'
import { sipPartiesOf } from './sip-parties.ts'

const domains = { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) }
const ROMEO = '"Romeo" <sip:romeo@sip.test>;tag=1'

const read = (uri: string, from = ROMEO, contact = '<sip:romeo@192.0.2.1>') => {
  const headers = [
    { name: 'From', value: from },
    { name: 'Contact', value: contact },
  ]
  const request: SipRequest = { kind: 'request', method: 'MESSAGE', uri, headers, body: new Uint8Array() }
  const reading = sipPartiesOf(request, domains)
  if (!reading.ok) return reading.status
  const { sender, senderName, device, target } = reading.parties
  return [printJid(sender), senderName, device, printJid(target)]
}

for (const [uri, target] of [
  ['sip:juliet@capulet.lit', 'juliet@capulet.lit'],
  ['sips:Juliet@CAPULET.lit:5061;transport=tls', 'juliet@capulet.lit'],
  ['sip:juliet@capulet.lit;gr=62616c636f6e79', 'juliet@capulet.lit/balcony'],
  // A device that is none of ours is nobody in particular.
  ['sip:juliet@capulet.lit;gr=urn:uuid:1', 'juliet@capulet.lit'],
  ['sip:juliet@capulet.lit;gr=ff', 'juliet@capulet.lit'],
  ["sip:o'hara%20x@capulet.lit", 'o\\27hara\\20x@capulet.lit'],
] as const)
  test(`${uri} is ${target}`, () => expect(read(uri)).toEqual(['romeo@sip.test', 'Romeo', null, target]))

for (const [what, uri, from, status] of [
  ['of no domain of ours', 'sip:juliet@capulet.lit', '<sip:mallory@evil.test>', 403],
  ['of nobody', 'sip:juliet@capulet.lit', '<sip:sip.test>', 403],
  ['of a telephone number', 'sip:juliet@capulet.lit', '<tel:+123>', 403],
  ['that says of nobody', 'sip:juliet@capulet.lit', '', 403],
  ['of an address', 'sip:juliet@capulet.lit', '<sip:romeo@192.0.2.1>', 403],
  ['to an address', 'sip:juliet@192.0.2.1', ROMEO, 484],
  ['to a domain', 'sip:capulet.lit', ROMEO, 404],
  ['to a number', 'tel:+123', ROMEO, 404],
  ['to what is no name', 'sip:%00@capulet.lit', ROMEO, 484],
  ['to somebody on this side', 'sip:mercutio@sip.test', ROMEO, 482],
  ['to a room on this side', 'sip:verona@conference.SIP.test', ROMEO, 482],
] as const)
  test(`a request ${what} is refused with ${status}`, () => expect(read(uri, from)).toBe(status))

test('a device is named by its Contact, whatever that calls it', () => {
  const device = (gr: string) => read('sip:juliet@capulet.lit', ROMEO, `<sip:romeo@192.0.2.1;gr=${gr}>`)
  expect(device('urn:uuid:1')).toMatchObject({ 2: 'urn:uuid:1' })
  expect(device('x'.repeat(2000))).toMatchObject({ 2: expect.stringMatching(/^[0-9a-f]{64}$/) })
})
