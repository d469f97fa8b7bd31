import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatPhone } from '../scenarios/support/chat-phone.ts'
import { composingText } from '../scenarios/support/cpim-text.ts'
import { bring, fetchFile, fileHash } from '../scenarios/support/file-phone.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { temporaryDirectory } from './peers/process.ts'
import { freePort } from './port.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const ALICE = `alice@${DOMAIN}`
/** A picture of one pixel, as AG Projects' clients send images. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

describeWith(['janus', 'chromium'], 'a browser and SIP clients in one room', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  let page: WebPhone['page'] | null = null
  /** Each test has a room of its own. */
  let room = ''
  let rooms = 0
  let spool: Awaited<ReturnType<typeof temporaryDirectory>>
  const phones: ChatPhone[] = []

  beforeAll(async () => {
    spool = await temporaryDirectory('conference')
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    const ini = { 'weft.ini': { MSRP: { tcp_port: 'off', tls_port: await freePort() } } }
    weft = await startOwnDomain({ domain: DOMAIN, users: { alice: 'alicepw' }, janus, tls: true, ini })
  })
  beforeEach(() => {
    room = `team${++rooms}`
  })
  afterEach(async () => {
    await page?.close()
    for (const phone of phones.splice(0)) phone.close()
  })
  afterAll(async () => {
    await browser.close()
    await weft.stop()
    await janus.stop()
    await spool.remove()
  })

  const chatroom = () => `${room}@conference.${DOMAIN}`

  /** Alice in the video room, in a browser. */
  async function onTheWeb(): Promise<WebRoom> {
    const phone = await WebPhone.logIn(browser, weft.url, ALICE, 'alicepw')
    page = phone.page
    await phone.registration('registered')
    const joined = await WebRoom.join(phone, room)
    await joined.state('established')
    return joined
  }

  /** Somebody of elsewhere with SIP, and MSRP over TLS. */
  async function elsewhere(user: string, name: string): Promise<ChatPhone> {
    const phone = await ChatPhone.at(weft.sipPort, user, { name, domain: 'phone.test', transport: 'tls' })
    phones.push(phone)
    return phone
  }

  /** … in the chat room, who has been welcomed. */
  async function bySip(user: string, name: string): Promise<ChatPhone> {
    const phone = await elsewhere(user, name)
    await phone.join(chatroom())
    await phone.until(/^Welcome!/)
    return phone
  }

  test('[W1][W2] each is told of the others, and hears what they say', async () => {
    const bob = await bySip('bob', 'Bob')
    const alice = await onTheWeb()
    await bob.until(new RegExp(`${ALICE}>? has joined the room with chat$`))
    const carol = await bySip('carol', 'Carol')
    await alice.heard('Carol <carol@phone.test> has joined the room with chat', 'status')

    await alice.say('hello phones')
    const heard = [await bob.until('hello phones'), await carol.until('hello phones')]
    for (const { headers } of heard) {
      expect(headers.get('From')).toContain(`<sip:${ALICE}>`)
      expect(headers.get('To')).toBe(`Conference Room <sip:${chatroom()}>`)
    }
    expect(await bob.say('grüße an alle', { type: 'text/plain; charset="utf8"' })).toBe('000 200 OK')
    await alice.heardFrom('Bob', 'grüße an alle')
    await carol.until('grüße an alle')

    await carol.leave()
    await alice.heard('Carol <carol@phone.test> has left the room after', 'status')
    await alice.leave()
    await bob.until(new RegExp(`${ALICE}>? has left the room after`))
  })

  test('[W4] an image of a SIP client is seen in the browser, that somebody writes on both sides', async () => {
    const bob = await bySip('bob', 'Bob')
    const alice = await onTheWeb()
    await bob.say(PIXEL, { type: 'image/png' })
    expect(await alice.sawImage()).toBe(1)

    await bob.say(composingText('active', 60), { type: 'application/im-iscomposing+xml' })
    await alice.isToldOfWriting('Bob is writing…')
    await bob.say(composingText('idle'), { type: 'application/im-iscomposing+xml' })
    await alice.isToldOfWriting(null)

    await alice.write('hm')
    const writing = await bob.until(/isComposing/)
    expect(writing.content).toContain('<state>active</state>')
    expect(writing.headers.get('From')).toContain(`<sip:${ALICE}>`)
  })

  test('[R16] who takes a nickname is called so in the browser, and may not be called as another', async () => {
    const [bob, carol] = [await bySip('bob', 'Bob'), await bySip('carol', 'Carol')]
    const alice = await onTheWeb()
    expect(await bob.nickname('Builder')).toBe(200)
    expect(await carol.nickname('Builder')).toBe(425)
    await bob.say('can we fix it')
    await alice.heardFrom('Builder', 'can we fix it')
  })

  test('[T1][T4] a file that a SIP client brings is fetched in the browser, and the other way round', async () => {
    const bob = await bySip('bob', 'Bob')
    const alice = await onTheWeb()
    const plans = randomBytes(300_000)
    const reports = await bring(await elsewhere('bob', 'Bob'), 'plans.bin', plans, {}, chatroom())
    expect(new Set(reports)).toEqual(new Set(['000 200 OK']))
    expect((await readFile(await alice.fetch('plans.bin'))).equals(plans)).toBe(true)
    await alice.heard('Bob <bob@phone.test> has uploaded file plans.bin', 'status')

    const notes = randomBytes(200_000)
    const path = join(spool.path, 'notes.bin')
    await writeFile(path, notes)
    await alice.share(path)
    await bob.until(/ has uploaded file notes\.bin /)
    const { bytes } = await fetchFile(await elsewhere('bob', 'Bob'), { hash: fileHash(notes) }, chatroom())
    expect(bytes.equals(notes)).toBe(true)
  })

  test('who comes to the browser later reads what SIP clients said before', async () => {
    const bob = await bySip('bob', 'Bob')
    await bob.say('before you came')
    const alice = await onTheWeb()
    await alice.heardFrom('Bob', 'before you came')
  })
})
