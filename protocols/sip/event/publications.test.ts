import { expect, test } from 'vitest'
import { request as requestOf } from '../../../test/torture/sip/messages.ts'
import { fieldOf, type SipRequest } from '../message.ts'
import { Publications, type PublicationsSettings } from './publications.ts'

const ALICE = 'sip:alice@example.com'

function stage(changes: Partial<PublicationsSettings> = {}) {
  let tags = 0
  const settings: PublicationsSettings = {
    packages: new Map([['presence', ['text/plain']]]),
    expires: { usual: 600, least: 60, most: 3600 },
    mostEach: 2,
    most: 3,
    mostBytes: 10,
    newTag: () => `e${++tags}`,
    ...changes,
  }
  return { settings, table: new Publications(settings) }
}

function publish(text: string | null, fields: Readonly<Record<string, string>> = {}): SipRequest {
  const type = text === null ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }
  const more = Object.entries({ Event: 'presence', ...type, ...fields }).map(([name, value]) => ({ name, value }))
  return { ...requestOf('PUBLISH', { more }), body: new TextEncoder().encode(text ?? '') }
}
const texts = (table: Publications, resource = ALICE) =>
  table.of(resource, 'presence').map(({ content }) => new TextDecoder().decode(content.body))
const status = (table: Publications, request: SipRequest, now = 0) => table.publish(ALICE, request, 't', now).response.status

test('what is published is there until it expires, under a tag that each request renews', () => {
  const { table } = stage()
  const first = table.publish(ALICE, publish('here'), 't', 0)
  expect(['SIP-ETag', 'Expires'].map((name) => fieldOf(first.response, name))).toEqual(['e1', '600'])
  expect(first.changed).toEqual({ resource: ALICE, package: 'presence' })
  const refreshed = table.publish(ALICE, publish(null, { 'SIP-If-Match': 'e1', Expires: '120' }), 't', 1000)
  expect([fieldOf(refreshed.response, 'SIP-ETag'), refreshed.changed]).toEqual(['e2', null])
  expect(texts(table)).toEqual(['here'])
  const changed = table.publish(ALICE, publish('away', { 'SIP-If-Match': 'e2' }), 't', 2000)
  expect([changed.response.status, changed.changed?.resource, ...texts(table)]).toEqual([200, ALICE, 'away'])
  expect([table.nextWake, table.wake(601_999), table.wake(602_000), table.size]).toEqual([
    602_000,
    [],
    [{ resource: ALICE, package: 'presence' }],
    0,
  ])
})

test('what is removed is gone, and so is what its tag stood for', () => {
  const { table } = stage()
  table.publish(ALICE, publish('here'), 't', 0)
  const removed = table.publish(ALICE, publish(null, { 'SIP-If-Match': 'e1', Expires: '0' }), 't', 0)
  expect([removed.response.status, fieldOf(removed.response, 'Expires'), removed.changed?.package]).toEqual([
    200,
    '0',
    'presence',
  ])
  expect([table.size, table.nextWake, status(table, publish(null, { 'SIP-If-Match': 'e1' }))]).toEqual([0, null, 412])
})

test('a tag is good for its resource, once, and until it expires', () => {
  const { table } = stage()
  table.publish(ALICE, publish('here'), 't', 0)
  const refresh = publish(null, { 'SIP-If-Match': 'e1' })
  expect(table.publish('sip:mallory@example.com', refresh, 't', 0).response.status).toBe(412)
  expect(status(table, refresh, 600_000)).toBe(412)
  expect(status(table, refresh)).toBe(200)
  expect(status(table, refresh)).toBe(412)
})

test('what is no PUBLISH of ours is refused with the reason', () => {
  const { table } = stage()
  const refused = (request: SipRequest) => table.publish(ALICE, request, 't', 0).response
  expect(fieldOf(refused(publish('x', { Event: 'dialog' })), 'Allow-Events')).toBe('presence')
  expect(fieldOf(refused(publish('x', { Expires: '5' })), 'Min-Expires')).toBe('60')
  expect(fieldOf(refused(publish('x', { 'Content-Type': 'text/html' })), 'Accept')).toBe('text/plain')
  const cases = [
    [publish('x', { Event: 'dialog' }), 489],
    [publish('x', { Expires: '5' }), 423],
    [publish('x', { Expires: 'soon' }), 400],
    [publish('x', { 'Content-Type': 'text/html' }), 415],
    [publish('more than ten bytes'), 413],
    [publish(null), 400],
    [publish('x', { Expires: '0' }), 400],
  ] as const
  for (const [request, expected] of cases) expect(refused(request).status).toBe(expected)
  const twice = publish('x', { 'SIP-If-Match': 'a' })
  expect(status(table, { ...twice, headers: [...twice.headers, { name: 'SIP-If-Match', value: 'b' }] })).toBe(400)
  expect(table.size).toBe(0)
})

test('there is room for so many of a resource, and for so many in all', () => {
  const { table } = stage()
  const statuses = ['one', 'two', 'three'].map((text) => table.publish(ALICE, publish(text), 't', 0).response.status)
  expect([...statuses, ...texts(table)]).toEqual([200, 200, 503, 'one', 'two'])
  const others = ['sip:bob@example.com', 'sip:carol@example.com'].map(
    (resource) => table.publish(resource, publish('x'), 't', 0).response.status,
  )
  expect(others).toEqual([200, 503])
  // What is there can be changed all the same.
  expect(status(table, publish('new', { 'SIP-If-Match': 'e1' }))).toBe(200)
})

test('what was kept is there again', () => {
  const { table, settings } = stage()
  table.publish(ALICE, publish('here'), 't', 0)
  const again = new Publications(settings, table.kept)
  expect([texts(again), again.nextWake]).toEqual([['here'], 600_000])
})
