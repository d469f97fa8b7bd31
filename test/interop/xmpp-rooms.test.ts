import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ChatPhone } from '../scenarios/support/chat-phone.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import type { XmppUser } from './peers/xmpp-user.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'
import { startXmppPlace, type XmppPlace } from './xmpp-place.ts'

const ROOM = 'team@conference.weft.test'
const ALICE = 'alice@weft.test'
const ROMEO = 'romeo@peer.test'

describeWith(['prosody', 'dnsmasq', 'janus', 'chromium'], 'XMPP, SIP and a browser in one room', () => {
  let janus: Janus
  let browser: Chromium
  let place: XmppPlace
  let romeo: XmppUser

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    place = await startXmppPlace({ janus, users: ['alice'], prosody: ['romeo'] })
    romeo = await place.logIn('prosody', 'romeo')
  })
  afterAll(async () => {
    romeo?.leave()
    await browser?.close()
    await place?.stop()
    await janus?.stop()
  })

  /** Alice, who has come into that room with a browser. */
  async function onTheWeb(room: string): Promise<WebRoom> {
    const phone = await WebPhone.logIn(browser, place.weft.url, ALICE, 'alicepw')
    onTestFinished(() => phone.page.close())
    await phone.registration('registered')
    const joined = await WebRoom.join(phone, room, 'nothing')
    await joined.state('established')
    return joined
  }

  test('[X21][X22][X24] somebody behind Prosody comes into a room with a browser and a SIP client: all hear each other, and of each other', async () => {
    const phone = await WebPhone.logIn(browser, place.weft.url, ALICE, 'alicepw')
    onTestFinished(() => phone.page.close())
    await phone.registration('registered')

    const alice = await WebRoom.join(phone, 'team', 'nothing')
    await alice.state('established')
    const bob = await ChatPhone.at(place.weft.sipPort, 'bob', { name: 'Bob', domain: 'phone.test' })
    onTestFinished(() => bob.close())
    await bob.join(ROOM)
    await bob.until(/^Welcome!/)

    romeo.say(`<presence to='${ROOM}/Bob'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    expect(await romeo.hears(/<presence [^>]*type=.error.*?<\/presence>/)).toContain('<conflict ')
    romeo.say(`<presence to='${ROOM}/Montague'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    const occupants = await romeo.hears(/<presence [^>]*from=.team@conference\.weft\.test\/Montague.*?<\/presence>/)
    expect(occupants).toMatch(/code=.110/)
    expect(occupants).toMatch(/from=.team@conference\.weft\.test\/Bob/)
    expect(occupants).toContain(ALICE)
    await alice.heard(`Montague <${ROMEO}> has joined the room with chat`, 'status')
    await bob.until(`Montague <${ROMEO}> has joined the room with chat`)

    romeo.say(`<message type='groupchat' id='g1' to='${ROOM}'><body>a plague on both</body></message>`)
    await alice.heardFrom('Montague', 'a plague on both')
    expect((await bob.until('a plague on both')).headers.get('From')).toBe(`Montague <sip:${ROMEO}>`)
    await alice.say('from the browser')
    expect(await romeo.hears(said('from the browser'))).toMatch(/from=.team@conference\.weft\.test\/alice/)
    expect((await bob.until('from the browser')).headers.get('From')).toContain(`<sip:${ALICE}>`)
    await bob.say('from the phone')
    expect(await romeo.hears(said('from the phone'))).toMatch(/from=.team@conference\.weft\.test\/Bob/)
    await alice.heardFrom('Bob', 'from the phone')

    await bob.leave()
    await romeo.hears(gone('Bob'))
    await alice.heard('Bob <bob@phone.test> has left the room after', 'status')
    romeo.say(`<presence type='unavailable' to='${ROOM}/Montague'/>`)
    expect(await romeo.hears(gone('Montague'))).toMatch(/code=.110/)
    await alice.heard(`Montague <${ROMEO}> has left the room after`, 'status')
  })

  test('[X29] somebody with a browser comes into a room of Prosody, and hears who is there and is heard', async () => {
    const room = 'coven@rooms.peer.test'
    romeo.say(`<presence to='${room}/Montague'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    await romeo.hears(/<presence [^>]*from=.coven@rooms\.peer\.test\/Montague.*?<\/presence>/)
    const form = "<x xmlns='jabber:x:data' type='submit'/>"
    romeo.say(`<iq type='set' id='o1' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query></iq>`)
    await romeo.hears(/<iq [^>]*id=.o1.*?>/)
    const alice = await onTheWeb(room)
    const came = await romeo.hears(/<presence [^>]*from=.coven@rooms\.peer\.test\/(?!Montague).*?<\/presence>/)
    expect(came).toMatch(/from=.coven@rooms\.peer\.test\/alice/)
    await alice.say('when shall we meet again?')
    await romeo.hears(said('when shall we meet again\\?'))
    romeo.say(`<message type='groupchat' id='g2' to='${room}'><body>in thunder</body></message>`)
    await alice.heardFrom('Montague', 'in thunder')
    await alice.leave()
    await romeo.hears(/<presence (?=[^>]*type=.unavailable)(?=[^>]*from=.coven@rooms\.peer\.test\/alice)[^>]*>/)
  })
})

/** What comes up to the end of the message that says that, which begins where nothing else has ended. */
function said(text: string): RegExp {
  return new RegExp(`<message (?:(?!</message>).)*<body>${text}</body>.*?</message>`)
}

/** Somebody is told to have left the room. */
function gone(nick: string): RegExp {
  return new RegExp(
    `<presence (?=[^>]*type=.unavailable)(?=[^>]*from=.team@conference\\.weft\\.test/${nick}['"])[^>]*>.*?</presence>`,
  )
}
