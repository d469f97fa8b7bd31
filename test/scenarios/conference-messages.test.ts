import { expect, test } from 'vitest'
import type { ChatPhone } from './support/chat-phone.ts'
import { openHouse } from './support/conference-scene.ts'
import { composingText, cpimText } from './support/cpim-text.ts'
import { fastClock } from './support/fast-clock.ts'
import { freshId } from './support/msrp-client.ts'
import type { MsrpFrame } from './support/msrp-frame.ts'

const AGP = 'NS: agp <urn:ag-projects:xml:ns:cpim>'
const COMPOSING = 'application/im-iscomposing+xml'
/** PNG's first bytes as Blink sends pictures: base64, without saying so. */
const PICTURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')

test('[R1] what one says reaches all others alike, and not the session that said it', async () => {
  const house = await openHouse()
  const alice = await house.member('alice', { name: 'Alice' })
  const [bob, carol] = [await house.member('bob'), await house.member('carol')]
  expect(await alice.say('hi')).toBe('000 200 OK')
  const [first, second] = [await bob.until('hi'), await carol.until('hi')]
  expect(first).toEqual(second)
  expect(first.headers.get('From')).toBe('Alice <sip:alice@x.test>')
  expect(first.headers.get('To')).toBe('Conference Room <sip:r1@weft.test>')
  expect(first.headers.get('DateTime')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/)
  expect(first.mime).toEqual(new Map([['Content-Type', 'text/plain']]))
  await bob.say('and you')
  await alice.until('and you')
  expect(alice.heard).not.toContain('hi')
})

test('[R2] what one device says reaches the other devices of its user', async () => {
  const house = await openHouse()
  const [desk, mobile] = [await house.member('alice'), await house.member('alice')]
  await desk.say('from my desk')
  expect((await mobile.until('from my desk')).headers.get('From')).toBe('<sip:alice@x.test>')
})

