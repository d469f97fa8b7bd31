import { fieldOf } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { nobody } from './support/chat-house.ts'
import { attribute, chatSdp, mediaOf, sessionSdp } from './support/chat-sdp.ts'
import { openHouse } from './support/conference-scene.ts'
import { fastClock } from './support/fast-clock.ts'
import { MsrpClient } from './support/msrp-client.ts'
import { eventually } from './support/telephony.ts'
import { tlsIdentity } from './support/tls-identity.ts'

const sdpOf = (message: { readonly body: Uint8Array }) => Buffer.from(message.body).toString()
const VIDEO = ['m=video 5004 RTP/AVP 31']
const AUDIO = ['m=audio 5006 RTP/AVP 0']

test('[C1] who calls an address that nobody has used is answered by a focus, and the room is there once MSRP is bound', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  const answer = await alice.invite('r1')
  expect(fieldOf(answer, 'Contact')).toMatch(/^<sip:r1@127\.0\.0\.1:\d+>;isfocus$/)
  expect(house.rooms.size).toBe(0)
  await alice.connect(answer)
  await alice.hear()
  expect(house.rooms.find(alice.room)?.participants.map(({ party }) => party.uri)).toEqual([alice.address])
})

test('[C2][C3] the answer says what a chat room can do, and that and where it waits', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  const answer = sdpOf(await alice.invite('r1'))
  const port = house.msrp.edge.port('tcp')
  expect(attribute(answer, 'path')).toMatch(new RegExp(`^msrp://127\\.0\\.0\\.1:${port}/[0-9a-f]{20,};tcp$`))
  expect(attribute(answer, 'accept-types')).toBe('message/cpim')
  expect(attribute(answer, 'accept-wrapped-types')).toBe('*')
  expect(attribute(answer, 'setup')).toBe('passive')
  expect(attribute(answer, 'chatroom')?.split(' ')).toEqual(['nickname', 'private-messages', 'com.ag-projects.screen-sharing'])
  expect(attribute(answer, 'max-size')).toBe('10485760')
  expect(mediaOf(answer)[0]?.[0]).toBe(`m=message ${port} TCP/MSRP *`)
})

test('[C3] an offer that says nothing of who connects is answered passive, and the room can be entered', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  const answer = await alice.invite('r1', { setup: null })
  expect(attribute(sdpOf(answer), 'setup')).toBe('passive')
  await alice.connect(answer)
  expect((await alice.hear()).content).toContain('You are the first participant')
})

test('[C4] to who can only wait we connect, and bind', async () => {
  const house = await openHouse()
  const { client, close } = await MsrpClient.passive()
  const alice = await house.phone('alice')
  const answer = await alice.invite('r1', { setup: 'passive', path: client.path })
  expect(attribute(sdpOf(answer), 'setup')).toBe('active')
  expect((await client.messages.next()).body.toString()).toContain('You are the first participant')
  client.close()
  close()
})

test('over TLS the answer has the fingerprint of the certificate that is shown', async () => {
  const identity = await tlsIdentity()
  const house = await openHouse({ msrp: { identity } })
  const alice = await house.phone('alice', { transport: 'tls' })
  const answer = await alice.invite('r1')
  expect(attribute(sdpOf(answer), 'fingerprint')).toMatch(/^sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  await alice.connect(answer)
  expect((await alice.hear()).content).toContain('You are the first participant')
})

test('[C5] what is not offered over a protocol that is on is refused: the call, or that stream beside another one', async () => {
  const house = await openHouse({ msrp: { identity: await tlsIdentity(), ports: { tcp: null, tls: 0 } } })
  const [plain, secure] = [await house.phone('alice'), await house.phone('bob', { transport: 'tls' })]
  plain.call.invite('r1', {}, chatSdp({ path: plain.msrp.path }))
  const refusal = await plain.call.answer(488)
  expect(fieldOf(refusal, 'Warning')).toBe('399 Weft "protocol-off"')
  const answer = await secure.invite('r1', { before: chatSdp({ path: plain.msrp.path }).split('\r\n').slice(5, -1) })
  expect(mediaOf(sdpOf(answer)).map(([line]) => line)).toEqual([
    'm=message 0 TCP/MSRP *',
    `m=message ${house.msrp.edge.port('tls')} TCP/TLS/MSRP *`,
  ])
})

test('[C6] who does not take message/cpim cannot come in; who takes everything can', async () => {
  const house = await openHouse()
  const [plain, open] = [await house.phone('alice'), await house.phone('bob')]
  plain.call.invite('r1', {}, chatSdp({ path: plain.msrp.path, acceptTypes: 'text/plain' }))
  await plain.call.answer(488)
  await open.join('r1', { acceptTypes: '*', acceptWrapped: null })
  expect((await open.hear()).content).toContain('Welcome!')
})

test('[C7] who offers nothing is offered a chat, and is in the room once he has answered', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, '')
  const offer = await alice.call.answer(200)
  expect(attribute(sdpOf(offer), 'setup')).toBe('actpass')
  alice.call.ack(offer, chatSdp({ path: alice.msrp.path, setup: 'active' }))
  await alice.connect(offer)
  expect((await alice.hear()).content).toContain('You are the first participant')
})

