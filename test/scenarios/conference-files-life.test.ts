import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, expect, test, vi } from 'vitest'
import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import type { ChatPhone } from './support/chat-phone.ts'
import { attribute, chatSdp } from './support/chat-sdp.ts'
import { askForFile, bring, fetchFile, fileHash, offerFile, sendFile } from './support/file-phone.ts'
import { FilingCabinet } from './support/filing-cabinet.ts'
import { textOf } from './support/switchboard.ts'

const cabinets: FilingCabinet[] = []
afterEach(() => {
  for (const cabinet of cabinets.splice(0)) cabinet.close()
})

async function open(options: Parameters<typeof FilingCabinet.open>[0] = {}): Promise<FilingCabinet> {
  const cabinet = await FilingCabinet.open(options)
  cabinets.push(cabinet)
  return cabinet
}

const file = (size: number) => new Uint8Array(randomBytes(size))
const resumable = ['a=x-file-offset']

/** Brings the first bytes of a file, and is gone. */
async function breakOff(phone: ChatPhone, name: string, bytes: Uint8Array, sent: number): Promise<void> {
  const offer = { name, size: bytes.length, hash: fileHash(bytes), more: resumable }
  await phone.connect(await offerFile(phone, offer))
  const body = bytes.subarray(0, sent)
  const range = `1-${sent}/${bytes.length}`
  await phone.report(body, { id: 'file', range, flag: '+', contentType: 'application/octet-stream' })
  phone.msrp.close()
}

/** How many bytes of the file the room says it has. */
async function offset(phone: ChatPhone): Promise<string | undefined> {
  const answer = await phone.msrp.request('FILE_OFFSET')
  expect(answer.status).toBe(200)
  return answer.headers.get('Offset')
}

