import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SipResponse } from '@weft/protocols/sip/message'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ChatPhone } from './support/chat-phone.ts'
import { attribute, chatSdp } from './support/chat-sdp.ts'
import { fileHash, fileSdp, sendFile } from './support/file-phone.ts'
import { entriesOf, MessageHouse } from './support/message-house.ts'
import { textOf } from './support/switchboard.ts'
import { ALICE, BOB } from './support/telephony.ts'

let house: MessageHouse
let spool: string
const phones: ChatPhone[] = []

const INI = { MSRP: { tcp_port: 0, tls_port: 'off' }, Files: { max_file_size: 1_000_000, quota_per_account: 500_000 } }

beforeAll(async () => {
  spool = mkdtempSync(join(tmpdir(), 'weft-spool-'))
  house = await MessageHouse.open({
    'config.ini': { Server: { spool_dir: spool }, MSRP: { use_tls: 'no' } },
    'weft.ini': INI,
  })
})
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close()
  await house.leave()
  house.proxy.forget()
})
afterAll(async () => {
  await house.close()
  rmSync(spool, { recursive: true })
})

async function phone(user: string, port = house.sipPort): Promise<ChatPhone> {
  const one = await ChatPhone.at(port, user, { domain: 'weft.test' })
  phones.push(one)
  return one
}

/** Calls a user's gateway with that offer; resolves with the final answer, which is acknowledged. */
async function called(one: ChatPhone, user: string, sdp: string, status = 200): Promise<SipResponse> {
  one.call.invite(user, { 'X-Sylk-App': 'webrtcgateway' }, sdp)
  const answer = await one.call.answer(status)
  one.call.ack(answer)
  return answer
}

type About = Parameters<typeof fileSdp>[2]
const file = (size: number) => new Uint8Array(randomBytes(size))
const transfer = (id: string) => [`a=file-transfer-id:${id}`]

/** Sends a user a file; resolves with the last report. */
async function sent(one: ChatPhone, user: string, bytes: Uint8Array, about: About = {}): Promise<string | undefined> {
  const described = { name: 'a.png', size: bytes.length, hash: fileHash(bytes), ...about }
  await one.connect(await called(one, user, fileSdp(one.msrp.path, 'sendonly', described)))
  return (await sendFile(one, bytes)).at(-1)
}

/** Asks for a file that was exchanged with a user. */
const asked = (one: ChatPhone, user: string, about: About, status = 200) =>
  called(one, user, fileSdp(one.msrp.path, 'recvonly', about), status)

test('what a SIP client sends a user is kept like an upload, and both are told', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  const one = await phone('alice')
  const bytes = file(200_000)
  expect(await sent(one, 'bob', bytes, { more: transfer('sip-1') })).toBe('000 200 OK')
  const message = await bob.event('message')
  expect(message).toMatchObject({
    ...{ message_id: 'sip-1', content_type: 'application/sylk-file-transfer', sender: { uri: ALICE } },
  })
  const told = JSON.parse(String(message.content))
  expect(told).toMatchObject({ filename: 'a.png', filesize: 200_000, transfer_id: 'sip-1', hash: fileHash(bytes) })
  expect(Buffer.from(await (await fetch(told.url)).arrayBuffer()).equals(bytes)).toBe(true)
  expect(await alice.event('sync')).toMatchObject({ type: 'message', action: 'add', content: { message_id: 'sip-1' } })
  expect(await entriesOf(alice, 'alice', 'sip-1')).toHaveLength(1)
  expect(await entriesOf(bob, 'bob', 'sip-1')).toHaveLength(1)
  await one.hungUp()
})

