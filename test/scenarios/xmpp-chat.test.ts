import { fieldOf } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { attribute, sessionSdp } from './support/chat-sdp.ts'
import { composingText } from './support/cpim-text.ts'
import { StillClock } from './support/still-clock.ts'
import { type XmppOptions, xmppScenes } from './support/xmpp-scene.ts'

const { sceneWith } = xmppScenes()

const ACTIVE = '<active xmlns="http://jabber.org/protocol/chatstates"/>'
const REQUEST = '<request xmlns="urn:xmpp:receipts"/>'
const COMPOSING = 'application/im-iscomposing+xml'

/** Romeo, on SIP, has called Juliet, on XMPP. */
async function romeoCalls(options: XmppOptions = {}) {
  const scene = await sceneWith(options)
  const romeo = await scene.chatPhone('romeo')
  await romeo.join('juliet@capulet.lit')
  return { ...scene, romeo }
}

/** Juliet has written to Romeo, whose phone took the call. */
async function julietWrites(options: XmppOptions = {}) {
  const scene = await sceneWith(options)
  const romeo = await scene.chatPhone('romeo', 'called')
  await scene.stage.play(
    '> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>art thou there?</body></message>',
  )
  const invite = await romeo.take()
  expect((await romeo.hear()).content).toBe('art thou there?')
  return { ...scene, romeo, invite }
}

test('[X5] a call is taken at once; what is said goes to whoever answers first, and from then on to that device', async () => {
  const { stage, romeo } = await romeoCalls()
  const said = romeo.say('art thou not Juliet?', {}, { id: 'said-1' })
  await stage.play(
    `< <message type="chat" id="said-1" from="romeo@sip.test/sip" to="juliet@capulet.lit"><body>art thou not Juliet?</body>${ACTIVE}</message>`,
  )
  expect(await said).toBe('000 200 OK')
  await stage.play(
    '> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>neither, fair saint</body></message>',
  )
  const heard = await romeo.hear()
  expect([heard.content, heard.headers.get('From')]).toEqual(['neither, fair saint', '<sip:juliet@capulet.lit>'])
  await romeo.say('my life were better ended', {}, { id: 'said-2' })
  await stage.play(
    `< <message type="chat" id="said-2" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><body>my life were better ended</body>${ACTIVE}${REQUEST}</message>`,
  )
})

test('[X5] his device is her contact by its own name, and hers in his', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo')
  const answer = await romeo.invite(
    'juliet@capulet.lit;gr=62616c636f6e79',
    {},
    {
      Contact: `<sip:romeo@127.0.0.1:${romeo.port};gr=urn:uuid:f81d4fae>`,
    },
  )
  expect(attribute(Buffer.from(answer.body).toString(), 'chatroom')).toBeNull()
  await romeo.connect(answer)
  await romeo.say('hello', {}, { id: 'said-1' })
  await scene.stage.play(
    `< <message type="chat" id="said-1" from="romeo@sip.test/urn:uuid:f81d4fae" to="juliet@capulet.lit/balcony"><body>hello</body>${ACTIVE}${REQUEST}</message>`,
  )
})

test('an HTML message is told in words, a picture is refused, and so is what cannot be read', async () => {
  const { stage, romeo } = await romeoCalls()
  await romeo.say('<p>one &amp; <b>two</b></p><script>alert(1)</script>', { type: 'text/html' }, { id: 'said-1' })
  await stage.play(
    `< <message type="chat" id="said-1" from="romeo@sip.test/sip" to="juliet@capulet.lit"><body>one &amp; two</body>${ACTIVE}</message>`,
  )
  expect(await romeo.say('JFIF', { type: 'image/jpeg' })).toMatch(/^000 415/)
  expect((await romeo.report('no envelope at all')).headers.get('Status')).toMatch(/^000 400/)
  expect(stage.isSilent).toBe(true)
})

test('a call with nothing but sound is refused', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo')
  romeo.call.invite('juliet@capulet.lit', {}, sessionSdp(['m=audio 4000 RTP/AVP 0']))
  await romeo.call.answer(488)
})