test('[R3] whoever speaks at the same time is heard in one order by all', async () => {
  const house = await openHouse()
  const [alice, bob, carol, dave] = [
    await house.member('alice'),
    await house.member('bob'),
    await house.member('carol'),
    await house.member('dave'),
  ]
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`)
  await Promise.all([alice, bob].map((one) => Promise.all(texts.map((text) => one.say(`${one.address} ${text}`)))))
  await alice.say('the end')
  await Promise.all([carol, dave].map((one) => one.until('the end')))
  const [first, second] = [carol, dave].map(({ heard }) => heard.filter((text) => /@x\.test \d+$/.test(text)))
  expect(first).toHaveLength(40)
  expect(first).toEqual(second)
})

test('[R4] who says to be somebody else is told 403, and nobody hears it', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  expect(await alice.say('forged', { from: 'Bob <sip:bob@x.test>' })).toBe('000 403 From is somebody else')
  expect(await alice.say('with a port', { from: '<sips:alice@X.test:5061;transport=tls>' })).toBe('000 200 OK')
  expect(await alice.say('without From', { from: null })).toBe('000 200 OK')
  await bob.until('without From')
  expect(bob.heard).not.toContain('forged')
})

test.each([
  ['no To', null, 200],
  ['a To without brackets', 'sip:r1@weft.test', 200],
  ['a To that names no user', '<sip:weft.test>', 400],
  ['a To that is no address', 'everybody', 400],
])('[R5] %s is no harm to the room', async (_what, to, code) => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  expect(await alice.say('odd', { to })).toMatch(new RegExp(`^000 ${code}`))
  if (code === 200) await bob.until('odd')
  expect(await bob.say('still here')).toBe('000 200 OK')
  await alice.until('still here')
})

test('[R6] a private message reaches the devices of the two, and is not kept', async () => {
  const house = await openHouse()
  const [alice, mobile, bob, carol] = [
    await house.member('alice'),
    await house.member('alice'),
    await house.member('bob'),
    await house.member('carol'),
  ]
  expect(await alice.say('psst', { to: '<sip:bob@x.test>' })).toBe('000 200 OK')
  for (const one of [bob, mobile]) expect((await one.until('psst')).headers.get('To')).toBe('<sip:bob@x.test>')
  await alice.say('aloud')
  await carol.until('aloud')
  expect(carol.heard).not.toContain('psst')
  const late = await house.phone('late')
  await late.join('r1')
  expect((await late.hear()).content).toContain('Welcome!')
  expect((await late.hear()).content).toBe('aloud')
})

test('[R7] who is not there cannot be written to in private', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  expect(await alice.say('psst', { to: '<sip:nobody@x.test>' })).toBe('000 404 No such participant')
})

test('who knows no private messages gets none', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.phone('bob')]
  await bob.join('r1', { more: ['a=chatroom:nickname'] })
  expect(await alice.say('psst', { to: '<sip:bob@x.test>' })).toBe('000 428 Private messages not supported')
})

test('[R8] pictures and HTML pass byte for byte, other types do not', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  expect(await alice.say(PICTURE, { type: 'image/png' })).toBe('000 200 OK')
  expect((await bob.until(PICTURE)).part).toBe(`Content-Type: image/png\r\n\r\n${PICTURE}`)
  const html = '<b>höh</b>'
  expect(await alice.say(html, { type: 'text/html; charset=utf-8' })).toBe('000 200 OK')
  expect((await bob.until(html)).mime.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(await alice.say('%PDF', { type: 'application/pdf' })).toMatch(/^000 415 /)
})

test('[R9] a header that the room does not know is passed on with its namespace', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  await alice.say('with more', { headers: ['NS: X <urn:example:more>', 'X.y: z', 'Subject:;lang=nl Hallo'] })
  const { headers } = await bob.until('with more')
  expect([headers.get('NS'), headers.get('X.y'), headers.get('Subject')]).toEqual(['X <urn:example:more>', 'z', ';lang=nl Hallo'])
})

test('nobody speaks as the room', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  await alice.say('bob has left the room', { headers: [AGP, 'agp.Message-Type: status'] })
  expect([...(await bob.until('bob has left the room')).headers.keys()]).not.toContain('agp.Message-Type')
})

test("[R10] the original's own way of writing CPIM is understood, and passed on as it is", async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  const part = 'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf8"\nContent-Transfer-Encoding: \n\nhällo\nthere'
  const dateTime = '2026-07-17T08:41:52.123456+00:00'
  const head = `From: Alice <sip:alice@x.test>\r\nTo: Conference Room <sip:r1@weft.test>\r\nDateTime: ${dateTime}\r\n\r\n`
  expect((await alice.report(head + part)).headers.get('Status')).toBe('000 200 OK')
  const heard = await bob.until('hällo\nthere')
  expect(Buffer.from(heard.part, 'latin1').toString()).toBe(part)
  expect(heard.headers.get('DateTime')).toBe(dateTime)
})

test('what is no CPIM is told so, and so is a text that is not in its charset', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  expect((await alice.report('hello')).headers.get('Status')).toBe('000 400 CPIM Parser Error')
  expect(await alice.say('?', { type: 'text/plain; charset=utf-16' })).toMatch(/^000 415 /)
})

test('[R11] that somebody writes is told to all others, or to one, and not kept', async () => {
  const house = await openHouse()
  const [alice, bob, carol] = [
    await house.member('alice', { name: 'Alice' }),
    await house.member('bob'),
    await house.member('carol'),
  ]
  expect(await alice.say(composingText('active', 60), { type: COMPOSING })).toBe('000 200 OK')
  for (const one of [bob, carol]) {
    const composing = await one.until(/isComposing/)
    expect(composing.mime.get('Content-Type')).toMatch(/^application\/im-iscomposing\+xml/)
    expect(composing.headers.get('From')).toBe('Alice <sip:alice@x.test>')
    expect(composing.content).toContain('<state>active</state><refresh>60</refresh>')
  }
  await alice.say(composingText('idle'), { type: COMPOSING, to: '<sip:bob@x.test>' })
  expect((await bob.until(/isComposing.*idle/)).headers.get('To')).toBe('<sip:bob@x.test>')
  const late = await house.phone('late')
  await late.join('r1')
  await alice.say('done')
  await Promise.all([late.until('done'), carol.until('done')])
  expect(late.heard.filter((text) => !text.startsWith('Welcome!'))).toEqual(['done'])
  expect(carol.heard.filter((text) => text.includes('isComposing'))).toHaveLength(1)
})

test('members are asked to report on long messages only, of which they may refuse the rest', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  await alice.say('short')
  expect((await bob.msrp.messages.next()).wantsReport).toBe(false)
  await alice.say('long'.repeat(1000))
  expect((await bob.msrp.messages.next()).wantsReport).toBe(true)
})

test('that somebody writes is told with nothing to report on, and not to who does not take it', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  const carol = await house.phone('carol')
  await carol.join('r1', { acceptTypes: 'message/cpim', acceptWrapped: 'text/*' })
  await alice.say(composingText('active'), { type: COMPOSING })
  await bob.until(/carol@x.test has joined/)
  expect((await bob.msrp.messages.next()).wantsReport).toBe(false)
  await alice.say('hi')
  await carol.until('hi')
  expect(carol.heard.some((text) => text.includes('isComposing'))).toBe(false)
})

test('[R12] what is no composing indication is told so, and no entity in one is expanded', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  const answers = [
    await alice.say('<isComposing', { type: COMPOSING }),
    await alice.say('<!DOCTYPE x [<!ENTITY e "active">]><isComposing><state>&e;</state></isComposing>', { type: COMPOSING }),
  ]
  expect(answers).toEqual(Array(2).fill('000 400 Malformed composing indication'))
})

test('[R19] who does not take pictures is sent none, and all else', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  const bob = await house.phone('bob')
  await bob.join('r1', { acceptTypes: 'message/cpim', acceptWrapped: 'text/*' })
  await alice.say(PICTURE, { type: 'image/png' })
  await alice.say('did you see it?')
  await bob.until('did you see it?')
  expect(bob.heard).not.toContain(PICTURE)
})

test('who says how much he takes at most is sent nothing that is larger', async () => {
  const house = await openHouse()
  const alice = await house.member('alice')
  const bob = await house.phone('bob')
  await bob.join('r1', { more: ['a=max-size:1000'] })
  await alice.say('a'.repeat(2000))
  await alice.say('short')
  await bob.until('short')
  expect(bob.heard).not.toContain('a'.repeat(2000))
})

test('[R21] what is encrypted for one is not said to a room, but may be said to that one', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  expect(await alice.say('?OTR:AAMC')).toMatch(/^000 413 /)
  expect(await alice.say('?OTR:AAMC', { to: '<sip:bob@x.test>' })).toBe('000 200 OK')
  await bob.until('?OTR:AAMC')
})

test('a message of five megabytes in many chunks reaches the others whole, and is reported on once', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  const content = 'weft '.repeat(1_048_576)
  const body = Buffer.from(cpimText({ from: '<sip:alice@x.test>', to: '<sip:r1@weft.test>', content }))
  const id = freshId()
  alice.msrp.sendChunked(id, body, 65_536, { success: 'yes' })
  expect((await bob.until(/^weft weft /)).content === content).toBe(true)
  expect(await bob.say('thanks')).toBe('000 200 OK')
})

test('[P18] who does not answer a keep-alive is not in the room any more, and hung up on', async () => {
  const house = await openHouse({ msrp: { keepAlive: 100, clock: fastClock(60) } })
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  alice.msrp.answers = 'no'
  await alice.hungUp()
  await bob.until(/^alice@x\.test has left the room/)
})

test('[P19] who says nothing is asked whether he is there, and stays where he answers', async () => {
  const house = await openHouse({ msrp: { keepAlive: 100 } })
  const alice = await house.member('alice')
  const frame = await until(alice, ({ method, body }) => method === 'SEND' && body === null)
  expect(frame.headers.get('Keep-Alive')).toBe('yes')
  expect(await alice.say('I am')).toBe('000 200 OK')
})

test('who loses his connection has left the room, and is hung up on', async () => {
  const house = await openHouse()
  const [alice, bob] = [await house.member('alice'), await house.member('bob')]
  alice.msrp.close()
  await alice.hungUp()
  await bob.until(/^alice@x\.test has left the room/)
})

async function until(phone: ChatPhone, isThat: (frame: MsrpFrame) => boolean): Promise<MsrpFrame> {
  for (;;) {
    const frame = await phone.msrp.frames.next()
    if (isThat(frame)) return frame
  }
}
