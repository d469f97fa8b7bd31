import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { isTaken, journalOf, MessageHouse, message, OK } from './support/message-house.ts'
import { ALICE, accepted, BOB, DOMAIN, ha1 } from './support/telephony.ts'

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

test('[12.85] a message is acknowledged, goes out in an envelope with its id, and its 200 is told to all devices', async () => {
  const [one, other] = [await house.device('alice', { display_name: 'Alice' }), await house.device('alice')]
  const sent = message('alice', 'stranger', { content: 'grüße ✓' })
  await accepted(one, 'account-message', sent)
  const { request, message: envelope, field } = await house.proxy.next()
  expect(request.uri).toBe(`sip:${sent.uri}`)
  expect(field('From')).toMatch(/^"Alice" <sip:alice@weft\.test>;tag=/)
  expect(field('Contact')).toBeNull()
  expect(envelope).toMatchObject({
    from: { displayName: 'Alice', uri: `sip:${ALICE}` },
    dateTime: '2026-07-17T08:41:52.123000+00:00',
    id: sent.message_id,
    dispositions: ['positive-delivery', 'display'],
    contentType: 'text/plain',
    content: 'grüße ✓',
  })
  const outcome = { message_id: sent.message_id, message_timestamp: '2026-07-17T08:41:52.123000+00:00', ...isTaken }
  expect(await one.event('disposition-notification')).toMatchObject(outcome)
  expect(await other.event('disposition-notification')).toMatchObject(outcome)
  expect((await journalOf(other, 'alice')).at(-1)).toMatchObject({ message_id: sent.message_id, state: 'accepted' })
})

test('a proxy that wants to know who sends a message is told with the digest of the password', async () => {
  const device = await house.device('alice')
  const challenge = { name: 'Proxy-Authenticate', value: `Digest realm="${DOMAIN}", nonce="n1", qop="auth", algorithm=MD5` }
  const answers: (string | null)[] = []
  house.proxy.answer = (request) => {
    const credentials = request.headers.find(({ name }) => name === 'Proxy-Authorization')?.value ?? null
    answers.push(credentials)
    return credentials === null ? { status: 407, reason: 'Who?', headers: [challenge] } : OK
  }
  await accepted(device, 'account-message', message('alice', 'stranger'))
  expect(await device.event('disposition-notification')).toMatchObject(isTaken)
  expect(answers).toHaveLength(2)
  expect(answers[1]).toContain(`Digest username="alice", realm="${DOMAIN}", nonce="n1"`)
  expect(house.telephony.weft.log.text).not.toContain(ha1('alice'))
})

test('[12.86] a message that is refused has failed, on all devices and in the journal', async () => {
  const [one, other] = [await house.device('alice'), await house.device('alice')]
  house.proxy.answer = () => ({ status: 404, reason: 'Nobody of That Name' })
  const sent = message('alice', 'stranger')
  await accepted(one, 'account-message', sent)
  for (const device of [one, other])
    expect(await device.event('disposition-notification')).toMatchObject({
      message_id: sent.message_id,
      ...{ state: 'failed', code: 404, reason: 'Nobody of That Name' },
    })
  expect((await journalOf(one, 'alice')).at(-1)).toMatchObject({ message_id: sent.message_id, state: 'failed' })
})

test('what is taken here is accepted, whatever a server on the way to other devices says', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  house.proxy.answer = () => ({ status: 480, reason: 'No Phone' })
  const sent = message('alice', 'bob')
  await accepted(alice, 'account-message', sent)
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, ...isTaken })
  expect(await bob.event('message')).toMatchObject({ message_id: sent.message_id })
  await house.proxy.next()
  expect((await journalOf(alice, 'alice')).at(-1)).toMatchObject({ state: 'accepted' })
  expect(alice.events.filter(({ event }) => event === 'disposition-notification')).toHaveLength(1)
})

test('[12.87] other devices get what was sent, word for word and before anything of what became of it', async () => {
  const [one, other] = [await house.device('alice'), await house.device('alice')]
  const sent = message('alice', 'stranger', { content_type: 'text/plain; charset=utf-8' })
  const transaction = one.send('account-message', sent)
  const sync = await other.event('sync')
  expect(sync).toMatchObject({ type: 'message', action: 'add', account: ALICE })
  expect(sync.content).toEqual({ sylkrtc: 'account-message', transaction, ...sent })
  await other.event('disposition-notification')
  const events = other.events.filter(({ event }) => event === 'sync' || event === 'disposition-notification')
  expect(events.map(({ event }) => event)).toEqual(['sync', 'disposition-notification'])
  expect(one.events.filter(({ event }) => event === 'sync')).toEqual([])
})