test('[X6] who is of no SIP domain of ours cannot call', async () => {
  const scene = await sceneWith()
  const mallory = await scene.phone('<sip:mallory@evil.test>')
  mallory.invite('juliet@capulet.lit')
  await mallory.answer(403)
})

test('[X7] a message without a chat is a call, which is answered first; three of them are one call, in order', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo', 'called')
  await scene.stage.play(`
    > <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>one</body></message>
    > <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>two</body></message>
    > <message type="chat" id="m3" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>three</body></message>
  `)
  const invite = await romeo.take()
  expect([invite.uri, fieldOf(invite, 'From')?.replace(/;tag.*/, '')]).toEqual(['sip:romeo@sip.test', '<sip:juliet@capulet.lit>'])
  const heard = [await romeo.hear(), await romeo.hear(), await romeo.hear()]
  expect(heard.map(({ content }) => content)).toEqual(['one', 'two', 'three'])
  expect(scene.stage.isSilent).toBe(true)
})

for (const [status, condition, type] of [
  [404, 'item-not-found', 'cancel'],
  [480, 'recipient-unavailable', 'wait'],
  [603, 'recipient-unavailable', 'wait'],
] as const)
  test(`[X8] a call that ends with ${status}: each message that waited comes back as ${condition}`, async () => {
    const { stage, chatPhone } = await sceneWith()
    const romeo = await chatPhone('romeo', 'called')
    const message = (id: string) =>
      `> <message type="chat" id="${id}" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>${id}</body></message>`
    await stage.play(`${message('m1')}\n${message('m2')}`)
    romeo.call.respond(await romeo.call.asked('INVITE'), status)
    const error = (id: string) =>
      `< <message type="error" id="${id}" from="romeo@sip.test" to="juliet@capulet.lit/balcony"><error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>`
    await stage.play(`${error('m1')}\n${error('m2')}`)
  })

test('[X9] that she writes is told, and that she does not any more, once each', async () => {
  const { stage, romeo } = await julietWrites()
  const state = (name: string) =>
    `> <message type="chat" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><${name} xmlns="http://jabber.org/protocol/chatstates"/></message>`
  await stage.play([state('active'), state('composing'), state('paused'), state('inactive')].join('\n'))
  const told = [await romeo.hear(), await romeo.hear()]
  expect(told.map(({ content, mime }) => [/<state>(\w+)/.exec(content)?.[1], mime.get('Content-Type')])).toEqual([
    ['active', COMPOSING],
    ['idle', COMPOSING],
  ])
  await stage.play(state('gone'))
  await romeo.hungUp()
})

test('[X9] that he writes is told, until he stops, or nothing more is heard of it', async () => {
  const clock = new StillClock()
  const { stage, romeo } = await romeoCalls({ clock })
  const told = (name: string) =>
    `< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit"><${name} xmlns="http://jabber.org/protocol/chatstates"/></message>`
  await romeo.say(composingText('active', 60), { type: COMPOSING })
  await stage.play(told('composing'))
  await romeo.say(composingText('idle'), { type: COMPOSING })
  await stage.play(told('paused'))
  await romeo.say(composingText('active', 60), { type: COMPOSING })
  await stage.play(told('composing'))
  clock.pass(65_000)
  await stage.play(told('paused'))
})

test('[X9] he hangs up, and she is told that he has gone', async () => {
  const { stage, romeo } = await romeoCalls()
  await romeo.leave()
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit"><gone xmlns="http://jabber.org/protocol/chatstates"/></message>',
  )
})

test('[X10] who wants a receipt gets it once the phone has reported', async () => {
  const { stage, romeo } = await julietWrites()
  romeo.msrp.wantsToReport = 'no'
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  const asked = await romeo.msrp.messages.next()
  expect(asked.wantsReport).toBe(true)
  expect(stage.isSilent).toBe(true)
  romeo.msrp.report({ id: asked.id, size: asked.body.length })
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><received xmlns="urn:xmpp:receipts" id="m2"/></message>',
  )
})

test('[X10] what the phone refuses comes back', async () => {
  const { stage, romeo } = await julietWrites()
  romeo.msrp.wantsToReport = 'no'
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  const { id, body } = await romeo.msrp.messages.next()
  romeo.msrp.report({ id, size: body.length }, '000 403 Forbidden')
  await stage.play(
    '< <message type="error" id="m2" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><error type="auth"><forbidden xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>',
  )
})

