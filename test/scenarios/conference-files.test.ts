import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import type { ChatPhone } from './support/chat-phone.ts'
import { attribute } from './support/chat-sdp.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { askForFile, bring, fetchFile, fileHash, offerFile, selectorOf } from './support/file-phone.ts'
import { FilingCabinet } from './support/filing-cabinet.ts'
import { textOf } from './support/switchboard.ts'

const cabinets: FilingCabinet[] = []
afterEach(() => {
  for (const cabinet of cabinets.splice(0)) cabinet.close()
})

/** A room in which alice is, and bob's client, which is not. */
async function scene(options: Parameters<typeof FilingCabinet.open>[0] = {}) {
  const cabinet = await FilingCabinet.open(options)
  cabinets.push(cabinet)
  const { house } = cabinet
  const alice = await house.member('alice')
  const bob = await house.phone('bob', { name: 'Bob' })
  return { cabinet, house, alice, bob }
}

const file = (size: number) => new Uint8Array(randomBytes(size))

test('[T1] a file is brought in, its hash verified, and everybody told', async () => {
  const { cabinet, house, alice, bob } = await scene()
  const watcher = await ConferenceWatcher.at(house.sip.udp, 'alice@x.test')
  await watcher.subscribe()
  const bytes = file(1_048_576)
  const reports = await bring(bob, 'report.pdf', bytes)
  expect(reports).toEqual(Array(16).fill('000 200 OK'))
  await alice.until('Room r1@weft.test - Bob <bob@x.test> is uploading file report (1.00 MB)')
  await alice.until('Bob <bob@x.test> has uploaded file report.pdf (1.00 MB)')
  const { info } = await watcher.until(({ description }) => (description?.files ?? []).length > 0)
  expect(info.description?.files).toEqual([
    { name: 'report.pdf', size: 1_048_576, hash: fileHash(bytes), sender: 'sip:bob@x.test', status: 'OK' },
  ])
  expect(cabinet.onDisk).toEqual([expect.stringMatching(/^temporary\/[0-9a-f]{32}\/report\.pdf$/)])
  // The focus hangs up a second later.
  await bob.hungUp()
  watcher.close()
})

test('[T1] the answer is for files, and says nothing that was not asked', async () => {
  const { bob } = await scene()
  const more = ['a=file-transfer-id:t-1', 'a=x-file-offset']
  const answer = textOf((await offerFile(bob, { name: 'a.png', size: 10, hash: fileHash(file(10)), more })).body)
  expect(
    ['recvonly', 'accept-types', 'accept-wrapped-types', 'setup', 'file-transfer-id', 'x-file-offset', 'max-size'].map((name) =>
      attribute(answer, name),
    ),
  ).toEqual(['', '*', null, 'passive', 't-1', '', '10'])
})

test('who announces a file and does not come with it, or asks for one and does not fetch it, is nobody’s news', async () => {
  const { house, alice, bob } = await scene()
  const bytes = file(1_000)
  await bring(bob, 'a.png', bytes)
  await alice.until(/has uploaded/)
  const [carol, dave] = [await house.phone('carol'), await house.phone('dave')]
  await offerFile(carol, { name: 'b.png', size: 10, hash: fileHash(file(10)) })
  await askForFile(dave, { hash: fileHash(bytes) }, 200)
  house.rooms.find('r1@weft.test')?.files.failed('c.png', 'next')
  expect((await alice.hear()).content).toBe('File transfer for c.png failed: next')
})

test('[T2] there is nothing to be brought to a room that is not there, nor to be fetched', async () => {
  const { house } = await scene()
  const [carol, dave] = [await house.phone('carol'), await house.phone('dave')]
  await offerFile(carol, { name: 'a.png', size: 10, hash: fileHash(file(10)) }, 404, 'nowhere')
  await askForFile(dave, { hash: fileHash(file(10)) }, 404, 'nowhere')
})

