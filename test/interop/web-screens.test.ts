// Each screen of the page as people see it: pictures of it are kept, and nothing in it may shut anybody out.
import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SylkClient } from '../scenarios/support/client.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'
import { Screens } from './web-screens.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dave: 'davepw' }
type User = keyof typeof USERS
const uri = (user: User) => `${user}@${DOMAIN}`
const NAMES: Readonly<Record<User, string>> = {
  alice: 'Alice',
  bob: 'Bob',
  carol: `Carol ${'of the very long name '.repeat(6).trim()}`,
  dave: '',
}
const LONG =
  'It is a long way from here to there, and what is said on it takes more than one line, on a phone many more than one.'

describeWith(['janus', 'chromium'], 'the screens of the page', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  let screens: Screens
  let alice: WebPhone
  let bob: WebPhone

  beforeAll(async () => {
    ;[janus, browser, screens] = await Promise.all([startJanus(), startChromium(), Screens.begin()])
    const ini = { 'webrtcgateway.ini': { Janus: { video_codec: 'vp8' } } }
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus, ini })
  })
  afterEach(() => expect(screens.problems().join('\n\n')).toBe(''))
  afterAll(async () => {
    await browser?.close()
    await weft?.stop()
    await janus?.stop()
  })

  async function signIn(user: User): Promise<WebPhone> {
    const phone = await WebPhone.logIn(await browser.device(), weft.url, uri(user), USERS[user], false, NAMES[user])
    await phone.registration('registered')
    return phone
  }

  test('where one comes in, with an account or as a guest', async () => {
    const { page } = await (await browser.device()).open(weft.url)
    await page.getByTestId('login-form').waitFor()
    await screens.at(page, 'sign-in')
    await page.getByTestId('login-account').fill(uri('alice'))
    await page.getByTestId('login-password').fill('wrong')
    await page.getByTestId('login-submit').click()
    await page.getByTestId('login-error').waitFor()
    await screens.at(page, 'sign-in-refused')
    await page.goto(`${weft.url}conference/a-room-to-meet-in`)
    await page.getByTestId('guest-name').waitFor()
    await screens.at(page, 'guest')
    await page.close()
  })

  test('messages', async () => {
    ;[alice, bob] = [await signIn('alice'), await signIn('bob')]
    await screens.at(alice.page, 'chats-empty')
    const [chat, other] = [await WebChat.of(alice), await WebChat.of(bob)]
    for (const user of ['carol', 'dave'] as const) await write(user)
    await other.open(uri('alice'))
    const picture = await bob.page.screenshot()
    await chat.open(uri('bob'))
    await other.say('Good morning! Have you seen https://example.com/what/there/is ?')
    await chat.shows('Good morning!')
    await chat.say('Not yet.')
    await chat.say(LONG)
    await other.attach(
      { name: 'what I see.png', mimeType: 'image/png', buffer: picture },
      {
        name: `minutes_${'of_the_meeting_of_the_group_'.repeat(5)}.pdf`,
        mimeType: 'application/pdf',
        buffer: Buffer.alloc(123_456),
      },
    )
    await chat.shows('minutes_of')
    await chat.say('See you at five.')
    await chat.shows('See you at five.', 'displayed')
    await chat.page.getByTestId('message-picture').waitFor()
    await chat.unread(uri('carol'), 2)
    await screens.at(alice.page, 'conversation')
    await alice.section('chats')
    await screens.at(alice.page, 'chats')
    await chat.open(uri('carol'))
    await screens.at(alice.page, 'conversation-long-name')
    await chat.page.getByTestId('chat-more').click()
    await screens.at(alice.page, 'conversation-menu')
    await chat.page.getByTestId('contact-edit').click()
    await screens.at(alice.page, 'contact')
    await chat.page.keyboard.press('Escape')
    await alice.section('chats')
    await chat.page.getByTestId('chat-to').fill('long')
    await chat.page.getByTestId('found-message').first().waitFor()
    await screens.at(alice.page, 'search')
    await chat.page.getByTestId('chat-to').fill('')
  })

  test('calls', async () => {
    await alice.section('calls')
    await screens.at(alice.page, 'calls-empty')
    await bob.call(uri('alice'), 'video')
    await alice.page.getByTestId('answer-video').waitFor()
    await screens.at(alice.page, 'call-incoming')
    await alice.answer('video')
    await Promise.all([alice.mediaFlows('video'), bob.mediaFlows('video')])
    await screens.at(alice.page, 'call-video')
    await alice.click('call-more')
    await alice.click('call-figures-toggle')
    await alice.page.getByTestId('figures-audio').waitFor()
    await screens.at(alice.page, 'call-figures')
    await alice.section('chats')
    await alice.page.getByTestId('call-bar').waitFor()
    await screens.at(alice.page, 'call-behind')
    await alice.click('call-return')
    await bob.hangUp()
    await alice.callState('terminated')
    await screens.at(alice.page, 'call-ended')
    await alice.click('call-close')
    await bob.call(uri('alice'), 'audio')
    await alice.answer('audio')
    await Promise.all([alice.mediaFlows('audio'), bob.mediaFlows('audio')])
    await screens.at(alice.page, 'call-audio')
    await alice.hangUp()
    await screens.at(alice.page, 'calls')
    await bob.callState('terminated')
    await bob.click('call-close')
  })

  test('rooms', { timeout: 120_000 }, async () => {
    await alice.section('rooms')
    await screens.at(alice.page, 'rooms-empty')
    await alice.page.getByTestId('room-uri').fill('a-room-to-meet-in')
    await alice.click('room-join')
    await alice.page.getByTestId('lobby').waitFor()
    await screens.at(alice.page, 'lobby')
    const room = await WebRoom.enter(alice.page, 'video')
    await room.state('established')
    await screens.at(alice.page, 'room-alone')
    const other = await WebRoom.join(bob, 'a-room-to-meet-in')
    await other.state('established')
    const { page } = await (await browser.device()).open('about:blank')
    const guest = await WebRoom.asGuest(page, alice.page.url(), `Guest ${'with a long name '.repeat(5)}`, 'audio')
    await guest.state('established')
    await guest.toggleHand()
    await other.say('Shall we begin?')
    await guest.say(LONG)
    await room.heard('It is a long way')
    await screens.at(alice.page, 'room-chat')
    await room.open('people')
    await screens.at(alice.page, 'room-people')
    await room.open('files')
    await screens.at(alice.page, 'room-files')
    await room.click('room-panel-close')
    await screens.at(alice.page, 'room')
    await alice.section('chats')
    await screens.at(alice.page, 'room-behind')
    await alice.click('room-return')
    for (const one of [room, other, guest]) await one.leave()
    await alice.section('rooms')
    await alice.page.getByTestId('rooms-recent-list').waitFor()
    await screens.at(alice.page, 'rooms')
    await page.close()
  })

  test('settings and help, with encryption and without', async () => {
    await alice.section('settings')
    await screens.at(alice.page, 'settings')
    await alice.click('own-key-set-up')
    await alice.page.locator('[data-testid="own-key"][data-state="ready"]').waitFor()
    await alice.page.getByTestId('own-key').scrollIntoViewIfNeeded()
    await screens.at(alice.page, 'settings-encryption')
    await alice.page.keyboard.press('?')
    await alice.page.getByTestId('help').waitFor()
    await screens.at(alice.page, 'help')
    await alice.page.keyboard.press('Escape')
  })

  /** What somebody has written to alice who is not there any more. */
  async function write(user: User): Promise<void> {
    const account = uri(user)
    const client = await SylkClient.connect(`http://127.0.0.1:${weft.port}`)
    const password = createHash('md5').update(`${user}:${DOMAIN}:${USERS[user]}`).digest('hex')
    await accepted(client, 'account-add', { account, password, display_name: NAMES[user] })
    await accepted(client, 'account-register', { account })
    await client.event('registration-state', 'registered')
    for (const [index, content] of ['Are you there?', LONG].entries()) {
      const more = { message_id: `${user}-${index}`, content, content_type: 'text/plain', timestamp: new Date().toISOString() }
      await accepted(client, 'account-message', { account, uri: uri('alice'), ...more })
    }
    await client.close()
  }
})
