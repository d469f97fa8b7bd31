import { launch, type Page } from 'puppeteer-core'
import { mediaAddress } from '../address.ts'
import { recordPeerConnections } from './peer-connections.ts'
import { temporaryDirectory } from './process.ts'

const PROGRAM = '/usr/bin/firefox-esr'
/** A microphone that hums and a camera of colours, allowed without asking; and nothing that wants to know something of the internet. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.gmp-manager.url': 'data:,',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'app.update.auto': false,
  'datareporting.policy.dataSubmissionEnabled': false,
}

export interface Firefox {
  /** Loads a page in a new tab, whose RTCPeerConnections are recorded. */
  open(url: string): Promise<Page>
  close(): Promise<void>
}

/** Starts a headless Firefox with an empty profile of its own. It is driven by WebDriver BiDi, as a Firefox can be that nobody has changed. */
export async function startFirefox(): Promise<Firefox> {
  const home = await temporaryDirectory('firefox')
  const browser = await launch({
    browser: 'firefox',
    executablePath: PROGRAM,
    headless: true,
    timeout: 60_000,
    extraPrefsFirefox: { ...PREFERENCES, 'media.peerconnection.ice.loopback': mediaAddress() === null },
    // Its sandbox needs privileges a container does not give, and it keeps things in its user's home.
    env: { ...process.env, HOME: home.path, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
  })
  return {
    async open(url) {
      const page = await browser.newPage()
      await page.setViewport({ width: 1280, height: 800 })
      await page.evaluateOnNewDocument(recordPeerConnections)
      await page.goto(url)
      return page
    },
    async close() {
      await browser.close()
      await home.remove()
    },
  }
}
