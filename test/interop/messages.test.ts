import { createHash } from 'node:crypto'
import { type Imdn, parseImdn } from '@weft/protocols/im/imdn'
import { parseInstantMessage, printInstantMessage, USUAL_DISPOSITIONS } from '@weft/protocols/im/instant-message'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SylkClient } from '../scenarios/support/client.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { startKamailio } from './peers/kamailio.ts'
import { startLinphone } from './peers/linphone.ts'
import { startOwnDomain } from './peers/own-domain.ts'
import { SipDevice } from './peers/sip-device.ts'
import { startWeft, type Weft } from './peers/weft.ts'
import { freePort } from './port.ts'
import { until } from './until.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dave: 'davepw', erin: 'erinpw' }
const PATIENCE = 15_000
/** Of Weft: Kamailio tells it from phones by its address. */
const GATEWAY = '127.0.0.2'
const TOKEN = 'application/sylk-api-token'
const CPIM = 'message/cpim'

/** Weft, and the registrar and proxy of the domain. */
interface Place {
  readonly weft: Weft
  readonly proxy: { readonly host: string; readonly port: number }
  stop(): Promise<void>
}

const PLACES: Readonly<Record<string, (janus: Janus) => Promise<Place>>> = {
  Kamailio: async (janus) => {
    const gateway = { host: GATEWAY, port: await freePort() }
    const proxy = await startKamailio({ domain: DOMAIN, users: USERS, gateway })
    const SIP = { local_ip: gateway.host, local_udp_port: gateway.port, local_tcp_port: gateway.port }
    const weft = await startWeft({ janus, proxy, ini: { 'config.ini': { SIP } } })
    const stop = async () => {
      await weft.stop()
      await proxy.stop()
    }
    return { weft, proxy, stop }
  },
  'the embedded registrar': async (janus) => {
    const weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
    return { weft, proxy: { host: weft.host, port: weft.sipPort }, stop: weft.stop }
  },
}

const ha1 = (user: keyof typeof USERS): string => createHash('md5').update(`${user}:${DOMAIN}:${USERS[user]}`).digest('hex')
const addressOf = (user: keyof typeof USERS): string => `${user}@${DOMAIN}`

describeWith(['janus', 'kamailio', 'linphone', 'chromium'], 'messages of browsers and SIP devices', () => {
  describe.each(Object.entries(PLACES))('at %s', (_name, start) => describeMessages(start))
})

