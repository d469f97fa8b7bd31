import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Message } from './support/client.ts'
import { type Attendee, Meeting, of } from './support/meeting.ts'
import { DOMAIN, eventsOf, eventually } from './support/telephony.ts'

const MUTE = `mute@videoconference.${DOMAIN}`
const ISO_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/)

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open({
    'conference.ini': {
      Conference: { history_size: 3 },
      [`mute@conference.${DOMAIN}`]: { access_policy: 'allow, deny', allow: `alice@${DOMAIN}`, deny: 'none' },
      [`Stage@conference.${DOMAIN}`]: { access_policy: 'allow, deny', allow: `alice@${DOMAIN}`, deny: 'none' },
    },
  })
})
afterEach(async () => {
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(() => meeting.close())

let messages = 0

/** Says something; resolves with its id and what came of it. */
async function say({ client, session }: Attendee, content: string, contentType = 'text/plain') {
  const id = `m${++messages}`
  expect(await client.request('videoroom-message', { session, message_id: id, content, content_type: contentType })).toBe('ack')
  const { delivered, code, reason } = await client.next((event) => event.event === 'message-delivery' && event.message_id === id)
  return { id, delivered, code, reason }
}

function heard({ client, session }: Attendee, content: string): Promise<Message> {
  return client.next((message) => message.session === session && message.event === 'message' && message.content === content)
}

const said = ({ client, session }: Attendee, type: string) =>
  eventsOf(client, session).filter((event) => 'type' in event && event.type === type)

test('[12.76] what somebody says is delivered to all others, with who said it and when', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const { id, ...outcome } = await say(alice, 'hello')
  expect(outcome).toEqual({ delivered: true, code: 200, reason: 'OK' })
  expect(await heard(bob, 'hello')).toEqual({
    sylkrtc: 'videoroom-event',
    session: bob.session,
    event: 'message',
    type: 'normal',
    content: 'hello',
    content_type: 'text/plain',
    sender: { uri: alice.account, display_name: 'Alice' },
    timestamp: ISO_TIME,
    message_id: id,
  })
  await alice.client.settled()
  expect(said(alice, 'normal')).toEqual([])
})

test('[12.76] a picture passes unchanged, and what is neither text nor a picture is refused', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const picture = Buffer.from([0, 200, 255, 1]).toString('base64')
  expect(await say(alice, picture, 'image/png')).toMatchObject({ delivered: true })
  expect(await heard(bob, picture)).toMatchObject({ content_type: 'image/png' })
  expect(await say(alice, '{}', 'application/json')).toMatchObject({ delivered: false, code: 415 })
  expect(await say(alice, 'ünï😀', 'text/plain')).toMatchObject({ delivered: true })
  await heard(bob, 'ünï😀')
})

test('[12.76] what is said before one is in is delivered once one is', async () => {
  const alice = await meeting.enter('alice')
  const client = await meeting.client('bob')
  const bob = { client, session: 'early', account: `bob@${DOMAIN}` }
  meeting.telephony.janus.holdNext('joinandconfigure')
  expect(await meeting.ask(client, 'bob', 'early')).toBe('ack')
  const saying = say(bob, 'I am here')
  await client.settled()
  expect(eventsOf(client, 'early').filter((event) => 'message_id' in event)).toEqual([])
  meeting.telephony.janus.release()
  expect(await saying).toMatchObject({ delivered: true })
  await heard(alice, 'I am here')
})

test('[12.77] who has no chat in the room is told that nothing was delivered, and stays in the room', async () => {
  const alice = await meeting.enter('alice', { uri: MUTE })
  const bob = await meeting.enter('bob', { uri: MUTE })
  expect(await say(bob, 'hello')).toMatchObject({ delivered: false, code: 0, reason: 'Chat session ended' })
  expect(await say(alice, 'anybody?')).toMatchObject({ delivered: true })
  expect(await bob.client.request('videoroom-toggle-hand', { session: bob.session })).toBe('ack')
})

test('attack S1: however a room is written its chat is the same, and whoever comes first has no say in which rules it has', async () => {
  const bob = await meeting.enter('bob', { uri: MUTE.replace('mute', 'MUTE') })
  const alice = await meeting.enter('alice', { uri: MUTE })
  expect(await say(bob, 'hello')).toMatchObject({ delivered: false })
  expect(await say(alice, 'anybody?')).toMatchObject({ delivered: true })
  const carol = await meeting.enter('carol', { uri: `STAGE@videoconference.${DOMAIN}` })
  expect(await say(carol, 'hello')).toMatchObject({ delivered: false })
})

test('[12.78] the room says who joins, leaves and shares a file, in its own name', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const chatroom = { uri: `team@conference.${DOMAIN}`, display_name: 'Conference Room' }
  const joined = await alice.client.next((message) => message.event === 'message' && message.type === 'status')
  expect(joined).toMatchObject({ content: `Bob <bob@${DOMAIN}> has joined the room with chat`, sender: chatroom })
  const url = `${meeting.telephony.weft.url}/webrtcgateway/filesharing/team@videoconference.${DOMAIN}/${bob.session}/a.txt`
  await fetch(url, { method: 'POST', body: 'text' })
  await heard(alice, `Bob <bob@${DOMAIN}> has uploaded file a.txt (4 bytes)`)
  await bob.client.request('videoroom-leave', { session: bob.session })
  const left = await alice.client.next(({ type, content }) => type === 'status' && String(content).includes('has left'))
  expect(left.content).toMatch(new RegExp(`^Bob <bob@${DOMAIN}> has left the room after \\d+ seconds$`))
})

test('[12.78] newcomers get the latest of what was said, as it was said', async () => {
  const alice = await meeting.enter('alice')
  for (const content of ['one', 'two', 'three', 'four']) await say(alice, content)
  const bob = await meeting.enter('bob')
  await heard(bob, 'four')
  expect(said(bob, 'normal')).toMatchObject(
    ['two', 'three', 'four'].map((content) => ({ content, sender: { uri: alice.account, display_name: 'Alice' } })),
  )
})

test('[12.78] when a room is over, what was said in it is gone', async () => {
  const alice = await meeting.enter('alice')
  await say(alice, 'secret')
  await alice.client.request('videoroom-leave', { session: alice.session })
  const bob = await meeting.enter('bob')
  await say(bob, 'hello')
  expect(said(bob, 'normal')).toEqual([])
})

test('[12.79] that somebody writes is told to the others, with for how many seconds that holds', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  const compose = (fields: object) =>
    alice.client.request('videoroom-composing-indication', { session: alice.session, ...fields })
  expect(await compose({ state: 'active', refresh: 60 })).toBe('ack')
  expect(await of(bob.client, bob.session, 'composing-indication')).toMatchObject({
    ...{ state: 'active', refresh: 60 },
    sender: { uri: alice.account, display_name: 'Alice' },
  })
  expect(await compose({ state: 'active' })).toBe('ack')
  expect(await of(bob.client, bob.session, 'composing-indication')).toMatchObject({ refresh: 120 })
  expect(await compose({ state: 'idle' })).toBe('ack')
  expect(await of(bob.client, bob.session, 'composing-indication', 'idle')).toMatchObject({ refresh: expect.any(Number) })
  await alice.client.settled()
  expect(
    eventsOf(alice.client, alice.session).filter(({ event }: { event?: unknown }) => event === 'composing-indication'),
  ).toEqual([])
})

test('what is said in a room is never logged', async () => {
  const alice = await meeting.enter('alice')
  await meeting.enter('bob')
  await say(alice, 'a-secret-of-ours')
  expect(meeting.telephony.weft.log.text).not.toContain('a-secret-of-ours')
})
