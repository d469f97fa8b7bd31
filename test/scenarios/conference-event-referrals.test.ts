import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import { nobody } from './support/chat-house.ts'
import type { ChatPhone } from './support/chat-phone.ts'
import { attribute, chatSdp } from './support/chat-sdp.ts'
import { ConferenceHouse, type ConferenceOptions } from './support/conference-house.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { textOf } from './support/switchboard.ts'

const ROOM = 'r1@weft.test'
/** Where the called ones are: they may not come in by themselves. */
const HERE = '127.0.0.1'

const endings: (() => unknown)[] = []
let house: ConferenceHouse
let alice: ChatPhone

async function open(options: ConferenceOptions = {}): Promise<void> {
  const opened = await ConferenceHouse.open({ rooms: { allow: { ...nobody, domains: ['x.test'] } }, ...options })
  endings.push(() => opened.close())
  house = opened
  alice = await house.member('alice', { name: 'Alice' })
}

beforeEach(() => open())
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Somebody with a SIP client who is not in a call. */
async function client(address = 'alice@x.test'): Promise<ConferenceWatcher> {
  const one = await ConferenceWatcher.at(house.sip.udp, address)
  endings.push(() => one.close())
  return one
}

/** Bob's phone, and the URI that it is called at. */
async function bobsPhone(): Promise<{ readonly bob: ChatPhone; readonly uri: string }> {
  const bob = await house.phone('bob', { domain: HERE })
  return { bob, uri: bob.call.contact.slice(1, -1).replace('sip:phone@', 'sip:bob@') }
}

/** Bob takes the call that came, and is in the room when this resolves. */
async function join(bob: ChatPhone, invite: SipRequest): Promise<void> {
  bob.call.respond(invite, 200, { Contact: bob.call.contact }, chatSdp({ path: bob.msrp.path, setup: 'active' }))
  await bob.call.until('ACK')
  const path = attribute(textOf(invite.body), 'path')
  await bob.msrp.connect(path ?? '')
  expect((await bob.msrp.bind()).status).toBe(200)
}

const present = () => house.rooms.find(ROOM)?.participants.map(({ party }) => party.uri)

test('[N9] who is called in hears from whom, joins, and may watch the room that he may not come to by himself', async () => {
  const [{ bob, uri }, referrer] = [await bobsPhone(), await client()]
  const answer = await referrer.refer(`<${uri};method=INVITE>`, { fields: { 'Referred-By': '"Al" <sip:al@x.test>' } })
  expect(fieldOf(answer, 'Refer-Sub')).toBeNull()
  expect(await referrer.progress()).toBe('100 Trying')
  const invite = await bob.call.asked('INVITE')
  bob.call.respond(invite, 180, { Contact: bob.call.contact })
  expect(await referrer.progress()).toBe('180 Whatever')
  expect(invite.uri).toBe(uri)
  expect(fieldOf(invite, 'From')).toMatch(/^"Conference Call" <sip:r1@weft\.test>;tag=/)
  expect(fieldOf(invite, 'To')).toBe(`<${uri}>`)
  expect(fieldOf(invite, 'Contact')).toMatch(/^<sip:r1@127\.0\.0\.1:\d+>;isfocus$/)
  expect(fieldOf(invite, 'Subject')).toBe('Join conference request from sip:alice@x.test')
  expect(fieldOf(invite, 'X-Orig-From')).toBe('sip:alice@x.test')
  expect(fieldOf(invite, 'Referred-By')).toBe('"Al" <sip:al@x.test>')
  const offer = textOf(invite.body)
  expect([attribute(offer, 'setup'), attribute(offer, 'accept-types')]).toEqual(['actpass', 'message/cpim'])
  expect(attribute(offer, 'chatroom')).toContain('private-messages')
  await join(bob, invite)
  expect(await referrer.progress()).toBe('200 OK, at last')
  expect(present()).toEqual(['alice@x.test', `bob@${HERE}`])
  await alice.until(`bob@${HERE} has joined the room with chat`)
  await alice.say('welcome')
  expect((await bob.until('welcome')).content).toBe('welcome')
  const watcher = await client(`bob@${HERE}`)
  await watcher.subscribe()
  expect((await watcher.news()).info.users[1]?.endpoints).toMatchObject([
    { status: 'connected', joiningMethod: 'dialed-out', referred: { by: 'sip:alice@x.test' } },
  ])
  await (await client(`eve@${HERE}`)).subscribe({ status: 403 })
})

