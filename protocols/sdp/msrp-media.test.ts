import { expect, test } from 'vitest'
import { type MsrpFault, type MsrpMedia, type MsrpReading, printMsrpMedia, readMsrpMedia } from './msrp-media.ts'
import { parseDescription, printDescription } from './session-description.ts'

const HEAD = ['v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0']
const M = 'm=message 2855 TCP/TLS/MSRP *'
const PATH = 'a=path:msrps://198.51.100.1:2855/2dc6c9b2fc4f7c4e1a0b;tcp'
const TYPES = 'a=accept-types:message/cpim text/*'
const HASH = '10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F:20:21:22:23'

function read(media: readonly string[], session: readonly string[] = []): MsrpReading {
  const description = parseDescription([...HEAD, ...session, ...media].join('\r\n'))
  const [first] = description.media
  if (!first) throw new Error('the description has no media')
  return readMsrpMedia(description, first)
}

function readWhole(media: readonly string[], session: readonly string[] = []) {
  const reading = read(media, session)
  if (!reading.usable) throw new Error(reading.reason)
  return reading.msrp
}

test('what Blink offers is read', () => {
  expect(readWhole([M, PATH, TYPES, 'a=accept-wrapped-types:text/* image/*', 'a=setup:actpass'])).toMatchObject({
    ...{ port: 2855, protocol: 'TCP/TLS/MSRP', address: '198.51.100.1', direction: 'sendrecv', setup: 'actpass' },
    path: [{ scheme: 'msrps', host: '198.51.100.1', port: 2855, sessionId: '2dc6c9b2fc4f7c4e1a0b' }],
    ...{ acceptTypes: ['message/cpim', 'text/*'], acceptWrappedTypes: ['text/*', 'image/*'] },
    ...{ chatroom: null, file: null, maxSize: null, fingerprints: [], cema: false },
  })
})

test('the least that RFC 4975 has is read', () => {
  expect(readWhole(['m=message 1 tcp/msrp *', PATH.replace('msrps', 'msrp'), 'a=accept-types:*'])).toMatchObject({
    ...{ protocol: 'TCP/MSRP', setup: null, acceptTypes: ['*'], acceptWrappedTypes: null },
  })
})

test('what else may be said is read', () => {
  const more = [
    'a=chatroom:nickname private-messages',
    'a=max-size:10485760',
    'a=msrp-cema',
    'a=fingerprint:SHA-1 0a:0b',
    'a=unknown',
  ]
  expect(readWhole([M, PATH, TYPES, ...more])).toMatchObject({
    ...{ chatroom: ['nickname', 'private-messages'], maxSize: 10_485_760, cema: true },
    fingerprints: [{ hash: 'sha-1', value: '0A:0B' }],
  })
  expect(readWhole([M, PATH, TYPES, 'a=chatroom', 'a=max-size:much', 'a=fingerprint:none'])).toMatchObject({
    ...{ chatroom: [], maxSize: null, fingerprints: [] },
  })
})

test('setup and fingerprints of the session hold where the media say nothing', () => {
  const session = ['a=setup:active', 'a=fingerprint:sha-1 0A']
  expect(readWhole([M, PATH, TYPES], session)).toMatchObject({ setup: 'active', fingerprints: [{ value: '0A' }] })
  expect(readWhole([M, PATH, TYPES, 'a=setup:passive', 'a=fingerprint:sha-1 0B'], session)).toMatchObject({
    ...{ setup: 'passive', fingerprints: [{ value: '0B' }] },
  })
})

test('[C20] a path through relays is read whole', () => {
  const relayed = 'a=path:msrps://relay.example.com:9000/4hd9;tcp msrps://192.0.2.7:2855/a1b2;tcp'
  expect(readWhole([M, relayed, TYPES]).path.map(({ host }) => host)).toEqual(['relay.example.com', '192.0.2.7'])
})

test('a file is read', () => {
  const selector = `a=file-selector:name:"photo.jpg" type:image/jpeg size:4092 hash:sha-1:${HASH}`
  const more = [
    'a=x-file-offset',
    'a=file-transfer-id:vBnG916bdberum2fF',
    'a=file-disposition:render',
    'a=file-range:1-*',
    'a=file-date:x',
  ]
  expect(readWhole([M, PATH, 'a=sendonly', 'a=accept-types:*', selector, ...more])).toMatchObject({
    direction: 'sendonly',
    file: {
      selector: { name: 'photo.jpg', type: 'image/jpeg', size: 4092, hashes: [`sha-1:${HASH}`] },
      ...{ transferId: 'vBnG916bdberum2fF', disposition: 'render', range: { first: 1, last: null }, resumes: true },
    },
  })
  expect(readWhole([M, PATH, 'a=accept-types:*', 'a=file-selector', 'a=file-range:2-3']).file).toMatchObject({
    ...{ selector: { name: null, hashes: [] }, transferId: null, range: { first: 2, last: 3 }, resumes: false },
  })
})

