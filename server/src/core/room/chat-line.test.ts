import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { roomFile } from '../../../../test/scenarios/support/room-file.ts'
import type { ChatMember, ChatMessage, Chatrooms, ChatSeat } from '../chatroom/chatroom.ts'
import type { RoomFile } from '../chatroom/room-file.ts'
import { Failure } from '../failure.ts'
import { ChatLine } from './chat-line.ts'
import type { RoomEvent } from './room-event.ts'

const hello = { id: 'm1', contentType: 'text/plain', content: 'hello' }

/** A line, what its participant is told, and a chat room that lets it in when the test says so. */
function lineWithRoom() {
  const told: RoomEvent[] = []
  const asked: string[] = []
  const door = Promise.withResolvers<ChatSeat>()
  const seat: ChatSeat = {
    say: async ({ content }) => {
      asked.push(`say ${content}`)
      return { code: 200, reason: 'OK' }
    },
    compose: (state) => asked.push(`compose ${state}`),
    share: ({ name }, news) => {
      asked.push(`share ${name}, ${news}`)
      return () => asked.push(`take back ${name}`)
    },
    leave: () => asked.push('leave'),
  }
  const members: ChatMember[] = []
  const chatrooms: Chatrooms = {
    join: (_room, member) => {
      members.push(member)
      return door.promise
    },
  }
  const line = new ChatLine({
    ...{
      party: { uri: 'alice@example.com', displayName: 'Alice' },
      log: new RecordingLog(),
      clock: { now: () => 0, after: () => () => {} },
    },
    tell: (event) => told.push(event),
    enqueue: (job) => job(),
  })
  const files = {
    entered: (entered: ChatLine) => void entered.share(roomFile({ name: 'known.png' }), 'known'),
    offered: ({ name }: RoomFile) => asked.push(`offered ${name}`),
  }
  return { line, told, asked, door, seat, members, opened: line.open(chatrooms, 'room@conference.example.com', files) }
}

const ended = { kind: 'message-outcome', messageId: 'm1', outcome: { code: 0, reason: 'Chat session ended' } }

test('what is said before the chat is up is said once it is, and its outcome told', async () => {
  const { line, told, asked, door, seat, opened } = lineWithRoom()
  line.say(hello)
  expect(asked).toEqual([])
  door.resolve(seat)
  await opened
  await Promise.resolve()
  expect(asked).toEqual(['share known.png, known', 'say hello'])
  expect(told).toEqual([{ kind: 'message-outcome', messageId: 'm1', outcome: { code: 200, reason: 'OK' } }])
})

test('what waits for a chat that does not let one in was not delivered, nor is what comes after', async () => {
  const { line, told, door, opened } = lineWithRoom()
  line.say(hello)
  door.reject(new Failure('room-not-allowed', 'room', 'alice'))
  await opened
  line.say(hello)
  expect(told).toEqual([ended, ended])
})

test('a chat that ends is the end of the line', async () => {
  const { line, told, door, seat, members, opened } = lineWithRoom()
  door.resolve(seat)
  await opened
  members[0]?.tell({ kind: 'ended', reason: 'the room is closed' })
  line.say(hello)
  expect(told).toEqual([ended])
})

test('who leaves before the chat is up gives the seat back as soon as there is one', async () => {
  const { line, asked, door, seat, opened } = lineWithRoom()
  line.leave()
  door.resolve(seat)
  await opened
  expect(asked).toEqual(['leave'])
})

test('files go to the chat once the line is up, and come from it', async () => {
  const { line, asked, door, seat, members, opened } = lineWithRoom()
  line.share(roomFile({ name: 'early.png' }), 'new')()
  door.resolve(seat)
  await opened
  members[0]?.offer?.(roomFile({ name: 'theirs.png' }))
  line.share(roomFile({ name: 'late.png' }), 'new')()
  expect(asked).toEqual(['share known.png, known', 'offered theirs.png', 'share late.png, new', 'take back late.png'])
})

test('no more than a hundred messages wait', () => {
  const { line, told } = lineWithRoom()
  for (let count = 0; count < 101; count++) line.say({ ...hello, id: `m${count}` })
  expect(told).toEqual([{ ...ended, messageId: 'm100' }])
})

function messageOf(content: string): ChatMessage {
  const sender = { uri: 'bob@example.com', displayName: 'Bob' }
  return { id: null, sender, contentType: 'text/plain', content, at: 0, type: 'normal' }
}

test('attack S15: of what was said before a newcomer is told the newest, and of big pictures no more than it can bear', async () => {
  const { line, told, members, door, seat, opened } = lineWithRoom()
  const contents = ['old', ...['a', 'b', 'c'].map((letter) => letter.repeat(1_000_000)), 'new']
  for (const content of contents) members[0]?.tell({ kind: 'message', message: messageOf(content) })
  expect(told).toEqual([])
  door.resolve(seat)
  await opened
  expect(told.map((event) => event.kind === 'message' && event.message.content[0])).toEqual(['o', 'b', 'c', 'n'])
  line.tell({ kind: 'message', message: messageOf('live') })
  expect(told.at(-1)).toMatchObject({ message: { content: 'live' } })
})

test('attack S15: who says too much at a time is told so, and the room is spared it', async () => {
  const { line, told, asked, door, seat, opened } = lineWithRoom()
  door.resolve(seat)
  await opened
  for (let at = 0; at < 4; at++) line.say({ ...hello, id: `m${at}`, content: 'x'.repeat(1_000_000) })
  expect(asked.filter((what) => what.startsWith('say'))).toHaveLength(3)
  expect(told).toContainEqual({ kind: 'message-outcome', messageId: 'm3', outcome: { code: 413, reason: 'Too much at a time' } })
})