test('[T6] a transfer that broke off goes on where it did, and the whole file is verified', async () => {
  const cabinet = await open()
  const { house } = cabinet
  const alice = await house.member('alice')
  const bytes = file(200_000)
  await breakOff(await house.phone('bob'), 'a.bin', bytes, 70_000)
  await alice.until('File transfer for a.bin failed: Incomplete file')
  expect(cabinet.onDisk).toEqual([expect.stringMatching(/^partial\//)])
  const again = await house.phone('bob')
  const answer = await offerFile(again, { name: 'a.bin', size: 200_000, hash: fileHash(bytes), more: resumable })
  expect(attribute(textOf(answer.body), 'x-file-offset')).toBe('')
  await again.connect(answer)
  expect(await offset(again)).toBe('70000')
  expect(await sendFile(again, bytes, 70_000)).toEqual(['000 200 OK', '000 200 OK'])
  await alice.until('bob@x.test has uploaded file a.bin (195.3 KB)')
  const { bytes: fetched } = await fetchFile(await house.phone('carol'), { hash: fileHash(bytes) })
  expect(fetched.equals(bytes)).toBe(true)
})

test('[T6] who begins at the first byte begins anew', async () => {
  const { house } = await open()
  const alice = await house.member('alice')
  const bytes = file(100_000)
  await breakOff(await house.phone('bob'), 'a.bin', bytes, 70_000)
  await alice.until(/failed/)
  const again = await house.phone('bob')
  await again.connect(await offerFile(again, { name: 'a.bin', size: 100_000, hash: fileHash(bytes), more: resumable }))
  expect(await offset(again)).toBe('70000')
  expect(await sendFile(again, bytes)).toEqual(['000 200 OK', '000 200 OK'])
  await alice.until(/has uploaded/)
})

test('[T6] parts that go on with something else are no file, and what one has begun is nobody else’s', async () => {
  const cabinet = await open()
  const { house } = cabinet
  const alice = await house.member('alice')
  const bytes = file(100_000)
  await breakOff(await house.phone('bob'), 'a.bin', bytes, 70_000)
  await alice.until(/failed/)
  expect(cabinet.onDisk).toEqual([expect.stringMatching(/^partial\/[0-9a-f]{64}$/)])
  const mallory = await house.phone('mallory')
  const offer = { name: 'a.bin', size: 100_000, hash: fileHash(bytes), more: resumable }
  await mallory.connect(await offerFile(mallory, offer))
  expect(await offset(mallory)).toBe('0')
  mallory.msrp.close()
  const bob = await house.phone('bob')
  await bob.connect(await offerFile(bob, offer))
  expect(await offset(bob)).toBe('70000')
  const wrong = file(100_000)
  expect(await sendFile(bob, wrong, 70_000)).toEqual(['000 400 File hash mismatch'])
  await alice.until('File transfer for a.bin failed: File hash mismatch')
  expect(cabinet.onDisk).toEqual([])
})

test('[T6] without a hash nothing says that it is the same file', async () => {
  const { house } = await open()
  await house.member('alice')
  const bob = await house.phone('bob')
  const answer = await offerFile(bob, { name: 'a.bin', size: 10, more: resumable })
  expect(attribute(textOf(answer.body), 'x-file-offset')).toBeNull()
  await bob.connect(answer)
  expect(await sendFile(bob, file(10))).toEqual(['000 200 OK'])
})

test('[T6] who has begun is not told any more how much is there', async () => {
  const { house } = await open()
  await house.member('alice')
  const bob = await house.phone('bob')
  const bytes = file(100)
  await bob.connect(await offerFile(bob, { name: 'a.bin', size: 100, hash: fileHash(bytes), more: resumable }))
  await bob.report(bytes.subarray(0, 50), { id: 'file', range: '1-50/100', flag: '+', contentType: 'image/png' })
  expect((await bob.msrp.request('FILE_OFFSET')).status).toBe(413)
  expect((await bob.msrp.request('NICKNAME', [['Use-Nickname', '"bob"']])).status).toBe(403)
})

test('[T7] a room that pushes files calls each user but the one who brought it, once', async () => {
  const routes: SipRoute[] = []
  const cabinet = await open({ pushes: true, sip: { routes } })
  const { house } = cabinet
  const bob = await house.member('bob')
  await house.member('alice')
  await house.member('alice')
  const ringing = await house.phone('alice')
  routes.push({ host: '127.0.0.1', port: Number(/:(\d+)/.exec(ringing.call.contact)?.[1]), transport: 'udp' })
  const bytes = file(100_000)
  const sender = await house.phone('bob', { name: 'Bob' })
  await bring(sender, 'a.bin', bytes)
  const invite = await ringing.call.asked('INVITE')
  // Besides those of three members and of the sender there is one call: alice is there with two devices, and is one user.
  expect(house.sip.edge.sessions.open).toBe(5)
  expect([invite.uri, fieldOf(invite, 'Subject'), fieldOf(invite, 'X-Originator-From')]).toEqual([
    'sip:alice@x.test',
    'File uploaded by sip:bob@x.test',
    'sip:bob@x.test',
  ])
  expect(fieldOf(invite, 'From')).toMatch(/^"Conference File Transfer" <sip:r1@weft\.test>;tag=/)
  expect(fieldOf(invite, 'Contact')).toMatch(/^<sip:r1@127\.0\.0\.1:.*>;isfocus$/)
  const offer = textOf(invite.body)
  expect([attribute(offer, 'sendonly'), attribute(offer, 'file-selector')]).toEqual([
    '',
    `name:"a.bin" size:100000 hash:${fileHash(bytes)}`,
  ])
  const more = ['a=recvonly', `a=file-selector:${attribute(offer, 'file-selector')}`]
  const answer = chatSdp({ path: ringing.msrp.path, setup: 'active', acceptTypes: '*', acceptWrapped: null, more })
  ringing.call.respond(invite, 200, { Contact: ringing.call.contact }, answer)
  await ringing.call.until('ACK')
  await ringing.msrp.connect(attribute(offer, 'path') ?? '')
  await ringing.msrp.bind()
  expect((await ringing.msrp.messages.next()).body.equals(bytes)).toBe(true)
  ringing.call.respond(await ringing.call.until('BYE'), 200)
  await bob.until(/has uploaded/)
})

test('[T9] the end of a room is the end of its files', async () => {
  const cabinet = await open()
  const { house } = cabinet
  const alice = await house.member('alice')
  const bob = await house.phone('bob')
  const bytes = file(10)
  await bring(bob, 'a.bin', bytes)
  await alice.until(/has uploaded/)
  await bob.hungUp()
  expect(cabinet.onDisk).toHaveLength(1)
  await alice.leave()
  await vi.waitFor(() => expect(cabinet.onDisk).toEqual([]))
  await house.member('carol')
  await askForFile(await house.phone('dave'), { hash: fileHash(bytes) }, 404)
})

test('[T9] a transfer that nobody in the room waits for ends before the room does', async () => {
  const cabinet = await open()
  const { house } = cabinet
  const alice = await house.member('alice')
  const bob = await house.phone('bob')
  const bytes = file(100)
  await bob.connect(await offerFile(bob, { name: 'a.bin', size: 100, hash: fileHash(bytes) }))
  await alice.leave()
  expect(await sendFile(bob, bytes)).toEqual(['000 200 OK'])
  await vi.waitFor(() => expect([house.rooms.size, cabinet.onDisk]).toEqual([0, []]))
})

test('[T9] a start removes what rooms of the time before left, and nothing else', async () => {
  const before = await open()
  const alice = await before.house.member('alice')
  const bytes = file(100_000)
  await bring(await before.house.phone('bob'), 'a.bin', bytes)
  await alice.until(/has uploaded/)
  await breakOff(await before.house.phone('bob'), 'b.bin', file(100), 50)
  await alice.until(/failed/)
  mkdirSync(join(before.directory, 'r1@weft.test'))
  writeFileSync(join(before.directory, 'r1@weft.test', 'theirs.txt'), 'somebody else’s')
  const whileRunning = before.onDisk
  expect(whileRunning).toEqual([
    expect.stringMatching(/^partial\//),
    'r1@weft.test/theirs.txt',
    expect.stringMatching(/^temporary\/[0-9a-f]{32}\/a\.bin$/),
  ])
  const after = await open({ directory: before.directory })
  expect(after.onDisk).toEqual(whileRunning.slice(0, 2))
})
