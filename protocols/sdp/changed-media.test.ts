import { expect, test } from 'vitest'
import { judgeAnswer, judgeReoffer } from './changed-media.ts'
import { parseDescription, type SessionDescription } from './session-description.ts'

function of(...media: readonly string[]): SessionDescription {
  return parseDescription(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', ...media.map((one) => `m=${one}`)].join('\r\n'))
}

const AUDIO = 'audio 5004 RTP/AVP 0'
const CHAT = 'message 2855 TCP/TLS/MSRP *'
const NO_CHAT = 'message 0 TCP/TLS/MSRP *'

test.each([
  ['goes on', [CHAT], [CHAT], ['kept']],
  ['goes on at another port', [CHAT], ['message 9 TCP/TLS/MSRP *'], ['kept']],
  ['ends', [AUDIO, CHAT], [AUDIO, NO_CHAT], ['kept', 'removed']],
  ['comes to those that there are', [AUDIO], [AUDIO, CHAT], ['kept', 'added']],
  ['comes to the place of one that is over', [NO_CHAT, CHAT], [AUDIO, CHAT], ['added', 'kept']],
  ['stays over', [NO_CHAT], [NO_CHAT], ['unused']],
  ['comes and is over already', [], [NO_CHAT], ['unused']],
  ['takes the place of another one', [AUDIO], [CHAT], ['replaced']],
  ['goes over another protocol', [CHAT], ['message 2855 TCP/MSRP *'], ['replaced']],
])('a stream that %s is told (RFC 3264 §8)', (_what, own, offer, changes) => {
  expect(judgeReoffer(of(...own), of(...offer))).toEqual({ accept: true, changes })
})

test('an offer with fewer streams than there were is refused', () => {
  expect(judgeReoffer(of(AUDIO, NO_CHAT), of(AUDIO))).toEqual({ accept: false, reason: 'fewer-media' })
})

test.each([
  ['all taken', [AUDIO, CHAT], [AUDIO, CHAT], { accept: true }],
  ['one refused', [AUDIO, CHAT], [AUDIO, NO_CHAT], { accept: true }],
  ['fewer streams', [AUDIO, CHAT], [AUDIO], { accept: false, reason: 'other-media' }],
  ['more streams', [AUDIO], [AUDIO, CHAT], { accept: false, reason: 'other-media' }],
  ['another order', [AUDIO, CHAT], [CHAT, AUDIO], { accept: false, reason: 'other-media' }],
  ['one used that was over', [AUDIO, NO_CHAT], [AUDIO, CHAT], { accept: false, reason: 'not-offered' }],
])('an answer with %s (RFC 3264 §6)', (_what, offer, answer, verdict) => {
  expect(judgeAnswer(of(...offer), of(...answer))).toEqual(verdict)
})
