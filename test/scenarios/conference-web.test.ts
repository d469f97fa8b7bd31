import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { composingText } from './support/cpim-text.ts'
import { type Attendee, Meeting, of } from './support/meeting.ts'
import { DOMAIN, eventually } from './support/telephony.ts'

const ROOM = `team@conference.${DOMAIN}`
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 200, 255, 1]).toString('base64')

let meeting: Meeting
let port: number
let traces: string
const phones: ChatPhone[] = []
let messages = 0

beforeAll(async () => {
  port = await freePort()
  traces = mkdtempSync(join(tmpdir(), 'weft-traces-'))
  meeting = await Meeting.open({
    'config.ini': {
      Server: { trace_dir: traces, trace_msrp: 'yes' },
      SIP: { local_udp_port: port },
      MSRP: { use_tls: 'no' },
    },
    'weft.ini': { MSRP: { tcp_port: 0, tls_port: 'off' } },
  })
})
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close()
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(async () => {
  await meeting.close()
  rmSync(traces, { recursive: true })
})

/** Somebody who comes to the chat of the room with a SIP client, and has been welcomed. */
async function bySip(user: string, name: string): Promise<ChatPhone> {
  const phone = await ChatPhone.at(port, user, { name })
  phones.push(phone)
  await phone.join(ROOM)
  await phone.until(/^Welcome!/)
  return phone
}

/** Says something on the web; resolves with what came of it. */
async function say({ client, session }: Attendee, content: string, contentType = 'text/plain') {
  const id = `w${++messages}`
  await client.request('videoroom-message', { session, message_id: id, content, content_type: contentType })
  return client.next((event) => event.event === 'message-delivery' && event.message_id === id)
}

const read = ({ client, session }: Attendee, content: string) =>
  client.next((message) => message.session === session && message.event === 'message' && message.content === content)

test('[W1][W6] who is in a video room is in its chat room, by address and name', async () => {
  const bob = await bySip('bob', 'Bob')
  const alice = await meeting.enter('alice')
  await bob.until(`Alice <${alice.account}> has joined the room with chat`)
  const late = await bySip('late', 'Late')
  expect(late.heard.at(-1)).toContain('There are 2 more participants')
})

test('[W2] what SIP clients say, and what the room says of them, is read on the web', async () => {
  const alice = await meeting.enter('alice')
  const bob = await bySip('bob', 'Bob')
  const joined = 'Bob <bob@x.test> has joined the room with chat'
  expect(await read(alice, joined)).toMatchObject({ type: 'status' })
  await bob.say('hällo', { type: 'text/plain; charset="utf8"' })
  expect(await read(alice, 'hällo')).toMatchObject({
    ...{ type: 'normal', content_type: 'text/plain' },
    sender: { uri: 'bob@x.test', display_name: 'Bob' },
  })
  await bob.say(PICTURE, { type: 'image/png' })
  expect(await read(alice, PICTURE)).toMatchObject({ content_type: 'image/png' })
})

test('[W3] what is said on the web is heard by SIP clients, and told to be delivered', async () => {
  const alice = await meeting.enter('alice')
  const bob = await bySip('bob', 'Bob')
  expect(await say(alice, 'hällo')).toMatchObject({ delivered: true, code: 200 })
  const heard = await bob.until('hällo')
  expect(heard.headers.get('From')).toBe(`Alice <sip:${alice.account}>`)
  expect(heard.headers.get('To')).toBe(`Conference Room <sip:${ROOM}>`)
  expect(heard.mime.get('Content-Type')).toBe('text/plain; charset="utf-8"')
  await say(alice, PICTURE, 'image/png')
  const picture = await bob.until(PICTURE)
  expect([picture.mime.get('Content-Type'), picture.mime.get('Content-Transfer-Encoding')]).toEqual(['image/png', 'base64'])
})

test('[W4] that somebody writes is shown on the other side, both ways', async () => {
  const alice = await meeting.enter('alice')
  const bob = await bySip('bob', 'Bob')
  await bob.say(composingText('active', 45), { type: 'application/im-iscomposing+xml' })
  expect(await of(alice.client, alice.session, 'composing-indication')).toMatchObject({
    ...{ state: 'active', refresh: 45 },
    sender: { uri: 'bob@x.test', display_name: 'Bob' },
  })
  await alice.client.request('videoroom-composing-indication', { session: alice.session, state: 'active', refresh: 30 })
  const heard = await bob.until(/isComposing/)
  expect(heard.headers.get('From')).toBe(`Alice <sip:${alice.account}>`)
  expect(heard.content).toContain('<state>active</state>')
})

test('[W5] who leaves the video room has left the chat', async () => {
  const alice = await meeting.enter('alice')
  const bob = await bySip('bob', 'Bob')
  await alice.client.request('videoroom-leave', { session: alice.session })
  await bob.until(new RegExp(`^Alice <${alice.account}> has left the room after`))
})

test('what was said on the web is told to SIP clients that come later', async () => {
  const alice = await meeting.enter('alice')
  await say(alice, 'before you came')
  const late = await bySip('late', 'Late')
  expect((await late.hear()).content).toBe('before you came')
})

test('[F15] the MSRP trace has one entry a chunk, without what was said', async () => {
  const bob = await bySip('bob', 'Bob')
  await bob.say('a secret of ours')
  await eventually('the chunk is in the trace', () => readTrace().includes('Message-ID'))
  const entries = readTrace().split(/^(?=\S+ Chunk )/m)
  expect(entries.length).toBeGreaterThan(4)
  expect(entries.every((entry) => / Chunk \d+ (INCOMING|OUTGOING) TCP /.test(entry))).toBe(true)
  expect(readTrace()).not.toContain('a secret of ours')
})

function readTrace(): string {
  return readFileSync(join(traces, 'msrp_trace.log'), 'utf8')
}