test('[C7] who refuses the chat that he was offered is hung up on', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, '')
  const offer = await alice.call.answer(200)
  alice.call.ack(offer, chatSdp({ path: alice.msrp.path, port: 0 }))
  await alice.hungUp()
})

test('[C7] an answer that is none ends the call', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, '')
  alice.call.ack(await alice.call.answer(200), chatSdp({ path: alice.msrp.path, acceptTypes: 'text/plain' }))
  expect(fieldOf(await alice.hungUp(), 'Reason')).toBe('SIP;cause=488;text="Not acceptable here"')
})

test('[C8] video alone, or audio, is nothing to a chat room; beside a chat it is refused', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  for (const media of [VIDEO, AUDIO]) {
    const phone = await house.phone('alice')
    phone.call.invite('r1', {}, sessionSdp(media))
    await phone.call.answer(488)
  }
  const answer = await alice.invite('r1', { before: [...VIDEO, ...AUDIO] })
  expect(mediaOf(sdpOf(answer)).map(([line]) => line?.split(' ').slice(0, 2))).toEqual([
    ['m=video', '0'],
    ['m=audio', '0'],
    ['m=message', String(house.msrp.edge.port('tcp'))],
  ])
})

test('[C9] who is not allowed, or denied, cannot come in', async () => {
  const allow = { ...nobody, domains: ['x.test'] }
  const deny = { ...nobody, addresses: ['bad@x.test'] }
  const house = await openHouse({ rooms: { accessPolicy: 'allow,deny', allow, deny } })
  await (await house.phone('good')).invite('r1')
  for (const [user, domain] of [
    ['bad', 'x.test'],
    ['anyone', 'y.test'],
  ] as const) {
    const phone = await house.phone(user, { domain })
    phone.call.invite('r1', {}, chatSdp({ path: phone.msrp.path }))
    await phone.call.answer(403)
  }
})

test('[C10] where all are denied but some, the others cannot come in', async () => {
  const everybody = { everyone: true, addresses: [], domains: [] }
  const house = await openHouse({
    rooms: { accessPolicy: 'deny,allow', allow: { ...nobody, domains: ['x.test'] }, deny: everybody },
  })
  await (await house.phone('good')).invite('r1')
  const other = await house.phone('other', { domain: 'y.test' })
  other.call.invite('r1', {}, chatSdp({ path: other.msrp.path }))
  await other.call.answer(403)
})

test('[C12] who does not come to the chat in time is hung up on, and there is no room', async () => {
  const house = await openHouse({ msrp: { clock: fastClock(50) } })
  const alice = await house.phone('alice')
  await alice.invite('r1')
  expect(fieldOf(await alice.hungUp(), 'Reason')).toBe('SIP;cause=500;text="media stream failed to start"')
  expect(house.rooms.size).toBe(0)
})

test('[C13] who gives up while it rings was never there', async () => {
  const house = await openHouse({ settings: { answerDelay: 60_000 } })
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, chatSdp({ path: alice.msrp.path }))
  await alice.call.answer(180)
  alice.call.cancel()
  await alice.call.answer(200)
  alice.call.ack(await alice.call.answer(487))
  expect([house.rooms.size, house.msrp.edge.size]).toEqual([0, 0])
})

test('a call that rings is answered after that', async () => {
  const house = await openHouse({ settings: { answerDelay: 20 } })
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, chatSdp({ path: alice.msrp.path }))
  await alice.call.answer(180)
  const answer = await alice.call.answer(200)
  alice.call.ack(answer)
  await alice.connect(answer)
  expect((await alice.hear()).content).toContain('You are the first participant')
})

