import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { until } from './until.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw' }
const PATIENCE = 15_000

type User = keyof typeof USERS

describeWith(['janus', 'chromium'], 'what people can do in a call between two browsers', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  const cleanUp: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
  })
  afterEach(async () => {
    for (const end of cleanUp.splice(0).reverse()) await end()
  })
  afterAll(async () => {
    await browser.close()
    await weft.stop()
    await janus.stop()
  })

  async function registered(user: User): Promise<WebPhone> {
    const phone = await WebPhone.logIn(browser, weft.url, `${user}@${DOMAIN}`, USERS[user])
    cleanUp.push(() => phone.page.close())
    await phone.registration('registered')
    return phone
  }

  async function inCall(kind: 'audio' | 'video'): Promise<{ alice: WebPhone; bob: WebPhone }> {
    const alice = await registered('alice')
    const bob = await registered('bob')
    await alice.call(`bob@${DOMAIN}`, kind)
    await bob.answer(kind)
    await Promise.all([alice.mediaFlows(kind), bob.mediaFlows(kind)])
    return { alice, bob }
  }

  /** Sound goes on both ways from now on. */
  async function goesOn(...phones: readonly WebPhone[]): Promise<void> {
    for (const phone of phones) {
      const packets = async () => (await phone.media())?.receivedAudioPackets ?? 0
      const before = await packets()
      await until('more sound', PATIENCE, async () => (await packets()) > before + 100)
    }
  }

  test('a camera that one adds is seen at once, answered with one, and taken away again', async () => {
    const { alice, bob } = await inCall('audio')
    await alice.click('add-video')
    await bob.page.getByTestId('video-added').waitFor()
    await bob.seesMore()
    expect(await bob.sends('video')).toBeNull()
    await bob.click('video-added-accept')
    await Promise.all([alice.mediaFlows('video'), bob.mediaFlows('video')])
    await bob.click('choose-camera')
    await bob.click('remove-video')
    await until('bob sends no picture', PATIENCE, async () => (await bob.sends('video')) === null)
    await alice.page.getByTestId('remote-video').waitFor({ state: 'hidden' })
    await bob.click('add-video')
    await alice.page.getByTestId('remote-video').waitFor({ state: 'visible' })
    await goesOn(alice, bob)
  })

  test('a screen takes the place of the camera for the other side, and gives it back', async () => {
    const { alice, bob } = await inCall('video')
    await alice.click('share-screen')
    await until('the screen is sent', PATIENCE, async () => (await alice.sends('video'))?.screen === true)
    await bob.seesMore()
    await alice.click('share-screen')
    await until('the camera is sent', PATIENCE, async () => (await alice.sends('video'))?.screen === false)
    await bob.seesMore()
    await goesOn(alice, bob)
  })

  test('a screen can be shown in an audio call, which is one again after', async () => {
    const { alice, bob } = await inCall('audio')
    await alice.click('share-screen')
    await bob.page.getByTestId('remote-video').waitFor({ state: 'visible' })
    await bob.seesMore()
    expect((await alice.sends('video'))?.screen).toBe(true)
    await alice.click('share-screen')
    await bob.page.getByTestId('remote-video').waitFor({ state: 'hidden' })
    expect(await alice.sends('video')).toBeNull()
    await goesOn(alice, bob)
  })

  test('another microphone and another camera are used at once, and the camera is off while it is switched off', async () => {
    const { alice, bob } = await inCall('video')
    const [microphone, camera] = await Promise.all([alice.sends('audio'), alice.sends('video')])
    await alice.click('choose-sound')
    await alice.click('microphone-2')
    await until('another microphone', PATIENCE, async () => (await alice.sends('audio'))?.device !== microphone?.device)
    await alice.click('choose-camera')
    await alice.click('camera-3')
    await until('another camera', PATIENCE, async () => (await alice.sends('video'))?.device !== camera?.device)
    await bob.seesMore()
    const chosen = await alice.sends('video')
    await alice.click('mute-video')
    await until('black', PATIENCE, async () => (await alice.sends('video'))?.device !== chosen?.device)
    await alice.click('mute-video')
    await until('the camera again', PATIENCE, async () => (await alice.sends('video'))?.device === chosen?.device)
    await bob.seesMore()
    await goesOn(alice, bob)
  })

  test('the statistics show figures of both directions', async () => {
    const { alice } = await inCall('video')
    await alice.click('call-more')
    await alice.click('call-figures-toggle')
    const words = async (testId: string) => (await alice.page.getByTestId(testId).textContent()) ?? ''
    await until('figures of audio', PATIENCE, async () => ((await words('figures-audio')).match(/kbit\/s/g) ?? []).length === 2)
    await until(
      'figures of video',
      PATIENCE,
      async () => ((await words('figures-video')).match(/\d+ × \d+, \d+\/s/g) ?? []).length === 2,
    )
    expect(await words('figures-audio')).toMatch(/opus.*opus/i)
    expect(await words('figure-round-trip')).toMatch(/^\d+ ms$/)
    expect(await words('figure-path')).toMatch(/host, UDP|prflx, UDP/)
    await alice.page.locator('[data-testid="call-quality"][data-quality="good"]').waitFor()
  })

  test('after a change of network the call goes on over a new path', async () => {
    const { alice, bob } = await inCall('audio')
    const path = await alice.icePath()
    await alice.page.evaluate(() => window.dispatchEvent(new Event('online')))
    await until('a new path', PATIENCE, async () => (await alice.icePath()) !== path)
    await goesOn(alice, bob)
    await alice.callState('established')
  })

  test('a second caller is answered while the first is set aside, and the first is there again after', async () => {
    const { alice, bob } = await inCall('audio')
    const carol = await registered('carol')
    await carol.call(`alice@${DOMAIN}`, 'audio')
    await alice.answer('audio')
    await carol.mediaFlows('audio')
    await until('two calls', PATIENCE, async () => (await alice.page.getByTestId('call-tab').count()) === 2)
    await carol.hangUp()
    await alice.callState('terminated')
    await alice.click('call-close')
    await alice.callState('established')
    await goesOn(bob)
  })

  test('a link leads guests to somebody whom they can call with one click', async () => {
    const bob = await registered('bob')
    const guest = await WebPhone.enterAsGuest(browser, `${weft.url}call/bob@${DOMAIN}`, 'Gwen')
    cleanUp.push(() => guest.page.close())
    await guest.click('call-link-audio')
    await until('who calls', PATIENCE, async () => (await bob.page.getByTestId('incoming-caller').textContent()) === 'Gwen')
    await bob.answer('audio')
    await Promise.all([guest.mediaFlows('audio'), bob.mediaFlows('audio')])
  })

  test('calls that are over are in the history of both, and one is made again from there', async () => {
    const { alice, bob } = await inCall('audio')
    await bob.hangUp()
    await alice.callState('terminated')
    await alice.click('call-close')
    expect(await alice.page.getByTestId('past-call').first().textContent()).toMatch(/bob@weft\.test.*Outgoing.*0:\d\d/)
    expect(await bob.page.getByTestId('past-call').first().textContent()).toMatch(/alice@weft\.test.*Incoming.*0:\d\d/)
    await bob.click('call-back')
    await alice.answer('audio')
    await Promise.all([alice.mediaFlows('audio'), bob.mediaFlows('audio')])
  })

  test('whoever leaves the page in a call is asked first', async () => {
    const { alice } = await inCall('audio')
    const asked: string[] = []
    alice.page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await alice.page.close({ runBeforeUnload: true })
    await until('the question', PATIENCE, () => asked.includes('beforeunload'))
    await alice.callState('established')
  })
})
