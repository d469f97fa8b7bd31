import { fieldOf } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import type { FileDoor, FileStreamOffer } from '../../server/src/applications/conference/file-door.ts'
import { attribute, chatSdp, mediaOf, sessionSdp } from './support/chat-sdp.ts'
import { openHouse } from './support/conference-scene.ts'
import { MsrpClient } from './support/msrp-client.ts'

const sdpOf = (message: { readonly body: Uint8Array }) => Buffer.from(message.body).toString()
const VIDEO = ['m=video 5004 RTP/AVP 31']

test('a re-INVITE that changes nothing is answered with the same description, and the chat goes on', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  const first = await alice.invite('r1')
  await alice.connect(first)
  const again = await alice.invite('r1', { version: 2 })
  expect(sdpOf(again)).toBe(sdpOf(first))
  expect(await alice.say('still here')).toBe('000 200 OK')
})

test('hold is answered and means nothing to a chat', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  const answer = sdpOf(await alice.invite('r1', { version: 2, more: ['a=sendonly'] }))
  expect(attribute(answer, 'recvonly')).toBe('')
  await bob.say('you hear me')
  await alice.until('you hear me')
})

test('[C14] who ends the chat, the last stream of his call, is hung up on', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  const answer = await alice.invite('r1', { version: 2, port: 0 })
  expect(mediaOf(sdpOf(answer))[0]?.[0]).toBe('m=message 0 TCP/MSRP *')
  await alice.hungUp()
  await bob.until(/^alice@x\.test has left the room/)
})

test('[C15] a re-INVITE that removes one stream and adds another is refused, and changes nothing', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  const other = MsrpClient.active()
  const removed = chatSdp({ path: alice.msrp.path, port: 0 }).split('\r\n').slice(5, -1)
  alice.call.invite('r1', {}, chatSdp({ path: other.path, before: removed, version: 2 }))
  const refusal = await alice.call.answer(488)
  alice.call.ack(refusal)
  expect(fieldOf(refusal, 'Warning')).toBe('399 Weft "Both removing AND adding a media stream is currently not supported"')
  expect(await alice.say('still here')).toBe('000 200 OK')
})

test('another session in the place of the chat is another stream', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  alice.call.invite('r1', {}, chatSdp({ path: MsrpClient.active().path, version: 2 }))
  alice.call.ack(await alice.call.answer(488))
  expect(await alice.say('still here')).toBe('000 200 OK')
})

test('a re-INVITE with fewer streams is refused', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  await alice.connect(await alice.invite('r1', { before: VIDEO }))
  alice.call.invite('r1', {}, chatSdp({ path: alice.msrp.path, version: 2 }))
  const refusal = await alice.call.answer(488)
  alice.call.ack(refusal)
  expect(fieldOf(refusal, 'Warning')).toBe('399 Weft "Streams cannot be deleted from the SDP"')
})

test('a re-INVITE that adds nothing but video is refused, unless that was refused before', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.phone('alice'), await house.phone('bob')]
  const asked = await alice.invite('r1')
  const chat = chatSdp({ path: alice.msrp.path, version: 2 }).split('\r\n').slice(5, -1)
  alice.call.invite('r1', {}, sessionSdp([...chat, ...VIDEO], { version: 2 }))
  alice.call.ack(await alice.call.answer(488))
  expect(mediaOf(sdpOf(asked))).toHaveLength(1)
  await bob.connect(await bob.invite('r1', { before: VIDEO }))
  const again = await bob.invite('r1', { before: VIDEO, version: 2 })
  expect(mediaOf(sdpOf(again)).map(([line]) => line?.split(' ')[1])).toEqual(['0', String(house.msrp.edge.port('tcp'))])
})

test('an empty re-INVITE is offered what there is', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  const first = await alice.invite('r1')
  await alice.connect(first)
  alice.call.invite('r1', {}, '')
  const offer = await alice.call.answer(200)
  expect(attribute(sdpOf(offer), 'path')).toBe(attribute(sdpOf(first), 'path'))
  alice.call.ack(offer, chatSdp({ path: alice.msrp.path, version: 2 }))
  expect(await alice.say('still here')).toBe('000 200 OK')
})

