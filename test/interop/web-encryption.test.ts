// What people do with encryption in the web application: set it up, write, compare keys, take the key to another device, and be warned.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { startOwnDomain } from './peers/own-domain.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }
const addressOf = (user: keyof typeof USERS): string => `${user}@${DOMAIN}`
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describeWith(['janus', 'chromium'], 'encryption in the web application', () => {
  let janus: Janus
  let place: Awaited<ReturnType<typeof startOwnDomain>>
  let browser: Chromium
  let alice: WebChat
  let bob: WebChat
  const errors: (readonly string[])[] = []

  /** @param host what is kept on the device is kept for one name of the server, so that another name makes another device */
  async function device(
    user: keyof typeof USERS,
    host = 'localhost',
  ): Promise<{ readonly phone: WebPhone; readonly chat: WebChat }> {
    const phone = await WebPhone.logIn(browser, place.url.replace('localhost', host), addressOf(user), USERS[user])
    await phone.registration('registered')
    errors.push(phone.errors)
    return { phone, chat: await WebChat.of(phone) }
  }

  beforeAll(async () => {
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    place = await startOwnDomain({ domain: DOMAIN, users: USERS, janus })
  })
  afterAll(async () => {
    await browser.close()
    await place.stop()
    await janus.stop()
  })

  test('is set up with one click, in the settings or where one writes, and then shown as a closed lock', async () => {
    const [one, other] = [await device('alice'), await device('bob')]
    alice = one.chat
    bob = other.chat
    await one.phone.section('settings')
    await one.phone.click('own-key-set-up')
    await keyState(one.phone.page, 'ready')
    await bob.open(addressOf('alice'))
    await lock(bob.page, 'open')
    await other.phone.click('own-key-notice-set-up')
    await lock(bob.page, 'closed')
    await alice.open(addressOf('bob'))
    await lock(alice.page, 'closed')
    await alice.say('between us')
    await bob.shows('between us')
    await bob.page.locator('[data-testid="message-lock"][data-signature="signed-by-sender"]').waitFor()
    await lock(bob.page, 'closed')
  })

  test('shows both sides the same keys to compare', async () => {
    await alice.page.getByTestId('chat-lock').click()
    await bob.page.getByTestId('chat-lock').click()
    const shown = (page: Page, whose: string) => page.getByTestId(`fingerprint-${whose}`).textContent()
    expect(await shown(alice.page, 'theirs')).toMatch(/^([\dA-F]{4} ?){10}$/)
    expect(await shown(alice.page, 'theirs')).toBe(await shown(bob.page, 'ours'))
    expect(await shown(bob.page, 'theirs')).toBe(await shown(alice.page, 'ours'))
    for (const { page } of [alice, bob]) await page.getByTestId('encryption-close').click()
  })

  test('covers files, of which pictures come up by themselves', async () => {
    const file = { name: 'a dot.png', mimeType: 'image/png', buffer: PICTURE }
    await alice.page.getByTestId('message-files').setInputFiles(file)
    const picture = bob.page.getByTestId('message-picture').locator('img')
    await picture.waitFor()
    expect(await picture.getAttribute('src')).toMatch(/^blob:/)
    const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('read me') }
    await alice.page.getByTestId('message-files').setInputFiles(note)
    await bob.page.getByTestId('message-secret-file').click()
    const download = bob.page.waitForEvent('download')
    await bob.page.getByTestId('message-file').click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('note.txt')
    expect(await readFile(await saved.path(), 'utf8')).toBe('read me')
  })

  test('goes to another device with a code, which then reads what was written before', async () => {
    const { phone, chat } = await device('alice', '127.0.0.1')
    await chat.open(addressOf('bob'))
    await chat.page.getByText('This device does not have your key yet').first().waitFor()
    await alice.page.getByTestId('nav-settings').click()
    await alice.page.getByTestId('own-key-hand-over').click()
    const code = (await alice.page.getByTestId('hand-over-code').textContent()) ?? ''
    await phone.page.getByTestId('key-code').fill(code === '111111' ? '222222' : '111111')
    await phone.page.getByTestId('key-offer-take').click()
    await phone.page.getByText('4 tries are left').waitFor()
    await phone.page.getByTestId('key-code').fill(code)
    await phone.page.getByTestId('key-offer-take').click()
    await chat.shows('between us')
    await chat.page.getByTestId('message-picture').waitFor()
    await lock(phone.page, 'closed')
    await alice.page.getByTestId('hand-over-done').click()
    await phone.page.close()
  })

  test('warns of a key that has changed, and sends nothing until it is accepted', async () => {
    const { phone } = await device('bob', '127.0.0.1')
    await phone.section('settings')
    await phone.click('own-key-anew')
    await phone.click('own-key-anew-sure-yes')
    await keyState(phone.page, 'ready')
    const again = await WebChat.of(phone)
    await again.open(addressOf('alice'))
    await again.say('it is me, with a new key')
    await alice.open(addressOf('bob'))
    await alice.page.getByTestId('key-changed').waitFor()
    await lock(alice.page, 'alarm')
    await alice.say('are you sure?')
    await alice.shows('are you sure?', 'failed')
    await alice.page.getByTestId('message-list').getByText('Not sent: the key of this contact has changed').waitFor()
    await alice.page.getByTestId('key-changed-accept').click()
    await lock(alice.page, 'closed')
    await alice.page.getByTestId('message-retry').click()
    await again.shows('are you sure?')
    await phone.page.close()
  })

  test('is not given up by signing out without being asked', async () => {
    await alice.page.getByTestId('nav-settings').click()
    await alice.page.getByTestId('settings-logout').click()
    await alice.page.getByTestId('logout-sure').waitFor()
    await alice.page.getByTestId('logout-yes').click()
    await alice.page.getByTestId('login-account').waitFor()
    expect(errors.flat()).toEqual([])
  })
})

async function lock(page: Page, state: 'closed' | 'open' | 'alarm'): Promise<void> {
  await page.locator(`[data-testid="chat-lock"][data-lock="${state}"]`).waitFor()
}

async function keyState(page: Page, state: 'ready' | 'absent'): Promise<void> {
  await page.locator(`[data-testid="own-key"][data-state="${state}"]`).waitFor()
}
