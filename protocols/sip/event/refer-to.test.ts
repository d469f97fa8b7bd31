import { expect, test } from 'vitest'
import { SipPrintError } from '../sip-error.ts'
import { parseReferTo, printReferTo, referToOf } from './refer-to.ts'

const carol = { displayName: '', target: 'sip:carol@example.com', method: 'INVITE', replaces: null }
const replaces = { callId: 'a84b4@pc.example', toTag: 't', fromTag: 'f', earlyOnly: false }

test('a Refer-To names whom to send what to, and what that replaces', () => {
  expect(parseReferTo('sip:carol@example.com')).toEqual(carol)
  expect(parseReferTo('"C" <sip:carol@example.com;method=BYE;lr>')).toEqual({
    ...carol,
    displayName: 'C',
    target: 'sip:carol@example.com;lr',
    method: 'BYE',
  })
  const attended = '<sip:carol@example.com?Subject=x&replaces=a84b4%40pc.example%3Bto-tag%3Dt%3Bfrom-tag%3Df>'
  expect(parseReferTo(attended)).toEqual({ ...carol, replaces })
  expect(parseReferTo('<sip:carol@example.com>;method=BYE')).toEqual({ ...carol, method: 'BYE' })
  expect(parseReferTo(' carol@example.com;method=BYE')).toEqual({ ...carol, method: 'BYE' })
  expect(parseReferTo('<tel:+1-201-555-0123>')?.target).toBe('tel:+1-201-555-0123')
})

test('a Refer-To that cannot be taken at its word is none', () => {
  for (const text of [
    '',
    '<carol>',
    '<sip:>',
    '<sip:c@example.com?Replaces=x>',
    '<sip:c@example.com?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=b%3Bto-tag%3D1%3Bfrom-tag%3D2>',
    '<sip:c@example.com;method=A:B>',
  ])
    expect(parseReferTo(text)).toBeNull()
})

test('a REFER has one Refer-To', () => {
  const refer = (...values: string[]) => ({
    kind: 'request' as const,
    method: 'REFER',
    uri: 'sip:b@example.com',
    headers: values.map((value) => ({ name: 'Refer-To', value })),
    body: new Uint8Array(),
  })
  expect(referToOf(refer('sip:carol@example.com'))).toEqual(carol)
  expect([referToOf(refer()), referToOf(refer('sip:a@example.com', 'sip:b@example.com'))]).toEqual([null, null])
})

test('what is printed reads the same, and nothing in it becomes a field of its own', () => {
  for (const one of [carol, { ...carol, method: 'BYE' }, { ...carol, displayName: '"<x>"', replaces }])
    expect(parseReferTo(printReferTo(one))).toEqual(one)
  expect(printReferTo({ ...carol, replaces })).toBe(
    '<sip:carol@example.com?Replaces=a84b4%40pc.example%3Bto-tag%3Dt%3Bfrom-tag%3Df>',
  )
  for (const one of [
    { ...carol, target: 'no uri' },
    { ...carol, target: 'tel:+1', replaces },
    { ...carol, target: 'sip:c@example.com;method=BYE', method: 'INFO' },
    { ...carol, displayName: 'x\r\ny' },
  ])
    expect(() => printReferTo(one)).toThrow(SipPrintError)
})

test('a method is a token, escaped where it is a part of the URI', () => {
  const odd = { ...carol, method: 'A%3' }
  expect(parseReferTo('<sip:carol@example.com>;method=A%3')).toEqual(odd)
  expect(printReferTo(odd)).toBe('<sip:carol@example.com;method=A%253>')
  expect(parseReferTo(printReferTo(odd))).toEqual(odd)
  expect(parseReferTo('<sip:carol@example.com;method=A%20B>')).toBeNull()
})
