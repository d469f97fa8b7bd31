import type { Page } from 'playwright-core'
import type { Chromium } from './peers/chromium.ts'
import { type ConnectionMedia, connectionMedia } from './peers/peer-connections.ts'
import { until } from './until.ts'

const PATIENCE = 15_000

/** The web application in a tab, used as a person uses it. */
export class WebPhone {
  readonly page: Page
  readonly errors: readonly string[]

  private constructor(page: Page, errors: readonly string[]) {
    this.page = page
    this.errors = errors
  }

  /** Opens the application and logs in; resolves when the form is sent, whatever comes of it. */
  static async logIn(
    browser: Chromium,
    url: string,
    account: string,
    password: string,
    remember = false,
    name = '',
  ): Promise<WebPhone> {
    const { page, errors } = await browser.open(url)
    page.setDefaultTimeout(PATIENCE)
    await page.getByTestId('login-account').fill(account)
    await page.getByTestId('login-password').fill(password)
    if (name !== '') await page.getByTestId('login-display-name').fill(name)
    if (remember) await page.getByTestId('login-remember').check()
    await page.getByTestId('login-submit').click()
    return new WebPhone(page, errors)
  }

  /** Opens the application as somebody without an account, where it asks for a name first: by a link to a call or a room. */
  static async enterAsGuest(browser: Chromium, url: string, name: string): Promise<WebPhone> {
    const { page, errors } = await browser.open(url)
    page.setDefaultTimeout(PATIENCE)
    await page.getByTestId('guest-name').fill(name)
    await page.getByTestId('guest-submit').click()
    return new WebPhone(page, errors)
  }

  /** Waits for the registration to be in this state. */
  async registration(state: 'registered' | 'failed'): Promise<void> {
    await this.page.locator(`[data-testid="registration-state"][data-state="${state}"]`).waitFor()
  }

  /** Shows a part of the page. */
  async section(name: 'chats' | 'calls' | 'rooms' | 'settings'): Promise<void> {
    await this.page.getByTestId(`nav-${name}`).click()
  }

  async call(uri: string, kind: 'audio' | 'video'): Promise<void> {
    await this.section('calls')
    await this.page.getByTestId('call-uri').fill(uri)
    await this.page.getByTestId(`call-${kind}`).click()
  }

  async answer(kind: 'audio' | 'video'): Promise<void> {
    await this.page.getByTestId(`answer-${kind}`).first().click()
  }

  /** Waits for the call in front to be in this state. */
  async callState(state: string): Promise<void> {
    await this.page.locator(`[data-testid="call-state"][data-state="${state}"]`).waitFor()
  }

  /** What the call in front says of its state, in words. */
  async callWords(): Promise<string | null> {
    return this.page.getByTestId('call-state').textContent()
  }

  async hangUp(): Promise<void> {
    await this.page.getByTestId('hangup').click()
  }

  /** Waits for a call that was missed to be in the list. */
  async missedCall(): Promise<void> {
    await this.section('calls')
    await this.page.getByTestId('missed-call').waitFor()
  }

  async click(testId: string): Promise<void> {
    await this.page.getByTestId(testId).first().click()
  }

  /** What the newest RTCPeerConnection sends: the label of its device and, of a screen, what kind it is. Null where it sends none of the kind. */
  sends(kind: 'audio' | 'video'): Promise<{ readonly device: string; readonly screen: boolean } | null> {
    return this.page.evaluate((wanted) => {
      const senders = window.recordedPeerConnections?.at(-1)?.getSenders() ?? []
      const track = senders.find((sender) => sender.track?.kind === wanted)?.track
      return track ? { device: track.label, screen: track.getSettings().displaySurface !== undefined } : null
    }, kind)
  }

  /** Waits until so many more pictures of the other side have been shown. */
  async seesMore(frames = 20): Promise<void> {
    const shown = () =>
      this.page
        .getByTestId('remote-video')
        .evaluate((video) => (video instanceof HTMLVideoElement ? video.getVideoPlaybackQuality().totalVideoFrames : 0))
    const before = await shown()
    await until('a moving picture', PATIENCE, async () => (await shown()) >= before + frames)
  }

  /** The name of the path that ICE has agreed on with the gateway: another one after each restart (RFC 8445, ufrag). */
  icePath(): Promise<string | null> {
    return this.page.evaluate(() => {
      const description = window.recordedPeerConnections?.at(-1)?.currentRemoteDescription?.sdp
      return /^a=ice-ufrag:(.*)$/m.exec(description ?? '')?.[1]?.trim() ?? null
    })
  }

  /** Media of the newest RTCPeerConnection; null while there is none. */
  async media(): Promise<ConnectionMedia | null> {
    return (await connectionMedia(this.page)).at(-1) ?? null
  }

  /** Resolves when media of these kinds has gone both ways for a while: packets received and sent, and frames decoded for video. */
  async mediaFlows(kind: 'audio' | 'video'): Promise<ConnectionMedia> {
    return until(`${kind} both ways`, PATIENCE, async () => {
      const media = await this.media()
      if (media === null) return null
      const audio = media.receivedAudioPackets > 50 && media.sentAudioPackets > 50
      const video = media.receivedVideoPackets > 20 && media.sentVideoPackets > 20 && media.decodedFrames > 10
      return audio && (kind === 'audio' || video) ? media : null
    })
  }
}