test('[N9] who is called in counts as called while his phone rings, and may watch already', async () => {
  const [{ bob, uri }, referrer, watcher] = [await bobsPhone(), await client(), await client(`bob@${HERE}`)]
  await referrer.refer(`<${uri}>`)
  const invite = await bob.call.asked('INVITE')
  await watcher.subscribe()
  const { info } = await watcher.news()
  expect(info.userCount).toBe(1)
  expect(info.users[1]).toMatchObject({ entity: `sip:bob@${HERE}`, endpoints: [{ status: 'dialing-out' }] })
  bob.call.respond(invite, 180, { Contact: bob.call.contact })
  await watcher.until(({ users }) => users[1]?.endpoints[0]?.status === 'alerting')
})

test('[N10] a refusal is told as it is, and the room is as it was', async () => {
  const [{ bob, uri }, referrer] = [await bobsPhone(), await client()]
  await referrer.refer(`<${uri}>`)
  bob.call.respond(await bob.call.asked('INVITE'), 486)
  await bob.call.asked('ACK')
  expect(await referrer.outcome()).toBe('486 Whatever')
  expect(present()).toEqual(['alice@x.test'])
  await (await client(`bob@${HERE}`)).subscribe({ status: 403 })
  expect(alice.msrp.messages.size).toBe(0)
})

test('[N9] who takes the call with no chat that we can do is not in the room, and that is told', async () => {
  const [{ bob, uri }, referrer] = [await bobsPhone(), await client()]
  await referrer.refer(`<${uri}>`)
  const invite = await bob.call.asked('INVITE')
  const answer = chatSdp({ path: bob.msrp.path, setup: 'active', port: 0 })
  bob.call.respond(invite, 200, { Contact: bob.call.contact }, answer)
  await bob.call.until('ACK')
  await bob.hungUp()
  expect(await referrer.outcome()).toBe('500 Server Internal Error')
  expect(present()).toEqual(['alice@x.test'])
})

test('[N11] where there is no such domain, that is told', async () => {
  const referrer = await client()
  await referrer.refer('<sip:bob@nowhere.test>')
  expect(await referrer.outcome()).toBe('404 Not Found')
})

test('[F17] with an outbound proxy, calls of rooms go there whoever they are to', async () => {
  const routes: SipRoute[] = []
  await open({ sip: { routes } })
  const [{ bob, uri }, referrer] = [await bobsPhone(), await client()]
  routes.push({ host: HERE, port: Number(uri.split(':').at(-1)), transport: 'udp' })
  await referrer.refer('<sip:carol@elsewhere.test>')
  expect((await bob.call.asked('INVITE')).uri).toBe('sip:carol@elsewhere.test')
})

test('[N12] who is put out is hung up on with all his devices, and the others read that he has left', async () => {
  const devices = [await house.member('bob'), await house.member('bob')]
  const referrer = await client()
  await referrer.refer('<sip:bob@x.test>;method=BYE')
  const [bye] = await Promise.all(devices.map((device) => device.hungUp()))
  expect(bye && fieldOf(bye, 'Reason')).toContain('Removed by alice@x.test')
  expect(await referrer.outcome()).toBe('200 OK')
  await alice.until('bob@x.test has left the room after 0 seconds')
  expect(present()).toEqual(['alice@x.test'])
})

test('[N12] who is not there cannot be put out: 404', async () => {
  const referrer = await client()
  await referrer.refer('<sip:bob@x.test;method=BYE>')
  expect(await referrer.outcome()).toBe('404 Not Found')
})

