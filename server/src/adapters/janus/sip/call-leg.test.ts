import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Log } from '../../../ports/log.ts'
import type { LegEvent } from '../../../ports/sip-calls.ts'
import { systemClock } from '../../clock/system.ts'
import type { JsonObject } from '../json.ts'
import { CallLeg } from './call-leg.ts'
import type { SipHandle, SipHandleEvent } from './sip-handle.ts'

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A leg on a handle that takes everything and tells what it was asked. */
function legOn(direction: 'incoming' | 'outgoing') {
  const events: LegEvent[] = []
  const asked: unknown[] = []
  const failures: ((detail: string) => void)[] = []
  const handle = {
    id: 1,
    request: async (body: JsonObject, _jsep: unknown, onFailure: (detail: string) => void) => {
      asked.push(body.request)
      failures.push(onFailure)
    },
    trickle: async (candidates: readonly unknown[]) => {
      asked.push(candidates)
    },
  } as unknown as SipHandle
  const leg = new CallLeg({
    handle,
    direction,
    emit: (event) => events.push(event),
    onReleased: async () => {},
    clock: systemClock,
    log,
  })
  const hear = (...heard: readonly SipHandleEvent[]) => {
    for (const event of heard) leg.receive(event)
  }
  return { leg, events, asked, hear, fail: (detail: string) => failures.at(-1)?.(detail) }
}

const ACCEPTED: SipHandleEvent = { kind: 'accepted', callId: 'c', headers: {}, sdp: 'v=0' }
const hangup = (code: number): SipHandleEvent => ({ kind: 'hangup', code, reason: 'why', elsewhere: false })

test('[12.34] ringing is told once for 180, and once for each other provisional', () => {
  const { events, hear } = legOn('outgoing')
  hear({ kind: 'ringing' }, { kind: 'proceeding', code: 180 }, { kind: 'proceeding', code: 182 })
  expect(events).toEqual([{ kind: 'ringing' }, { kind: 'proceeding', code: 182 }])
})

test('a proceeding with 180 alone is ringing as well', () => {
  const { events, hear } = legOn('outgoing')
  hear({ kind: 'proceeding', code: 180 }, { kind: 'proceeding', code: 180 })
  expect(events).toEqual([{ kind: 'ringing' }])
})

test('[12.35] early media is told once, without the provisional that brought it', () => {
  const { events, hear } = legOn('outgoing')
  const progress: SipHandleEvent = { kind: 'progress', callId: 'c', sdp: 'v=0' }
  hear(progress, { kind: 'proceeding', code: 183 }, { ...progress, sdp: null }, { ...ACCEPTED, sdp: null })
  expect(events).toEqual([
    { kind: 'early-media', sdp: 'v=0', callId: 'c' },
    { kind: 'answered', sdp: null, callId: 'c', headers: {} },
  ])
})

test('[12.39] the first end is the one that is told', () => {
  const { events, hear } = legOn('outgoing')
  hear(ACCEPTED, { kind: 'media-down', reason: 'ICE failed' }, hangup(200), { kind: 'gone', why: 'x' })
  expect(events.filter(({ kind }) => kind === 'ended')).toEqual([
    { kind: 'ended', code: null, reason: 'ICE failed', elsewhere: false },
  ])
})

test('the end of the media before it does not end a call that rings on the same handle', () => {
  const { events, hear } = legOn('incoming')
  hear({ kind: 'media-down', reason: 'Close PC' })
  expect(events).toEqual([])
})

test('nothing is asked for a call that is over, for the handle may have another one', async () => {
  const { leg, asked, hear } = legOn('incoming')
  const declining = leg.decline(486)
  const answering = expect(leg.answer('v=0', {})).rejects.toMatchObject({ reason: 'backend-refused', detail: 'the call is over' })
  hear(hangup(487))
  await vi.advanceTimersByTimeAsync(100)
  await declining
  await answering
  await leg.addCandidates([])
  await expect(leg.sendDtmf('1', null)).rejects.toMatchObject({ detail: 'the call is over' })
  expect(asked).toEqual([])
})

test('a call is answered only when Janus has had the time to take note of it', async () => {
  const { leg, asked } = legOn('incoming')
  const answering = leg.answer('v=0', {})
  await vi.advanceTimersByTimeAsync(49)
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await answering
  expect(asked).toEqual(['accept'])
})

test('a call that is hung up while it is being answered is hung up once it is', async () => {
  const { leg, asked, hear } = legOn('incoming')
  const answering = leg.answer('v=0', {})
  await leg.hangUp()
  await vi.advanceTimersByTimeAsync(50)
  await answering
  expect(asked).toEqual(['accept'])
  hear({ ...ACCEPTED, sdp: null })
  expect(asked).toEqual(['accept', 'hangup'])
})

test('candidates go as Janus takes them: without null, with the media section, an empty one as the end', async () => {
  const { leg, asked } = legOn('outgoing')
  const candidate = 'candidate:1 1 udp 1 192.0.2.1 9 typ host'
  await leg.addCandidates([{ candidate, sdpMid: null, sdpMLineIndex: null }])
  await leg.addCandidates([
    { candidate, sdpMid: '0', sdpMLineIndex: null },
    { candidate: '', sdpMid: '0', sdpMLineIndex: 0 },
  ])
  await leg.addCandidates([])
  expect(asked).toEqual([
    [{ candidate, sdpMLineIndex: 0 }],
    [{ candidate, sdpMid: '0' }, { completed: true }],
    [{ completed: true }],
  ])
})

test('what is refused later is told with its operation; of a dialled call it is the end', async () => {
  const { leg, events, hear, fail } = legOn('outgoing')
  hear(ACCEPTED)
  await leg.sendMessage('text/plain', 'x')
  fail('Wrong state (not in a call?)')
  expect(events.at(-1)).toEqual({ kind: 'operation-failed', operation: 'message', detail: 'Wrong state (not in a call?)' })
  const dialled = legOn('outgoing')
  await dialled.leg.dial({ request: 'call' }, 'v=0')
  dialled.fail('Missing SDP')
  expect(dialled.events).toEqual([{ kind: 'ended', code: null, reason: 'Missing SDP', elsewhere: false }])
})

test('a released leg is silent', async () => {
  const { leg, events, hear } = legOn('outgoing')
  await leg.release()
  hear(ACCEPTED, hangup(200))
  expect(events).toEqual([])
})
