import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConferenceChat, type RoomComposing, type RoomMessage } from './conference-chat.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const sender = { uri: 'bob@example.com', display_name: 'Bob' }

async function chatting() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const chat = new ConferenceChat(connection, 'own')
  const say = (event: string, fields: object) => gateway.say({ sylkrtc: 'videoroom-event', session: 'own', event, ...fields })
  return { gateway, chat, say }
}

test('a message is delivered once the room says so', async () => {
  const { gateway, chat, say } = await chatting()
  const { id, delivered } = chat.send('hello')
  expect(gateway.last('videoroom-message')).toMatchObject({
    session: 'own',
    message_id: id,
    content: 'hello',
    content_type: 'text/plain',
  })
  say('message-delivery', { message_id: 'unknown', delivered: true, code: 200, reason: 'OK' })
  say('message-delivery', { message_id: id, delivered: true, code: 200, reason: 'OK' })
  await expect(delivered).resolves.toBeUndefined()
})

test('a message that the room or the gateway does not take rejects with what was said', async () => {
  const { gateway, chat, say } = await chatting()
  const first = chat.send('hello')
  say('message-delivery', { message_id: first.id, delivered: false, code: 0, reason: 'Chat session ended' })
  await expect(first.delivered).rejects.toThrow('Chat session ended')
  gateway.reply('videoroom-message', { error: 'Unknown room session: own' })
  await expect(chat.send('again').delivered).rejects.toThrow('Unknown room session')
})

test('messages of which nothing was said reject when the room is over', async () => {
  const { chat } = await chatting()
  const { delivered } = chat.send('hello')
  chat.close()
  await expect(delivered).rejects.toThrow('the room was left')
})

test('what others and the room say is told, under an id of its own where none came', async () => {
  const { chat, say } = await chatting()
  const heard: RoomMessage[] = []
  chat.on('message', (message) => heard.push(message))
  const said = { content: 'hi', content_type: 'text/plain', sender, timestamp: '2026-07-17T08:41:00Z' }
  say('message', { ...said, type: 'normal', message_id: 'm-1' })
  say('message', { ...said, type: 'status' })
  expect(heard).toEqual([
    {
      id: 'm-1',
      type: 'normal',
      content: 'hi',
      contentType: 'text/plain',
      sender: { uri: 'bob@example.com', displayName: 'Bob' },
      timestamp: '2026-07-17T08:41:00Z',
    },
    expect.objectContaining({ id: 'session-1', type: 'status' }),
  ])
})

test('writing is told both ways', async () => {
  const { gateway, chat, say } = await chatting()
  const told: RoomComposing[] = []
  chat.on('composing', (composing) => told.push(composing))
  say('composing-indication', { state: 'active', refresh: 60, content_type: 'text/plain', sender })
  expect(told).toEqual([{ sender: { uri: 'bob@example.com', displayName: 'Bob' }, active: true, refresh: 60 }])
  await chat.setComposing(true)
  expect(gateway.last('videoroom-composing-indication')).toMatchObject({ session: 'own', state: 'active', refresh: 120 })
  await settled()
})
