import { expect, test } from 'vitest'
import { fieldsOf, type SipResponse } from '../message.ts'
import { bestResponse } from './best-response.ts'

function response(status: number, ...headers: (readonly [name: string, value: string])[]): SipResponse {
  return {
    kind: 'response',
    status,
    reason: '',
    headers: headers.map(([name, value]) => ({ name, value })),
    body: new Uint8Array(),
  }
}

const bestOf = (statuses: readonly number[], cancelled = false) =>
  bestResponse(
    statuses.map((status) => response(status)),
    cancelled,
  )?.status

test('RFC 3261 §16.7 item 6: a 6xx wins, then the lowest class, the first of equals', () => {
  expect(bestOf([302, 486, 603])).toBe(603)
  expect(bestOf([500, 404, 302])).toBe(302)
  expect(bestOf([404, 486])).toBe(404)
  expect(bestOf([])).toBeUndefined()
})

test('within 4xx what helps to ask again comes first, and what says nothing last', () => {
  expect(bestOf([404, 407])).toBe(407)
  expect(bestOf([486, 420])).toBe(420)
  expect(bestOf([408, 487, 486])).toBe(486)
})

test('503 comes behind all others', () => {
  expect(bestOf([503, 500])).toBe(500)
  expect(bestOf([503])).toBe(503)
})

test('who cancelled hears 487, or what everybody means', () => {
  expect(bestOf([404, 408, 487], true)).toBe(487)
  expect(bestOf([487, 603], true)).toBe(603)
})

test('item 7: a challenge brings those of the other branches along', () => {
  const best = bestResponse(
    [
      response(404, ['WWW-Authenticate', 'not one']),
      response(401, ['WWW-Authenticate', 'a']),
      response(407, ['Proxy-Authenticate', 'b'], ['X-Other', '1']),
    ],
    false,
  )
  expect(best?.status).toBe(401)
  expect(best && [fieldsOf(best, 'WWW-Authenticate'), fieldsOf(best, 'Proxy-Authenticate'), fieldsOf(best, 'X-Other')]).toEqual([
    ['a'],
    ['b'],
    [],
  ])
})