test.each(['sha-1', 'sha-256'] as const)(
  '[T3] a file with another %s than was announced is gone, and everybody told why',
  async (algorithm) => {
    const { cabinet, house, alice, bob } = await scene()
    const bytes = file(100_000)
    expect(await bring(bob, 'a.png', bytes, { hash: fileHash(file(1), algorithm) })).toEqual([
      '000 200 OK',
      '000 400 File hash mismatch',
    ])
    await alice.until('File transfer for a.png failed: File hash mismatch')
    expect([cabinet.onDisk, house.rooms.find('r1@weft.test')?.files.list]).toEqual([[], []])
    await bob.hungUp()
  },
)

test('[T4] who comes later fetches a file by its hash, which is the same file', async () => {
  const { house, alice, bob } = await scene()
  const bytes = file(300_000)
  await bring(bob, 'a.png', bytes)
  await alice.until(/has uploaded/)
  const carol = await house.phone('carol')
  const fetched = await fetchFile(carol, { hash: fileHash(bytes) })
  expect([attribute(fetched.sdp, 'sendonly'), attribute(fetched.sdp, 'file-selector')]).toEqual([
    '',
    `name:"a.png" size:300000 hash:${fileHash(bytes)}`,
  ])
  expect(fetched.bytes.equals(bytes)).toBe(true)
  // Of 64 KiB each.
  expect(fetched.chunks).toBe(5)
  await alice.until('Room r1@weft.test - carol@x.test requested file a.png')
  await carol.hungUp()
})

test('[T4] all that is said of a file must be so, or there is none', async () => {
  const { house, alice, bob } = await scene()
  const bytes = file(1_000)
  await bring(bob, 'a.png', bytes)
  await alice.until(/has uploaded/)
  const hash = fileHash(bytes)
  const asked = async (about: Parameters<typeof askForFile>[1], status: number) =>
    askForFile(await house.phone('carol'), about, status)
  await asked({ hash: fileHash(file(5)) }, 404)
  await asked({ hash, size: 999 }, 404)
  await asked({ hash, name: 'b.png' }, 404)
  await asked({}, 404)
  expect(selectorOf(await asked({ name: 'a.png' }, 200))).toBe(`name:"a.png" size:1000 hash:${hash}`)
  const longer = fileHash(bytes, 'sha-256')
  expect(selectorOf(await asked({ hash: longer }, 200))).toBe(`name:"a.png" size:1000 hash:${hash} hash:${longer}`)
})

test('[T4] a part of a file can be fetched', async () => {
  const { house, alice, bob } = await scene()
  const bytes = file(1_000)
  await bring(bob, 'a.png', bytes)
  await alice.until(/has uploaded/)
  const carol = await house.phone('carol')
  const { bytes: part } = await fetchFile(carol, { hash: fileHash(bytes), more: ['a=file-range:11-20'] })
  expect(part.equals(bytes.subarray(10, 20))).toBe(true)
})

test.each([
  ['../../etc/x', 'x'],
  ['a%00b%0D%0Ac.png', 'abc.png'],
  ['..%2F..%5Cpass wd', 'pass_wd'],
  ['.hidden', 'hidden'],
])('[T5] a file that is called %s is kept as %s, in the folder of its room', async (name, safe) => {
  const { cabinet, alice, bob } = await scene()
  await bring(bob, name, file(10))
  await alice.until(`Bob <bob@x.test> has uploaded file ${safe} (10 bytes)`)
  expect(cabinet.onDisk).toEqual([expect.stringMatching(new RegExp(`^temporary/[0-9a-f]{32}/${safe}$`))])
})

test('[T5] a second file of a name gets a number', async () => {
  const { cabinet, house, alice, bob } = await scene()
  await bring(bob, 'a.png', file(10))
  await alice.until(/has uploaded/)
  await bring(await house.phone('carol'), 'a.png', file(10))
  await alice.until('carol@x.test has uploaded file a-1.png (10 bytes)')
  expect(cabinet.onDisk.map((path) => path.split('/').at(-1))).toEqual(['a-1.png', 'a.png'])
})

test.each([
  ['without a name', { name: null }, 488],
  ['without a size', { size: null }, 488],
  ['with nothing in it', { size: 0 }, 488],
  ['of which a part is to come', { more: ['a=file-range:5-10'] }, 488],
  ['that is larger than a file may be', { size: 2_000_000 }, 413],
] as const)('[T10] a file %s is refused at once', async (_, about, status) => {
  const { bob } = await scene({ limits: { maxFileSize: 1_000_000 } })
  await offerFile(bob, { name: 'a.png', size: 10, hash: fileHash(file(10)), ...about }, status)
})