test('what a user uploads is fetched by a SIP client by its id, also where it has numbered the name', async () => {
  await house.device('alice')
  await house.device('bob')
  const bytes = file(100_000)
  const url = `${house.telephony.weft.url}/webrtcgateway/filetransfer/${ALICE}/${BOB}/web-1/b.png`
  const uploaded = await fetch(url, { method: 'POST', body: bytes, headers: { 'Content-Type': 'image/png' } })
  expect(uploaded.status).toBe(200)
  const one = await phone('bob')
  const about = { name: 'b-1.png', size: 100_000, hash: fileHash(bytes), more: transfer('web-1') }
  const answer = textOf((await asked(one, 'alice', about)).body)
  expect([attribute(answer, 'sendonly'), attribute(answer, 'file-selector'), attribute(answer, 'file-transfer-id')]).toEqual([
    '',
    `name:"b.png" size:100000 hash:${fileHash(bytes)}`,
    'web-1',
  ])
  await one.msrp.connect(attribute(answer, 'path') ?? '')
  await one.msrp.bind()
  const { body, contentType } = await one.msrp.messages.next()
  expect([body.equals(bytes), contentType]).toEqual([true, 'image/png'])
  await one.hungUp()
  for (const [user, contact, wrong] of [
    ['bob', 'alice', { ...about, hash: fileHash(file(1)) }],
    ['bob', 'alice', { ...about, name: 'c.png' }],
    ['bob', 'alice', { ...about, more: transfer('web-2') }],
    ['bob', 'alice', { ...about, more: transfer('../../x') }],
    ['bob', 'alice', { ...about, more: [] }],
    ['bob', 'carol', about],
    ['mallory', 'alice', about],
  ] as const)
    await asked(await phone(user), contact, wrong, 404)
})

test('names and ids that are none of ours lead nowhere', async () => {
  await house.device('alice')
  const bob = await house.device('bob')
  const one = await phone('alice')
  expect(await sent(one, 'bob', file(10), { name: '../../etc/x y', more: transfer('../../../etc') })).toBe('000 200 OK')
  const { content, message_id } = await bob.event('message')
  expect(JSON.parse(String(content))).toMatchObject({ filename: 'x_y' })
  expect(message_id).toMatch(/^[0-9a-f]{32}$/)
  expect(readdirSync(spool)).not.toContain('etc')
})

test('a file with another hash than was announced, or of which not all came, is told to nobody', async () => {
  await house.device('alice')
  const bob = await house.device('bob')
  const one = await phone('alice')
  expect(await sent(one, 'bob', file(10), { hash: fileHash(file(1)), more: transfer('sip-2') })).toBe(
    '000 400 File hash mismatch',
  )
  const other = await phone('alice')
  const bytes = file(100)
  const about = { name: 'a.png', size: 100, hash: fileHash(bytes), more: transfer('sip-3') }
  await other.connect(await called(other, 'bob', fileSdp(other.msrp.path, 'sendonly', about)))
  expect((await other.report(bytes.subarray(0, 50), { contentType: 'image/png' })).headers.get('Status')).toBe(
    '000 400 Incomplete file',
  )
  expect([await entriesOf(bob, 'bob', 'sip-2'), await entriesOf(bob, 'bob', 'sip-3')]).toEqual([[], []])
})

test('limits and quotas are those of uploads', async () => {
  await house.device('alice')
  const [large, second] = [await phone('alice'), await phone('alice')]
  const about = { name: 'a.png', size: 2_000_000, hash: fileHash(file(1)) }
  await called(large, 'bob', fileSdp(large.msrp.path, 'sendonly', about), 413)
  expect(await sent(second, 'bob', file(600_000), { more: transfer('sip-4') })).toBe('000 413 No space left for the sender')
})

test('a file for nobody here, from nobody here, is not kept', async () => {
  const one = await phone('stranger')
  expect(await sent(one, 'nobody', file(10))).toBe('000 404 No such user')
})

test('the gateway takes calls for files alone', async () => {
  const [chat, none, empty, bad] = [await phone('alice'), await phone('alice'), await phone('alice'), await phone('alice')]
  await called(chat, 'bob', chatSdp({ path: chat.msrp.path }), 488)
  await called(none, 'bob', '', 488)
  await called(empty, 'bob', fileSdp(empty.msrp.path, 'sendonly', { name: 'a.png', size: 0 }), 488)
  await called(bad, 'bob', 'no description', 400)
})

test('files are taken only from servers that are believed', async () => {
  const strict = await MessageHouse.open({
    'config.ini': { MSRP: { use_tls: 'no' }, SIP: { trusted_peers: '192.0.2.0/24' } },
    'weft.ini': INI,
  })
  const one = await phone('alice', strict.sipPort)
  await called(one, 'bob', fileSdp(one.msrp.path, 'sendonly', { name: 'a.png', size: 10 }), 403)
  one.close()
  phones.splice(0)
  await strict.close()
})
