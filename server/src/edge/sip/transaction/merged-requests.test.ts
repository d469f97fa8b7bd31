import type { SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { MergedRequests } from './merged-requests.ts'

function request(method: string, changes: Readonly<Record<string, string>> = {}): SipRequest {
  const fields = { From: '<sip:a@x.test>;tag=1', To: '<sip:b@x.test>', 'Call-ID': 'c', CSeq: `1 ${method}`, ...changes }
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method, uri: 'sip:b@x.test', headers, body: new Uint8Array() }
}

test('a request is here until it is taken out, whatever way it came', () => {
  const merged = new MergedRequests()
  merged.add('one', request('INVITE', { Via: 'SIP/2.0/UDP a.test;branch=z9hG4bK1' }))
  expect(merged.has(request('INVITE', { Via: 'SIP/2.0/UDP b.test;branch=z9hG4bK2' }))).toBe(true)
  merged.delete('one')
  expect(merged.has(request('INVITE'))).toBe(false)
})

test('another call, caller or number is another request', () => {
  const merged = new MergedRequests()
  merged.add('one', request('INVITE'))
  expect(merged.has(request('INVITE', { 'Call-ID': 'd' }))).toBe(false)
  expect(merged.has(request('INVITE', { From: '<sip:a@x.test>;tag=2' }))).toBe(false)
  expect(merged.has(request('INVITE', { CSeq: '2 INVITE' }))).toBe(false)
})

test('what is within a dialog, and ACK and CANCEL, are never merged', () => {
  const merged = new MergedRequests()
  for (const one of [request('BYE', { To: '<sip:b@x.test>;tag=2' }), request('ACK'), request('CANCEL')]) {
    merged.add(one.method, one)
    expect(merged.has(one)).toBe(false)
  }
})
