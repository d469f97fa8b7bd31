// What Firefox shares with Chromium. It is driven by another program than the rest, so that what a person does here stands for itself.
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Firefox, startFirefox } from './peers/firefox.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { connectionMedia } from './peers/peer-connections.ts'
import { until } from './until.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }
const [ALICE, BOB] = [`alice@${DOMAIN}`, `bob@${DOMAIN}`]
const PATIENCE = 20_000

describeWith(['janus', 'chromium', 'firefox'], 'Firefox and Chromium', () => {
  let janus: Janus
  let weft: OwnDomain
  let chromium: Chromium
  let firefox: Firefox
  let alice: Page
  let bob: WebPhone

  beforeAll(async () => {
    ;[janus, chromium, firefox] = await Promise.all([startJanus(), startChromium(), startFirefox()])
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
    alice = await firefox.open(weft.url)
    alice.setDefaultTimeout(PATIENCE)
    bob = await WebPhone.logIn(chromium, weft.url, BOB, USERS.bob)
    await bob.registration('registered')
  })
  afterAll(async () => {
    await firefox?.close()
    await chromium?.close()
    await weft?.stop()
    await janus?.stop()
  })

  const found = (testId: string, more = '') => alice.locator(`[data-testid="${testId}"]${more}`)
  const click = (testId: string) => found(testId).click()
  const fill = (testId: string, text: string) => found(testId).fill(text)

  test('one signs in', async () => {
    await fill('login-account', ALICE)
    await fill('login-password', USERS.alice)
    await click('login-submit')
    await found('registration-state', '[data-state="registered"]').wait()
  })

  test('messages arrive both ways, and their states', async () => {
    await fill('chat-to', BOB)
    await alice.keyboard.press('Enter')
    await fill('chat-text', 'Hello from Firefox')
    await alice.keyboard.press('Enter')
    const chat = await WebChat.of(bob)
    await chat.open(ALICE)
    await chat.shows('Hello from Firefox')
    await found('message', '[data-state="displayed"]').wait()
    await chat.say('Hello from Chromium')
    await chat.shows('Hello from Chromium', 'displayed')
  })

  test('a call has sound and pictures both ways', async () => {
    await bob.call(ALICE, 'video')
    await click('answer-video')
    await Promise.all([bob.mediaFlows('video'), seesAndHears()])
    await bob.seesMore()
    await bob.hangUp()
    await found('call-state', '[data-state="terminated"]').wait()
  })

  test('a room has pictures both ways, and what is said in it', async () => {
    await click('nav-rooms')
    await fill('room-uri', 'team')
    await click('room-join')
    await click('lobby-join')
    await found('room-state', '[data-state="established"]').wait()
    const room = await WebRoom.join(bob, 'team')
    await room.met(ALICE)
    await room.seesAll()
    await found('room-participant', '[data-picture="true"]').wait()
    // Firefox counts no frames of streams as shown, but time goes on while they are.
    const played = () =>
      alice.$$eval('[data-testid="room-participant"] video', ([video]) =>
        video instanceof HTMLVideoElement ? video.currentTime : 0,
      )
    const before = await played()
    await until('moving pictures in Firefox', PATIENCE, async () => (await played()) > before + 0.5)
    await until('pictures in Firefox', PATIENCE, async () =>
      (await connectionMedia(alice)).some(({ decodedFrames }) => decodedFrames > 20),
    )
    await room.say('Can you read me?')
    await click('room-tab-chat')
    await until('what was said', PATIENCE, () =>
      alice.$$eval('[data-testid="room-message-text"]', (texts) => texts.some((text) => text.textContent === 'Can you read me?')),
    )
  })

  /** Sound and pictures come and go for a while. */
  function seesAndHears(): Promise<unknown> {
    return until('media in Firefox', PATIENCE, async () => {
      const media = (await connectionMedia(alice)).at(-1)
      if (media === undefined) return false
      const { receivedAudioPackets, sentAudioPackets, receivedVideoPackets, sentVideoPackets, decodedFrames } = media
      return Math.min(receivedAudioPackets, sentAudioPackets, receivedVideoPackets, sentVideoPackets) > 20 && decodedFrames > 10
    })
  }
})
