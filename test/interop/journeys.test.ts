// What people do from their first visit on, each with a browser of their own, beside what the tests of calls, messages and rooms prove one by one.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, LAPTOP, PHONE, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type Line, layLine } from './peers/line.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { until } from './until.ts'
import { Visitor } from './visitor.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const USERS = {
  alice: 'alicepw',
  bob: 'bobpw',
  carol: 'carolpw',
  dave: 'davepw',
  erin: 'erinpw',
  frank: 'frankpw',
  gina: 'ginapw',
  hugo: 'hugopw',
  iris: 'irispw',
}
type User = keyof typeof USERS
const uri = (user: User) => `${user}@${DOMAIN}`
/** Beside one another they wait for each other's browsers, and not for the network to come back. */
const TOGETHER = { concurrent: true, timeout: 120_000 } as const
/** ms for which the network is away. */
const CUT = 20_000
/** ms after which everything is as before: the longest wait between two attempts to connect, and some. */
const RECOVERY = 25_000

describeWith(['janus', 'chromium'], 'journeys', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  const lines: Line[] = []

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
  })
  afterAll(async () => {
    await browser.close()
    for (const line of lines) await line.stop()
    await weft.stop()
    await janus.stop()
  })

  /** Where somebody sits in one test, which then ends it. */
  async function device({ onTestFinished }: TestContext, kind = LAPTOP): Promise<Chromium> {
    const one = await browser.device(kind)
    onTestFinished(() => one.close())
    return one
  }

  async function signIn(context: TestContext, user: User, kind = LAPTOP, url = weft.url): Promise<WebPhone> {
    const phone = await WebPhone.logIn(await device(context, kind), url, uri(user), USERS[user])
    await phone.registration('registered')
    return phone
  }

  test('from the first visit to the first message it takes fewer than ten clicks', TOGETHER, async (context) => {
    const bob = await WebChat.of(await signIn(context, 'bob'))
    const { page, errors } = await (await device(context)).open(weft.url)
    const alice = new Visitor(page)
    await alice.fill('login-account', uri('alice'))
    await alice.fill('login-password', USERS.alice)
    await alice.press('Enter')
    await alice.fill('chat-to', uri('bob'))
    await alice.press('Enter')
    await page.locator('[data-testid="chat-text"]:focus').waitFor()
    await alice.type('Hello Bob')
    await alice.press('Enter')
    await bob.unread(uri('alice'), 1)
    await page.locator('[data-testid="message"][data-state="delivered"]').waitFor()
    expect(alice.clicks).toBeLessThan(10)
    expect(errors).toEqual([])
  })

  test('a laptop and a phone of one account say the same, also of what happened while one of them was away', {
    concurrent: true,
  }, async (context) => {
    const [laptop, phone] = [await signIn(context, 'alice'), await signIn(context, 'alice', PHONE)]
    const [onLaptop, onPhone] = [await WebChat.of(laptop), await WebChat.of(phone)]
    const carol = await WebChat.of(await signIn(context, 'carol'))
    await carol.open(uri('alice'))
    for (const text of ['one', 'two', 'three']) await carol.say(text)
    await Promise.all([onLaptop.unread(uri('carol'), 3), onPhone.unread(uri('carol'), 3)])
    await onPhone.open(uri('carol'))
    await onLaptop.unread(uri('carol'), 0)
    await onPhone.say('from my phone')
    await onLaptop.open(uri('carol'))
    await onLaptop.shows('from my phone', 'displayed')
    await phone.page.close()
    await onLaptop.say('while the phone was off')
    await carol.shows('while the phone was off')
    await onLaptop.act('from my phone', 'message-remove')
    await laptop.page.getByTestId('removal-yes').click()
    await carol.say('read on the laptop')
    await carol.shows('read on the laptop', 'displayed')
    const again = await WebChat.of(await signIn(context, 'alice', PHONE))
    await again.unread(uri('carol'), 0)
    await again.open(uri('carol'))
    await again.shows('read on the laptop')
    expect(await again.texts()).toEqual(['one', 'two', 'three', 'while the phone was off', 'read on the laptop'])
  })

  test.for(['hold', 'cut'] as const)(
    'a network that is away for 20 s (%s) is survived: what was written meanwhile arrives, and one can be called',
    TOGETHER,
    async (kind, context) => {
      const [user, friend] = kind === 'hold' ? (['dave', 'erin'] as const) : (['frank', 'gina'] as const)
      const line = await layLine(weft.port)
      lines.push(line)
      const away = await signIn(context, user, LAPTOP, weft.url.replace(`:${weft.port}/`, `:${line.port}/`))
      const there = await signIn(context, friend)
      const [one, other] = [await WebChat.of(away), await WebChat.of(there)]
      await one.open(uri(friend))
      await other.open(uri(user))
      await one.say('before')
      await other.shows('before')
      line[kind]()
      await one.say('written without a network')
      for (const text of ['missed one', 'missed two']) await other.say(text)
      // That long it is away, whatever happens.
      await pause(CUT)
      line.mend()
      await until('what was missed', RECOVERY, async () => (await one.texts()).includes('missed two'))
      await other.shows('written without a network')
      await away.registration('registered')
      for (const chat of [one, other]) {
        expect([...(await chat.texts())].sort()).toEqual(['before', 'missed one', 'missed two', 'written without a network'])
      }
      await there.call(uri(user), 'audio')
      await away.answer('audio')
      await Promise.all([away.mediaFlows('audio'), there.mediaFlows('audio')])
    },
  )

  test('on a phone one signs in, writes, calls with video both ways, and meets two others in a room, one a guest', {
    concurrent: true,
  }, async (context) => {
    const laptop = await signIn(context, 'hugo')
    const phone = await signIn(context, 'iris', PHONE)
    await fits(phone)
    const [onPhone, onLaptop] = [await WebChat.of(phone), await WebChat.of(laptop)]
    await onPhone.open(uri('hugo'))
    await fits(phone)
    await onPhone.say('Shall I call you?')
    await onLaptop.open(uri('iris'))
    await onLaptop.shows('Shall I call you?')
    await phone.click('chat-back')
    await phone.call(uri('hugo'), 'video')
    await laptop.answer('video')
    await Promise.all([phone.mediaFlows('video'), laptop.mediaFlows('video')])
    await fits(phone)
    await phone.hangUp()
    await laptop.callState('terminated')
    const room = await WebRoom.join(phone, 'team')
    await room.state('established')
    const [atLaptop, guest] = [await WebRoom.join(laptop, 'team'), await guestOf(context, phone.page.url())]
    await Promise.all([room, atLaptop, guest].map((one) => one.seesAll()))
    expect((await guest.others()).length).toBe(2)
    await fits(phone)
    await guest.say('Hello from outside')
    await room.heardFrom('Gwen', 'Hello from outside')
    await fits(phone)
  })

  async function guestOf(context: TestContext, link: string): Promise<WebRoom> {
    const { page } = await (await device(context)).open('about:blank')
    page.setDefaultTimeout(15_000)
    return WebRoom.asGuest(page, link, 'Gwen')
  }

  /** Nothing is beyond the edge of the screen. */
  async function fits({ page }: WebPhone): Promise<void> {
    const { width, wide } = await page.evaluate(() => ({ width: innerWidth, wide: document.documentElement.scrollWidth }))
    expect(wide).toBe(width)
  }
})
