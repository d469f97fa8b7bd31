import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
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
  close(): Promise<void>
}

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
    async close() {
      await context.close()
      await profile.remove()
    },
  }
}