test('[X10][X11] his report waits for the receipt of a device that sends some, whatever the id of its stanza', async () => {
  const { stage, romeo } = await julietWrites()
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><received xmlns="urn:xmpp:receipts" id="m2"/></message>',
  )
  const said = romeo.say('I hear', {}, { id: 'said-1' })
  await stage.play(`
    < <message type="chat" id="said-1" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><body>I hear</body>${ACTIVE}${REQUEST}</message>
    > <message id="another" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><received xmlns="urn:xmpp:receipts" id="said-1"/></message>
  `)
  expect(await said).toBe('000 200 OK')
})

test('[X12] a device that sends receipts and does not send this one in time: 408', async () => {
  const clock = new StillClock()
  const { stage, romeo } = await julietWrites({ clock })
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><received xmlns="urn:xmpp:receipts" id="m2"/></message>',
  )
  const said = romeo.say('I hear', {}, { id: 'said-1' })
  await stage.play(
    `< <message type="chat" id="said-1" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><body>I hear</body>${ACTIVE}${REQUEST}</message>`,
  )
  clock.pass(30_000)
  expect(await said).toMatch(/^000 408/)
})

test('his report does not wait for a receipt of another device of hers, which has never sent one', async () => {
  const { stage, romeo } = await julietWrites()
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  await stage.play(`
    < <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><received xmlns="urn:xmpp:receipts" id="m2"/></message>
    > <message type="chat" id="m3" from="juliet@capulet.lit/tomb" to="romeo@sip.test/sip"><body>here</body></message>
  `)
  const said = romeo.say('there?', {}, { id: 'said-1' })
  await stage.play(
    `< <message type="chat" id="said-1" from="romeo@sip.test/sip" to="juliet@capulet.lit/tomb"><body>there?</body>${ACTIVE}${REQUEST}</message>`,
  )
  expect(await said).toBe('000 200 OK')
})

test('who writes and closes the window before the phone is answered is heard nevertheless', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo', 'called')
  await scene.stage.play(`
    > <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>come</body></message>
    > <message type="chat" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><gone xmlns="http://jabber.org/protocol/chatstates"/></message>
  `)
  await romeo.take()
  expect((await romeo.hear()).content).toBe('come')
  expect(scene.stage.isSilent).toBe(true)
})

test('one of her domain makes so many phones ring within a minute, and no more', async () => {
  const { stage, routeTo } = await sceneWith()
  routeTo(9)
  const calls = Array.from(
    { length: 21 },
    (_, at) => `> <message type="chat" id="m${at}" from="juliet@capulet.lit/x" to="u${at}@sip.test"><body>x</body></message>`,
  )
  await stage.play(`
    ${calls.join('\n')}
    < <message type="error" id="m20" from="u20@sip.test" to="juliet@capulet.lit/x"><error type="wait"><resource-constraint xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
  `)
})

test('an error is reported, and after three in a row he is hung up on', async () => {
  const { stage, romeo } = await julietWrites()
  await stage.play(
    `> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><body>hear me</body>${REQUEST}</message>`,
  )
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><received xmlns="urn:xmpp:receipts" id="m2"/></message>',
  )
  for (const id of ['said-1', 'said-2', 'said-3']) {
    const said = romeo.say(id, {}, { id })
    await stage.play(`
      < <message type="chat" id="${id}" from="romeo@sip.test/sip" to="juliet@capulet.lit/balcony"><body>${id}</body>${ACTIVE}${REQUEST}</message>
      > <message type="error" id="${id}" from="juliet@capulet.lit" to="romeo@sip.test/sip"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
    `)
    expect(await said).toMatch(/^000 408/)
  }
  await romeo.hungUp()
})

test('[X15] a chat without a word is over after a while; a word begins the while anew', async () => {
  const clock = new StillClock()
  const { stage, romeo } = await romeoCalls({ clock, timeout: 60_000 })
  for (const id of ['said-1', 'said-2']) {
    clock.pass(59_000)
    await romeo.say(id, {}, { id })
    await stage.play(
      `< <message type="chat" id="${id}" from="romeo@sip.test/sip" to="juliet@capulet.lit"><body>${id}</body>${ACTIVE}</message>`,
    )
  }
  clock.pass(60_000)
  await romeo.hungUp()
  await stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit"><gone xmlns="http://jabber.org/protocol/chatstates"/></message>',
  )
})

