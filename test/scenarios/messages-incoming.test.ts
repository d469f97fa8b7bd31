import { deflateSync } from 'node:zlib'
import { printInstantMessage } from '@weft/protocols/im/instant-message'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SylkClient } from './support/client.ts'
import { entriesOf, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB, DOMAIN } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'
const FROM_SIP = { 'X-Sylk-From-Sip': 'yes' }

let house: MessageHouse
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(async () => {
  house.proxy.answer = () => OK
  await house.leave()
  house.proxy.forget()
})
afterAll(() => house.close())

const messagesTo = (device: SylkClient) => device.events.filter(({ event }) => event === 'message')

test('[12.89] a message of a phone is in the journal when it is answered, and told to all devices', async () => {
  const [one, other] = [await house.device('bob'), await house.device('bob')]
  expect(await house.phones.sendMessage(ZOE, BOB, { id: 'from-a-phone', content: 'hi' })).toBe(200)
  for (const device of [one, other])
    expect(await device.event('message')).toMatchObject({
      sender: { uri: ZOE, display_name: '' },
      timestamp: '2026-07-17T08:41:52.123000+00:00',
      ...{ message_id: 'from-a-phone', content: 'hi', content_type: 'text/plain' },
      disposition_notification: ['positive-delivery', 'display'],
    })
  expect(await entriesOf(one, 'bob', 'from-a-phone')).toMatchObject([
    { direction: 'incoming', state: 'received', contact: ZOE, disposition: ['positive-delivery', 'display'] },
  ])
})

test('[12.90] the same message twice is one entry and one event', async () => {
  const bob = await house.device('bob')
  for (let time = 0; time < 2; time++) expect(await house.phones.sendMessage(ZOE, BOB, { id: 'twice' })).toBe(200)
  await bob.settled()
  expect(messagesTo(bob)).toHaveLength(1)
  expect(await entriesOf(bob, 'bob', 'twice')).toHaveLength(1)
})

test('[12.90] the copy that the proxy brings back of a message between two accounts here is not told again', async () => {
  const [alice, other, bob] = [await house.device('alice'), await house.device('alice'), await house.device('bob')]
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  await bob.event('message')
  const { text } = await house.proxy.next()
  expect(await house.phones.send(ALICE, BOB, 'message/cpim', text, FROM_SIP)).toBe(200)
  for (const device of [alice, other, bob]) await device.settled()
  expect(messagesTo(bob)).toHaveLength(1)
  expect(other.events.filter(({ event }) => event === 'sync')).toHaveLength(1)
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'accepted', direction: 'outgoing' }])
})

test('[12.91] what a SIP device of the sender sent is kept for the sender too, and its other devices learn of it', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  expect(await house.phones.sendMessage(ALICE, BOB, { id: 'own-phone', content: 'from my desk' }, FROM_SIP)).toBe(200)
  expect(await alice.event('sync')).toMatchObject({
    ...{ type: 'message', action: 'add' },
    content: {
      ...{ sylkrtc: 'account-message', transaction: '1', account: ALICE, uri: BOB, message_id: 'own-phone' },
      ...{ content: 'from my desk', content_type: 'text/plain', server_generated: true },
    },
  })
  expect(await bob.event('message')).toMatchObject({ message_id: 'own-phone' })
  expect(await entriesOf(alice, 'alice', 'own-phone')).toMatchObject([{ direction: 'outgoing', state: 'accepted' }])
})

test.each([
  ['an empty body', 'text/plain', ''],
  ['a broken envelope', 'message/cpim', 'hello'],
  ['an empty message in an envelope', 'message/cpim', 'From: <sip:a@b.test>\r\n\r\nContent-Type: text/plain\r\n\r\n'],
  [
    'an id that is too long',
    'message/cpim',
    `NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: ${'x'.repeat(256)}\r\n\r\n\r\nhi`,
  ],
  ['a notification that is none', 'message/imdn+xml', '<imdn/>'],
  ['a file offer that is none', 'application/vnd.gsma.rcs-ft-http+xml', '<file/>'],
])('[12.92] %s is 400', async (_what, contentType, body) => {
  expect(await house.phones.send(ZOE, BOB, contentType, body)).toBe(400)
})

test.each([
  ['no type', { 'Content-Type': '' }],
  ['a sender without a name', { From: '<sip:elsewhere.test>;tag=1' }],
  ['a recipient that cannot have an account', { To: '<sip:a%2f..%2fb@weft.test>' }],
])('[12.92] %s is 400', async (_what, fields) => {
  expect(await house.phones.send(ZOE, BOB, 'text/plain', 'hi', fields)).toBe(400)
})

test('[12.92] who is not trusted is 403', async () => {
  const strict = await MessageHouse.open({ 'config.ini': { SIP: { trusted_peers: '192.0.2.0/24' } } })
  const bob = await strict.device('bob')
  expect(await strict.phones.sendMessage(ZOE, BOB, {})).toBe(403)
  await bob.settled()
  expect(messagesTo(bob)).toEqual([])
  await strict.close()
})

test('a message for somebody of whom nothing is kept here is refused, not lost', async () => {
  expect(await house.phones.sendMessage(ZOE, `nobody@${DOMAIN}`, {})).toBe(480)
})

test('a message without an envelope gets an id and the time at which it came', async () => {
  const bob = await house.device('bob')
  expect(await house.phones.send(ZOE, BOB, 'text/html; charset=utf-8', '<b>ü</b>')).toBe(200)
  const event = await bob.event('message')
  expect(event).toMatchObject({ content: '<b>ü</b>', content_type: 'text/html', disposition_notification: null })
  expect(Math.abs(Date.parse(String(event.timestamp)) - Date.now())).toBeLessThan(60_000)
  expect(await entriesOf(bob, 'bob', event.message_id)).toMatchObject([{ disposition: null }])
})

