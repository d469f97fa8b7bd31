import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import type { SipHeaderField } from './message.ts'
import {
  answerTimer,
  minimumOf,
  refreshFailed,
  refreshSent,
  type SessionTimerSettings,
  sessionExpiresOf,
  timerFields,
  timerOfAnswer,
} from './session-timer.ts'

const settings: SessionTimerSettings = { interval: 1800, minimum: 120 }
const silent: SessionTimerSettings = { interval: null, minimum: 90 }
const field = (name: string, value: string): SipHeaderField => ({ name, value })
const SUPPORTED = field('Supported', 'timer')
const invite = (...more: SipHeaderField[]) => request('INVITE', { more })
const answered = (status: number, ...more: SipHeaderField[]) => {
  const plain = response(request('INVITE'), status)
  return { ...plain, headers: [...plain.headers, ...more] }
}
const text = (fields: readonly SipHeaderField[]) => fields.map(({ name, value }) => `${name}: ${value}`)

test('Session-Expires says how long and who refreshes', () => {
  expect(sessionExpiresOf(invite(field('Session-Expires', '1800;refresher=UAS')))).toEqual({ interval: 1800, refresher: 'uas' })
  expect(sessionExpiresOf(invite(field('Session-Expires', '90')))).toEqual({ interval: 90, refresher: null })
  for (const value of ['', 'soon', '-1']) expect(sessionExpiresOf(invite(field('Session-Expires', value)))).toBeNull()
})

test('a caller that says nothing of it is refreshed by us', () => {
  const { taken, headers, ...rest } = answerTimer(invite(), settings, 0)
  expect([taken, text(headers)]).toEqual([true, ['Session-Expires: 1800;refresher=uas']])
  expect(rest).toEqual({ timer: { interval: 1800, weRefresh: true, refreshAt: 900_000, endAt: 1_768_000 } })
})

test('a caller that knows timers refreshes unless it asks us to', () => {
  const plain = answerTimer(invite(SUPPORTED, field('Session-Expires', '600')), settings, 0)
  expect(text(plain.headers)).toEqual(['Session-Expires: 600;refresher=uac', 'Require: timer'])
  expect(plain.taken && plain.timer).toMatchObject({ weRefresh: false, refreshAt: null, endAt: 568_000 })
  const ours = answerTimer(invite(SUPPORTED, field('Session-Expires', '600;refresher=uas')), settings, 0)
  expect(ours.taken && ours.timer).toMatchObject({ interval: 600, weRefresh: true })
})

test('an interval below our minimum is refused with 422, a longer one than ours is shortened but not below Min-SE', () => {
  const brief = answerTimer(invite(SUPPORTED, field('Session-Expires', '100')), settings, 0)
  expect([brief.taken, text(brief.headers)]).toEqual([false, ['Min-SE: 120']])
  const long = answerTimer(invite(SUPPORTED, field('Session-Expires', '7200'), field('Min-SE', '3600')), settings, 0)
  expect(long.taken && long.timer?.interval).toBe(3600)
})

test('a session whose sides do not ask for a timer has none', () => {
  expect(answerTimer(invite(), silent, 0)).toEqual({ taken: true, timer: null, headers: [] })
  expect(timerFields(silent, null, 0)).toEqual([])
  expect(timerOfAnswer(invite(), answered(200), 0)).toBeNull()
})

test('what we ask for names the refresher only where there is one already, and honours the Min-SE of a 422', () => {
  expect(text(timerFields(settings, null, 0))).toEqual(['Session-Expires: 1800', 'Min-SE: 120'])
  expect(text(timerFields(settings, null, 3600))).toEqual(['Session-Expires: 3600', 'Min-SE: 3600'])
  const timer = timerOfAnswer(invite(), answered(200, field('Session-Expires', '300;refresher=uas')), 0)
  expect(text(timerFields(settings, timer, 0))).toEqual(['Session-Expires: 300;refresher=uas', 'Min-SE: 120'])
})

test('a 2xx says who refreshes; without a word in it, what we asked for is ours to keep', () => {
  const asked = invite(field('Session-Expires', '600'))
  expect(timerOfAnswer(asked, answered(200, field('Session-Expires', '300;refresher=uas')), 0)?.weRefresh).toBe(false)
  expect(timerOfAnswer(asked, answered(200), 0)).toMatchObject({ interval: 600, weRefresh: true, refreshAt: 300_000 })
})

test('only a 422 with a longer Min-SE is worth another request', () => {
  expect(minimumOf(answered(422, field('Min-SE', '3600')), 90)).toBe(3600)
  expect(minimumOf(answered(422, field('Min-SE', '90')), 90)).toBeNull()
  expect(minimumOf(answered(422), 90)).toBeNull()
  expect(minimumOf(answered(500, field('Min-SE', '3600')), 90)).toBeNull()
})

test('a short session ends a third before its time, and a refused refresh is tried again in half of what is left', () => {
  const timer = timerOfAnswer(invite(field('Session-Expires', '90')), answered(200), 0)
  expect(timer).toEqual({ interval: 90, weRefresh: true, refreshAt: 45_000, endAt: 60_000 })
  if (!timer) return
  expect(refreshSent(timer).refreshAt).toBeNull()
  expect(refreshFailed(refreshSent(timer), 46_000).refreshAt).toBe(53_000)
  expect(refreshFailed({ ...timer, weRefresh: false }, 46_000).refreshAt).toBeNull()
})
