import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { entriesOf, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'

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

async function token(): Promise<{ token: string; url: string }> {
  expect(await house.phones.send(ALICE, ALICE, 'application/sylk-api-token', 'please')).toBe(200)
  const notice = await house.proxy.notices.next()
  expect(notice.field('Content-Type')).toBe('application/sylk-api-token')
  expect(notice.field('X-Sylk-To-Sip')).toBe('yes')
  expect(notice.field('From')).toContain('<sip:sylkserver@127.0.0.1>')
  expect(notice.request.uri).toBe(`sip:${ALICE}`)
  return JSON.parse(notice.text)
}

test('[12.104] a SIP device gets a token and the place it is good for; another one leaves it good', async () => {
  const [first, second] = [await token(), await token()]
  expect(first.url).toBe(`${house.telephony.weft.url}/webrtcgateway/messages/history/${ALICE}`)
  expect(first.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(second.token).not.toBe(first.token)
  const read = (url: string, given: string) => fetch(url, { headers: { authorization: `Apikey ${given}` } })
  for (const one of [first, second]) {
    const answer = await read(first.url, one.token)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ account: ALICE, messages: [] })
  }
  expect((await read(first.url.replace(ALICE, BOB), first.token)).status).toBe(401)
  expect(house.telephony.weft.log.text).not.toContain(first.token)
})

test('[12.104] who has asked for a token has a journal from then on', async () => {
  const dave = 'dave@weft.test'
  expect(await house.phones.sendMessage(ZOE, dave, { id: 'too-early' })).toBe(480)
  expect(await house.phones.send(dave, dave, 'application/sylk-api-token', 'please')).toBe(200)
  await house.proxy.notices.next()
  expect(await house.phones.sendMessage(ZOE, dave, { id: 'kept' })).toBe(200)
  expect((await journalOf(await house.device('dave'), 'dave')).map(({ message_id }) => message_id)).toEqual(['kept'])
})

test('[12.105] a SIP device asks for a key, and gets it from its owner, or nothing', async () => {
  const alice = await house.device('alice')
  await accepted(alice, 'account-message', message('alice', 'alice', { content: 'armor', content_type: 'text/pgp-public-key' }))
  expect(await house.phones.send(BOB, ZOE, 'application/sylk-api-pgp-key-lookup', 'key?')).toBe(200)
  expect(await house.phones.send(BOB, ALICE, 'application/sylk-api-pgp-key-lookup', 'key?')).toBe(200)
  const notice = await house.proxy.notices.next()
  expect(notice.field('Content-Type')).toBe('text/pgp-public-key')
  expect(notice.field('From')).toContain(`<sip:${ALICE}>`)
  expect(notice.request.uri).toBe(`sip:${BOB}`)
  expect(notice.text).toBe('armor')
  expect(house.proxy.notices.size).toBe(0)
})

test('a SIP device takes back a message, from both journals, and only one that is there', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  await bob.event('message')
  expect(await house.phones.send(ALICE, BOB, 'application/sylk-api-message-remove', 'unknown')).toBe(200)
  expect(await house.phones.send(ALICE, BOB, 'application/sylk-api-message-remove', sent.message_id)).toBe(200)
  const own = { contact: BOB, message_id: sent.message_id, direction: 'outgoing' }
  expect(await alice.event('sync')).toMatchObject({ action: 'remove', content: own })
  expect(await bob.event('sync')).toMatchObject({ action: 'remove', content: { ...own, contact: ALICE, direction: 'incoming' } })
  expect(await entriesOf(alice, 'alice', sent.message_id)).toEqual([])
  expect(await entriesOf(bob, 'bob', sent.message_id)).toEqual([])
  const removals = (await journalOf(alice, 'alice')).filter(
    ({ content_type }) => content_type === 'application/sylk-message-remove',
  )
  expect(removals).toHaveLength(1)
  expect(JSON.parse((await house.proxy.notices.next()).text)).toEqual(own)
})

