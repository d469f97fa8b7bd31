import type { JournalEntry } from '@weft/wire/journal'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import type { JournalPage } from './journal.ts'
import type { MessageChange } from './message-change.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41, 52, 123) }))
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const bob = 'bob@example.com'
const settled = () => vi.advanceTimersByTimeAsync(0)
const onAccount = { sylkrtc: 'account-event', account: address }

async function ready() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  const changes: MessageChange[] = []
  account.messages.on('change', (change) => changes.push(change))
  connection.connect()
  gateway.greet()
  await settled()
  return { gateway, account, messages: account.messages, changes }
}

function entry(id: string, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    contact: bob,
    timestamp: '2026-07-17T08:41:52.000000+00:00',
    disposition: null,
    message_id: id,
    content_type: 'text/plain',
    content: 'hello',
    direction: 'incoming',
    state: 'received',
    ...more,
  }
}

test('a message is handed over as it is, and what becomes of it is told', async () => {
  const { gateway, messages, changes } = await ready()
  const id = messages.newId()
  await messages.transmit({
    id,
    contact: bob,
    content: 'hello',
    contentType: 'text/plain',
    timestamp: '2026-07-17T08:41:52.123Z',
  })
  expect(gateway.last('account-message')).toMatchObject({
    account: address,
    uri: bob,
    message_id: id,
    content: 'hello',
    content_type: 'text/plain',
    timestamp: '2026-07-17T08:41:52.123Z',
  })
  const outcome = { ...onAccount, event: 'disposition-notification', message_id: id, message_timestamp: 't' }
  gateway.say({ ...outcome, state: 'accepted', code: 202, reason: 'Accepted' })
  gateway.say({ ...outcome, state: 'displayed', code: 200, reason: '' })
  expect(changes).toEqual([
    { kind: 'state', id, state: 'accepted', reason: '202 Accepted' },
    { kind: 'state', id, state: 'displayed', reason: '' },
  ])
})

test('messages and conversations can be removed', async () => {
  const { gateway, messages } = await ready()
  await messages.remove(bob, 'm')
  await messages.removeConversation(bob)
  expect(gateway.last('account-remove-message')).toMatchObject({ account: address, contact: bob, message_id: 'm' })
  expect(gateway.last('account-remove-conversation')).toMatchObject({ account: address, contact: bob })
})

test('what comes in tells what its sender waits for, and can be acknowledged', async () => {
  const { gateway, messages, changes } = await ready()
  gateway.say({
    ...onAccount,
    event: 'message',
    sender: { uri: bob, display_name: 'Bob' },
    timestamp: '2026-07-17T08:41:52.000000+00:00',
    disposition_notification: ['positive-delivery', 'display'],
    message_id: 'm',
    content: 'hello',
    content_type: 'text/plain',
  })
  const [change] = changes
  if (change?.kind !== 'message') throw new Error('no message')
  expect(change.message).toMatchObject({
    contact: bob,
    displayName: 'Bob',
    direction: 'incoming',
    owed: ['delivered', 'displayed'],
  })
  await messages.acknowledge(change.message, 'delivered')
  await messages.markRead(bob)
  expect(gateway.last('account-disposition-notification')).toMatchObject({
    uri: bob,
    message_id: 'm',
    state: 'delivered',
    timestamp: '2026-07-17T08:41:52.000000+00:00',
  })
  expect(gateway.last('account-mark-conversation-read')).toMatchObject({ account: address, contact: bob })
})

test('what other devices of the account do is told', async () => {
  const { gateway, changes } = await ready()
  const sync = (type: string, action: string, content: object) =>
    gateway.say({ ...onAccount, event: 'sync', type, action, content })
  const sent = { uri: bob, message_id: 'm', content: 'hello', content_type: 'text/plain', timestamp: 't' }
  sync('message', 'add', sent)
  sync('message', 'add', { ...sent, message_id: 'n', server_generated: true })
  sync('message', 'remove', { contact: bob, message_id: 'm', direction: 'outgoing' })
  sync('conversation', 'read', { contact: bob })
  sync('conversation', 'remove', { contact: bob, timestamp: 'then' })
  expect(changes).toMatchObject([
    { kind: 'message', message: { id: 'm', contact: bob, direction: 'outgoing', state: 'pending' } },
    { kind: 'message', message: { id: 'n', state: 'accepted' } },
    { kind: 'removed', id: 'm', contact: bob },
    { kind: 'read', contact: bob },
    { kind: 'conversation-removed', contact: bob, until: 'then' },
  ])
})

