import type { MsrpRequestHead } from '@weft/protocols/msrp/message'
import { parsePath } from '@weft/protocols/msrp/path'
import { readRequest } from '@weft/protocols/msrp/request'
import { expect, test } from 'vitest'
import { type Candidate, judgeFirstRequest } from './admission.ts'

const peer = parsePath('msrp://peer.test:1/theirs;tcp')

function request(method: string, to: string, from: string) {
  const headers = { 'To-Path': to, 'From-Path': from, 'Message-ID': 'm1', 'Use-Nickname': 'x', Status: '000 200 OK' }
  const head: MsrpRequestHead = {
    kind: 'request',
    transaction: 'abcd',
    method,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  }
  return readRequest(head)
}

function judge(candidate: Candidate | null, what: Partial<{ method: string; to: string; from: string }> = {}) {
  const { method = 'SEND', to = 'msrp://here.test:2/ours;tcp', from = 'msrp://peer.test:1/theirs;tcp' } = what
  const admission = judgeFirstRequest(request(method, to, from), (id) => (id === 'ours' ? candidate : null))
  return admission.kind === 'refuse' ? admission.status.code : admission.kind
}

const expected: Candidate = { claim: 'expected', peer }

test('[P2][P4] who knows both session-ids is let in, wherever it says that it is', () => {
  expect(judge(expected)).toBe('bind')
  expect(judge(expected, { to: 'msrp://a.test/ours;tcp', from: 'msrp://relay.test/r;tcp msrp://b.test/theirs;tcp' })).toBe('bind')
  expect(judge(expected, { to: 'msrp://here.test:2/other;tcp' })).toBe(481)
  expect(judge(expected, { to: 'msrp://here.test:2;tcp' })).toBe(481)
  expect(judge(expected, { from: 'msrp://peer.test:1/other;tcp' })).toBe(481)
  expect(judge(null)).toBe(481)
})

test('[P3] what has a connection gets no other one, whoever asks', () => {
  expect(judge({ claim: 'taken', peer })).toBe(506)
})

test('what has not been described yet may be at any moment', () => {
  expect(judge({ claim: 'undescribed', peer: null })).toBe('wait')
})

test('nothing but a SEND with paths comes first', () => {
  for (const method of ['NICKNAME', 'REPORT', 'FILE_OFFSET', 'AUTH', 'FOO']) expect(judge(expected, { method })).toBe(481)
  expect(judge(expected, { to: '' })).toBe(400)
  expect(judge(expected, { from: 'sip:a@x.test' })).toBe(400)
})
