import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Baresip, type BaresipOptions, startBaresip } from './peers/baresip.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { startKamailio } from './peers/kamailio.ts'
import { startOwnDomain } from './peers/own-domain.ts'
import { heardFrequency } from './peers/peer-connections.ts'
import { startSipp } from './peers/sipp.ts'
import { startWeft, type Weft } from './peers/weft.ts'
import { until } from './until.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw' }
const PATIENCE = 15_000
/** The tone baresip says, and how far off its measurement may be: one bin of the spectrum and a bit. */
const TONE = 440
const TONE_TOLERANCE = 12

/** Weft, and the registrar and proxy of the domain. */
interface Place {
  readonly weft: Weft
  readonly proxy: { readonly host: string; readonly port: number }
  stop(): Promise<void>
}

const PLACES: Readonly<Record<string, (janus: Janus) => Promise<Place>>> = {
  Kamailio: async (janus) => {
    const proxy = await startKamailio({ domain: DOMAIN, users: USERS })
    const weft = await startWeft({ janus, proxy })
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

describeWith(['janus', 'kamailio', 'baresip', 'chromium', 'sipp'], 'a browser and a SIP phone', () => {
  describe.each(Object.entries(PLACES))('at %s', (_name, start) => describeCalls(start))
})

function describeCalls(start: (janus: Janus) => Promise<Place>): void {
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

  async function logIn(user: keyof typeof USERS, password: string = USERS[user]): Promise<WebPhone> {
    const phone = await WebPhone.logIn(browser, place.weft.url, `${user}@${DOMAIN}`, password)
    cleanUp.push(() => phone.page.close())
    return phone
  }

  async function registered(user: keyof typeof USERS): Promise<WebPhone> {
    const phone = await logIn(user)
    await phone.registration('registered')
    return phone
  }

  async function sipPhone(options: Partial<BaresipOptions> = {}): Promise<Baresip> {
    const phone = await startBaresip({ user: 'bob', password: USERS.bob, domain: DOMAIN, proxy: place.proxy, ...options })
    cleanUp.push(() => phone.stop())
    return phone
  }

  /** The phone has received and sent audio, and has decoded a picture where there is video. */
  async function phoneHears(phone: Baresip, kind: 'audio' | 'video'): Promise<void> {
    await until(`the phone receives ${kind}`, PATIENCE, async () => {
      const { audio, video } = await phone.media()
      const heard = audio.receivedPackets > 50 && audio.sentPackets > 50
      return heard && (kind === 'audio' || (video !== null && video.decodedFrames > 5))
    })
  }

  for (const kind of ['audio', 'video'] as const) {
    test(`the browser calls the phone with ${kind}, and hangs up`, async () => {
      const alice = await registered('alice')
      const bob = await sipPhone({ video: kind === 'video' ? 'vp8' : null })
      await alice.call(bob.address, kind)
      await alice.callState('established')
      await alice.mediaFlows(kind)
      await phoneHears(bob, kind)
      expect(Math.abs(((await heardFrequency(alice.page)) ?? 0) - TONE)).toBeLessThan(TONE_TOLERANCE)
      await alice.hangUp()
      await bob.event('CALL_CLOSED')
    })

    test(`the phone calls the browser with ${kind}, and hangs up`, async () => {
      const alice = await registered('alice')
      const bob = await sipPhone({ video: kind === 'video' ? 'vp8' : null })
      await bob.dial(`alice@${DOMAIN}`)
      await alice.answer(kind)
      await alice.callState('established')
      await alice.mediaFlows(kind)
      await phoneHears(bob, kind)
      await bob.hangUp()
      await alice.callState('terminated')
    })
  }

  test('a call with H.264 shows pictures on both sides', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ video: 'h264' })
    await alice.call(bob.address, 'video')
    await alice.mediaFlows('video')
    await phoneHears(bob, 'video')
  })

  for (const srtp of ['optional', 'mandatory'] as const) {
    test(`a phone with SRTP (${srtp}) has sound and pictures both ways`, async () => {
      const alice = await registered('alice')
      const bob = await sipPhone({ srtp, video: 'vp8' })
      await alice.call(bob.address, 'video')
      await alice.mediaFlows('video')
      await phoneHears(bob, 'video')
    })
  }

  test('a phone that is busy ends the call with 486', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ answer: 'manual' })
    await alice.call(bob.address, 'audio')
    await bob.event('CALL_INCOMING')
    await bob.hangUp()
    await alice.callState('terminated')
    expect(await alice.callWords()).toBe('Busy.')
  })

  test('a caller that gives up leaves a missed call', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone()
    await bob.dial(`alice@${DOMAIN}`)
    await alice.page.getByTestId('incoming-call').waitFor()
    await bob.hangUp()
    await alice.missedCall()
    expect(await alice.page.getByTestId('incoming-call').count()).toBe(0)
  })

  test('the browser gives a ringing call up, and the phone stops ringing', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ answer: 'manual' })
    await alice.call(bob.address, 'audio')
    await bob.event('CALL_INCOMING')
    await alice.callState('ringing')
    await alice.hangUp()
    await bob.event('CALL_CLOSED')
  })

  test('early media is heard before the answer', async () => {
    const alice = await registered('alice')
    const sipp = await startSipp({ scenario: new URL('scenarios/early-media.xml', import.meta.url), calls: 2, timeout: 30 })
    cleanUp.push(() => sipp.stop())
    const register = await startSipp({
      scenario: new URL('scenarios/register.xml', import.meta.url),
      remote: place.proxy,
      service: 'carol',
      credentials: { user: 'carol', password: USERS.carol },
      keys: { domain: DOMAIN, contact_port: String(sipp.port) },
    })
    expect(await register.result).toMatchObject({ successful: 1 })
    await alice.call(`carol@${DOMAIN}`, 'audio')
    await alice.callState('early-media')
    await alice.callState('established')
    await alice.hangUp()
    expect(await sipp.result).toMatchObject({ successful: 2, failed: 0 })
  })

  test('two phones ring one account at once, and both calls can be answered', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone()
    const carol = await sipPhone({ user: 'carol', password: USERS.carol })
    await bob.dial(`alice@${DOMAIN}`)
    await carol.dial(`alice@${DOMAIN}`)
    await until('both calls ring', PATIENCE, async () => (await alice.page.getByTestId('incoming-call').count()) === 2)
    await alice.answer('audio')
    await alice.answer('audio')
    await Promise.all([phoneHears(bob, 'audio'), phoneHears(carol, 'audio')])
  })

  test('a wrong password is told as such', async () => {
    const alice = await logIn('alice', 'wrong')
    await alice.page.getByTestId('login-error').waitFor()
    expect(await alice.page.getByTestId('login-error').textContent()).toMatch(/Wrong account or password/)
  })

  test('the phone holds the call and takes it back: a re-INVITE from its side', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ video: null })
    await alice.call(bob.address, 'audio')
    await alice.mediaFlows('audio')
    await bob.hold()
    await bob.resume()
    const packets = async () => (await alice.media())?.receivedAudioPackets ?? 0
    const before = await packets()
    await until('sound after the hold', PATIENCE, async () => (await packets()) > before + 100)
    await alice.hangUp()
    await bob.event('CALL_CLOSED')
  })

  test('the browser adds video to a call: a re-INVITE from its side', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ video: 'vp8' })
    await alice.call(bob.address, 'audio')
    await alice.mediaFlows('audio')
    await alice.click('add-video')
    await alice.mediaFlows('video')
    await phoneHears(bob, 'video')
  })

  test('keys pressed in the browser reach the phone', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ video: null })
    await alice.call(bob.address, 'audio')
    await alice.mediaFlows('audio')
    await alice.click('keypad-toggle')
    await alice.click('dtmf-5')
    await until('the key', PATIENCE, () => /Signal=5|DTMF.*5/i.test(bob.output()))
  })

  test('Janus dies in the middle of a call: the call ends with a reason, the browser stays, and calls work again when it is back', async () => {
    const alice = await registered('alice')
    const bob = await sipPhone({ video: null })
    await alice.call(bob.address, 'audio')
    await alice.mediaFlows('audio')
    await janus.kill()
    await alice.callState('terminated')
    await alice.registration('failed')
    await janus.restart()
    await alice.registration('registered')
    await alice.click('call-close')
    await bob.event('CALL_CLOSED', 40_000).catch(() => bob.hangUp())
    await alice.call(bob.address, 'audio')
    await alice.mediaFlows('audio')
  })

  test('two browsers call each other', async () => {
    const alice = await registered('alice')
    const bob = await registered('bob')
    await alice.call(`bob@${DOMAIN}`, 'video')
    await bob.answer('video')
    await Promise.all([alice.mediaFlows('video'), bob.mediaFlows('video')])
    await bob.hangUp()
    await alice.callState('terminated')
  })
}