test('[C16] nobody takes the place of another call', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', { Replaces: 'call;from-tag=1;to-tag=2' }, chatSdp({ path: alice.msrp.path }))
  await alice.call.answer(403)
})

test('[C17] two devices of one user are one participant, and the room knows when the last one goes', async () => {
  const house = await openHouse()
  const [first, second, bob] = [await house.member('alice'), await house.member('alice'), await house.member('bob')]
  const participants = () => house.rooms.find(bob.room)?.participants.map(({ party, sessions }) => [party.uri, sessions.length])
  expect(participants()).toEqual([
    ['alice@x.test', 2],
    ['bob@x.test', 1],
  ])
  await first.leave()
  await eventually('one device of hers is there', () => participants()?.[0]?.[1] === 1)
  await second.leave()
  expect((await bob.hear()).content).toMatch(/^alice@x\.test has left the room after \d+ seconds$/)
})

test('a user has only so many devices in one room, and there are only so many calls', async () => {
  const house = await openHouse({ settings: { limits: { perUser: 1, all: 2 } } })
  await house.member('alice')
  const [again, bob, carol] = [await house.phone('alice'), await house.phone('bob'), await house.phone('carol')]
  again.call.invite('r1', {}, chatSdp({ path: again.msrp.path }))
  expect(fieldOf(await again.call.answer(486), 'Retry-After')).toBe('10')
  await bob.join('r1')
  carol.call.invite('r1', {}, chatSdp({ path: carol.msrp.path }))
  await carol.call.answer(503)
  await bob.leave()
  const dave = await house.phone('dave')
  await dave.join('r1')
})

test('[C18] the path of the answer has the address that others are told', async () => {
  const house = await openHouse({ msrp: { host: '192.0.2.7' } })
  const answer = sdpOf(await (await house.phone('alice')).invite('r1'))
  expect(attribute(answer, 'path')).toMatch(/^msrp:\/\/192\.0\.2\.7:/)
  expect(answer).toContain('c=IN IP4 192.0.2.7')
})

test('[C19] who offers CEMA is connected to where c= and m= say, and told so', async () => {
  const house = await openHouse()
  const { client, close } = await MsrpClient.passive()
  const port = Number(/:(\d+)\//.exec(client.path)?.[1])
  const path = client.path.replace('127.0.0.1', 'nowhere.invalid')
  const alice = await house.phone('alice')
  const answer = await alice.invite('r1', { setup: 'passive', path, port, more: ['a=msrp-cema'] })
  expect(attribute(sdpOf(answer), 'msrp-cema')).toBe('')
  expect((await client.messages.next()).body.toString()).toContain('Welcome!')
  client.close()
  close()
})

test('[C20] who is behind a relay is reached by it, with his whole path', async () => {
  const house = await openHouse()
  const { client, close } = await MsrpClient.passive()
  const path = `${client.path} msrp://behind.test:2855/s2;tcp`
  const alice = await house.phone('alice')
  await alice.invite('r1', { setup: 'passive', path })
  expect((await client.frames.next()).headers.get('To-Path')).toBe(path)
  client.close()
  close()
})

test('[C21] over TLS who shows another certificate than he said is turned away, and hung up on', async () => {
  const [identity, other] = [await tlsIdentity(), await tlsIdentity()]
  const house = await openHouse({ msrp: { identity } })
  const alice = await house.phone('alice', { transport: 'tls' })
  const answer = await alice.invite('r1', { more: [`a=fingerprint:sha-256 ${'0A:'.repeat(31)}0A`] })
  await alice.msrp.connect(attribute(sdpOf(answer), 'path') ?? '', { identity: other })
  alice.msrp.send({ body: null })
  await alice.msrp.closed.next()
  expect(fieldOf(await alice.hungUp(), 'Reason')).toBe('SIP;cause=500;text="media stream failed to start"')
})

test('what is no session description is refused', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', {}, 'hello')
  await alice.call.answer(400)
})

test('who has no address cannot come in', async () => {
  const house = await openHouse()
  const alice = await house.phone('alice')
  alice.call.invite('r1', { From: '<tel:+31201234567>;tag=1' }, chatSdp({ path: alice.msrp.path }))
  await alice.call.answer(403)
})
