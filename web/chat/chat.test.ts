import { signal } from '@preact/signals'
import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Chat } from './chat.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const account = 'alice@example.com'
const bob = 'bob@example.com'
const both = ['positive-delivery', 'display']
const onAccount = { sylkrtc: 'account-event', account }
const settled = () => vi.advanceTimersByTimeAsync(0)
const at = (second: number) => `2026-07-17T08:40:${String(second).padStart(2, '0')}.000000+00:00`

async function chatting() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const visible = signal(true)
  const chat = new Chat(new Account(connection, { address: account, password: 'secret' }).messages, visible)
  connection.connect()
  gateway.greet()
  await settled()
  const receive = async (id: string, more: object = {}) => {
    const sender = { uri: bob, display_name: 'Bob' }
    const message = { message_id: id, content: `text of ${id}`, content_type: 'text/plain', timestamp: at(30) }
    gateway.say({ ...onAccount, event: 'message', sender, ...message, disposition_notification: both, ...more })
    await settled()
  }
  const outcome = (id: string, state: string, code = 200, reason = '') =>
    gateway.say({
      ...onAccount,
      event: 'disposition-notification',
      message_id: id,
      message_timestamp: at(0),
      state,
      code,
      reason,
    })
  const page = async (...messages: object[]) => {
    gateway.say({ ...onAccount, event: 'sync-conversations', messages })
    await settled()
  }
  const receipts = () =>
    gateway.requests.flatMap((request) =>
      request.sylkrtc === 'account-disposition-notification' ? [`${request.message_id} ${request.state}`] : [],
    )
  const shown = () => chat.open.value?.messages.map(({ id, state }) => `${id} ${state}`)
  return { gateway, chat, visible, receive, outcome, page, receipts, shown }
}

const entry = (id: string, more: object = {}) => ({
  contact: bob,
  timestamp: at(10),
  disposition: null,
  message_id: id,
  content_type: 'text/plain',
  content: `text of ${id}`,
  direction: 'incoming',
  state: 'received',
  ...more,
})

test('a conversation may begin with nothing, and shows what is sent and how far it has come', async () => {
  const { gateway, chat, outcome, shown } = await chatting()
  chat.show(bob)
  expect(chat.conversations.value).toMatchObject([{ uri: bob, messages: [], unread: 0 }])
  chat.send(bob, 'hello')
  const { message_id: id } = gateway.last('account-message')
  expect(shown()).toEqual([`${id} pending`])
  const seen = ['accepted', 'displayed', 'delivered'].map((state) => {
    outcome(id, state)
    return chat.open.value?.messages[0]?.state
  })
  expect(seen).toEqual(['accepted', 'displayed', 'displayed'])
})

test('what failed says why, until it is sent again', async () => {
  const { gateway, chat, outcome } = await chatting()
  chat.show(bob)
  chat.send(bob, 'hello')
  const { message_id: id } = gateway.last('account-message')
  outcome(id, 'failed', 404, 'Nobody')
  const [failed] = chat.open.value?.messages ?? []
  if (failed === undefined) throw new Error('no message')
  expect(failed).toMatchObject({ state: 'failed', reason: '404 Nobody' })
  chat.sendAgain(failed)
  expect(chat.open.value?.messages).toMatchObject([{ id, state: 'pending', reason: '' }])
})

test('what comes in is delivered at once, and displayed when somebody can see it', async () => {
  const { gateway, chat, visible, receive, receipts } = await chatting()
  await receive('m1')
  expect(receipts()).toEqual(['m1 delivered'])
  expect(chat.conversations.value).toMatchObject([{ uri: bob, displayName: 'Bob', unread: 1 }])
  visible.value = false
  chat.show(bob)
  await settled()
  expect(receipts()).toEqual(['m1 delivered'])
  visible.value = true
  await settled()
  expect(receipts()).toEqual(['m1 delivered', 'm1 displayed'])
  expect(gateway.last('account-mark-conversation-read').contact).toBe(bob)
  expect(chat.open.value?.unread).toBe(0)
  await receive('m2')
  expect(receipts().slice(2)).toEqual(['m2 delivered', 'm2 displayed'])
})

