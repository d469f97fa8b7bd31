import { expect, test } from 'vitest'
import { pairOf } from '../../test/torture/sip/dialogs.ts'
import type { SessionState } from './session-dialog.ts'
import { keepSession, restoreSession } from './session-snapshot.ts'

const state: SessionState = {
  dialog: pairOf(200).alice,
  ownsCallId: true,
  timer: { interval: 90, weRefresh: true, refreshAt: 45_000, endAt: 60_000 },
  leastInterval: 90,
  updates: true,
  description: Uint8Array.from({ length: 256 }, (_, byte) => byte),
}
const kept = (of: SessionState): unknown => JSON.parse(JSON.stringify(keepSession(of)))

test('a session that was kept as JSON is the session it was', () => {
  for (const each of [state, { ...state, timer: null, description: null }]) expect(restoreSession(kept(each))).toEqual(each)
})

test('what is no session at rest is not restored', () => {
  const changes: Record<string, unknown>[] = [
    { dialog: pairOf(180).alice },
    { dialog: null },
    { timer: 1 },
    { timer: { interval: 90, weRefresh: true, refreshAt: 'soon', endAt: 1 } },
    { timer: { interval: -1, weRefresh: true, refreshAt: null, endAt: 1 } },
    { ownsCallId: 1 },
    { updates: null },
    { leastInterval: 0.5 },
    { description: 'Ā' },
    { description: 'x'.repeat(65_537) },
  ]
  for (const change of changes) expect(restoreSession({ ...keepSession(state), ...change })).toBeNull()
  expect(restoreSession(null)).toBeNull()
})
