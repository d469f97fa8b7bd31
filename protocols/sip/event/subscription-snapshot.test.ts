import { expect, test } from 'vitest'
import { restoreNotifier, restoreSubscription } from './subscription-snapshot.ts'

const dialog = {
  phase: 'confirmed',
  callId: 'c1',
  local: '<sip:bob@example.com>;tag=ours',
  remote: '<sip:alice@example.com>;tag=theirs',
  localSequence: 1,
  remoteSequence: 1,
  remoteTarget: 'sip:alice@pc.example',
  routeSet: [],
  secure: false,
}
const subscription = { dialog, expires: 600, until: 1000, refreshAt: 500 }
const notifier = { dialog, event: { package: 'presence', id: null }, state: 'active', until: 1000 }

test('what was kept comes back through JSON', () => {
  expect(restoreSubscription(JSON.parse(JSON.stringify(subscription)))).toEqual(subscription)
  expect(restoreNotifier(JSON.parse(JSON.stringify(notifier)))).toEqual(notifier)
})

test('what could not go on does not come back', () => {
  for (const change of [{ dialog: { ...dialog, phase: 'ended' } }, { expires: -1 }, { until: Number.NaN }, { refreshAt: '5' }])
    expect(restoreSubscription({ ...subscription, ...change })).toBeNull()
  for (const change of [
    { event: { package: 'a b', id: null } },
    { event: { package: 'a', id: 'x\r\n' } },
    { event: null },
    { state: 'terminated' },
    { until: null },
    { dialog: null },
  ])
    expect(restoreNotifier({ ...notifier, ...change })).toBeNull()
  for (const value of [null, 1, 'x', []]) expect([restoreSubscription(value), restoreNotifier(value)]).toEqual([null, null])
})
