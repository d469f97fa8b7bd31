import { parseDescription } from '@weft/protocols/sdp/session-description'
import { expect, test } from 'vitest'
import { judgeOffer } from './offer-decision.ts'

const HEAD = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0']
const CHAT = ['m=message 2855 TCP/MSRP *', 'a=path:msrp://192.0.2.1:2855/a;tcp', 'a=accept-types:message/cpim']
const FILE = ['m=message 2855 TCP/MSRP *', 'a=path:msrp://192.0.2.1:2855/b;tcp', 'a=accept-types:*', 'a=sendonly']
const PUSH = [...FILE, 'a=file-selector:name:"a.txt" size:3']
const VIDEO = ['m=video 5004 RTP/AVP 31']

const judge = (media: readonly string[], more: Parameters<typeof judgeOffer>[2] = {}) =>
  judgeOffer(parseDescription([...HEAD, ...media].join('\r\n')), ['TCP/MSRP'], more)

test('the first chat and the first file are taken, whatever else is offered', () => {
  const verdict = judge([...VIDEO, ...CHAT, ...PUSH, ...CHAT, ...PUSH])
  expect(verdict).toMatchObject({
    accept: true,
    streams: { chat: { index: 1 }, file: { index: 2, transfer: 'push', file: { selector: { name: 'a.txt' } } } },
  })
})

test('where nothing is for MSRP, that is the reason', () => {
  expect(judge(VIDEO)).toEqual({ accept: false, reason: 'no-msrp' })
  expect(judge(['m=message 0 TCP/MSRP *', ...CHAT.slice(1)])).toEqual({ accept: false, reason: 'no-msrp' })
})

test.each([
  ['protocol-off', CHAT.map((line) => line.replace('TCP/MSRP', 'TCP/TLS/MSRP').replace('msrp:', 'msrps:'))],
  ['no-cpim', [...CHAT.slice(0, 2), 'a=accept-types:text/plain']],
  ['no-direction', [...PUSH.filter((line) => line !== 'a=sendonly')]],
])('%s: why the first MSRP media are not taken is told', (reason, media) => {
  expect(judge([...VIDEO, ...media])).toEqual({ accept: false, reason })
})

test('who has a chat already cannot have a second one, but a file', () => {
  expect(judge(CHAT, { chat: false })).toEqual({ accept: false, reason: 'second-chat' })
  expect(judge([...CHAT, ...PUSH], { chat: false })).toMatchObject({ streams: { chat: null, file: { index: 1 } } })
})

test('only media that are new are looked at in a further offer', () => {
  expect(judge([...CHAT, ...CHAT], { eligible: (index) => index === 1 })).toMatchObject({ streams: { chat: { index: 1 } } })
})