test('what was read on another device is not told again', async () => {
  const { gateway, chat, receive, receipts } = await chatting()
  await receive('m1')
  gateway.say({ ...onAccount, event: 'sync', type: 'conversation', action: 'read', content: { contact: 'BOB@example.com' } })
  chat.show(bob)
  await settled()
  expect(receipts()).toEqual(['m1 delivered'])
})

test('the journal comes first, in the order of time, once, and what it owes is told after it', async () => {
  const { gateway, chat, receive, page, receipts, shown } = await chatting()
  chat.show(bob)
  void chat.catchUp()
  await receive('live')
  expect(receipts()).toEqual([])
  await page(entry('old', { disposition: both }), entry('own', { direction: 'outgoing', state: 'delivered', timestamp: at(20) }))
  await page(
    entry('i1', { content_type: 'message/imdn', content: '{"message_id":"own","state":"displayed"}' }),
    entry('live', { timestamp: at(30) }),
  )
  expect([chat.loading.value, receipts()]).toEqual([true, []])
  await page()
  expect(shown()).toEqual(['old received', 'own displayed', 'live received'])
  expect(chat.loading.value).toBe(false)
  expect(receipts()).toEqual(['live delivered', 'live displayed', 'old delivered', 'old displayed'])
  void chat.catchUp()
  await settled()
  expect(gateway.last('account-sync-conversations').message_id).toBe('live')
})

test('what could not be told is told after the next registration', async () => {
  const { gateway, chat, receive, page, receipts } = await chatting()
  gateway.reply('account-disposition-notification', 'silence')
  await receive('m1')
  gateway.drop()
  await settled()
  gateway.reply('account-disposition-notification', 'ack')
  await vi.advanceTimersByTimeAsync(1000)
  gateway.greet()
  void chat.catchUp()
  await settled()
  await page()
  expect(receipts()).toEqual(['m1 delivered', 'm1 delivered'])
})

test('a receipt that the gateway refuses is not tried for ever', async () => {
  const { gateway, receive, receipts } = await chatting()
  gateway.reply('account-disposition-notification', { error: 'no' })
  await receive('m1')
  await receive('m2')
  expect(receipts()).toEqual(['m1 delivered', 'm2 delivered'])
})

test('what is removed is gone: a message by whoever may, a conversation up to a time', async () => {
  const { gateway, chat, receive, shown } = await chatting()
  chat.show(bob)
  for (const [id, second] of [
    ['m1', 1],
    ['m2', 2],
    ['m3', 3],
    ['m4', 40],
  ] as const)
    await receive(id, { timestamp: at(second) })
  const sync = (type: string, content: object) => gateway.say({ ...onAccount, event: 'sync', type, action: 'remove', content })
  sync('message', { contact: bob, message_id: 'm2', direction: 'incoming' })
  sync('message', { contact: 'carol@example.com', message_id: 'm3', direction: 'incoming' })
  expect(shown()).toEqual(['m1 received', 'm3 received', 'm4 received'])
  sync('conversation', { contact: bob, timestamp: at(20) })
  expect(shown()).toEqual(['m4 received'])
})

test("somebody else's message does not pass for one of ours of the same id", async () => {
  const { gateway, chat, receive, shown } = await chatting()
  chat.show(bob)
  chat.send(bob, 'hello')
  const { message_id: id } = gateway.last('account-message')
  await receive(id, { content: 'other words' })
  expect(shown()).toEqual([`${id} received`, `${id} pending`])
})

test('what programs say to each other is not shown', async () => {
  const { chat, receive, receipts } = await chatting()
  await receive('key', { content_type: 'text/pgp-public-key' })
  await receive('position', { content_type: 'application/sylk-message-metadata; charset=utf-8' })
  expect([chat.conversations.value, receipts()]).toEqual([[], []])
})