test('[N12] who is being called is not called any more', async () => {
  const [{ bob, uri }, referrer, remover] = [await bobsPhone(), await client(), await client()]
  await referrer.refer(`<${uri}>`)
  const invite = await bob.call.asked('INVITE')
  bob.call.respond(invite, 180, { Contact: bob.call.contact })
  await remover.refer(`<sip:bob@${HERE};method=BYE>`)
  bob.call.respond(await bob.call.until('CANCEL'), 200)
  bob.call.respond(invite, 487)
  expect(await remover.outcome()).toBe('200 OK')
  expect(await referrer.outcome()).toBe('487 Request Terminated')
})

test('[N13] port, parameters, display name, and the case of the address do not matter', async () => {
  const bob = await house.member('bob')
  await (await client()).refer('"Bobby" <sip:BOB@X.TEST:5071;transport=tls;method=bye>')
  await bob.hungUp()
  await vi.waitUntil(() => present()?.length === 1)
})

test('[N14] what a room cannot do is 488, and without Refer-To 400', async () => {
  await (await client()).refer('<http://x.test/>', { status: 488 })
  await (await client()).refer('<sip:bob@x.test;method=MESSAGE>', { status: 488 })
  await (await client()).refer(null, { status: 400 })
  await (await client()).refer('bob@', { status: 400 })
})

test('who is not in the room may neither call others in nor put them out', async () => {
  for (const target of ['<sip:bob@x.test>', '<sip:alice@x.test;method=BYE>'])
    await (await client('carol@x.test')).refer(target, { status: 403 })
  expect(present()).toEqual(['alice@x.test'])
})

test('where the operator says so, everybody may who may come in', async () => {
  await open({ settings: { referRequiresParticipant: false } })
  await (await client('carol@x.test')).refer('<sip:alice@x.test;method=BYE>')
  await alice.hungUp()
  await (await client('eve@y.test')).refer('<sip:alice@x.test;method=BYE>', { status: 403 })
})

test('[N15] with Refer-Sub: false there are no NOTIFYs', async () => {
  const [bob, referrer] = [await house.member('bob'), await client()]
  const answer = await referrer.refer('<sip:bob@x.test;method=BYE>', { fields: { 'Refer-Sub': 'false' } })
  expect(fieldOf(answer, 'Refer-Sub')).toBe('false')
  await bob.hungUp()
  // What comes next is the answer to what comes next; and there is no dialog.
  await referrer.refer('<sip:bob@x.test;method=BYE>', { status: 481 })
})

test('[N16] a REFER within the call of somebody in the room is one like others', async () => {
  const bob = await house.member('bob')
  await alice.call.ask('REFER', 202, { 'Refer-To': '<sip:bob@x.test;method=BYE>' })
  const trying = await alice.call.until('NOTIFY')
  alice.call.respond(trying, 200)
  expect(textOf(trying.body)).toContain('SIP/2.0 100')
  await bob.hungUp()
  const last = await alice.call.until('NOTIFY')
  expect(textOf(last.body)).toContain('SIP/2.0 200 OK')
})

test('[N17] a MESSAGE to a room is 405: people write over MSRP', async () => {
  const one = await client()
  one.phone.begin('MESSAGE', 'r1', { 'Content-Type': 'text/plain' }, 'hi')
  await one.phone.answer(405)
})

test('nobody is called to a room that everybody has left', async () => {
  const [{ bob, uri }, referrer] = [await bobsPhone(), await client()]
  await referrer.refer(`<${uri}>`)
  const invite = await bob.call.asked('INVITE')
  bob.call.respond(invite, 180, { Contact: bob.call.contact })
  await alice.leave()
  bob.call.respond(await bob.call.until('CANCEL'), 200)
  bob.call.respond(invite, 487)
  expect(await referrer.outcome()).toBe('487 Request Terminated')
})