function describeMessages(start: (janus: Janus) => Promise<Place>): void {
  let janus: Janus
  let place: Place
  let browser: Chromium
  const cleanUp: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    place = await start(janus)
  })
  afterEach(async () => {
    for (const end of cleanUp.splice(0).reverse()) await end()
  })
  afterAll(async () => {
    await browser.close()
    await place.stop()
    await janus.stop()
  })

  async function tab(user: keyof typeof USERS): Promise<WebChat> {
    const phone = await WebPhone.logIn(browser, place.weft.url, addressOf(user), USERS[user])
    cleanUp.push(async () => {
      await phone.page.close()
      // The page may load nothing and run nothing that it did not bring along (Content-Security-Policy).
      expect(phone.errors.filter((error) => !error.includes('WebSocket'))).toEqual([])
    })
    await phone.registration('registered')
    return WebChat.of(phone)
  }

  /** A client without a screen, registered. */
  async function client(user: keyof typeof USERS): Promise<{ readonly client: SylkClient; readonly address: string }> {
    const address = addressOf(user)
    const client = await SylkClient.connect(`http://127.0.0.1:${place.weft.port}`)
    cleanUp.push(() => client.close())
    await accepted(client, 'account-add', { account: address, password: ha1(user) })
    await accepted(client, 'account-register', { account: address })
    await client.event('registration-state', 'registered')
    return { client, address }
  }

  const account = (user: keyof typeof USERS) => ({ user, password: USERS[user], domain: DOMAIN, proxy: place.proxy })

  async function during<P extends { stop(): Promise<void> }>(starting: Promise<P>): Promise<P> {
    const peer = await starting
    cleanUp.push(() => peer.stop())
    return peer
  }

  test('two tabs chat, and each message is seen pending, accepted, delivered and displayed', async () => {
    const [alice, bob] = [await tab('alice'), await tab('bob')]
    await alice.open(addressOf('bob'))
    await alice.say('hello bob')
    await bob.unread(addressOf('alice'), 1)
    expect(await alice.shows('hello bob', 'delivered')).toEqual(['pending', 'accepted', 'delivered'])
    await bob.open(addressOf('alice'))
    await bob.shows('hello bob', 'received')
    await bob.unread(addressOf('alice'), 0)
    await alice.shows('hello bob', 'displayed')
    await bob.say('hello alice <b>\n✓')
    expect((await bob.shows('hello alice', 'displayed')).filter((state) => state !== 'delivered')).toEqual([
      ...['pending', 'accepted', 'displayed'],
    ])
    expect(await alice.texts()).toEqual(['hello bob', 'hello alice <b>\n✓'])
  })

  test('a second tab of the same account shows what the first sends and reads', async () => {
    const [alice, other, bob] = [await tab('alice'), await tab('alice'), await tab('bob')]
    await bob.open(addressOf('alice'))
    await bob.say('for both tabs')
    for (const one of [alice, other]) await one.unread(addressOf('bob'), 1)
    await alice.open(addressOf('bob'))
    await other.unread(addressOf('bob'), 0)
    await alice.say('from the first tab')
    await other.open(addressOf('bob'))
    await other.shows('from the first tab', 'displayed')
    expect((await other.texts()).slice(-2)).toEqual(['for both tabs', 'from the first tab'])
  })

  test('a tab and linphone chat, and the tab is told that its messages arrived', async () => {
    const alice = await tab('alice')
    const carol = await during(startLinphone(account('carol')))
    await alice.open(carol.address)
    await alice.say('hello carol')
    const line = `Message received from sip:${addressOf('alice')}: hello carol`
    await until('carol reads it', PATIENCE, () => carol.output().includes(line))
    expect(await alice.shows('hello carol', 'delivered')).toEqual(['pending', 'accepted', 'delivered'])
    carol.say(addressOf('alice'), 'hello alice')
    await alice.shows('hello alice', 'received')
    expect(await alice.texts()).toEqual(['hello carol', 'hello alice'])
  })

  test('a SIP device that asks for it is told that its message has come to a tab, and was seen there', async () => {
    const [alice, dave] = [await tab('alice'), await during(SipDevice.register(account('dave')))]
    expect(await dave.message(addressOf('alice'), CPIM, envelope(dave.address, 'from-dave', 'hello from dave'))).toBe(200)
    expect(await receiptFor(dave)).toMatchObject({ messageId: 'from-dave', status: 'delivered' })
    await alice.unread(dave.address, 1)
    await alice.open(dave.address)
    await alice.shows('hello from dave', 'received')
    expect(await receiptFor(dave)).toMatchObject({ messageId: 'from-dave', status: 'displayed' })
  })

  test('what somebody sends from a phone is in their own tab as well', async () => {
    const carol = await tab('carol')
    const [phone, bob] = [await during(startLinphone(account('carol'))), await tab('bob')]
    await bob.open(phone.address)
    phone.say(addressOf('bob'), 'sent from the phone')
    await bob.shows('sent from the phone', 'received')
    await carol.open(addressOf('bob'))
    await carol.shows('sent from the phone', 'accepted')
  })

  test('who was away finds everything once, in order, and what became of it', async () => {
    const [bob, dave] = [await tab('bob'), await during(SipDevice.register(account('dave')))]
    const before = await tab('alice')
    await before.open(addressOf('bob'))
    await before.say('before alice left')
    await before.shows('before alice left', 'delivered')
    await before.page.close()
    await bob.open(addressOf('alice'))
    const said = Array.from({ length: 12 }, (_, number) => `while alice was away ${number};`)
    for (const text of said) {
      await bob.say(text)
      await bob.shows(text, 'accepted')
    }
    const meanwhile = envelope(dave.address, 'meanwhile', 'dave was here as well')
    expect(await dave.message(addressOf('alice'), CPIM, meanwhile)).toBe(200)
    const alice = await tab('alice')
    await alice.unread(addressOf('bob'), said.length)
    await alice.open(addressOf('bob'))
    await alice.shows('before alice left', 'displayed')
    const texts = await alice.texts()
    expect(texts.slice(texts.indexOf('before alice left'))).toEqual(['before alice left', ...said])
    for (const text of said) await bob.shows(text, 'displayed')
    await alice.open(dave.address)
    await alice.shows('dave was here as well', 'received')
  })

  test('after a restart of Weft tabs go on where they were, without a gap or a repeat', async () => {
    const [alice, bob] = [await tab('alice'), await tab('bob')]
    for (const [one, other] of [
      [alice, 'bob'],
      [bob, 'alice'],
    ] as const)
      await one.open(addressOf(other))
    await alice.say('before the restart')
    await alice.shows('before the restart', 'displayed')
    const known = await alice.texts()
    await place.weft.restart()
    for (const one of [alice, bob])
      await one.page.locator('[data-testid="registration-state"][data-state="registered"]').waitFor()
    await bob.say('after the restart')
    await bob.shows('after the restart', 'displayed')
    expect(await alice.texts()).toEqual([...known, 'after the restart'])
    expect(await bob.texts()).toEqual(await alice.texts())
  })

  test('a SIP device is not told that its message has come while Weft cannot keep it', async () => {
    const [erin, dave] = [await client('erin'), await during(SipDevice.register(account('dave')))]
    const stuck = envelope(dave.address, 'stuck', 'can you hear me')
    const { pid } = place.weft
    process.kill(pid, 'SIGSTOP')
    const answer = await dave
      .message(erin.address, CPIM, stuck)
      .catch(() => 'none')
      .finally(() => process.kill(pid, 'SIGCONT'))
    expect([408, 'none']).toContain(answer)
    expect(await dave.message(erin.address, CPIM, stuck)).toBe(200)
    expect(await erin.client.event('message')).toMatchObject({ message_id: 'stuck' })
    await erin.client.settled()
    expect(erin.client.events.filter(({ event }) => event === 'message')).toHaveLength(1)
  })

  test('a SIP device asks for a token by message, and reads with it what was written to it', async () => {
    const dave = await during(SipDevice.register(account('dave')))
    expect(await dave.message(dave.address, TOKEN, 'I need a token')).toBe(200)
    const { token, url } = await tokenFor(dave)
    const alice = await tab('alice')
    await alice.open(dave.address)
    for (const text of ['one', 'two']) {
      await alice.say(text)
      await alice.shows(text, 'accepted')
    }
    const journal = async (path: string, key = token) => {
      const answer = await fetch(path, { headers: { Authorization: `Apikey ${key}` } })
      return { status: answer.status, body: answer.ok ? await answer.json() : await answer.text() }
    }
    const { status, body } = await journal(url)
    expect([status, body.account]).toEqual([200, dave.address])
    const incoming = { contact: addressOf('alice'), direction: 'incoming', state: 'received', content_type: 'text/plain' }
    expect(body.messages).toMatchObject([
      { ...incoming, content: 'one' },
      { ...incoming, content: 'two' },
    ])
    // Blink writes @ as %40 and goes on after the last id that it has.
    const after = (id: string) => `${url.replace('@', '%40')}/${id}`
    expect((await journal(after(body.messages[0].message_id))).body.messages).toMatchObject([{ content: 'two' }])
    expect((await journal(after(body.messages[1].message_id))).body.messages).toEqual([])
    expect(await journal(url, 'somebody-guessed')).toEqual({ status: 401, body: 'Unauthorized' })
  })
}

/** A message for alice as Blink would write it. */
function envelope(sender: string, id: string, content: string): string {
  const identity = (address: string) => ({ displayName: '', uri: `sip:${address}` })
  const bytes = printInstantMessage({
    ...{ from: identity(sender), to: identity(addressOf('alice')), dateTime: new Date().toISOString() },
    ...{ id, dispositions: USUAL_DISPOSITIONS, contentType: 'text/plain', content },
  })
  return new TextDecoder().decode(bytes)
}

/** The next receipt that comes. */
async function receiptFor(device: SipDevice): Promise<Imdn> {
  const request = await device.messages.next()
  const { contentType, content } = parseInstantMessage(request.body)
  expect(contentType).toBe('message/imdn+xml')
  return parseImdn(content)
}

/** The answer to a request for a token; the device's own request may come to it as well, as to all devices of its account. */
async function tokenFor(device: SipDevice): Promise<{ readonly token: string; readonly url: string }> {
  for (;;) {
    const request = await device.messages.next()
    if (fieldOf(request, 'X-Sylk-To-Sip') !== 'yes') continue
    expect(fieldOf(request, 'Content-Type')).toBe(TOKEN)
    return JSON.parse(new TextDecoder().decode(request.body))
  }
}
