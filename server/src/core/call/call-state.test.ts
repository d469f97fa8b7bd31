import { expect, test } from 'vitest'
import type { LegEvent } from '../../ports/sip-calls.ts'
import {
  answering,
  type CallAction,
  type CallStatus,
  newCall,
  refusalOf,
  step,
  updateUnanswered,
  updating,
} from './call-state.ts'

/** Plays events against a call; returns where it ends and what the client was told, as `kind` or `kind reason`. */
function play(start: CallStatus, ...events: LegEvent[]) {
  let status = start
  const actions: CallAction[] = []
  for (const event of events) {
    const result = step(status, event)
    status = result.status
    actions.push(...result.actions)
  }
  const told = actions.flatMap((action) => (action.do === 'tell' ? [action.event] : []))
  return { status, actions, told, kinds: told.map((event) => event.kind) }
}

const answered = (sdp: string | null): LegEvent => ({ kind: 'answered', sdp, callId: 'c1', headers: { 'X-A': '1' } })
const ended = (code: number | null, reason: string, elsewhere = false): LegEvent => ({ kind: 'ended', code, reason, elsewhere })
const early: LegEvent = { kind: 'early-media', sdp: 'early', callId: 'c1' }
const up: LegEvent = { kind: 'media-up' }
const established = play(newCall('outgoing'), { kind: 'calling' }, answered('a'), up).status

test('an outgoing call goes through ringing to established', () => {
  const { kinds, status } = play(
    newCall('outgoing'),
    { kind: 'calling' },
    { kind: 'ringing' },
    { kind: 'proceeding', code: 182 },
    answered('a'),
    up,
  )
  expect(kinds).toEqual(['progress', 'ringing', 'proceeding', 'accepted', 'established'])
  expect(status.state).toBe('established')
})

test('an answer after early media carries no second SDP, but headers and call id', () => {
  const { told } = play(newCall('outgoing'), { kind: 'calling' }, early, answered('again'))
  expect(told.at(-1)).toEqual({ kind: 'accepted', sdp: null, callId: 'c1', headers: { 'X-A': '1' } })
})

test('media that came with early media makes the answered call established without saying so twice', () => {
  const { kinds, status } = play(newCall('outgoing'), { kind: 'calling' }, early, up, answered(null))
  expect(kinds).toEqual(['progress', 'early-media', 'established', 'accepted'])
  expect(status.state).toBe('established')
  expect(refusalOf(status, 'update')).toBeNull()
  expect(refusalOf(status, 'message')).toBeNull()
})

test('a second 183 with SDP is not told again', () => {
  expect(play(newCall('outgoing'), { kind: 'calling' }, early, early).kinds).toEqual(['progress', 'early-media'])
})

test('an incoming call that is answered is accepted without SDP, even when its media came up first', () => {
  const { told, status } = play(answering(newCall('incoming')), up, answered(null))
  expect(told).toEqual([{ kind: 'accepted', sdp: null, callId: null, headers: {} }, { kind: 'established' }])
  expect(status.state).toBe('established')
})

test('an answer may be given once, and never to an outgoing call', () => {
  expect(refusalOf(newCall('incoming'), 'answer')).toBeNull()
  expect(refusalOf(answering(newCall('incoming')), 'answer')).toBe('answer-state')
  expect(refusalOf(newCall('outgoing'), 'answer')).toBe('answer-outgoing')
})

test('a ringing call that is cancelled is terminated first and missed then', () => {
  const { actions } = play(newCall('incoming'), ended(487, 'Request Terminated'))
  expect(actions.map((action) => action.do)).toEqual(['tell', 'report-missed', 'release'])
})

test('a call that another device answered is not missed', () => {
  const { actions } = play(newCall('incoming'), ended(487, 'Request Terminated', true))
  expect(actions.map((action) => action.do)).toEqual(['tell', 'release'])
})

test('a call ends once, with the first cause', () => {
  const { told } = play(newCall('outgoing'), ended(486, 'Busy Here'), ended(null, 'DTLS alert'), answered('a'))
  expect(told).toEqual([{ kind: 'terminated', reason: '486 Busy Here' }])
})