/** Takes every file, and says when it is over as the test wants. */
class Cabinet implements FileDoor {
  readonly offers: FileStreamOffer[] = []
  readonly done: string[] = []

  async open(offer: FileStreamOffer) {
    this.offers.push(offer)
    const media = { media: 'message', port: 2855, ports: null, protocol: 'TCP/MSRP', formats: ['*'], lines: [] }
    const note = (what: string) => () => this.done.push(what)
    return { taken: true, media, host: '127.0.0.1', stream: { start: note('start'), close: note('close') } } as const
  }
}

const FILE = (path: string, direction = 'sendonly') => [
  ...['m=message 2855 TCP/MSRP *', `a=path:${path}`, `a=${direction}`, 'a=accept-types:*', 'a=setup:active'],
  'a=file-selector:name:"a.txt" type:text/plain size:3',
]

test('[C14] who came with a file may add a chat, and is welcomed then', async () => {
  const files = new Cabinet()
  const house = await openHouse({ files })
  const alice = await house.phone('alice')
  const file = FILE(MsrpClient.active().path)
  alice.call.invite('r1', {}, sessionSdp(file))
  alice.call.ack(await alice.call.answer(200))
  expect([files.offers[0]?.transfer, files.offers[0]?.guest.party.uri, files.done]).toEqual(['push', alice.address, ['start']])
  expect(house.rooms.size).toBe(0)
  const answer = await alice.invite('r1', { before: file, version: 2 })
  await alice.connect(answer)
  expect((await alice.hear()).content).toContain('Welcome!')
})

test('when a file is through, a chat beside it goes on; alone, the call is over', async () => {
  const files = new Cabinet()
  const house = await openHouse({ files })
  const [alice, bob] = [await house.phone('alice'), await house.phone('bob')]
  const file = FILE(MsrpClient.active().path)
  const answer = await alice.invite('r1', { before: file })
  await alice.connect(answer)
  files.offers[0]?.over()
  const reinvite = await alice.call.until('INVITE')
  expect(mediaOf(sdpOf(reinvite)).map(([line]) => line)).toEqual([
    'm=message 0 TCP/MSRP *',
    `m=message ${house.msrp.edge.port('tcp')} TCP/MSRP *`,
  ])
  const over = ['m=message 0 TCP/MSRP *']
  alice.call.respond(reinvite, 200, { Contact: alice.call.contact }, chatSdp({ path: alice.msrp.path, before: over, version: 2 }))
  await alice.call.until('ACK')
  expect(await alice.say('still here')).toBe('000 200 OK')
  bob.call.invite('r1', {}, sessionSdp(file))
  bob.call.ack(await bob.call.answer(200))
  files.offers[1]?.over()
  await bob.hungUp()
})

test('where the chat is lost beside a file, the call goes on with that', async () => {
  const files = new Cabinet()
  const house = await openHouse({ files })
  const alice = await house.phone('alice')
  const answer = await alice.invite('r1', { before: FILE(MsrpClient.active().path) })
  await alice.connect(answer)
  await alice.hear()
  alice.msrp.close()
  const reinvite = await alice.call.until('INVITE')
  expect(mediaOf(sdpOf(reinvite)).map(([line]) => line)).toEqual(['m=message 2855 TCP/MSRP *', 'm=message 0 TCP/MSRP *'])
})

test('where no files are exchanged, none is fetched and none is taken', async () => {
  const house = await openHouse()
  for (const [direction, status] of [
    ['recvonly', 404],
    ['sendonly', 488],
  ] as const) {
    const phone = await house.phone('alice')
    phone.call.invite('r1', {}, sessionSdp(FILE(phone.msrp.path, direction)))
    await phone.call.answer(status)
  }
})

test('a call of which nothing was taken is none', async () => {
  const house = await openHouse({ settings: { limits: { perUser: 1, all: 1 } } })
  const [first, second] = [await house.phone('alice'), await house.phone('alice')]
  first.call.invite('r1', {}, sessionSdp(FILE(first.msrp.path, 'recvonly')))
  first.call.ack(await first.call.answer(404))
  await second.join('r1')
  expect((await second.hear()).content).toContain('You are the first participant')
})

test('what else comes within a call is not for rooms', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  expect(fieldOf(await alice.call.ask('INFO', 405), 'Allow')).toContain('BYE')
})
