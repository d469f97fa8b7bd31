import { parsePidf } from '@weft/protocols/presence/parse-pidf'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { expect, test, vi } from 'vitest'
import { CallingPhone } from './support/calling-phone.ts'
import { fastClock } from './support/fast-clock.ts'
import { SipPeer } from './support/sip-peer.ts'
import { type XmppOptions, xmppScenes } from './support/xmpp-scene.ts'

const { sceneWith } = xmppScenes()

const WATCH = { Event: 'presence', Accept: 'application/pidf+xml', Expires: '600' }

/** What a NOTIFY says, which is taken. */
async function news(phone: CallingPhone): Promise<string> {
  const notify = await phone.asked('NOTIFY')
  phone.respond(notify, 200)
  const state = (fieldOf(notify, 'Subscription-State') ?? '').replace(/;expires=\d+/, '')
  if (notify.body.length === 0) return state
  const { entity, tuples } = parsePidf(notify.body)
  const devices = tuples.map(({ id, basic, extended, contact, notes }) =>
    [id, basic, extended, contact?.replace('sip:juliet@capulet.lit', ''), ...notes.map(({ text }) => text)].join(' '),
  )
  return [state, entity, ...devices].join('\n')
}

/** Romeo's phone watches Juliet, who has not said whether he may. */
async function watching() {
  const scene = await sceneWith({ clock: fastClock(10) })
  const phone = await scene.phone('<sip:romeo@sip.test>')
  phone.begin('SUBSCRIBE', 'juliet@capulet.lit', WATCH)
  await phone.answer(202)
  expect(await news(phone)).toBe('pending')
  await scene.stage.play('< <presence type="subscribe" from="romeo@sip.test" to="juliet@capulet.lit"/>')
  return { ...scene, romeo: phone }
}

test('[X16] SIP watches XMPP: pending until she says that he may, then a tuple for each device, with how it is and what it says', async () => {
  const { stage, romeo: phone } = await watching()
  // Asked before that, servers refuse both (Prosody does).
  expect(stage.isSilent).toBe(true)
  await stage.play(`
    > <presence type="subscribed" from="juliet@capulet.lit" to="romeo@sip.test"/>
    < <presence type="probe" from="romeo@sip.test" to="juliet@capulet.lit"/>
  `)
  expect(await news(phone)).toBe('active\nsip:juliet@capulet.lit')
  await stage.play(
    '> <presence from="juliet@capulet.lit/balcony" to="romeo@sip.test"><show>away</show><status xml:lang="en">be right back</status></presence>',
  )
  expect(await news(phone)).toBe(
    'active\nsip:juliet@capulet.lit\nSID-62616c636f6e79 open away ;gr=62616c636f6e79;xmpp be right back',
  )
  await stage.play('> <presence from="juliet@capulet.lit/chamber" to="romeo@sip.test"><show>dnd</show></presence>')
  expect(await news(phone)).toContain('SID-6368616d626572 open busy ;gr=6368616d626572;xmpp')
  await stage.play('> <presence type="unavailable" from="juliet@capulet.lit/balcony" to="romeo@sip.test"/>')
  const gone = await news(phone)
  expect(gone).toContain('SID-6368616d626572 open busy')
  expect(gone).toContain('SID-62616c636f6e79 closed offline')
  await stage.play('> <presence from="juliet@capulet.lit/chamber" to="romeo@sip.test"/>')
  const back = await news(phone)
  expect(back).toContain('SID-6368616d626572 open available')
  expect(back).not.toContain('SID-62616c636f6e79')
})

test('[X16] a presence shows as well that he may watch, and one to a single device of his is nothing', async () => {
  const { stage, romeo: phone } = await watching()
  await stage.play(`
    > <presence from="juliet@capulet.lit/balcony" to="romeo@sip.test/phone"><show>away</show></presence>
    > <presence from="juliet@capulet.lit/balcony" to="romeo@sip.test"/>
  `)
  expect(await news(phone)).toContain('open available')
})

test('[X17] she takes it back, and his subscription ends', async () => {
  const { stage, romeo: phone } = await watching()
  await stage.play('> <presence type="unsubscribed" from="juliet@capulet.lit" to="romeo@sip.test"/>')
  expect(await news(phone)).toBe('terminated;reason=rejected')
})

