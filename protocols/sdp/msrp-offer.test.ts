import { expect, test } from 'vitest'
import { parsePath } from '../msrp/path.ts'
import { type MsrpMedia, type MsrpProtocol, type PeerMsrp, printMsrpMedia } from './msrp-media.ts'
import {
  answerSetup,
  chatAnswer,
  chatOffer,
  destinationOf,
  fileAnswer,
  fileOffer,
  judgeChat,
  judgeFile,
  type OwnMsrp,
} from './msrp-offer.ts'
import { parseDescription, type SdpMedia, type SessionDescription } from './session-description.ts'

const BOTH: readonly MsrpProtocol[] = ['TCP/TLS/MSRP', 'TCP/MSRP']
const HEAD = ['v=0', 'o=- 1 1 IN IP4 192.0.2.7', 's=-', 'c=IN IP4 203.0.113.5', 't=0 0']
const TLS = ['m=message 4000 TCP/TLS/MSRP *', 'a=path:msrps://192.0.2.7:2855/a1b2;tcp']
const TCP = ['m=message 4000 TCP/MSRP *', 'a=path:msrp://192.0.2.7/a1b2;tcp']
const CPIM = 'a=accept-types:message/cpim text/*'
const FILE = ['a=accept-types:*', 'a=file-selector:name:"a.jpg" size:3', 'a=file-transfer-id:t1']

function offered(...lines: readonly string[]): [SessionDescription, SdpMedia] {
  const description = parseDescription([...HEAD, ...lines].join('\r\n'))
  const [first] = description.media
  if (!first) throw new Error('the description has no media')
  return [description, first]
}

function chatOf(...lines: readonly string[]): PeerMsrp {
  const verdict = judgeChat(...offered(...lines), BOTH)
  if (!verdict.accept) throw new Error(verdict.reason)
  return verdict.msrp
}

function ownOf(uri: string): OwnMsrp {
  const path = parsePath(uri)
  if (!path) throw new Error('that is no path')
  return { path, maxSize: 1024, fingerprints: [{ hash: 'sha-256', value: '0A' }], prefersActive: false }
}

const own = ownOf('msrps://198.51.100.1:2856/c3d4;tcp')

test('[C5] a chat is taken over the protocols that are on', () => {
  expect(judgeChat(...offered(...TLS, CPIM), BOTH).accept).toBe(true)
  expect(judgeChat(...offered(...TCP, CPIM), BOTH).accept).toBe(true)
  expect(judgeChat(...offered(...TCP, CPIM), ['TCP/TLS/MSRP'])).toEqual({ accept: false, reason: 'protocol-off' })
})

test.each([
  ['a=accept-types:message/cpim', true],
  ['a=accept-types:text/plain message/*', true],
  ['a=accept-types:*', true],
  ['a=accept-types:text/plain', false],
  ['a=accept-types:', false],
])('[C6] with %s, message/cpim being taken is %s', (types, taken) => {
  const verdict = judgeChat(...offered(...TLS, types), BOTH)
  expect(verdict).toMatchObject(taken ? { accept: true } : { accept: false, reason: 'no-cpim' })
})

test.each([
  ['not-message', ['m=video 5004 RTP/AVP 31']],
  ['not-sendrecv', [...TLS, CPIM, 'a=sendonly']],
  ['is-file', [...TLS, ...FILE]],
  ['bad-path', [...TLS.slice(0, 1), CPIM]],
])('%s: no chat is made of %j', (reason, lines) => {
  expect(judgeChat(...offered(...lines), BOTH)).toEqual({ accept: false, reason })
})

test('a file that is offered is a push, one that is asked for a pull', () => {
  expect(judgeFile(...offered(...TLS, ...FILE, 'a=sendonly'), BOTH)).toMatchObject({
    accept: true,
    transfer: 'push',
    file: { transferId: 't1' },
  })
  expect(judgeFile(...offered(...TLS, ...FILE, 'a=recvonly'), BOTH)).toMatchObject({ accept: true, transfer: 'pull' })
})

test.each([
  ['no-file', [...TLS, CPIM, 'a=sendonly']],
  ['no-direction', [...TLS, ...FILE]],
  ['no-direction', [...TLS, ...FILE, 'a=inactive']],
  ['protocol-off', [...TCP, ...FILE, 'a=sendonly']],
  ['refused', ['m=message 0 TCP/TLS/MSRP *']],
])('%s: no file transfer is made of %j', (reason, lines) => {
  expect(judgeFile(...offered(...lines), ['TCP/TLS/MSRP'])).toEqual({ accept: false, reason })
})

