import { expect, test } from 'vitest'
import { answer, contact, invite, pairOf, ROUTES, recordRoute } from '../../test/torture/sip/dialogs.ts'
import { request } from '../../test/torture/sip/messages.ts'
import { contactOf, dialogFields, dialogKeyOf, dialogKeyOfMessage, dialogOfClient, dialogOfServer, routesOf } from './dialog.ts'
import { fieldsOf, withFields } from './message.ts'
import { responseTo } from './response.ts'

test('caller and callee remember the same of each other, mirrored', () => {
  const { alice, bob } = pairOf(200)
  expect(alice).toEqual({
    phase: 'confirmed',
    callId: 'call-1',
    local: '"Alice" <sip:alice@alice.example>;tag=a1',
    remote: '<sip:bob@bob.example>;tag=b1',
    localSequence: 10,
    remoteSequence: null,
    remoteTarget: 'sip:bob@desk.example',
    routeSet: ROUTES.toReversed(),
    secure: false,
  })
  expect(bob).toEqual({
    ...alice,
    local: alice.remote,
    remote: alice.local,
    localSequence: null,
    remoteSequence: 10,
    remoteTarget: 'sip:alice@pc.example',
    routeSet: ROUTES,
  })
})

test('a provisional response makes an early dialog, 100 and refusals make none', () => {
  expect(pairOf(180).alice.phase).toBe('early')
  for (const status of [100, 302, 486])
    expect(dialogOfClient(invite, answer(status), false)).toEqual({ dialog: null, flaw: 'status' })
})

test('each branch of a fork makes a dialog of its own', () => {
  const keys = ['one', 'two'].map((tag) => {
    const { dialog } = dialogOfClient(invite, answer(180, tag), false)
    return dialog && dialogKeyOf(dialog)
  })
  expect(keys[0]).not.toBe(keys[1])
  expect(keys).toEqual(['one', 'two'].map((tag) => dialogKeyOfMessage(answer(200, tag))))
})

test("a request of the peer's finds the dialog by its tags, either way round", () => {
  const { alice, bob } = pairOf(200)
  expect(dialogKeyOfMessage(request('BYE', { toTag: 'b1' }))).toBe(dialogKeyOf(bob))
  const ofBob = withFields(withFields(request('BYE'), 'From', [bob.local]), 'To', [bob.remote])
  expect(dialogKeyOfMessage(ofBob)).toBe(dialogKeyOf(alice))
  expect(dialogKeyOfMessage(request('BYE'))).toBeNull()
})

test('a peer of RFC 2543 may have no tag', () => {
  const tagless = withFields(answer(200), 'To', ['<sip:bob@bob.example>'])
  const { dialog } = dialogOfClient(invite, tagless, false)
  expect(dialog && dialogKeyOf(dialog)).toBe(dialogKeyOfMessage(tagless))
})

test('a message that lacks what a dialog needs makes none, and the flaw is named', () => {
  const flawOf = (name: string, ...values: string[]) => {
    const birth = dialogOfClient(invite, withFields(answer(200), name, values), false)
    return birth.dialog === null ? birth.flaw : null
  }
  expect(flawOf('Contact')).toBe('contact')
  expect(flawOf('Contact', '*')).toBe('contact')
  expect(flawOf('Contact', '<sip:a@b>, <sip:c@d>')).toBe('contact')
  expect(flawOf('Contact', '<tel:+4912345>')).toBe('contact')
  expect(flawOf('Record-Route', '<sip:unfinished')).toBe('record-route')
  expect(flawOf('Record-Route', ...Array<string>(71).fill('<sip:p;lr>'))).toBe('record-route')
  expect(flawOf('To')).toBe('parties')
  expect(flawOf('To', '<sip:unfinished')).toBe('parties')
  expect(dialogOfServer(invite, responseTo(invite, 200, 'OK', null), false)).toEqual({ dialog: null, flaw: 'no-tag' })
  expect(dialogOfServer(withFields(invite, 'CSeq', []), answer(200), false)).toEqual({ dialog: null, flaw: 'cseq' })
})

test('routes keep their order, one a line or several in one', () => {
  const several = { ...invite, headers: recordRoute('<sip:a;lr>, "B, the second" <sip:b;lr>;x=y', '<sip:c;lr>') }
  expect(routesOf(several)).toEqual(['<sip:a;lr>', '"B, the second" <sip:b;lr>;x=y', '<sip:c;lr>'])
  expect(routesOf(request('INVITE'))).toEqual([])
})

test('a Contact is read with and without brackets', () => {
  const of = (value: string) => contactOf(withFields(invite, 'Contact', [value]))
  expect(of('"Bob" <sips:bob@desk.example;transport=tcp>;expires=60')).toBe('sips:bob@desk.example;transport=tcp')
  expect(of('sip:bob@desk.example;expires=60')).toBe('sip:bob@desk.example')
})

test('a response that makes a dialog says the Record-Route back', () => {
  const fields = dialogFields(invite, 'sip:bob@desk.example')
  expect(fields).toEqual([...recordRoute(...fieldsOf(invite, 'Record-Route')), contact('sip:bob@desk.example')])
})