test('messages of other accounts, and after the end, are not told', async () => {
  const { gateway, account, changes } = await ready()
  const read = { ...onAccount, event: 'sync', type: 'conversation', action: 'read', content: { contact: bob } }
  gateway.say({ ...read, account: 'carol@example.com' })
  account.remove()
  gateway.say(read)
  expect(changes).toEqual([])
})

test('the journal is read page by page, each after the last entry of the one before, until nothing comes', async () => {
  const { gateway, messages } = await ready()
  const pages: JournalPage[] = []
  const reading = (async () => {
    for await (const page of messages.history('old')) pages.push(page)
  })()
  const give = async (...entries: JournalEntry[]) => {
    await settled()
    gateway.say({ ...onAccount, event: 'sync-conversations', messages: entries })
    await settled()
  }
  await give(entry('m1', { disposition: ['display'] }), entry('m2', { direction: 'outgoing', state: 'delivered' }))
  expect(gateway.last('account-sync-conversations').message_id).toBe('m2')
  await give(
    entry('c1', { content_type: 'message/imdn', content: '{"message_id":"m2","state":"displayed"}' }),
    entry('c2', { content_type: 'application/sylk-message-remove', content: '{"contact":"x","message_id":"m1"}' }),
    entry('c3', { content_type: 'application/sylk-conversation-read', content: bob, direction: '', state: null }),
    entry('c4', { content_type: 'application/sylk-conversation-remove', content: bob, direction: '', state: null }),
    entry('c5', { content_type: 'message/imdn', content: 'not JSON' }),
    entry('c6', { content_type: 'application/something-new', direction: '', state: null }),
  )
  await give()
  await reading
  const cursors = gateway.requests.flatMap((request) =>
    request.sylkrtc === 'account-sync-conversations' ? [request.message_id] : [],
  )
  expect(cursors).toEqual(['old', 'm2', 'c6'])
  expect(pages).toMatchObject([
    {
      cursor: 'm2',
      changes: [
        { kind: 'message', message: { id: 'm1', state: 'received', owed: ['displayed'] } },
        { kind: 'message', message: { id: 'm2', direction: 'outgoing', state: 'delivered', owed: [] } },
      ],
    },
    {
      cursor: 'c6',
      changes: [
        { kind: 'state', id: 'm2', state: 'displayed' },
        { kind: 'removed', id: 'm1', contact: bob },
        { kind: 'read', contact: bob },
        { kind: 'conversation-removed', contact: bob, until: entry('').timestamp },
      ],
    },
  ])
  expect(pages[1]?.changes).toHaveLength(4)
})

test('an entry that cannot be read keeps none of the others from being read', async () => {
  const { gateway, messages } = await ready()
  const next = messages.history(null).next()
  await settled()
  const odd = [null, 'x', entry('no content', { content: undefined }), { ...entry('no state'), state: 7 }]
  gateway.say({ ...onAccount, event: 'sync-conversations', messages: [...odd, entry('m1'), odd[0]] })
  expect(await next).toMatchObject({ value: { cursor: 'm1', changes: [{ kind: 'message', message: { id: 'm1' } }] } })
})

test('a journal whose last page comes again and again is not read for ever', async () => {
  const { gateway, messages } = await ready()
  const next = messages.history('m1').next()
  await settled()
  gateway.say({ ...onAccount, event: 'sync-conversations', messages: [entry('m1')] })
  expect(await next).toEqual({ done: true, value: undefined })
})

test('a page that comes in one go with the ack of its request is not lost', async () => {
  const { gateway, messages } = await ready()
  gateway.reply('account-sync-conversations', 'silence')
  const next = messages.history(null).next()
  const { transaction } = gateway.last('account-sync-conversations')
  gateway.say({ sylkrtc: 'ack', transaction })
  gateway.say({ ...onAccount, event: 'sync-conversations', messages: [entry('m1')] })
  expect(await next).toMatchObject({ done: false, value: { cursor: 'm1' } })
})

test.each([
  ['a lost connection', 'disconnected', (gateway: FakeGateway) => gateway.drop()],
  ['a page that does not come', 'timeout', () => vi.advanceTimersByTime(30_000)],
])('%s ends the reading of the journal', async (_, kind, happens) => {
  const { gateway, messages } = await ready()
  const next = messages.history(null).next()
  const failed = expect(next).rejects.toMatchObject({ name: 'RequestFailure', kind })
  await settled()
  happens(gateway)
  await failed
})
