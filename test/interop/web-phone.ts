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
  static async logIn(browser: Chromium, url: string, account: string, password: string): Promise<WebPhone> {
    const { page, errors } = await browser.open(url)
    page.setDefaultTimeout(PATIENCE)
    await page.getByTestId('login-account').fill(account)
    await page.getByTestId('login-password').fill(password)
    await page.getByTestId('login-submit').click()
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
