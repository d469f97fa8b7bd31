import { expect, test } from 'vitest'
import { printRoute, type Route, readRoute } from './route.ts'

const base = '/webrtcgateway/'

const routes: readonly (readonly [path: string, route: Route])[] = [
  ['', { kind: 'home' }],
  ['chat/bob@example.com', { kind: 'chat', contact: 'bob@example.com' }],
  ['calls', { kind: 'calls' }],
  ['call/%2B431234@example.com', { kind: 'call', uri: '+431234@example.com' }],
  ['rooms', { kind: 'rooms' }],
  ['conference/tea', { kind: 'room', room: 'tea' }],
  ['chat/a%2Fb%3F%23@example.com', { kind: 'chat', contact: 'a/b?#@example.com' }],
  ['settings', { kind: 'settings' }],
]

test.each(routes)('"%s" is an address of the page', (path, route) => {
  expect(readRoute(base + path, base)).toEqual(route)
  expect(printRoute(route, base)).toBe(base + path)
})

test.each([
  ['chat/', 'home'],
  ['call', 'calls'],
  ['conference/', 'rooms'],
  ['conference/tea/', 'room'],
  ['call/%', 'calls'],
  [`call/${'x'.repeat(400)}`, 'calls'],
  ['nothing/of/this', 'home'],
])('"%s" leads to %s', (path, kind) => {
  expect(readRoute(base + path, base).kind).toBe(kind)
})

test('what is outside the base is home', () => {
  expect(readRoute('/calls', base)).toEqual({ kind: 'home' })
})