test('an end without a cause is worded', () => {
  expect(play(established, ended(null, '')).told).toEqual([{ kind: 'terminated', reason: 'unspecified reason' }])
})

test('a phrase as long as a packet is cut', () => {
  const [told] = play(newCall('outgoing'), ended(486, 'x'.repeat(60_000))).told
  expect(told?.kind === 'terminated' && told.reason).toHaveLength(204)
})

test('our offer that is answered brings the call back to established', () => {
  const { told, status } = play(updating(established), { kind: 'offer-answered', sdp: 'b' })
  expect(told).toEqual([{ kind: 'update-accepted', sdp: 'b' }])
  expect(status.state).toBe('established')
})

test('media that comes up during an update of an answered call is told, and the update goes on', () => {
  const accepted = play(newCall('outgoing'), { kind: 'calling' }, answered('a')).status
  const ours = play(updating(accepted), up, { kind: 'offer-answered', sdp: 'b' })
  expect(ours.kinds).toEqual(['established', 'update-accepted'])
  expect(ours.status.state).toBe('established')
  const theirs = play(accepted, { kind: 'offer-received', sdp: 'x' }, up)
  expect(theirs.kinds).toEqual(['update-received', 'established'])
  expect(updating(theirs.status).state).toBe('established')
})

test('our offer that is rejected, not taken, or answered without SDP fails and the call goes on', () => {
  const failures: LegEvent[] = [
    { kind: 'offer-rejected', code: 488, reason: 'Not Acceptable Here' },
    { kind: 'operation-failed', operation: 'offer', detail: 'bad SDP' },
    { kind: 'offer-answered', sdp: null },
  ]
  for (const failure of failures) {
    const { kinds, status } = play(updating(established), failure)
    expect(kinds).toEqual(['update-failed'])
    expect(status.state).toBe('established')
  }
})

test('an offer that crosses ours is refused with 491 and ours goes on', () => {
  const { actions, status } = play(updating(established), { kind: 'offer-received', sdp: 'x' })
  expect(actions).toEqual([{ do: 'reject-offer', code: 491 }])
  expect(status.state).toBe('local-updating')
})

test('a second offer of the peer before its first is answered is refused with 500', () => {
  const offered = play(established, { kind: 'offer-received', sdp: 'x' }).status
  expect(step(offered, { kind: 'offer-received', sdp: 'y' })).toEqual({
    status: offered,
    actions: [{ do: 'reject-offer', code: 500 }],
  })
})

test("the peer's offer waits for the client's answer, which settles it", () => {
  const offered = play(established, { kind: 'offer-received', sdp: 'x' })
  expect(offered.kinds).toEqual(['update-received'])
  expect(offered.status.state).toBe('remote-updating')
  expect(updating(offered.status).state).toBe('established')
})

test("the peer's offer that a client never answers is refused so that the call survives", () => {
  const offered = play(established, { kind: 'offer-received', sdp: 'x' }).status
  expect(updateUnanswered(offered)).toEqual({ status: established, actions: [{ do: 'reject-offer', code: 488 }] })
  expect(updateUnanswered(established).actions).toEqual([])
})

test('a call the backend could not place is terminated with its text', () => {
  const { told } = play(newCall('outgoing'), { kind: 'operation-failed', operation: 'dial', detail: 'Invalid address' })
  expect(told).toEqual([{ kind: 'terminated', reason: 'Invalid address' }])
})

test('a lost DTMF tone does not end a call', () => {
  expect(play(established, { kind: 'operation-failed', operation: 'dtmf', detail: 'x' }).status).toEqual(established)
})

test('DTMF needs media, messages an established call', () => {
  const progress = play(newCall('outgoing'), { kind: 'calling' })
  expect(refusalOf(progress.status, 'dtmf')).toBe('dtmf-state')
  expect(refusalOf(progress.status, 'message')).toBe('message-state')
  expect(refusalOf(play(progress.status, early).status, 'dtmf')).toBeNull()
})
