import { expect, test } from 'vitest'
import { settled, startApplication } from './fake-application.ts'

const bob = 'bob@example.com'
const said = {
  message_id: 'm1',
  sender: { uri: bob, display_name: 'Bob' },
  content: 'hi',
  content_type: 'text/plain',
  timestamp: '2026-07-17T08:41:52.123Z',
  disposition_notification: ['positive-delivery', 'display'],
}

test('a message goes out as it was written, and its states are told at the message and at the account', async () => {
  const { gateway, account, tell } = await startApplication()
  const told: unknown[][] = []
  account.on('messageStateChanged', (...change) => told.push(change))
  const message = account.sendMessage(bob, 'hello')
  message.on('stateChanged', (...states) => told.push(states))
  expect(message.state).toBe('pending')
  await settled()
  expect(gateway.last('account-message')).toMatchObject({ uri: bob, message_id: message.id, content: 'hello' })
  const outcome = { message_id: message.id, message_timestamp: 'then', code: 200, reason: 'OK' }
  for (const state of ['accepted', 'displayed', 'delivered']) await tell('disposition-notification', { ...outcome, state })
  expect(told).toEqual([
    ['pending', 'accepted'],
    [message.id, 'accepted', { reason: 'OK', code: 200 }],
    ['accepted', 'displayed'],
    [message.id, 'displayed', { reason: 'OK', code: 200 }],
  ])
})

test('a message that the gateway does not take has failed, and whoever sent it is told', async () => {
  const { gateway, account } = await startApplication()
  gateway.reply('account-message', { error: 'Account not authenticated' })
  const error = await new Promise<Error | null>((resolve) => account.sendMessage(bob, 'hello', 'text/plain', {}, resolve))
  expect([error?.message, account.messages[0]?.state]).toEqual(['Account not authenticated', 'failed'])
})

test('messages are sent in the order in which they were written', async () => {
  const { gateway, account } = await startApplication()
  for (const text of ['one', 'two', 'three']) account.sendMessage(bob, text)
  await settled()
  const sent = gateway.requests.flatMap((request) => (request.sylkrtc === 'account-message' ? [request.content] : []))
  expect(sent).toEqual(['one', 'two', 'three'])
})

test('a message that came is told once, and its sender that it was delivered where that was asked for', async () => {
  const { gateway, account, tell } = await startApplication()
  const told: string[] = []
  account.on('incomingMessage', ({ sender, receiver, content, state }) => told.push(`${sender} ${receiver} ${content} ${state}`))
  account.on('sendingDispositionNotification', (id, state, error) => told.push(`${id} ${state} ${error}`))
  await tell('message', said)
  await tell('message', said)
  expect(told).toEqual([`Bob <${bob}> alice@example.com hi received`, 'm1 delivered null'])
  expect(gateway.last('account-disposition-notification')).toMatchObject({ uri: bob, message_id: 'm1', state: 'delivered' })
  expect(account.messages[0]?.dispositionState).toBe('delivered')
  account.markConversationRead(bob)
  expect(account.messages[0]?.dispositionState).toBe('displayed')
})

test('what other devices of the account do is told', async () => {
  const { account, tell } = await startApplication()
  const told: string[] = []
  account.on('outgoingMessage', ({ id, receiver, state }) => told.push(`sent ${id} ${receiver} ${state}`))
  account.on('removeMessage', ({ id, receiver }) => told.push(`removed ${id} ${receiver}`))
  account.on('readConversation', (contact) => told.push(`read ${contact}`))
  account.on('removeConversation', (contact) => told.push(`gone ${contact}`))
  const sent = { uri: bob, message_id: 'm2', content: 'hi', content_type: 'text/plain', timestamp: said.timestamp }
  await tell('sync', { type: 'message', action: 'add', content: sent })
  await tell('sync', { type: 'message', action: 'add', content: { ...sent, message_id: 'm3', server_generated: true } })
  for (const id of ['m2', 'of another time']) {
    await tell('sync', { type: 'message', action: 'remove', content: { message_id: id, contact: bob, direction: 'outgoing' } })
  }
  await tell('sync', { type: 'conversation', action: 'read', content: { contact: bob } })
  await tell('sync', { type: 'conversation', action: 'remove', content: { contact: bob, timestamp: said.timestamp } })
  expect(told).toEqual([
    `sent m2 ${bob} pending`,
    `sent m3 ${bob} accepted`,
    `removed m2 ${bob}`,
    `removed of another time ${bob}`,
    `read ${bob}`,
    `gone ${bob}`,
  ])
  expect(account.messages).toEqual([])
})

test('a page of the journal is told whole, with the ids to go on from, and what programs read parsed', async () => {
  const { gateway, account, tell } = await startApplication()
  const pages: object[] = []
  account.on('syncConversations', (messages) => pages.push(JSON.parse(JSON.stringify(messages))))
  account.syncConversations('m0')
  expect(gateway.last('account-sync-conversations')).toMatchObject({ message_id: 'm0' })
  const entry = {
    contact: bob,
    timestamp: '2026-07-17T08:41:52+00:00',
    disposition: [],
    state: 'received',
    direction: 'incoming',
  }
  await tell('sync-conversations', {
    messages: [
      { ...entry, message_id: 'j1', content_type: 'text/plain', content: 'hi', disposition: ['display'] },
      { ...entry, message_id: 'j2', content_type: 'message/imdn', content: '{"message_id":"m0","state":"displayed"}' },
      {
        ...entry,
        message_id: 'j3',
        content_type: 'application/sylk-conversation-read',
        content: bob,
        state: null,
        direction: '',
      },
    ],
  })
  expect(pages).toMatchObject([
    [
      { id: 'j1', content: 'hi', sender: { uri: bob }, receiver: 'alice@example.com', state: 'received' },
      { id: 'j2', content: { message_id: 'm0', state: 'displayed' } },
      { id: 'j3', content: bob, contentType: 'application/sylk-conversation-read', state: null },
    ],
  ])
  expect(account.messages.map(({ id }) => id)).toEqual(['j1'])
})
