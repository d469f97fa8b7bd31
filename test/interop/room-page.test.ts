import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type Line, layLine } from './peers/line.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { until } from './until.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }
const PATIENCE = 30_000
const uri = (user: keyof typeof USERS) => `${user}@${DOMAIN}`

describeWith(['janus', 'chromium'], 'a video room as people meet it on the page', () => {
  let janus: Janus
  let weft: OwnDomain
  let line: Line
  let browser: Chromium
  /** Each test has a room of its own. */
  let rooms = 0
  const pages: WebPhone['page'][] = []

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    const ini = { 'webrtcgateway.ini': { Janus: { video_codec: 'vp8' } } }
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus, ini })
    line = await layLine(weft.port)
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close()
    rooms++
  })
  afterAll(async () => {
    await browser.close()
    await line.stop()
    await weft.stop()
    await janus.stop()
  })

  async function enter(user: keyof typeof USERS, kind: Parameters<typeof WebRoom.enter>[1] = 'video', url = weft.url) {
    const phone = await WebPhone.logIn(browser, url, uri(user), USERS[user])
    pages.push(phone.page)
    await phone.registration('registered')
    const room = await WebRoom.join(phone, `room-${rooms}`, kind)
    await room.state('established')
    return room
  }

  test('who joins to listen hears and sees the others, is said to be muted, and can begin to speak and be seen', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob', 'nothing')
    await bob.seesAll()
    await until('bob is muted', PATIENCE, async () => {
      const { picture, muted } = await alice.shown(uri('bob'))
      return !picture && muted
    })
    await bob.click('room-mute-mic')
    await bob.click('room-camera')
    await alice.seesAll()
    await until('bob speaks', PATIENCE, async () => !(await alice.shown(uri('bob'))).muted)
    await bob.click('room-camera')
    await until('bob is not seen', PATIENCE, async () => !(await alice.shown(uri('bob'))).picture)
    await bob.click('room-camera')
    await until('bob is seen again', PATIENCE, async () => (await alice.shown(uri('bob'))).picture)
    await alice.seesAll()
  })

  test('when the connection to the server is cut the page comes back into the room by itself, and what was said is there once', async () => {
    const alice = await enter('alice', 'video', weft.url.replace(`:${weft.port}/`, `:${line.port}/`))
    const bob = await enter('bob')
    await bob.say('before')
    await alice.heard('before')
    await alice.say('mine')
    await bob.heard('mine')
    line.cut()
    await alice.state('rejoining')
    await bob.met()
    line.mend()
    await alice.state('established')
    await alice.met(uri('bob'))
    await bob.met(uri('alice'))
    await Promise.all([alice.seesAll(), bob.seesAll()])
    await alice.say('after')
    await bob.heard('after')
    expect(await alice.lines()).toEqual(['before', 'mine', 'after'])
  })

  test('the address of the page is a link that leads a guest to the door of the room, and in', async () => {
    const alice = await enter('alice')
    const link = alice.page.url()
    const { page } = await browser.open('about:blank')
    pages.push(page)
    page.setDefaultTimeout(PATIENCE)
    const guest = await WebRoom.asGuest(page, link, 'Gwen')
    await guest.state('established')
    await guest.met(uri('alice'))
    await Promise.all([guest.seesAll(), alice.seesAll()])
    await guest.say('hello from outside')
    await alice.heardFrom('Gwen', 'hello from outside')
  })

  test('a picture that is seen small comes small, and one that is seen large comes large', async () => {
    await enter('alice')
    const bob = await enter('bob')
    await bob.pinOneself()
    await until('a small picture', PATIENCE, async () => (await bob.pictureWidth(uri('alice'))) <= 320)
    await bob.pinOneself()
    await bob.about(uri('alice'), 'pin')
    await until('a large picture', PATIENCE, async () => (await bob.pictureWidth(uri('alice'))) >= 640)
  })

  test('on a phone everything is within reach, and chat covers the room until it is closed', async () => {
    await enter('alice')
    const bob = await enter('bob')
    await bob.page.setViewportSize({ width: 390, height: 844 })
    await bob.seesAll()
    const width = () => bob.page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width()).toBe(390)
    for (const button of ['room-mute-mic', 'room-camera', 'room-hand', 'room-panel-toggle', 'room-more', 'room-leave']) {
      const box = await bob.page.getByTestId(button).boundingBox()
      expect(box, button).not.toBeNull()
      const { x = -1, y = -1, width: wide = 0, height = 0 } = box ?? {}
      expect(x >= 0 && y >= 0 && x + wide <= 390 && y + height <= 844, button).toBe(true)
      expect(Math.min(wide, height), button).toBeGreaterThanOrEqual(44)
    }
    await bob.say('from my phone')
    expect(await bob.page.getByTestId('room-leave').isVisible()).toBe(true)
    await bob.click('room-panel-close')
    await bob.leave()
    await bob.page.getByTestId('rooms-recent-list').waitFor()
  })
})
