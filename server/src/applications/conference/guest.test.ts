import type { SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { guestOf } from './guest.ts'

function invite(uri: string, fields: Readonly<Record<string, string>>): SipRequest {
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method: 'INVITE', uri, headers, body: new Uint8Array() }
}

test('the room is that of the Request-URI, the guest is who it is from, at his Contact', () => {
  const request = invite('sip:r1@Conf.test:5060;transport=tcp', {
    From: '"Alice" <sip:alice@x.test:5061>;tag=1',
    Contact: '<sip:phone@192.0.2.1;transport=tcp>;expires=60',
  })
  expect(guestOf(request)).toMatchObject({
    known: true,
    guest: {
      ...{ room: 'r1@conf.test', contact: 'sip:phone@192.0.2.1;transport=tcp' },
      party: { uri: 'alice@x.test', displayName: 'Alice' },
    },
  })
})

test('what names no room, and who has no address, is nobody here', () => {
  const from = { From: '<sip:alice@x.test>;tag=1' }
  for (const uri of ['sip:conf.test', 'tel:+31201234567', 'mailto:r1@conf.test'])
    expect(guestOf(invite(uri, from))).toEqual({ known: false, reason: 'no-room' })
  for (const uri of ['sip:x.test', 'tel:+31201234567'])
    expect(guestOf(invite('sip:r1@conf.test', { From: `<${uri}>;tag=1` }))).toEqual({ known: false, reason: 'no-address' })
})

test('what everybody in the room is told of a guest is not long', () => {
  const long = 'x'.repeat(5000)
  const reading = guestOf(
    invite('sip:r1@conf.test', { From: `"${long}" <sip:alice@x.test>;tag=1`, Contact: `<sip:phone@192.0.2.1;x=${long}>` }),
  )
  expect(reading).toMatchObject({
    known: true,
    guest: { contact: 'sip:alice@x.test', party: { uri: 'alice@x.test', displayName: 'x'.repeat(200) } },
  })
  const stranger = invite('sip:r1@conf.test', { From: `<sip:${long}@x.test>;tag=1` })
  expect(guestOf(stranger)).toEqual({ known: false, reason: 'no-address' })
  const half = invite('sip:r1@conf.test', { From: `"${'x'.repeat(199)}😀" <sip:alice@x.test>;tag=1` })
  expect(guestOf(half)).toMatchObject({ guest: { party: { displayName: 'x'.repeat(199) } } })
})