test('[T8] who only brings a file is no participant, and gets no welcome', async () => {
  const { house, alice, bob } = await scene()
  const room = house.rooms.find('r1@weft.test')
  await bring(bob, 'a.png', file(10))
  await alice.until(/has uploaded/)
  expect(room?.participants.map(({ party }) => party.uri)).toEqual(['alice@x.test'])
  await bob.hungUp()
  expect(alice.heard.filter((text) => /joined|left/.test(text))).toEqual([])
  await expect(bob.msrp.messages.next(10)).rejects.toThrow()
})

test('[T10] a file for which the room has no space gets 413, and the transfer ends', async () => {
  const { cabinet, alice, bob } = await scene({ limits: { quotaPerRoom: 100_000 } })
  expect(await bring(bob, 'a.png', file(90_000))).toContain('000 413 No space left in the room')
  await alice.until('File transfer for a.png failed: No space left in the room')
  await bob.hungUp()
  await bob.msrp.closed.next()
  expect(cabinet.onDisk).toEqual([])
})

test('[T10] who sends more than he announced is stopped with 413', async () => {
  const { cabinet, alice, bob } = await scene()
  await bob.connect(await offerFile(bob, { name: 'a.png', size: 10, hash: fileHash(file(10)) }))
  const chunk = { body: file(20), range: '1-20/20', contentType: 'image/png', success: 'yes' } as const
  expect(await bob.msrp.ask(chunk)).toMatchObject({ status: 413 })
  await bob.hungUp()
  await alice.until('File transfer for a.png failed: Incomplete file')
  expect(cabinet.onDisk).toEqual([])
})

test('a file that is wrapped in an envelope is none', async () => {
  const { bob } = await scene()
  await bob.connect(await offerFile(bob, { name: 'a.png', size: 10, hash: fileHash(file(10)) }))
  expect(await bob.msrp.ask({ body: file(10), contentType: 'message/cpim' })).toMatchObject({ status: 415 })
})

test('bytes that are left out are not waited for', async () => {
  const { alice, bob } = await scene()
  const bytes = file(100)
  await bob.connect(await offerFile(bob, { name: 'a.png', size: 100, hash: fileHash(bytes) }))
  const send = (parts: Parameters<ChatPhone['msrp']['send']>[0]) =>
    bob.msrp.send({ id: 'f', contentType: 'image/png', success: 'yes', ...parts })
  send({ body: bytes.subarray(0, 40), range: '1-40/100', flag: '+' })
  // What came already may come again.
  send({ body: bytes.subarray(20, 50), range: '21-50/100', flag: '+' })
  send({ body: bytes.subarray(60), range: '61-100/100', flag: '$' })
  const statuses = [await bob.msrp.reports.next(), await bob.msrp.reports.next(), await bob.msrp.reports.next()]
  expect(statuses.map(({ headers }) => headers.get('Status'))).toEqual(['000 200 OK', '000 200 OK', '000 400 Incomplete file'])
  await alice.until('File transfer for a.png failed: Incomplete file')
})

test('a message beside the file is not wanted', async () => {
  const { alice, bob } = await scene()
  const bytes = file(100)
  await bob.connect(await offerFile(bob, { name: 'a.png', size: 100, hash: fileHash(bytes) }))
  bob.msrp.send({ id: 'file', body: bytes.subarray(0, 50), range: '1-50/100', flag: '+', contentType: 'image/png' })
  bob.msrp.send({ id: 'other', body: file(5), contentType: 'image/png', success: 'yes' })
  expect((await bob.msrp.reports.next()).headers.get('Status')).toMatch(/^000 413/)
  bob.msrp.send({ id: 'file', body: bytes.subarray(50), range: '51-100/100', contentType: 'image/png', success: 'yes' })
  expect((await bob.msrp.reports.next()).headers.get('Status')).toBe('000 200 OK')
  await alice.until('Bob <bob@x.test> has uploaded file a.png (100 bytes)')
})
