import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Flow } from '../registrar/binding.ts'
import { parseUri } from '../uri.ts'
import { RouteTokens } from './route-token.ts'

const KEY = new Uint8Array(32).fill(7)
const sign = (text: string) => bytesToHex(hmac(sha256, KEY, new TextEncoder().encode(text))).slice(0, 24)
const tokens = new RouteTokens(sign)
const dialog = { callId: 'call-1', fromTag: 'a', toTag: 'b' }

const end = { address: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.integer({ min: 1, max: 65_535 }) }
const flow: fc.Arbitrary<Flow> = fc.oneof(
  fc.record({ ...end, transport: fc.constant('udp' as const) }),
  fc.record({ ...end, transport: fc.constantFrom('tcp', 'tls'), connection: fc.stringMatching(/^[0-9a-f]{32}$/) }),
)

test('a token says again what it was made from, and stands in a URI as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.option(flow), (callId, tag, flow) => {
      const token = tokens.print({ callId, fromTag: tag }, flow)
      expect(tokens.read(token, { callId, fromTag: tag, toTag: 'other' })).toEqual({ ours: true, flow })
      expect(tokens.read(token, { callId, fromTag: 'other', toTag: tag })).toEqual({ ours: true, flow })
      expect(parseUri(`sip:${token}@proxy.example;lr`)).toMatchObject({ user: token, password: null })
    }),
  )
})

test('a token of another call, of another dialog, of another flow, or with a character changed is not ours', () => {
  const token = tokens.print(
    { callId: 'call-1', fromTag: 'a' },
    { transport: 'tcp', address: '192.0.2.7', port: 40_000, connection: 'c0ffee' },
  )
  expect(tokens.read(token, { ...dialog, callId: 'call-2' })).toEqual({ ours: false })
  expect(tokens.read(token, { ...dialog, fromTag: 'c' })).toEqual({ ours: false })
  expect(tokens.read(token.replace('40000', '40001'), dialog)).toEqual({ ours: false })
  expect(tokens.read(token.replace('c0ffee', 'c0ffe0'), dialog)).toEqual({ ours: false })
  expect(tokens.read(token.replace('-c0ffee', ''), dialog)).toEqual({ ours: false })
  expect(tokens.read(token.replace('192.0.2.7', '192.0.2.8'), dialog)).toEqual({ ours: false })
  expect(tokens.read(`${token[0] === '0' ? '1' : '0'}${token.slice(1)}`, dialog)).toEqual({ ours: false })
})

test('what is no token is none', () => {
  for (const user of [null, '', 'alice', '0123456789abcdef-tcp-5060', `${'0'.repeat(65)}`])
    expect(tokens.read(user, dialog)).toEqual({ ours: false })
})