test('a domain that is not there ends his subscription, one that does not answer now does not', async () => {
  const { stage, romeo: phone } = await watching()
  const error = (condition: string) =>
    `> <presence type="error" from="juliet@capulet.lit" to="romeo@sip.test"><error type="wait"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></presence>`
  await stage.play(error('remote-server-timeout'))
  await stage.play(error('remote-server-not-found'))
  expect(await news(phone)).toBe('terminated;reason=noresource\nsip:juliet@capulet.lit')
})

test('two phones of his watch through one subscription; when both have left, nothing is taken back on XMPP', async () => {
  const { stage, romeo: phone, ...scene } = await watching()
  const second = await scene.phone('<sip:romeo@sip.test>')
  await stage.play('> <presence from="juliet@capulet.lit/balcony" to="romeo@sip.test"/>')
  expect(await news(phone)).toContain('open available')
  second.begin('SUBSCRIBE', 'juliet@capulet.lit', WATCH)
  await second.answer(200)
  expect(await news(second)).toContain('active\nsip:juliet@capulet.lit\nSID-')
  for (const one of [phone, second]) {
    await one.ask('SUBSCRIBE', 200, { ...WATCH, Expires: '0' })
    expect(await news(one)).toContain('terminated;reason=timeout')
  }
  expect(stage.isSilent).toBe(true)
})

test('[X6] who is of no SIP domain of ours cannot watch', async () => {
  const scene = await sceneWith()
  const phone = await scene.phone('<sip:mallory@evil.test>')
  phone.begin('SUBSCRIBE', 'juliet@capulet.lit', WATCH)
  await phone.answer(403)
  expect(scene.stage.isSilent).toBe(true)
})

const PIDF = (...tuples: string[]) =>
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:a="urn:ag-projects:xml:ns:pidf" entity="sip:romeo@sip.test">${tuples.join('')}</presence>`
const tuple = (id: string, extended: string, note = '') =>
  `<tuple id="${id}"><status><basic>open</basic><a:extended>${extended}</a:extended></status>${note === '' ? '' : `<note xml:lang="en">${note}</note>`}</tuple>`

/** Juliet watches Romeo, whose phone is asked. */
async function watched(type: 'subscribe' | 'probe' = 'subscribe', options: XmppOptions = { clock: fastClock(10) }) {
  const scene = await sceneWith(options)
  const peer = await SipPeer.udp(scene.udp)
  scene.endsWith(() => peer.close())
  const phone = new CallingPhone(peer)
  scene.routeTo(peer.port)
  await scene.stage.play(`> <presence type="${type}" from="juliet@capulet.lit" to="romeo@sip.test"/>`)
  const subscribe = await phone.asked('SUBSCRIBE')
  expect([subscribe.uri, fieldOf(subscribe, 'Event')]).toEqual(['sip:romeo@sip.test', 'presence'])
  expect(fieldOf(subscribe, 'From')).toMatch(/^<sip:juliet@capulet\.lit>;tag=/)
  const notify = async (state: string, body = '') => {
    phone.request(
      'NOTIFY',
      {
        From: `${fieldOf(subscribe, 'To')};tag=phone`,
        To: fieldOf(subscribe, 'From') ?? '',
        'Call-ID': fieldOf(subscribe, 'Call-ID') ?? '',
        ...{ Contact: phone.contact, Event: 'presence', 'Subscription-State': state },
        ...(body === '' ? {} : { 'Content-Type': 'application/pidf+xml' }),
      },
      body,
    )
    await phone.answer(200)
  }
  const accept = () => phone.respond(subscribe, 200, { Contact: phone.contact, Expires: '600' })
  return { ...scene, phone, subscribe, notify, accept }
}

const CAPS = '<c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="urn:weft:gateway" ver="{ver}"/>'

test('[X18] XMPP watches SIP: she is told that she may, and of each device as it is, and when it has gone', async () => {
  const { stage, notify, accept } = await watched()
  accept()
  await notify('pending;expires=600')
  expect(stage.isSilent).toBe(true)
  await notify('active;expires=600', PIDF(tuple('desk', 'away', 'at lunch'), tuple('mobile', 'available')))
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit"><show>away</show><status xml:lang="en">at lunch</status>${CAPS}</presence>
    < <presence from="romeo@sip.test/mobile" to="juliet@capulet.lit">${CAPS}</presence>
  `)
  await notify('active;expires=599', PIDF(tuple('desk', 'busy'), tuple('mobile', 'available')))
  await stage.play(`< <presence from="romeo@sip.test/desk" to="juliet@capulet.lit"><show>dnd</show>${CAPS}</presence>`)
  await notify('active;expires=598', PIDF(tuple('mobile', 'offline')))
  await stage.play(`
    < <presence type="unavailable" from="romeo@sip.test/desk" to="juliet@capulet.lit"/>
    < <presence type="unavailable" from="romeo@sip.test/mobile" to="juliet@capulet.lit"/>
  `)
  expect(stage.isSilent).toBe(true)
})

