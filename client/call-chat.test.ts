import { expect, test } from 'vitest'
import { Account } from './account.ts'
import { CallChat, type CallMessage } from './call-chat.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeStream } from './fake-media.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

async function talk() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
  const call = account.call('bob@example.com', fakeStream('audio'))
  const chat = new CallChat(connection, call)
  await settled()
  const say = (event: string, fields: object, session = call.id) =>
    gateway.say({ sylkrtc: 'session-event', session, event, ...fields })
  return { gateway, call, chat, say }
}

test('a message within a call is delivered once the other side has taken it', async () => {
  const { gateway, call, chat, say } = await talk()
  const { id, delivered } = chat.send('hello')
  const sent = { session: call.id, message_id: id, content: 'hello', content_type: 'text/plain' }
  expect(gateway.last('session-message')).toMatchObject(sent)
  say('disposition-notification', { message_id: id, message_timestamp: 'then', state: 'accepted', code: 200, reason: 'OK' })
  await expect(delivered).resolves.toBeUndefined()
})

test('a message that is refused, by whomever, or that the end of the call overtakes, fails with the reason', async () => {
  const { gateway, call, chat, say } = await talk()
  const one = chat.send('one')
  say('disposition-notification', {
    message_id: one.id,
    message_timestamp: 'then',
    state: 'failed',
    code: 488,
    reason: 'Not Here',
  })
  await expect(one.delivered).rejects.toMatchObject({ kind: 'refused', message: '488 Not Here' })
  gateway.reply('session-message', { error: 'Invalid state session x: progress for sending messages' })
  await expect(chat.send('two').delivered).rejects.toMatchObject({ kind: 'refused' })
  gateway.reply('session-message', 'ack')
  const three = chat.send('three')
  call.hangUp()
  await expect(three.delivered).rejects.toMatchObject({ kind: 'disconnected' })
})

test('what the other side writes is told, in this call and until its end, and what is incomplete is not', async () => {
  const { call, chat, say } = await talk()
  const told: CallMessage[] = []
  chat.on('message', (message) => told.push(message))
  const sender = { uri: 'bob@example.com', display_name: 'Bob' }
  const message = { message_id: 'm1', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z', sender }
  say('message', message)
  say('message', message, 'another call')
  say('message', { ...message, content: 7 })
  say('message', { ...message, sender: 'bob' })
  call.hangUp()
  say('message', message)
  const { timestamp } = message
  const party = { uri: 'bob@example.com', displayName: 'Bob' }
  expect(told).toEqual([{ id: 'm1', content: 'hi', contentType: 'text/plain', timestamp, sender: party }])
})
