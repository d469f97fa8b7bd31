import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { askForFile, bring, fetchFile, fileHash } from './support/file-phone.ts'
import { type Attendee, Meeting, of, ROOM } from './support/meeting.ts'
import { DOMAIN, eventually } from './support/telephony.ts'

const CHAT = `team@conference.${DOMAIN}`

let meeting: Meeting
let port: number
let spool: string
const phones: ChatPhone[] = []

beforeAll(async () => {
  port = await freePort()
  spool = mkdtempSync(join(tmpdir(), 'weft-spool-'))
  meeting = await Meeting.open({
    'config.ini': { Server: { spool_dir: spool }, SIP: { local_udp_port: port }, MSRP: { use_tls: 'no' } },
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
  rmSync(spool, { recursive: true })
})

async function phone(user: string, name = ''): Promise<ChatPhone> {
  const one = await ChatPhone.at(port, user, name === '' ? {} : { name })
  phones.push(one)
  return one
}

/** Somebody in the chat of the room with a SIP client. */
async function member(user: string): Promise<ChatPhone> {
  const one = await phone(user)
  await one.join(CHAT)
  await one.until(/^Welcome!/)
  return one
}

const urlOf = (name: string, session: string) =>
  `${meeting.telephony.weft.url}/webrtcgateway/filesharing/${ROOM}/${session}/${name}`

async function upload({ session }: Attendee, name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(urlOf(name, session), { method: 'POST', body })
  expect([response.status, await response.text()]).toEqual([200, 'OK'])
}

const download = async (name: string, session: string) => Buffer.from(await (await fetch(urlOf(name, session))).arrayBuffer())

const file = (size: number) => new Uint8Array(randomBytes(size))

test('[T1][T4] a file that somebody uploads on the web is fetched by SIP clients, for as long as the video room is there', async () => {
  const bob = await member('bob')
  const alice = await meeting.enter('alice')
  await bob.until(/has joined the room/)
  const bytes = file(100_000)
  await upload(alice, 'a.png', bytes)
  await bob.until(`Alice <${alice.account}> has uploaded file a.png (97.7 KB)`)
  const fetched = await fetchFile(await phone('carol'), { hash: fileHash(bytes) }, CHAT)
  expect(fetched.bytes.equals(bytes)).toBe(true)
  await alice.client.request('videoroom-leave', { session: alice.session })
  await bob.until(/has left the room/)
  await askForFile(await phone('late'), { hash: fileHash(bytes) }, 404, CHAT)
})

test('[T1] a file that a SIP client brings is announced on the web and fetched there, by those who come later too', async () => {
  const alice = await meeting.enter('alice')
  const bob = await phone('bob', 'Bob')
  const bytes = file(200_000)
  await bring(bob, 'b.png', bytes, {}, CHAT)
  const { files } = await of(alice.client, alice.session, 'file-sharing')
  const uploader = { uri: 'bob@x.test', display_name: 'Bob' }
  expect(files).toEqual([{ filename: 'b.png', filesize: 200_000, uploader, session: expect.stringMatching(/^[0-9a-f]{32}$/) }])
  expect((await download('b.png', alice.session)).equals(bytes)).toBe(true)
  const [{ session: named = '' } = {}] = files as { session: string }[]
  // sylk-mobile asks with the session of whoever has shared it.
  expect((await download('b.png', named)).equals(bytes)).toBe(true)
  const dave = await meeting.enter('dave')
  expect((await of(dave.client, dave.session, 'file-sharing')).files).toEqual(files)
  expect(alice.client.events.filter(({ event }) => event === 'file-sharing')).toHaveLength(1)
})

test('[T1] files that were in the chat before anybody came on the web are told to the first who comes', async () => {
  const carol = await member('carol')
  const bytes = file(10)
  await bring(await phone('bob'), 'c.png', bytes, {}, CHAT)
  await carol.until(/has uploaded/)
  const alice = await meeting.enter('alice')
  expect((await of(alice.client, alice.session, 'file-sharing')).files).toMatchObject([{ filename: 'c.png', filesize: 10 }])
  await upload(alice, 'c.png', file(20))
  expect((await of(alice.client, alice.session, 'file-sharing')).files).toMatchObject([{ filename: 'c-1.png', filesize: 20 }])
  expect((await download('c.png', alice.session)).equals(bytes)).toBe(true)
})