/** What a MESSAGE says, which is answered. */
async function messageAt(scene: Awaited<ReturnType<typeof sceneWith>>, status = 200) {
  const romeo = await scene.chatPhone('romeo', 'called')
  return async () => {
    const message = await romeo.call.asked('MESSAGE')
    romeo.call.respond(message, status)
    return message
  }
}

test('[X13] without MSRP chats are MESSAGEs: 2,500 characters arrive once, as they are', async () => {
  const scene = await sceneWith({ usesMsrp: false })
  const next = await messageAt(scene)
  const long = 'wherefore '.repeat(250)
  await scene.stage.play(
    `> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>${long}</body></message>`,
  )
  await scene.stage.play(
    '> <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>next</body></message>',
  )
  const [first, second] = [Buffer.from((await next()).body).toString(), Buffer.from((await next()).body).toString()]
  expect([first.split(long).length - 1, second.endsWith('next')]).toEqual([1, true])
})

test('[X13] receipts of MESSAGEs are IMDNs, both ways', async () => {
  const scene = await sceneWith({ usesMsrp: false })
  const next = await messageAt(scene)
  await scene.stage.play(
    `> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>hear me</body>${REQUEST}</message>`,
  )
  const asked = Buffer.from((await next()).body).toString()
  expect(asked).toMatch(/imdn.Message-ID: m1/)
  expect(asked).toMatch(/imdn.Disposition-Notification: .*positive-delivery/)
  const romeo = await scene.phone('<sip:romeo@sip.test>')
  const cpim = (id: string, asks: string, type: string, content: string) =>
    `From: <sip:romeo@sip.test>\r\nTo: <sip:juliet@capulet.lit>\r\nDateTime: 2026-07-17T08:41:52Z\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: ${id}\r\n${asks}\r\nContent-Type: ${type}\r\n\r\n${content}`
  const imdn =
    '<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>m1</message-id><datetime>2026-07-17T08:41:52Z</datetime><delivery-notification><status><delivered/></status></delivery-notification></imdn>'
  romeo.begin('MESSAGE', 'juliet@capulet.lit', { 'Content-Type': 'message/cpim' }, cpim('r1', '', 'message/imdn+xml', imdn))
  await romeo.answer(200)
  await scene.stage.play(
    '< <message type="chat" from="romeo@sip.test/sip" to="juliet@capulet.lit"><received xmlns="urn:xmpp:receipts" id="m1"/></message>',
  )
  const again = await scene.phone('<sip:romeo@sip.test>')
  again.begin(
    'MESSAGE',
    'juliet@capulet.lit',
    { 'Content-Type': 'message/cpim' },
    cpim('m2', 'imdn.Disposition-Notification: positive-delivery\r\n', 'text/plain', 'I hear'),
  )
  await again.answer(200)
  await scene.stage.play(`
    < <message type="chat" id="m2" from="romeo@sip.test/sip" to="juliet@capulet.lit"><body>I hear</body>${ACTIVE}${REQUEST}</message>
    > <message id="x" from="juliet@capulet.lit/balcony" to="romeo@sip.test/sip"><received xmlns="urn:xmpp:receipts" id="m2"/></message>
  `)
  expect(Buffer.from((await next()).body).toString()).toMatch(/<message-id>m2<\/message-id>[\s\S]*<delivered\/>/)
})

test('[X14] what is no chat is a MESSAGE, both ways, subject and all', async () => {
  const scene = await sceneWith()
  const next = await messageAt(scene)
  await scene.stage.play(
    '> <message id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><subject>news</subject><body>come</body></message>',
  )
  const message = await next()
  expect([fieldOf(message, 'Subject'), Buffer.from(message.body).toString().endsWith('come')]).toEqual(['news', true])
  const romeo = await scene.phone('<sip:romeo@sip.test>')
  romeo.begin('MESSAGE', 'juliet@capulet.lit', { 'Content-Type': 'text/plain', Subject: 'answer' }, 'I come')
  await romeo.answer(200)
  await scene.stage.play(
    '< <message type="normal" id="{id}" from="romeo@sip.test/sip" to="juliet@capulet.lit"><subject>answer</subject><body>I come</body></message>',
  )
})