test('[12.88] who added an account with a wrong password gets nothing of what it sends and receives', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const thief = await house.kept(house.telephony.client('carol'))
  for (const account of [ALICE, BOB]) {
    await accepted(thief, 'account-add', { account, password: 'wrong' })
    await accepted(thief, 'account-register', { account })
    await thief.event('registration-state', 'failed')
  }
  await accepted(alice, 'account-message', message('alice', 'bob'))
  await bob.event('message')
  await alice.event('disposition-notification')
  await thief.settled()
  expect(thief.events.filter(({ event }) => event !== 'registration-state' && event !== undefined)).toEqual([])
  expect(await thief.request('account-sync-conversations', { account: ALICE })).toBe('Account not authenticated')
})

test('[12.30] what belongs to messages needs an account that has been registered', async () => {
  const guest = await house.kept(house.telephony.client('alice'))
  const about = { account: ALICE, message_id: 'm', contact: BOB, uri: BOB, state: 'displayed', timestamp: '2026' }
  const requests = [
    'disposition-notification',
    'sync-conversations',
    'mark-conversation-read',
    'remove-message',
    'remove-conversation',
  ]
  for (const name of requests) expect(await guest.request(`account-${name}`, about)).toBe('Account not authenticated')
  expect(await guest.request('account-message', message('alice', 'bob'))).toBe('Account not authenticated')
})

test('[12.95] what is no text of ours goes through unchanged, in UTF-8', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const content = JSON.stringify({ action: 'reply', value: 'Überraschung 🎉 \u2060\u200b\u200c' })
  const sent = message('alice', 'bob', { content, content_type: 'application/sylk-message-metadata' })
  await accepted(alice, 'account-message', sent)
  expect(await bob.event('message')).toMatchObject({ content, content_type: 'application/sylk-message-metadata' })
  expect((await house.proxy.next()).message).toMatchObject({ content, contentType: 'application/sylk-message-metadata' })
  expect((await journalOf(bob, 'bob')).at(-1)).toMatchObject({ content, state: 'received' })
})

test('[12.96] the pieces of a long text go out in their order, however slow the proxy is', async () => {
  const alice = await house.device('alice')
  const ids = Array.from({ length: 10 }, (_, index) => (index === 0 ? 'X' : `X-${index}`))
  let delay = 20
  house.proxy.answer = async () => {
    delay -= 2
    await new Promise((resolve) => setTimeout(resolve, delay))
    return OK
  }
  const content = '\u2060\u2061\u200b\u200c\u200d piece\r\n '.repeat(300)
  for (const message_id of ids) alice.send('account-message', message('alice', 'stranger', { message_id, content }))
  for (const id of ids) expect((await house.proxy.next()).message).toMatchObject({ id, content })
})

test('a message of an id that was there before is not kept again, but goes out again', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const sent = message('alice', 'bob')
  for (let time = 0; time < 2; time++) {
    await accepted(alice, 'account-message', sent)
    await house.proxy.next()
  }
  await bob.settled()
  expect(bob.events.filter(({ event }) => event === 'message')).toHaveLength(1)
  for (const [device, user] of [
    [alice, 'alice'],
    [bob, 'bob'],
  ] as const)
    expect((await journalOf(device, user)).filter(({ message_id }) => message_id === sent.message_id)).toHaveLength(1)
})

test('what became of a message is kept though its sender has hung up, and told to who comes next', async () => {
  const answered = Promise.withResolvers<typeof OK>()
  house.proxy.answer = () => answered.promise
  const first = await house.device('alice')
  const sent = message('alice', 'stranger')
  await accepted(first, 'account-message', sent)
  await house.proxy.next()
  await first.close()
  const second = await house.device('alice')
  expect((await journalOf(second, 'alice')).at(-1)).toMatchObject({ state: 'pending' })
  answered.resolve(OK)
  expect(await second.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, ...isTaken })
  expect((await journalOf(second, 'alice')).at(-1)).toMatchObject({ state: 'accepted' })
})

test('a message to oneself is in the journal once, and other devices learn of it', async () => {
  const [one, other] = [await house.device('alice'), await house.device('alice')]
  const sent = message('alice', 'alice')
  await accepted(one, 'account-message', sent)
  await other.event('sync')
  expect(await one.event('disposition-notification')).toMatchObject(isTaken)
  const entries = (await journalOf(other, 'alice')).filter(({ message_id }) => message_id === sent.message_id)
  expect(entries).toMatchObject([{ direction: 'outgoing', state: 'accepted', contact: ALICE }])
})

test.each([
  'application/sylk-message-remove',
  'message/imdn',
  'application/sylk-api-token',
  'Application/Sylk-Conversation-Remove; a=b',
])('a client cannot say %s, which only the server may', async (content_type) => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  expect(await alice.request('account-message', message('alice', 'bob', { content_type, content: '{}' }))).toContain(
    'not for clients',
  )
  await bob.settled()
  expect(bob.events.filter(({ event }) => event === 'message')).toEqual([])
})
