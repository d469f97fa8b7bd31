import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { recordPeerConnections } from './peer-connections.ts'
import { temporaryDirectory } from './process.ts'

const PROGRAM = '/usr/bin/chromium'
/** Microphones that beep and cameras that show a clock, all allowed without asking. The second camera, of MJPEG, never gives a picture. */
const FLAGS = [
  '--use-fake-device-for-media-stream=device-count=3',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export interface Chromium {
  /** Loads a page in a new tab. Each tab's RTCPeerConnections can be asked for their media: `receivedMedia`. */
  open(url: string): Promise<BrowserPage>
  /** A device beside this one, which knows nothing of what is kept here. @param kind its screen, among others; a laptop's when left out */
  device(kind?: DeviceKind): Promise<Chromium>
  /** Of a device: closes its tabs, and forgets what it has kept. */
  close(): Promise<void>
}

export type DeviceKind = Pick<BrowserContextOptions, 'viewport' | 'hasTouch' | 'isMobile' | 'colorScheme' | 'serviceWorkers'>

/** A phone held upright. */
export const PHONE: DeviceKind = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
/** A small laptop. */
export const LAPTOP: DeviceKind = { viewport: { width: 1280, height: 800 } }

export interface BrowserPage {
  /** playwright's handle. */
  readonly page: Page
  /** Errors the page threw or wrote to its console so far. */
  readonly errors: readonly string[]
}

/** Starts a headless Chromium with an empty profile of its own. */
export async function startChromium(): Promise<Chromium> {
  const profile = await temporaryDirectory('chromium')
  // chromiumSandbox: its sandbox needs privileges a container does not give.
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: PROGRAM,
    headless: true,
    chromiumSandbox: false,
    args: FLAGS,
    // It keeps crash reports, and what PulseAudio wants, in its user's home.
    env: { ...process.env, HOME: profile.path, PULSE_RUNTIME_PATH: join(profile.path, 'pulse') },
    timeout: 30_000,
  })
  return deviceOf(context, async () => {
    await context.close()
    await profile.remove()
  })
}

async function deviceOf(context: BrowserContext, close: () => Promise<void>): Promise<Chromium> {
  await context.addInitScript(recordPeerConnections)
  return {
    async open(url) {
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(url)
      return { page, errors }
    },
    async device(kind = LAPTOP) {
      const other = await context.browser()?.newContext(kind)
      if (other === undefined) throw new Error('the browser is closed')
      return deviceOf(other, () => other.close())
    },
    close,
  }
}