test('who changes all the time is told as he is then, not each time', async () => {
  const { stage, notify, accept } = await watched('subscribe', { clock: fastClock(2) })
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'available', 'one')))
  for (let at = 0; at < 20; at++) await notify('active;expires=600', PIDF(tuple('desk', 'available', `${at}`)))
  await notify('active;expires=600', PIDF(tuple('desk', 'away', 'last')))
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit"><status xml:lang="en">one</status>${CAPS}</presence>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit"><show>away</show><status xml:lang="en">last</status>${CAPS}</presence>
  `)
  expect(stage.isSilent).toBe(true)
})

test('[X20] a probe is answered with how things are, without being told once more that she may', async () => {
  const { stage, notify, accept } = await watched()
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'away')))
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit"><show>away</show>${CAPS}</presence>
    > <presence type="probe" from="juliet@capulet.lit/balcony" to="romeo@sip.test"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit/balcony"><show>away</show>${CAPS}</presence>
    > <presence type="subscribe" from="juliet@capulet.lit" to="romeo@sip.test"/>
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
  `)
  expect(stage.isSilent).toBe(true)
})

test('[X20] a probe after we were away begins to watch anew', async () => {
  const { stage, notify, accept } = await watched('probe')
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'available')))
  await stage.play(`< <presence from="romeo@sip.test/desk" to="juliet@capulet.lit">${CAPS}</presence>`)
})

for (const [what, status] of [
  ['may not be watched', 403],
  ['is not there', 404],
  ['does not want it', 603],
] as const)
  test(`[X19] she is told that he ${what}`, async () => {
    const { stage, phone, subscribe } = await watched()
    phone.respond(subscribe, status)
    await stage.play('< <presence type="unsubscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>')
  })

test('[X19] what may pass is tried again, and nobody is there meanwhile', async () => {
  const { stage, phone, notify, accept } = await watched('subscribe', { clock: fastClock(50) })
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'available')))
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit">${CAPS}</presence>
  `)
  await notify('terminated;reason=deactivated')
  await stage.play('< <presence type="unavailable" from="romeo@sip.test/desk" to="juliet@capulet.lit"/>')
  expect(fieldOf(await phone.asked('SUBSCRIBE'), 'Event')).toBe('presence')
})

test('he ends it for good, and she is told', async () => {
  const { stage, notify, accept } = await watched()
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'available')))
  await notify('terminated;reason=rejected')
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit">${CAPS}</presence>
    < <presence type="unavailable" from="romeo@sip.test/desk" to="juliet@capulet.lit"/>
    < <presence type="unsubscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
  `)
})

test('she does not want to watch any more', async () => {
  const { stage, phone, notify, accept, edge } = await watched()
  accept()
  await notify('active;expires=600', PIDF(tuple('desk', 'available')))
  await stage.play(`
    < <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
    < <presence from="romeo@sip.test/desk" to="juliet@capulet.lit">${CAPS}</presence>
    > <presence type="unsubscribe" from="juliet@capulet.lit" to="romeo@sip.test"/>
    < <presence type="unavailable" from="romeo@sip.test/desk" to="juliet@capulet.lit"/>
    < <presence type="unsubscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>
  `)
  const last: SipRequest = await phone.asked('SUBSCRIBE')
  expect(fieldOf(last, 'Expires')).toBe('0')
  phone.respond(last, 200, { Contact: phone.contact, Expires: '0' })
  await notify('terminated;reason=timeout')
  await vi.waitUntil(() => edge.subscriber.size === 0)
})

test('what is no PIDF changes nothing', async () => {
  const { stage, notify, accept } = await watched()
  accept()
  await notify('active;expires=600', 'hello')
  await stage.play('< <presence type="subscribed" from="romeo@sip.test" to="juliet@capulet.lit"/>')
  expect(stage.isSilent).toBe(true)
})
