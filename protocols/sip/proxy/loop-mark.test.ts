import { expect, test } from 'vitest'
import type { SipRequest } from '../message.ts'
import { parseVias } from '../via.ts'
import { isLoop, loopMarkOf, markedId } from './loop-mark.ts'

function request(uri: string, fields: Readonly<Record<string, string>> = {}, method = 'INVITE'): SipRequest {
  const all = { From: '<sip:a@x.example>;tag=a', To: '<sip:b@x.example>', 'Call-ID': 'c1', CSeq: `7 ${method}`, ...fields }
  return {
    kind: 'request',
    method,
    uri,
    headers: Object.entries(all).map(([name, value]) => ({ name, value })),
    body: new Uint8Array(),
  }
}

const vias = (...branches: string[]) => parseVias(branches.map((branch) => `SIP/2.0/UDP p.example;branch=${branch}`)) ?? []

test('a request that comes again as it was is a loop, however many were in between', () => {
  const mark = loopMarkOf(request('sip:b@x.example'), 'seed')
  expect(isLoop(vias('z9hG4bKother', `z9hG4bK${markedId('0f', mark)}`), mark)).toBe(true)
})

test('a request that comes again for somebody else, or with other routes or credentials, is a spiral', () => {
  const before = vias(`z9hG4bK${markedId('0f', loopMarkOf(request('sip:b@x.example'), 'seed'))}`)
  for (const again of [
    request('sip:c@x.example'),
    request('sip:b@x.example', { Route: '<sip:p.example;lr>' }),
    request('sip:b@x.example', { 'Proxy-Authorization': 'Digest username="a"' }),
    request('sip:b@x.example', { CSeq: '8 INVITE' }),
  ])
    expect(isLoop(before, loopMarkOf(again, 'seed'))).toBe(false)
})

test('the Via of a request does not change its mark, nor does its method: CANCEL goes where its INVITE went', () => {
  const mark = loopMarkOf(request('sip:b@x.example'), 'seed')
  expect(loopMarkOf(request('sip:b@x.example', { Via: 'SIP/2.0/UDP q.example;branch=z9hG4bK2' }), 'seed')).toBe(mark)
  expect(loopMarkOf(request('sip:b@x.example', {}, 'CANCEL'), 'seed')).toBe(mark)
})

test('marks of another proxy, and branches that only look like ours, are none', () => {
  const mark = loopMarkOf(request('sip:b@x.example'), 'seed')
  expect(loopMarkOf(request('sip:b@x.example'), 'other seed')).not.toBe(mark)
  expect(isLoop(vias(`z9hG4bK.${mark}`, mark, `z9hG4bK0f.${mark}x`), mark)).toBe(false)
})
