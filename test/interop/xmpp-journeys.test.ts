import { createHash } from 'node:crypto'
import { IMDN_CONTENT_TYPE, parseImdn, printImdn } from '@weft/protocols/im/imdn'
import { parseInstantMessage, printInstantMessage, USUAL_DISPOSITIONS } from '@weft/protocols/im/instant-message'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CallingPhone } from '../scenarios/support/calling-phone.ts'
import { ChatPhone } from '../scenarios/support/chat-phone.ts'
import { SylkClient } from '../scenarios/support/client.ts'
import { composingText } from '../scenarios/support/cpim-text.ts'
import { DomainPhone } from '../scenarios/support/domain-phone.ts'
import { SipPeer } from '../scenarios/support/sip-peer.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { SipDevice } from './peers/sip-device.ts'
import type { XmppUser } from './peers/xmpp-user.ts'
import { until } from './until.ts'
import { startXmppPlace, type XmppPlace } from './xmpp-place.ts'

const DOMAIN = 'weft.test'
const ROMEO = 'romeo@peer.test'
const JULIET = 'juliet@capulet.test'
const WHEN = '2026-07-17T08:41:52.123Z'
const CPIM = 'message/cpim'
const COMPOSING = 'application/im-iscomposing+xml'
/** ms until what cannot be delivered has come back. */
const IN_TIME = 40_000

