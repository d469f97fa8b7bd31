import { parseDescription } from '@weft/protocols/sdp/session-description'
import { expect, test } from 'vitest'
import { type AskedInvitation, judgeInvitation } from './invitation-decision.ts'

const HEAD = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0']
const CHAT = ['m=message 2855 TCP/MSRP *', 'a=path:msrp://192.0.2.1:2855/a;tcp', 'a=accept-types:message/cpim']
const offer = parseDescription([...HEAD, ...CHAT].join('\r\n'))
const video = parseDescription([...HEAD, 'm=video 5004 RTP/AVP 31'].join('\r\n'))

function judge(asked: Partial<AskedInvitation>, limits = { perUser: 2, all: 10 }) {
  const usual = { replaces: false, offer, access: { allowed: true }, sessions: { ofUser: 0, all: 0 } } as const
  const verdict = judgeInvitation({ ...usual, ...asked }, ['TCP/MSRP'], limits)
  return verdict.take ? 'taken' : `${verdict.answer.status} ${verdict.reason}`
}

const denied = { allowed: false, reason: 'denied' } as const

test('a chat is taken, and so is who wants to be offered one', () => {
  expect([judge({}), judge({ offer: null })]).toEqual(['taken', 'taken'])
})

test('[C16] who wants to take the place of another call is refused before all else', () => {
  expect(judge({ replaces: true, offer: 'malformed', access: denied })).toBe('403 replaces')
})

test('[C8][C9] what cannot be taken is told before who may not come in', () => {
  expect(judge({ offer: 'malformed', access: denied })).toBe('400 bad-description')
  expect(judge({ offer: video, access: denied })).toBe('488 no-msrp')
  expect(judge({ access: denied })).toBe('403 denied')
  expect(judge({ offer: null, access: denied })).toBe('403 denied')
})

test('where there are too many calls, of one user or of all, one has to wait', () => {
  expect(judge({ sessions: { ofUser: 2, all: 2 } })).toBe('486 too-many-devices')
  expect(judge({ sessions: { ofUser: 2, all: 10 } })).toBe('503 too-many-sessions')
  expect(judge({ sessions: { ofUser: 1, all: 9 } })).toBe('taken')
})
