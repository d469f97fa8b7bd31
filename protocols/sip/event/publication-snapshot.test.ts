import { expect, test } from 'vitest'
import { keepState, restorePublication, restoreState } from './publication-snapshot.ts'

const state = {
  resource: 'sip:alice@example.com',
  package: 'presence',
  tag: 'e1',
  content: { type: 'application/pidf+xml', body: Uint8Array.of(0, 60, 255) },
  until: 5000,
}
const publication = { tag: 'e1', until: 5000, refreshAt: 4000, sequence: 3 }

test('what was kept comes back through JSON, byte by byte', () => {
  expect(restoreState(JSON.parse(JSON.stringify(keepState(state))))).toEqual(state)
  expect(restorePublication(JSON.parse(JSON.stringify(publication)))).toEqual(publication)
})

test('what could not have been kept does not come back', () => {
  const kept = keepState(state)
  for (const change of [
    { resource: 1 },
    { package: '' },
    { tag: 'a b' },
    { type: 'x\r\ny: z' },
    { body: '\u0100' },
    { until: '1' },
  ])
    expect(restoreState({ ...kept, ...change })).toBeNull()
  for (const change of [
    { tag: '' },
    { until: Number.POSITIVE_INFINITY },
    { refreshAt: null },
    { sequence: -1 },
    { sequence: 0.5 },
  ])
    expect(restorePublication({ ...publication, ...change })).toBeNull()
  for (const value of [null, 1, 'x']) expect([restoreState(value), restorePublication(value)]).toEqual([null, null])
})