test('a SIP device has read a conversation: so have the others', async () => {
  const alice = await house.device('alice')
  await house.phones.sendMessage(ZOE, ALICE, { id: 'unread' })
  const body = JSON.stringify({ contact: ZOE })
  expect(await house.phones.send(ALICE, ALICE, 'application/sylk-api-conversation-read', body)).toBe(200)
  expect(await alice.event('sync')).toMatchObject({ type: 'conversation', action: 'read', content: { contact: ZOE } })
  expect(await entriesOf(alice, 'alice', 'unread')).toMatchObject([{ disposition: [] }])
  const notice = await house.proxy.notices.next()
  expect(notice.field('From')).toContain(`<sip:${ALICE}>`)
  expect(notice.text).toBe(body)
})

test('[12.106] a SIP device removes a conversation: the records are gone, and what is newer stays', async () => {
  const alice = await house.device('alice')
  await house.phones.sendMessage(ZOE, ALICE, { id: 'old' })
  const long = JSON.stringify({ contact: ZOE, timestamp: '2020-01-01T00:00:00+00:00' })
  expect(await house.phones.send(ALICE, ALICE, 'application/sylk-api-conversation-remove', long)).toBe(200)
  const early = { action: 'remove', content: { contact: ZOE, timestamp: '2020-01-01T00:00:00+00:00' } }
  expect(await alice.event('sync')).toMatchObject(early)
  expect(await entriesOf(alice, 'alice', 'old')).toHaveLength(1)
  const now = JSON.stringify({ contact: ZOE })
  expect(await house.phones.send(ALICE, ALICE, 'application/sylk-api-conversation-remove', now)).toBe(200)
  expect(await alice.event('sync')).toMatchObject({ type: 'conversation', action: 'remove', content: { contact: ZOE } })
  expect(await entriesOf(alice, 'alice', 'old')).toEqual([])
  expect((await journalOf(alice, 'alice')).at(-1)).toMatchObject({
    content_type: 'application/sylk-conversation-remove',
    content: ZOE,
  })
  const notices = [await house.proxy.notices.next(), await house.proxy.notices.next()]
  expect(notices.map(({ text }) => JSON.parse(text).contact)).toEqual([ZOE, ZOE])
  expect(notices[1]?.field('From')).toContain(`<sip:${ALICE}>`)
})

test.each([
  ['application/sylk-api-conversation-read', 'no JSON'],
  ['application/sylk-api-conversation-remove', '{"contact":"no address"}'],
  ['application/sylk-api-message-remove', '\r\n'],
  ['application/sylk-api-of-tomorrow', 'whatever'],
])('%s with %j is passed over', async (contentType, body) => {
  const alice = await house.device('alice')
  const before = await journalOf(alice, 'alice')
  expect(await house.phones.send(ALICE, ALICE, contentType, body)).toBe(200)
  expect(await journalOf(alice, 'alice')).toEqual(before)
})

test('commands count only from whom the headers of servers count from', async () => {
  const open = await MessageHouse.open({
    'weft.ini': { Trust: { app_header_peers: '192.0.2.0/24' } },
    'config.ini': { Server: { default_application: 'webrtcgateway' } },
  })
  const alice = await open.device('alice')
  expect(await open.phones.send(ALICE, ALICE, 'application/sylk-api-token', 'please')).toBe(403)
  expect(await open.phones.sendMessage(BOB, ALICE, { id: 'k', contentType: 'text/pgp-public-key', content: 'armor' })).toBe(200)
  await accepted(alice, 'lookup-public-key', { uri: BOB })
  expect(await alice.next(({ sylkrtc }) => sylkrtc === 'lookup-public-key-event')).toMatchObject({ public_key: null })
  expect(await open.phones.sendMessage(ALICE, BOB, { id: 'not-mine' }, { 'X-Sylk-From-Sip': 'yes' })).toBe(480)
  expect(await entriesOf(alice, 'alice', 'not-mine')).toEqual([])
  await open.close()
})
