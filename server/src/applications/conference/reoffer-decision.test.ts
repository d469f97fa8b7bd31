import { parseDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'
import { expect, test } from 'vitest'
import { type CallState, judgeChange } from './reoffer-decision.ts'

const chat = (session: string, port = 2855) => [
  `m=message ${port} TCP/MSRP *`,
  ...[`a=path:msrp://192.0.2.1:2855/${session};tcp`, 'a=accept-types:message/cpim'],
]
const push = (session: string) => [
  ...['m=message 2855 TCP/MSRP *', `a=path:msrp://192.0.2.1:2855/${session};tcp`, 'a=accept-types:*', 'a=sendonly'],
  'a=file-selector:name:"a.txt" size:3',
]
const video = (port: number) => [`m=video ${port} RTP/AVP 31`]
const described = (...media: readonly string[][]): SessionDescription =>
  parseDescription([...['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'], ...media.flat()].join('\r\n'))

/** A call with a chat at the second place, after video that was refused. */
const state: CallState = {
  own: described(video(0), chat('ours')),
  streams: [{ index: 1, kind: 'chat', peerSession: 'theirs' }],
}

function judge(...media: readonly string[][]) {
  const verdict = judgeChange(state, described(...media), ['TCP/MSRP'])
  return verdict.take ? { over: verdict.over, chat: verdict.added.chat?.index, file: verdict.added.file?.index } : verdict.reason
}

const NOTHING = { over: [], chat: undefined, file: undefined }

test('the same again changes nothing, and neither does video that was refused before', () => {
  expect(judge(video(0), chat('theirs'))).toEqual(NOTHING)
  expect(judge(video(5004), chat('theirs'))).toEqual(NOTHING)
})

test('[C14] a chat can end, and another stream can come', () => {
  expect(judge(video(0), chat('theirs', 0))).toEqual({ ...NOTHING, over: [1] })
  expect(judge(video(0), chat('theirs'), push('file'))).toEqual({ ...NOTHING, file: 2 })
})

test('[C15] not both at once', () => {
  expect(judge(video(0), chat('theirs', 0), push('file'))).toBe('adds-and-removes')
  expect(judge(video(0), chat('another'))).toBe('adds-and-removes')
})

test('a second chat, or more video, is not taken', () => {
  expect(judge(video(0), chat('theirs'), chat('another'))).toBe('second-chat')
  expect(judge(video(0), chat('theirs'), video(5004))).toBe('no-msrp')
})

test('streams do not go away', () => {
  expect(judge(video(0))).toBe('fewer-media')
})