test('what SIP does not take comes back, and what XMPP does not take is refused', async () => {
  const scene = await sceneWith({ usesMsrp: false })
  const next = await messageAt(scene, 404)
  await scene.stage.play(
    '> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>come</body></message>',
  )
  await next()
  await scene.stage.play(
    '< <message type="error" id="m1" from="romeo@sip.test" to="juliet@capulet.lit/balcony"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>',
  )
  const romeo = await scene.phone('<sip:romeo@sip.test>')
  romeo.begin('MESSAGE', 'juliet@capulet.lit', { 'Content-Type': 'image/png' }, 'PNG')
  await romeo.answer(415)
})

for (const [condition, status] of [
  ['remote-server-not-found', 404],
  // Not 408, which is no answer to a MESSAGE (RFC 4320 §4.2).
  ['remote-server-timeout', 504],
] as const)
  test(`[X3] what cannot be delivered to XMPP is refused once it has come back: ${condition}`, async () => {
    const scene = await sceneWith({ usesMsrp: false })
    scene.stage.isReachable = false
    const romeo = await scene.phone('<sip:romeo@sip.test>')
    romeo.begin('MESSAGE', 'juliet@capulet.lit', { 'Content-Type': 'text/plain' }, 'hello')
    await scene.stage.play(`
      < <message type="chat" id="{id}" from="romeo@sip.test/sip" to="juliet@capulet.lit"><body>hello</body>${ACTIVE}</message>
      > <message type="error" id="{id}" from="juliet@capulet.lit" to="romeo@sip.test/sip"><error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
    `)
    await romeo.answer(status)
  })

test('[X27] headlines and groupchat do not reach people on SIP, and errors are not answered', async () => {
  const { stage } = await sceneWith()
  await stage.play(`
    > <message type="headline" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>news</body></message>
    > <message type="error" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>x</body></message>
    > <message type="groupchat" id="m3" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>all</body></message>
    < <message type="error" id="m3" from="romeo@sip.test" to="juliet@capulet.lit/balcony"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
  `)
  expect(stage.isSilent).toBe(true)
})

test('who knows no MSRP is written to by MESSAGE instead, and from then on at once', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo', 'called')
  await scene.stage.play(`
    > <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>art thou there?</body></message>
    > <message type="chat" id="m2" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>answer</body></message>
  `)
  romeo.call.respond(await romeo.call.asked('INVITE'), 488)
  await romeo.call.asked('ACK')
  const next = async () => {
    const message = await romeo.call.asked('MESSAGE')
    romeo.call.respond(message, 200)
    return Buffer.from(message.body).toString().split('\r\n').at(-1)
  }
  expect([await next(), await next()]).toEqual(['art thou there?', 'answer'])
  await scene.stage.play(
    '> <message type="chat" id="m3" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>wherefore art thou</body></message>',
  )
  expect(await next()).toBe('wherefore art thou')
  expect(scene.stage.isSilent).toBe(true)
})

test('without a certificate for MSRP chats are MESSAGEs', async () => {
  const scene = await sceneWith({ msrp: { ports: { tcp: null, tls: null } } })
  const next = await messageAt(scene)
  await scene.stage.play(
    '> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>come</body></message>',
  )
  expect(Buffer.from((await next()).body).toString()).toMatch(/come$/)
})

test('who declines a chat is not written to another way', async () => {
  const scene = await sceneWith()
  const romeo = await scene.chatPhone('romeo', 'called')
  await scene.stage.play(
    '> <message type="chat" id="m1" from="juliet@capulet.lit/balcony" to="romeo@sip.test"><body>come</body></message>',
  )
  romeo.call.respond(await romeo.call.asked('INVITE'), 603)
  await scene.stage.play(
    '< <message type="error" id="m1" from="romeo@sip.test" to="juliet@capulet.lit/balcony"><error type="wait"><recipient-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>',
  )
})