test('[C2] a chat is answered with what a room says of itself', () => {
  const answer = printMsrpMedia(chatAnswer(chatOf(...TLS, CPIM, 'a=setup:actpass'), own, ['nickname', 'private-messages']))
  expect(answer).toMatchObject({ media: 'message', port: 2856, protocol: 'TCP/TLS/MSRP', formats: ['*'] })
  expect(answer.lines.map(({ value }) => value)).toEqual([
    'path:msrps://198.51.100.1:2856/c3d4;tcp',
    'accept-types:message/cpim',
    'accept-wrapped-types:*',
    'setup:passive',
    'chatroom:nickname private-messages',
    'max-size:1024',
    'fingerprint:sha-256 0A',
  ])
})

test('without TLS there is no fingerprint, and without a port it is 2855', () => {
  const answer = chatAnswer(chatOf(...TCP, CPIM), ownOf('msrp://198.51.100.1/c3d4;tcp'), [])
  expect(answer).toMatchObject({ port: 2855, fingerprints: [], chatroom: [] })
})

test('a push is answered recvonly, with the file that is meant', () => {
  const verdict = judgeFile(...offered(...TLS, ...FILE, 'a=sendonly'), BOTH)
  if (!verdict.accept) throw new Error(verdict.reason)
  const answer: MsrpMedia = fileAnswer(verdict.msrp, own, verdict.file)
  expect(answer).toMatchObject({
    direction: 'recvonly',
    acceptTypes: ['*'],
    acceptWrappedTypes: null,
    chatroom: null,
    file: verdict.file,
  })
})

test('what a room offers is taken by who has the same rules', () => {
  const [description] = offered(...TLS)
  const chat = printMsrpMedia(chatOffer('TCP/TLS/MSRP', own, ['nickname']))
  expect(judgeChat(description, chat, BOTH)).toMatchObject({ accept: true, msrp: { setup: 'actpass', chatroom: ['nickname'] } })
  const pull = judgeFile(...offered(...TLS, ...FILE, 'a=recvonly'), BOTH)
  if (!pull.accept) throw new Error(pull.reason)
  const push = printMsrpMedia(fileOffer('TCP/TLS/MSRP', own, pull.file))
  expect(judgeFile(description, push, BOTH)).toMatchObject({ accept: true, transfer: 'push', file: pull.file })
})

test.each([
  ['[C3] actpass', 'actpass', false, 'passive'],
  ['[C3] nothing', null, false, 'passive'],
  ['active', 'active', false, 'passive'],
  ['[C4] passive', 'passive', false, 'active'],
  ['actpass, while we had rather connect,', 'actpass', true, 'active'],
  ['nothing, while we had rather connect,', null, true, 'passive'],
  ['active, while we had rather connect,', 'active', true, 'passive'],
] as const)('%s is answered as RFC 6135 has it', (_what, setup, prefersActive, expected) => {
  expect(answerSetup(setup, prefersActive)).toBe(expected)
})

test('where to connect to is in the path', () => {
  expect(destinationOf(chatOf(...TLS, CPIM))).toEqual({ host: '192.0.2.7', port: 2855, by: 'path' })
  expect(destinationOf(chatOf(...TCP, CPIM))).toEqual({ host: '192.0.2.7', port: 2855, by: 'path' })
})

test('[C20] through relays the first of them is connected to', () => {
  const relayed = 'a=path:msrps://relay.example.com:9000/r;tcp msrps://192.0.2.7:2855/a1b2;tcp'
  const fingerprint = 'a=fingerprint:sha-256 0A'
  const peer = chatOf('m=message 4000 TCP/TLS/MSRP *', relayed, CPIM, 'a=msrp-cema', fingerprint)
  expect(destinationOf(peer)).toEqual({ host: 'relay.example.com', port: 9000, by: 'path' })
  expect(chatAnswer(peer, own, []).cema).toBe(false)
})

test('[C19] with msrp-cema it is in c= and m=, and the answer has msrp-cema', () => {
  const peer = chatOf(...TCP, CPIM, 'a=msrp-cema')
  expect(destinationOf(peer)).toEqual({ host: '203.0.113.5', port: 4000, by: 'cema' })
  expect(chatAnswer(peer, own, []).cema).toBe(true)
})

test('over TLS msrp-cema counts only with a fingerprint', () => {
  const bare = chatOf(...TLS, CPIM, 'a=msrp-cema')
  expect(destinationOf(bare).by).toBe('path')
  expect(chatAnswer(bare, own, []).cema).toBe(false)
  expect(destinationOf(chatOf(...TLS, CPIM, 'a=msrp-cema', 'a=fingerprint:sha-256 0A'))).toMatchObject({ port: 4000, by: 'cema' })
})
