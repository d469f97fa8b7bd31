import { expect, test } from 'vitest'
import type { SipRequest } from '../message.ts'
import { forwardedRequest, withHop } from './forwarded-request.ts'

function request(...headers: (readonly [name: string, value: string])[]): SipRequest {
  return {
    kind: 'request',
    method: 'INVITE',
    uri: 'sip:bob@home.example',
    headers: headers.map(([name, value]) => ({ name, value })),
    body: new Uint8Array([1]),
  }
}

const plain = { uri: 'sip:bob@pc.example', routes: [], breadth: null }
const lines = ({ headers }: SipRequest) => headers.map(({ name, value }) => `${name}: ${value}`)

test('fields keep their order, unknown ones and repeated ones too, and the body is the same', () => {
  const original = request(['Via', 'v'], ['X-One', '1'], ['Max-Forwards', '20'], ['X-Two', 'a'], ['Subject', 's'], ['X-Two', 'b'])
  const { request: copy } = forwardedRequest(original, plain)
  expect(copy.uri).toBe('sip:bob@pc.example')
  expect(copy.body).toBe(original.body)
  expect(lines(copy)).toEqual(['Via: v', 'X-One: 1', 'Max-Forwards: 19', 'X-Two: a', 'Subject: s', 'X-Two: b'])
})

test('RFC 3261 §16.6 item 3: without Max-Forwards it gets 70', () => {
  expect(lines(forwardedRequest(request(), plain).request)).toEqual(['Max-Forwards: 70'])
})

test('its breadth is the branch’s share', () => {
  expect(lines(forwardedRequest(request(['Max-Breadth', '60']), { ...plain, breadth: 20 }).request)).toContain('Max-Breadth: 20')
})

test('the Path of a registration is on top of the request’s own Routes, and says where it goes', () => {
  const { request: copy, nextHop } = forwardedRequest(request(['Route', '<sip:later.example;lr>']), {
    ...plain,
    routes: ['<sip:path.example;lr>'],
  })
  expect(lines(copy)).toContain('Route: <sip:path.example;lr>')
  expect(lines(copy).indexOf('Route: <sip:path.example;lr>')).toBeLessThan(lines(copy).indexOf('Route: <sip:later.example;lr>'))
  expect(nextHop).toBe('sip:path.example;lr')
})

test('§16.6 item 6: a strict router gets its own URI, and the target as the last Route', () => {
  const { request: copy, nextHop } = forwardedRequest(
    request(['Route', '<sip:strict.example;method=INVITE>, <sip:loose.example;lr>']),
    plain,
  )
  expect([copy.uri, nextHop]).toEqual(['sip:strict.example', 'sip:strict.example;method=INVITE'])
  expect(lines(copy).filter((line) => line.startsWith('Route'))).toEqual([
    'Route: <sip:loose.example;lr>',
    'Route: <sip:bob@pc.example>',
  ])
})

test('a Request-URI has neither headers nor a method', () => {
  expect(forwardedRequest(request(), { ...plain, uri: 'sip:bob@pc.example;method=INVITE;ob?Subject=x' }).request.uri).toBe(
    'sip:bob@pc.example;ob',
  )
})

test('Via and Record-Route come on top of what others put there', () => {
  const sent = withHop(request(['Via', 'theirs'], ['Record-Route', '<sip:before.example;lr>']), { name: 'Via', value: 'ours' }, [
    '<sip:us.example;lr>',
  ])
  expect(lines(sent)).toEqual([
    'Via: ours',
    'Record-Route: <sip:us.example;lr>',
    'Via: theirs',
    'Record-Route: <sip:before.example;lr>',
  ])
})
