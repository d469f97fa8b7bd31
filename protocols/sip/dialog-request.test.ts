import { expect, test } from 'vitest'
import { answer, contact, pairOf } from '../../test/torture/sip/dialogs.ts'
import { request, response } from '../../test/torture/sip/messages.ts'
import type { Dialog } from './dialog.ts'
import { ackWithin, afterResponse, requestWithin } from './dialog-request.ts'
import { fieldOf, fieldsOf, type SipRequest, type SipResponse, withFields } from './message.ts'
import { printMessage } from './print-message.ts'

function next(dialog: Dialog, method = 'BYE'): SipRequest {
  const made = requestWithin(dialog, method, [])
  if (made.request === null) throw new Error(made.why)
  return made.request
}

const responseOf = (method: string, status: number, target = 'sip:bob@new.example'): SipResponse => {
  const plain = response(request(method, { toTag: 'b1', cseq: 11 }), status)
  return { ...plain, headers: [...plain.headers, contact(target)] }
}

test('a request within a dialog goes to the target by the routes, with the tags of both and the next number', () => {
  const { alice, bob } = pairOf(200)
  const bye = next(alice)
  expect([bye.method, bye.uri]).toEqual(['BYE', 'sip:bob@desk.example'])
  expect(fieldsOf(bye, 'Route')).toEqual(['<sip:near-alice.example;lr>', '<sip:near-bob.example;lr>'])
  expect(fieldOf(bye, 'From')).toBe('"Alice" <sip:alice@alice.example>;tag=a1')
  expect(fieldOf(bye, 'To')).toBe('<sip:bob@bob.example>;tag=b1')
  expect([fieldOf(bye, 'Call-ID'), fieldOf(bye, 'CSeq'), fieldOf(bye, 'Max-Forwards')]).toEqual(['call-1', '11 BYE', '70'])
  expect(fieldsOf(next(bob), 'Route')).toEqual(['<sip:near-bob.example;lr>', '<sip:near-alice.example;lr>'])
  expect(fieldOf(next(bob), 'CSeq')).toBe('1 BYE')
})

test('each request has a number of its own', () => {
  const first = requestWithin(pairOf(200).alice, 'INFO', [])
  expect(first.request && fieldOf(next(first.dialog), 'CSeq')).toBe('12 BYE')
})

test('no request is made without a number, or in a dialog that ended', () => {
  const { alice } = pairOf(200)
  expect(requestWithin({ ...alice, localSequence: 2 ** 31 - 1 }, 'BYE', [])).toEqual({ request: null, why: 'sequence' })
  expect(requestWithin({ ...alice, phase: 'ended' }, 'BYE', [])).toEqual({ request: null, why: 'ended' })
})

test('a strict router becomes the Request-URI, and the target the last route', () => {
  const bye = next({ ...pairOf(200).alice, routeSet: ['<sip:strict.example;method=BYE;x=y?a=b>', '<sip:loose.example;lr>'] })
  expect(bye.uri).toBe('sip:strict.example;x=y')
  expect(fieldsOf(bye, 'Route')).toEqual(['<sip:loose.example;lr>', '<sip:bob@desk.example>'])
})

test('the ACK of a 2xx has the number and the credentials of its INVITE and counts for nothing', () => {
  const { alice } = pairOf(200)
  const invite = request('INVITE', { cseq: 10, more: [{ name: 'Proxy-Authorization', value: 'Digest x="1"' }] })
  const ack = ackWithin(alice, invite)
  expect([ack.method, ack.uri, fieldOf(ack, 'CSeq')]).toEqual(['ACK', 'sip:bob@desk.example', '10 ACK'])
  expect(fieldsOf(ack, 'Proxy-Authorization')).toEqual(['Digest x="1"'])
  expect(fieldOf(next(alice), 'CSeq')).toBe('11 BYE')
})

test('a 2xx confirms an early dialog, with its target and its routes', () => {
  const early = pairOf(180).alice
  const ok = withFields(withFields(answer(200), 'Contact', ['<sip:bob@new.example>']), 'Record-Route', ['<sip:p;lr>'])
  expect(afterResponse(early, ok)).toEqual({
    ...early,
    phase: 'confirmed',
    remoteTarget: 'sip:bob@new.example',
    routeSet: ['<sip:p;lr>'],
  })
})

test('a refused INVITE ends its early dialogs, a refused re-INVITE changes nothing', () => {
  expect(afterResponse(pairOf(180).alice, answer(486)).phase).toBe('ended')
  expect(afterResponse(pairOf(200).alice, responseOf('INVITE', 488))).toEqual(pairOf(200).alice)
})

test('a 2xx to re-INVITE, UPDATE, SUBSCRIBE or REFER moves the target, and only the target', () => {
  const { alice } = pairOf(200)
  for (const method of ['INVITE', 'UPDATE', 'SUBSCRIBE', 'REFER', 'NOTIFY'])
    expect(afterResponse(alice, responseOf(method, 200))).toEqual({ ...alice, remoteTarget: 'sip:bob@new.example' })
  for (const method of ['INFO', 'MESSAGE']) expect(afterResponse(alice, responseOf(method, 200))).toEqual(alice)
  expect(afterResponse(alice, responseOf('UPDATE', 180))).toEqual(alice)
  expect(afterResponse(alice, responseOf('UPDATE', 200, 'tel:1'))).toEqual(alice)
})

test('481 and 408 end the dialog, whatever was asked, and so does a BYE that is answered', () => {
  const { alice } = pairOf(200)
  for (const [method, status] of [
    ['INFO', 481],
    ['INVITE', 408],
    ['BYE', 200],
    ['BYE', 481],
  ] as const)
    expect(afterResponse(alice, responseOf(method, status)).phase).toBe('ended')
  expect(afterResponse(alice, responseOf('BYE', 407)).phase).toBe('confirmed')
  expect(afterResponse(alice, responseOf('CANCEL', 481)).phase).toBe('confirmed')
})

test('what a dialog makes can be printed', () => {
  const via = { name: 'Via', value: 'SIP/2.0/UDP pc.example;branch=z9hG4bK1' }
  const bye = next(pairOf(200).alice)
  expect(new TextDecoder().decode(printMessage({ ...bye, headers: [via, ...bye.headers] }))).toMatch(
    /^BYE sip:bob@desk\.example SIP\/2\.0\r\n/,
  )
})
