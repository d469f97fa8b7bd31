import { ConferenceChat } from '@weft/client/conference-chat'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nameOf } from '../words/people.ts'
import { RoomChat } from './room-chat.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const sender = { uri: 'bob@example.com', display_name: 'Bob' }

async function chatting() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const chat = new RoomChat('alice@example.com', nameOf)
  chat.use(new ConferenceChat(connection, 'own'))
  const say = async (event: string, fields: object) => {
    gateway.say({ sylkrtc: 'videoroom-event', session: 'own', event, ...fields })
    await settled()
  }
  const hear = (content: string, type = 'normal') =>
    say('message', { type, content, content_type: 'text/plain', sender, timestamp: '2026-07-17T08:40:00Z' })
  const composing = (state: string, refresh = 60) => say('composing-indication', { state, refresh, sender })
  const said = () =>
    gateway.requests.flatMap((request) => (request.sylkrtc === 'videoroom-composing-indication' ? [request.state] : []))
  return { gateway, chat, say, hear, composing, said }
}

test('own lines are there at once, and delivered when the room says so', async () => {
  const { gateway, chat, say } = await chatting()
  chat.send('hello')
  expect(chat.lines.value).toMatchObject([{ own: true, content: 'hello', state: 'pending' }])
  const { message_id } = gateway.last('videoroom-message')
  await say('message-delivery', { message_id, delivered: true, code: 200, reason: 'OK' })
  expect(chat.lines.value).toMatchObject([{ state: 'delivered' }])
  gateway.reply('videoroom-message', { error: 'Unknown room session: own' })
  chat.send('again')
  await settled()
  expect(chat.lines.value).toMatchObject([{ state: 'delivered' }, { state: 'failed' }])
})

test('lines of others count as unread while nobody looks, those of the room do not', async () => {
  const { chat, hear } = await chatting()
  await hear('one')
  await hear('Bob has joined', 'status')
  await hear('two')
  expect(chat.unread.value).toBe(2)
  chat.look(true)
  await hear('three')
  expect([chat.unread.value, chat.lines.value.length]).toEqual([0, 4])
  chat.look(false)
  await hear('four')
  expect(chat.unread.value).toBe(1)
})

test('who writes is named until they stop, say something, or have not been heard of for as long as it holds', async () => {
  const { chat, composing, hear } = await chatting()
  await composing('active')
  expect(chat.writing.value).toEqual(['Bob'])
  await composing('idle')
  expect(chat.writing.value).toEqual([])
  await composing('active')
  await hear('there')
  expect(chat.writing.value).toEqual([])
  await composing('active', 60)
  await vi.advanceTimersByTimeAsync(59_999)
  expect(chat.writing.value).toEqual(['Bob'])
  await vi.advanceTimersByTimeAsync(1)
  expect(chat.writing.value).toEqual([])
})

test('writing is told once, again while it goes on, and its end when nothing is typed any more', async () => {
  const { chat, said } = await chatting()
  chat.type()
  chat.type()
  expect(said()).toEqual(['active'])
  for (let second = 0; second < 50; second += 10) {
    await vi.advanceTimersByTimeAsync(10_000)
    chat.type()
  }
  expect(said()).toEqual(['active', 'active'])
  await vi.advanceTimersByTimeAsync(15_000)
  expect(said()).toEqual(['active', 'active', 'idle'])
})

test('what is sent ends the writing, and a room that is left tells nothing more', async () => {
  const { chat, said } = await chatting()
  chat.type()
  chat.send('done')
  expect(said()).toEqual(['active', 'idle'])
  chat.type()
  chat.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said()).toEqual(['active', 'idle', 'active'])
  expect(vi.getTimerCount()).toBe(1) // the heartbeat of the connection
})