test.each<[MsrpFault, string[]]>([
  ['not-message', ['m=audio 5004 RTP/AVP 0']],
  ['refused', ['m=message 0 TCP/TLS/MSRP *', PATH, TYPES]],
  ['unknown-protocol', ['m=message 2855 UDP/MSRP *', PATH, TYPES]],
  ['bad-formats', ['m=message 2855 TCP/TLS/MSRP 0', PATH, TYPES]],
  ['bad-formats', ['m=message 2855 TCP/TLS/MSRP * *', PATH, TYPES]],
  ['bad-formats', ['m=message 2855 TCP/TLS/MSRP', PATH, TYPES]],
  ['bad-path', [M, TYPES]],
  ['bad-path', [M, 'a=path:sip:alice@example.com', TYPES]],
  ['bad-path', [M, PATH.replace(';tcp', ';udp'), TYPES]],
  ['no-session-id', [M, 'a=path:msrps://198.51.100.1:2855;tcp', TYPES]],
  ['scheme-differs', [M, PATH.replace('msrps', 'msrp'), TYPES]],
  ['scheme-differs', ['m=message 2855 TCP/MSRP *', PATH, TYPES]],
  ['no-accept-types', [M, PATH]],
  ['bad-setup', [M, PATH, TYPES, 'a=setup:holdconn']],
  ['bad-file', [M, PATH, TYPES, 'a=file-selector:photo.jpg']],
  ['bad-file', [M, PATH, TYPES, 'a=file-selector', 'a=file-range:0-1']],
  ['bad-file', [M, PATH, TYPES, 'a=file-selector', 'a=file-range:3-2']],
  ['bad-file', [M, PATH, TYPES, 'a=file-selector', 'a=file-range:all']],
])('%s: no session is made of %j', (reason, media) => {
  expect(read(media)).toEqual({ usable: false, reason })
})

const chat: MsrpMedia = {
  port: 2855,
  protocol: 'TCP/TLS/MSRP',
  path: readWhole([M, PATH, TYPES]).path,
  direction: 'sendrecv',
  acceptTypes: ['message/cpim'],
  acceptWrappedTypes: ['*'],
  setup: 'passive',
  chatroom: ['nickname', 'private-messages'],
  file: null,
  maxSize: 1024,
  fingerprints: [{ hash: 'sha-256', value: '0A:0B' }],
  cema: true,
}

test('a chat is printed in the order that AG Projects have (msrp-conference §4.2)', () => {
  const description = { ...parseDescription(HEAD.join('\n')), media: [printMsrpMedia(chat)] }
  expect(printDescription(description).split('\r\n').slice(HEAD.length)).toEqual([
    ...[M, PATH, 'a=accept-types:message/cpim', 'a=accept-wrapped-types:*', 'a=setup:passive'],
    ...['a=chatroom:nickname private-messages', 'a=max-size:1024', 'a=fingerprint:sha-256 0A:0B', 'a=msrp-cema', ''],
  ])
})

test.each<[string, Partial<MsrpMedia>]>([
  ['a chat', {}],
  [
    'one that says as little as it can',
    { acceptWrappedTypes: null, setup: null, chatroom: null, maxSize: null, fingerprints: [], cema: false },
  ],
  ['a room that can do nothing', { chatroom: [] }],
  [
    'a file transfer',
    {
      direction: 'recvonly',
      file: {
        selector: { name: 'a "b".jpg', type: 'image/jpeg', size: 1, hashes: [`sha-1:${HASH}`] },
        ...{ transferId: 'x', disposition: 'attachment', range: { first: 5, last: 9 }, resumes: true },
      },
    },
  ],
])('%s reads back as it was printed', (_what, change) => {
  const description = { ...parseDescription(HEAD.join('\n')), media: [printMsrpMedia({ ...chat, ...change })] }
  const again = parseDescription(printDescription(description))
  expect(again.media.map((media) => readMsrpMedia(again, media))).toEqual([
    { usable: true, msrp: { ...chat, ...change, address: '198.51.100.1' } },
  ])
})