describeWith(['prosody', 'ejabberd', 'dnsmasq', 'janus'], 'people on XMPP and people on SIP and the web', () => {
  let janus: Janus
  let place: XmppPlace
  /** At Prosody. */
  let romeo: XmppUser

  beforeAll(async () => {
    janus = await startJanus()
    const users = ['alice', 'bob', 'carol', 'dave']
    place = await startXmppPlace({ janus, users, prosody: ['romeo'], ejabberd: ['juliet'] })
    romeo = await place.logIn('prosody', 'romeo')
    // Who has not asked for the list of contacts is not told of changes to it, nor who may be watched.
    romeo.say("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>")
    await romeo.hears(/<iq [^>]*id=.roster.*?>/)
  })
  afterAll(async () => {
    romeo?.leave()
    await place?.stop()
    await janus?.stop()
  })

  /** Somebody on the web, registered, who is told who is writing. */
  async function onTheWeb(user: string): Promise<SylkClient> {
    const client = await SylkClient.connect(`http://127.0.0.1:${place.weft.port}`)
    onTestFinished(() => client.close())
    const account = `${user}@${DOMAIN}`
    const password = createHash('md5').update(`${user}:${DOMAIN}:${user}pw`).digest('hex')
    await accepted(client, 'account-add', { account, password, composing_indications: true })
    await accepted(client, 'account-register', { account })
    await client.event('registration-state', 'registered')
    return client
  }

  /** Calls and subscriptions for that user of ours go to that port from now on. */
  async function register(user: string, port: number): Promise<void> {
    const phone = await DomainPhone.udp(`${user}@${DOMAIN}`, `${user}pw`, place.weft.sipPort)
    const answer = await phone.register({ Contact: `<sip:${user}@127.0.0.1:${port}>` })
    phone.close()
    expect(answer.status).toBe(200)
  }

  /** A device of that user of ours that has MESSAGE and nothing else. */
  async function withMessages(user: string): Promise<SipDevice> {
    const proxy = { host: place.weft.host, port: place.weft.sipPort }
    const device = await SipDevice.register({ user, password: `${user}pw`, domain: DOMAIN, proxy })
    onTestFinished(() => device.stop())
    return device
  }

  for (const [server, contact] of [
    ['prosody', ROMEO],
    ['ejabberd', JULIET],
  ] as const)
    test(`the web and a client behind ${server} chat: each sees that the other writes, that it came, and that it was seen`, async () => {
      const [user = ''] = contact.split('@')
      const them = server === 'prosody' ? romeo : await place.logIn(server, user)
      const alice = await onTheWeb('alice')
      const account = `alice@${DOMAIN}`
      const send = (message_id: string, content: string, content_type = 'text/plain') =>
        accepted(alice, 'account-message', { account, uri: contact, message_id, content, content_type, timestamp: WHEN })

      await send(`${server}-0`, composingText('active', 60), COMPOSING)
      await them.hears(/<message [^>]*from=.alice@weft\.test\/sip.*?<composing .*?<\/message>/)
      await send(`${server}-1`, 'hello, XMPP ✓')
      const heard = await them.hears(messageOf(`${server}-1`))
      expect(heard).toContain('<body>hello, XMPP ✓</body>')
      expect(await alice.event('disposition-notification')).toMatchObject({ message_id: `${server}-1`, state: 'accepted' })
      for (const [element, state] of [
        [`<received xmlns='urn:xmpp:receipts' id='${server}-1'/>`, 'delivered'],
        [`<displayed xmlns='urn:xmpp:chat-markers:0' id='${server}-1'/>`, 'displayed'],
      ] as const) {
        them.say(`<message type='chat' to='alice@weft.test/sip'>${element}</message>`)
        expect(await alice.event('disposition-notification', state)).toMatchObject({ message_id: `${server}-1` })
      }

      them.say(
        `<message type='chat' to='alice@weft.test/sip'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
      )
      expect(await alice.event('composing-indication')).toMatchObject({ sender: { uri: contact }, state: 'active' })
      them.say(chat('alice@weft.test', `${server}-2`, 'hello, web'))
      expect(await alice.event('message')).toMatchObject({
        ...{ message_id: `${server}-2`, content: 'hello, web', sender: { uri: contact } },
        disposition_notification: ['positive-delivery', 'display'],
      })
      for (const [state, element] of [
        ['delivered', 'received'],
        ['displayed', 'displayed'],
      ] as const) {
        const told = { account, uri: contact, message_id: `${server}-2`, state, timestamp: WHEN }
        await accepted(alice, 'account-disposition-notification', told)
        await them.hears(new RegExp(`<${element} [^>]*id=.${server}-2`))
      }
      if (server === 'ejabberd') them.leave()
    })

  test('[X7][X9] a client behind Prosody writes to a SIP phone with MSRP, which takes the call, and they chat', async () => {
    const carol = await ChatPhone.at(place.weft.sipPort, 'carol', { domain: DOMAIN })
    onTestFinished(() => carol.end())
    await register('carol', carol.port)
    romeo.say(chat('carol@weft.test', 'msrp-1', 'art thou there?'))
    await carol.take()
    expect((await carol.hear()).content).toBe('art thou there?')
    const receipt = await romeo.hears(/<message [^>]*>.*?<received [^>]*id=.msrp-1.*?<\/message>/)
    const [, device = ''] = /from=['"]([^'"]*)['"]/.exec(receipt) ?? []
    expect(device).toMatch(/^carol@weft\.test\//)

    romeo.say(`<message type='chat' to='${device}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`)
    expect((await carol.until(/isComposing/)).content).toContain('<state>active</state>')
    await carol.say(composingText('active', 60), { type: COMPOSING, to: `<sip:${ROMEO}>` })
    await romeo.hears(/<message [^>]*from=.carol@weft\.test\/.*?<composing .*?<\/message>/)
    const said = carol.say('here I am', { to: `<sip:${ROMEO}>` }, { id: 'msrp-2' })
    const heard = await romeo.hears(messageOf('msrp-2'))
    expect(heard).toContain('<body>here I am</body>')
    expect(heard).toContain('urn:xmpp:receipts')
    romeo.say(`<message type='chat' to='${device}'><received xmlns='urn:xmpp:receipts' id='msrp-2'/></message>`)
    expect(await said).toBe('000 200 OK')
    romeo.say(`<message type='chat' to='${device}'><gone xmlns='http://jabber.org/protocol/chatstates'/></message>`)
    await carol.hungUp()
  })

  test('[X5] a SIP phone with MSRP calls a client behind Prosody, and they chat', async () => {
    const erin = await ChatPhone.at(place.weft.sipPort, 'erin', { name: 'Erin', domain: 'phone.test' })
    onTestFinished(() => erin.end())
    await erin.join(ROMEO)
    expect(await erin.say('wherefore art thou?', {}, { id: 'call-1' })).toBe('000 200 OK')
    expect(await romeo.hears(messageOf('call-1'))).toContain('<body>wherefore art thou?</body>')
    romeo.say(chat('erin@phone.test', 'call-2', 'call me but love'))
    const heard = await erin.hear()
    expect([heard.content, heard.headers.get('From')]).toEqual(['call me but love', `<sip:${ROMEO}>`])
    await romeo.hears(/<received [^>]*id=.call-2/)
    await erin.leave()
    await romeo.hears(/<message [^>]*from=.erin@phone\.test\/.*?<gone .*?<\/message>/)
  })

  test('a client behind Prosody and a SIP device that only has MESSAGE write to each other, and are told what became of it', async () => {
    const bob = await withMessages('bob')
    romeo.say(chat('bob@weft.test', 'sip-1', 'a single word'))
    const came = parseInstantMessage((await bob.messages.next()).body)
    expect([came.id, came.content, came.from?.uri]).toEqual(['sip-1', 'a single word', `sip:${ROMEO}`])
    for (const [kind, status, element] of [
      ['delivery', 'delivered', 'received'],
      ['display', 'displayed', 'displayed'],
    ] as const) {
      const about = { messageId: 'sip-1', dateTime: WHEN, recipientUri: null, originalRecipientUri: null }
      const report = printImdn({ ...about, kind, status })
      expect(await bob.message(ROMEO, CPIM, envelope(bob.address, `sip-1-${status}`, report, IMDN_CONTENT_TYPE))).toBe(200)
      await romeo.hears(new RegExp(`<${element} [^>]*id=.sip-1`))
    }

    expect(await bob.message(ROMEO, CPIM, envelope(bob.address, 'sip-2', 'and one back'))).toBe(200)
    expect(await romeo.hears(messageOf('sip-2'))).toContain('<body>and one back</body>')
    for (const [element, status] of [
      ["<received xmlns='urn:xmpp:receipts' id='sip-2'/>", 'delivered'],
      ["<displayed xmlns='urn:xmpp:chat-markers:0' id='sip-2'/>", 'displayed'],
    ] as const) {
      romeo.say(`<message to='bob@weft.test'>${element}</message>`)
      const { contentType, content } = parseInstantMessage((await bob.messages.next()).body)
      expect(contentType).toBe(IMDN_CONTENT_TYPE)
      expect(parseImdn(content)).toMatchObject({ messageId: 'sip-2', status })
    }
  })

  test('[X16][X17] somebody on SIP watches a client behind Prosody: asks, may, sees it come and go, and may no more', async () => {
    const peer = await SipPeer.udp(place.weft.sipPort)
    onTestFinished(() => peer.close())
    const erin = new CallingPhone(peer, 'UDP', '<sip:erin@phone.test>')
    /** Takes NOTIFYs until one says so. */
    const notified = async (state: RegExp, body = /^/) => {
      for (;;) {
        const notify = await erin.asked('NOTIFY')
        erin.respond(notify, 200)
        const text = new TextDecoder().decode(notify.body)
        if (state.test(fieldOf(notify, 'Subscription-State') ?? '') && body.test(text)) return text
      }
    }
    erin.begin('SUBSCRIBE', ROMEO, { Event: 'presence', Accept: 'application/pidf+xml', Expires: '600' })
    await erin.answer(202)
    await notified(/^pending/)
    await romeo.hears(presenceOf('erin@phone.test', 'subscribe'))
    romeo.say("<presence type='subscribed' to='erin@phone.test'/>")
    expect(await notified(/^active/, /<tuple/)).toMatch(/<basic>open<\/basic>/)
    romeo.say('<presence><show>away</show><status>at the ball</status></presence>')
    expect(await notified(/^active/, /away/)).toContain('at the ball')
    romeo.say("<presence type='unavailable'/>")
    await notified(/^active/, /<basic>closed<\/basic>/)
    romeo.say('<presence/>')
    await notified(/^active/, /<basic>open<\/basic>/)
    romeo.say("<presence type='unsubscribed' to='erin@phone.test'/>")
    await notified(/^terminated;reason=rejected/)
  })

  test('[X18] a client behind Prosody watches somebody on SIP: asks, may, sees them come and go, and lets them be', async () => {
    const peer = await SipPeer.udp(place.weft.sipPort)
    onTestFinished(() => peer.close())
    const dave = new CallingPhone(peer)
    await register('dave', peer.port)
    romeo.say("<presence type='subscribe' to='dave@weft.test'/>")
    const subscribe = await dave.asked('SUBSCRIBE')
    dave.respond(subscribe, 200, { Contact: dave.contact, Expires: '600' })
    const [, target = ''] = /<sip:([^>;]*)/.exec(fieldOf(subscribe, 'Contact') ?? '') ?? []
    const notify = async (state: string, body = '') => {
      const dialog = {
        From: `${fieldOf(subscribe, 'To')};tag=phone`,
        To: fieldOf(subscribe, 'From') ?? '',
        'Call-ID': fieldOf(subscribe, 'Call-ID') ?? '',
      }
      const content: Record<string, string> = body === '' ? {} : { 'Content-Type': 'application/pidf+xml' }
      dave.begin(
        'NOTIFY',
        target,
        { ...dialog, ...content, Contact: dave.contact, Event: 'presence', 'Subscription-State': state },
        body,
      )
      await dave.answer(200)
    }
    await notify('pending;expires=600')
    await notify('active;expires=600', pidf('dave', 'open'))
    await romeo.hears(presenceOf('dave@weft.test', 'subscribed'))
    await romeo.hears(/<presence [^>]*from=.dave@weft\.test\/desk.*?<show>away<\/show>.*?<\/presence>/)
    await notify('active;expires=600', pidf('dave', 'closed'))
    await romeo.hears(presenceOf('dave@weft.test/desk', 'unavailable'))
    romeo.say("<presence type='unsubscribe' to='dave@weft.test'/>")
    const last = await dave.asked('SUBSCRIBE')
    expect(fieldOf(last, 'Expires')).toBe('0')
    dave.respond(last, 200, { Contact: dave.contact, Expires: '0' })
    await notify('terminated;reason=timeout')
    await romeo.hears(/<item (?=[^>]*jid=.dave@weft\.test)(?=[^>]*subscription=.none)[^>]*>/)
  })

  test('[X3] while the other server is away messages of the web and of SIP come back in time, and go again once it is there', async () => {
    const alice = await onTheWeb('alice')
    const bob = await withMessages('bob')
    const send = (message_id: string) =>
      accepted(alice, 'account-message', {
        ...{ account: `alice@${DOMAIN}`, uri: ROMEO, message_id, content: message_id, content_type: 'text/plain' },
        timestamp: WHEN,
      })
    const startAgain = await place.stopServer('prosody')
    const began = performance.now()
    await send('lost')
    expect(await alice.event('disposition-notification', 'failed')).toMatchObject({ message_id: 'lost' })
    expect(await bob.message(ROMEO, CPIM, envelope(bob.address, 'lost-too', 'hello?'))).toBe(504)
    expect(performance.now() - began).toBeLessThan(IN_TIME)

    await startAgain()
    romeo = await place.logIn('prosody', 'romeo')
    // What failed is not tried again at once.
    let tries = 0
    const isTaken = async () => (await bob.message(ROMEO, CPIM, envelope(bob.address, `again-${++tries}`, 'again'))) === 200
    await until('messages go again', IN_TIME, isTaken)
    await romeo.hears(/<body>again<\/body>/)
    await send('found')
    expect(await romeo.hears(messageOf('found'))).toContain('<body>found</body>')
  })
})

/** What comes up to the end of the message with that id. */
function messageOf(id: string): RegExp {
  return new RegExp(`<message [^>]*id=.${id}['"].*?</message>`)
}

/** A presence of that type, the attributes in whatever order. */
function presenceOf(from: string, type: string): RegExp {
  const [one, other] = [`from=['"]${from}['"]`, `type=['"]${type}['"]`]
  return new RegExp(`<presence (?=[^>]*${one})(?=[^>]*${other})[^>]*>`)
}

/** A message as a client writes it that wants to know what becomes of it. */
function chat(to: string, id: string, text: string): string {
  const asks = "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
  return `<message type='chat' id='${id}' to='${to}'><body>${text}</body>${asks}</message>`
}

/** A message for Romeo as Blink would write it. */
function envelope(sender: string, id: string, content: string, contentType = 'text/plain'): string {
  const bytes = printInstantMessage({
    ...{ from: { displayName: '', uri: `sip:${sender}` }, to: { displayName: '', uri: `sip:${ROMEO}` } },
    ...{ dateTime: WHEN, id, contentType, content },
    dispositions: contentType === 'text/plain' ? USUAL_DISPOSITIONS : [],
  })
  return new TextDecoder().decode(bytes)
}

function pidf(user: string, basic: 'open' | 'closed'): string {
  const extended = `<a:extended>${basic === 'open' ? 'away' : 'offline'}</a:extended>`
  const tuple = `<tuple id="desk"><status><basic>${basic}</basic>${extended}</status></tuple>`
  return `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:a="urn:ag-projects:xml:ns:pidf" entity="sip:${user}@${DOMAIN}">${tuple}</presence>`
}
