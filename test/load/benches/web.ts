import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ensureWebApp } from '../../../scripts/web-app.ts'
import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import { initialScriptSize } from '../../interop/initial-script.ts'
import { writeLongConversation } from '../../interop/long-conversation.ts'
import { partsMissing } from '../../interop/needs.ts'
import { type Chromium, startChromium } from '../../interop/peers/chromium.ts'
import { startOwnDomain } from '../../interop/peers/own-domain.ts'
import { temporaryDirectory } from '../../interop/peers/process.ts'
import { WebChat } from '../../interop/web-chat.ts'
import { WebPhone } from '../../interop/web-phone.ts'
import { SylkClient } from '../../scenarios/support/client.ts'
import { accepted } from '../../scenarios/support/telephony.ts'
import { type Bench, median } from '../measurement.ts'
import { type BarePage, serveBarePage } from '../web/bare-page.ts'
import { firstContentfulPaint, signIn } from '../web/first-visit.ts'
import { type Scrolled, scrollUp } from '../web/scrolling.ts'

const DOMAIN = 'weft.test'
const [ALICE, CAROL] = [`alice@${DOMAIN}`, `carol@${DOMAIN}`]
const PASSWORD = 'alicepw'
const HA1 = createHash('md5').update(`alice:${DOMAIN}:${PASSWORD}`).digest('hex')
/** How often what takes moments is measured; the first time does not count. */
const ROUNDS = 5
/** kB of JavaScript before anything is shown, compressed: more is not to be. */
const MOST_SCRIPT = 60
const MESSAGES = 10_000
/** Pixels a second and ms: a long, quick swipe after the other. */
const SPEED = 6000
const SWIPE = 6000
/** ms after which somebody sees that a picture is late (Long Animation Frames, W3C). */
const LATE = 50

type Report = Parameters<Bench['run']>[0]

export const bench: Bench = {
  name: 'web',
  about:
    'the web application in Chromium: its size, when it can be seen and used, and scrolling through 10,000 messages, beside pages that do nothing in the same browser',

  async run(report) {
    const missing = partsMissing('chromium')
    if (missing.length > 0) throw new Error(`without ${missing.join(', ')} (npm run setup -- --test)`)
    ensureWebApp()
    const directory = await temporaryDirectory('web-bench')
    const path = join(directory.path, 'weft.db')
    await writeLongConversation(path, { account: ALICE, contact: CAROL, messages: MESSAGES })
    const janus = await FakeJanus.start()
    janus.sip.addUser(ALICE, HA1)
    const ini = { 'weft.ini': { Store: { path } } }
    const weft = await startOwnDomain({ domain: DOMAIN, users: { alice: PASSWORD }, janus, ini })
    const [browser, bare] = await Promise.all([startChromium(), serveBarePage()])
    try {
      report({ variant: 'weft', metric: 'initial_js_gzip_kb', value: (await initialScriptSize(weft.url)) / 1000, unit: 'kB' })
      report({ variant: 'bound', metric: 'initial_js_gzip_kb', value: MOST_SCRIPT, unit: 'kB' })
      await measureFirstVisit(report, browser, weft.url, bare)
      await measureSignIn(report, browser, weft.url, `http://127.0.0.1:${weft.port}`)
      await measureScrolling(report, browser, weft.url, bare)
    } finally {
      await browser.close()
      await bare.stop()
      await weft.stop()
      await janus.stop()
      await directory.remove()
    }
  },
}

/** The two take turns, so that what else the machine does hits them alike. */
async function measureFirstVisit(report: Report, browser: Chromium, url: string, bare: BarePage): Promise<void> {
  const paints = { weft: [] as number[], bare: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const [ours, theirs] = [await firstContentfulPaint(browser, url), await firstContentfulPaint(browser, bare.url)]
    if (round === 0) continue
    paints.weft.push(ours)
    paints.bare.push(theirs)
  }
  for (const [variant, values] of Object.entries(paints)) {
    report({ variant, metric: 'first_contentful_paint_ms', value: median(values), unit: 'ms' })
  }
}

/** Beside a client that only registers. */
async function measureSignIn(report: Report, browser: Chromium, url: string, server: string): Promise<void> {
  const elapsed = { weft: [] as number[], bare: [] as number[] }
  let scripts = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const [ours, theirs] = [await signIn(browser, url, ALICE, PASSWORD), await register(server)]
    if (round === 0) continue
    elapsed.weft.push(ours.elapsed)
    elapsed.bare.push(theirs)
    scripts = Math.max(scripts, ours.scripts)
  }
  for (const [variant, values] of Object.entries(elapsed)) {
    report({ variant, metric: 'signed_in_ms', value: median(values), unit: 'ms' })
  }
  report({ variant: 'weft', metric: 'signed_in_js_kb', value: scripts / 1000, unit: 'kB' })
}

/** ms in which a client without a page registers. */
async function register(server: string): Promise<number> {
  const begin = performance.now()
  const client = await SylkClient.connect(server)
  await accepted(client, 'account-add', { account: ALICE, password: HA1 })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  const elapsed = performance.now() - begin
  await client.close()
  return elapsed
}

async function measureScrolling(report: Report, browser: Chromium, url: string, bare: BarePage): Promise<void> {
  const device = await browser.device()
  const phone = await WebPhone.logIn(device, url, ALICE, PASSWORD)
  await phone.registration('registered')
  const chat = await WebChat.of(phone)
  const begin = performance.now()
  await chat.open(CAROL)
  await chat.shows(`message ${MESSAGES - 1};`)
  report({ variant: 'weft', metric: 'conversation_shown_ms', value: performance.now() - begin, unit: 'ms' })
  tell(report, 'weft', await scrollUp(phone.page.getByTestId('message-list'), SPEED, SWIPE))
  await phone.page.close()
  const { page } = await device.open(bare.listUrl)
  const rows = page.getByTestId('rows')
  await rows.evaluate((list) => list.scrollTo(0, list.scrollHeight))
  tell(report, 'bare', await scrollUp(rows, SPEED, SWIPE))
  await device.close()
}

function tell(report: Report, variant: string, { frames, mostNodes, distance }: Scrolled): void {
  report({
    variant,
    metric: 'scroll_frames_per_s',
    value: (frames.length / frames.reduce((sum, ms) => sum + ms, 0)) * 1000,
    unit: '1/s',
  })
  report({ variant, metric: 'scroll_long_frames', value: frames.filter((ms) => ms > LATE).length, unit: '1' })
  report({ variant, metric: 'scroll_worst_frame_ms', value: Math.max(...frames), unit: 'ms' })
  report({ variant, metric: 'scroll_distance_px', value: distance, unit: 'px' })
  report({ variant, metric: 'dom_nodes_scrolled', value: mostNodes, unit: '1' })
}