test('[12.100] who is writing is nobody’s business but that of SIP devices', async () => {
  const bob = await house.device('bob')
  const before = await journalOf(bob, 'bob')
  expect(await house.phones.send(ZOE, BOB, 'application/im-iscomposing+xml', '<isComposing/>')).toBe(200)
  await bob.settled()
  expect(messagesTo(bob)).toEqual([])
  expect(await journalOf(bob, 'bob')).toEqual(before)
})

test('[12.107] a deflated text is kept as it was before', async () => {
  const bob = await house.device('bob')
  const deflated = deflateSync(Buffer.from('grüße ✓'))
  expect(await house.phones.send(ZOE, BOB, 'text/plain', deflated, { 'Content-Encoding': 'deflate' })).toBe(200)
  const event = await bob.event('message')
  expect(event.content).toBe('grüße ✓')
  expect(await entriesOf(bob, 'bob', event.message_id)).toMatchObject([{ content: 'grüße ✓' }])
  expect(await house.phones.send(ZOE, BOB, 'text/plain', 'not deflated', { 'Content-Encoding': 'deflate' })).toBe(200)
  expect(await bob.event('message')).toMatchObject({ content: 'not deflated' })
  const broken = Buffer.from([0x78, 0x9c, 0xff, 0xff])
  expect(await house.phones.send(ZOE, BOB, 'text/plain', broken, { 'Content-Encoding': 'deflate' })).toBe(400)
})

test('[12.108] an envelope that names another sender does not make it theirs, nor their key another', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  await accepted(alice, 'account-message', message('alice', 'alice', { content: 'the key', content_type: 'text/pgp-public-key' }))
  const forged = { from: { displayName: 'Alice', uri: `sip:${ALICE}` }, id: 'forged' }
  expect(await house.phones.sendMessage(ZOE, BOB, forged)).toBe(200)
  expect(await bob.event('message')).toMatchObject({ sender: { uri: ZOE, display_name: '' } })
  expect(await entriesOf(bob, 'bob', 'forged')).toMatchObject([{ contact: ZOE }])
  const key = { ...forged, id: 'forged-key', contentType: 'text/pgp-public-key', content: 'another key' }
  expect(await house.phones.sendMessage(ZOE, BOB, key)).toBe(200)
  for (const [uri, known] of [
    [ALICE, 'the key'],
    [ZOE, null],
  ] as const) {
    await accepted(bob, 'lookup-public-key', { uri })
    expect(await bob.next(({ sylkrtc }) => sylkrtc === 'lookup-public-key-event')).toMatchObject({ uri, public_key: known })
  }
})

test('what this server sends to SIP devices alone is passed over when it comes back', async () => {
  const bob = await house.device('bob')
  expect(await house.phones.sendMessage(ZOE, BOB, { id: 'back' }, { 'X-Sylk-To-Sip': 'yes' })).toBe(200)
  await bob.settled()
  expect(messagesTo(bob)).toEqual([])
  expect(await entriesOf(bob, 'bob', 'back')).toEqual([])
})

test.each(['application/sylk-message-remove', 'application/sylk-conversation-remove', 'message/imdn'])(
  'a SIP device cannot say %s, which only the server may',
  async (contentType) => {
    const bob = await house.device('bob')
    const before = await journalOf(bob, 'bob')
    expect(await house.phones.send(ZOE, BOB, contentType, '{}')).toBe(200)
    expect(await journalOf(bob, 'bob')).toEqual(before)
  },
)

test('files that a SIP device offers become transfers, each with an id of its own', async () => {
  const bob = await house.device('bob')
  const info = (name: string) =>
    `<file-info type="file"><file-size>3</file-size><file-name>${name}</file-name><content-type>image/png</content-type><data url="https://f.test/${name}"/></file-info>`
  const offer = `<file xmlns="urn:gsma:params:xml:ns:rcs:rcs:fthttp">${info('a.png')}${info('b.png')}</file>`
  const contentType = 'application/vnd.gsma.rcs-ft-http+xml'
  expect(await house.phones.sendMessage(ZOE, BOB, { id: 'files', contentType, content: offer })).toBe(200)
  for (const [id, name] of [
    ['files', 'a.png'],
    ['files-1', 'b.png'],
  ] as const) {
    const event = await bob.event('message')
    expect(event).toMatchObject({ message_id: id, content_type: 'application/sylk-file-transfer' })
    expect(JSON.parse(String(event.content))).toMatchObject({
      ...{ filename: name, filesize: 3, filetype: 'image/png', url: `https://f.test/${name}`, transfer_id: id },
      ...{ sender: { uri: ZOE, display_name: '' }, receiver: { uri: BOB, display_name: '' } },
    })
  }
})

test('a message of ten thousand characters comes whole over TCP', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const content = 'ä'.repeat(10_000)
  await accepted(alice, 'account-message', message('alice', 'stranger', { content }))
  expect((await house.proxy.next()).message?.content).toBe(content)
  const body = printInstantMessage({
    from: { displayName: '', uri: `sip:${ZOE}` },
    to: { displayName: '', uri: `sip:${BOB}` },
    dateTime: '2026-07-17T08:41:52+00:00',
    ...{ id: 'long', dispositions: [], contentType: 'text/plain', content },
  })
  expect(await house.phones.send(ZOE, BOB, 'message/cpim', body)).toBe(200)
  expect(await bob.event('message')).toMatchObject({ content, message_id: 'long' })
})
