import { expect, test } from 'vitest'
import type { SipRequest } from '../message.ts'
import { judgeRequest } from './judge-request.ts'
import { loopMarkOf, markedId } from './loop-mark.ts'

function request(fields: Readonly<Record<string, string>> = {}, uri = 'sip:bob@home.example', method = 'MESSAGE'): SipRequest {
  const all = {
    Via: 'SIP/2.0/UDP pc.example;branch=z9hG4bK1',
    From: '<sip:alice@home.example>;tag=a',
    To: '<sip:bob@home.example>',
    'Call-ID': 'c1',
    CSeq: `1 ${method}`,
    ...fields,
  }
  return {
    kind: 'request',
    method,
    uri,
    headers: Object.entries(all).map(([name, value]) => ({ name, value })),
    body: new Uint8Array(),
  }
}

const verdictOf = (message: SipRequest) => {
  const verdict = judgeRequest(message, loopMarkOf(message, 'seed'))
  return verdict.acceptable ? 'forward' : verdict.status
}

test('any method may be forwarded, to URIs that we know', () => {
  expect(verdictOf(request({}, 'sip:bob@home.example', 'NEWMETHOD'))).toBe('forward')
  expect(verdictOf(request({}, 'tel:+123'))).toBe('forward')
  expect(verdictOf(request({}, 'mailto:bob@home.example'))).toBe(416)
})

test('RFC 3261 §16.3: no hops left is 483, a hop left is not, and neither is the lack of the field', () => {
  expect(verdictOf(request({ 'Max-Forwards': '0' }))).toBe(483)
  expect(verdictOf(request({ 'Max-Forwards': '1' }))).toBe('forward')
  expect(verdictOf(request())).toBe('forward')
})

test('§16.3: what a proxy would have to support is refused by name, what the callee has to support is not', () => {
  const message = request({ 'Proxy-Require': 'foo, bar', Require: 'baz' })
  expect(judgeRequest(message, loopMarkOf(message, 'seed'))).toMatchObject({ status: 420, unsupported: ['foo', 'bar'] })
  expect(verdictOf(request({ Require: 'baz' }))).toBe('forward')
})

test('a request that was here before is 482, and an ACK of that kind is answered nothing', () => {
  for (const [method, answerable] of [
    ['MESSAGE', true],
    ['ACK', false],
  ] as const) {
    const message = request({}, 'sip:bob@home.example', method)
    const mark = loopMarkOf(message, 'seed')
    const again = request(
      { Via: `SIP/2.0/UDP us.example;branch=z9hG4bK${markedId('0', mark)}, SIP/2.0/UDP pc.example;branch=z9hG4bK1` },
      message.uri,
      method,
    )
    expect(judgeRequest(again, mark)).toMatchObject({ status: 482, answerable })
  }
})

test('RFC 5393 §5: no breadth left is 440', () => {
  expect(verdictOf(request({ 'Max-Breadth': '0' }))).toBe(440)
  expect(verdictOf(request({ 'Max-Breadth': '1' }))).toBe('forward')
  expect(verdictOf(request({ 'Max-Breadth': 'many' }))).toBe(400)
})
