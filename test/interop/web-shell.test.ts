import { createHash } from 'node:crypto'
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { FakeJanus } from '../fake-janus/fake-janus.ts'
import { initialScriptSize } from './initial-script.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }
const ALICE = `alice@${DOMAIN}`
const BOB = `bob@${DOMAIN}`

const ha1 = (user: keyof typeof USERS) => createHash('md5').update(`${user}:${DOMAIN}:${USERS[user]}`).digest('hex')

describeWith(['chromium'], 'the page around calls, messages and rooms', () => {
  let janus: FakeJanus
  let weft: OwnDomain
  let browser: Chromium
  const pages: Page[] = []

  beforeAll(async () => {
    janus = await FakeJanus.start()
    for (const user of ['alice', 'bob'] as const) janus.sip.addUser(`${user}@${DOMAIN}`, ha1(user))
    ;[weft, browser] = await Promise.all([startOwnDomain({ domain: DOMAIN, users: USERS, janus }), startChromium()])
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) {
      await page.context().setOffline(false)
      // Each test begins as somebody who was never here.
      await page.evaluate(() => localStorage.clear())
      await page.close()
    }
  })
  afterAll(async () => {
    await browser.close()
    await weft.stop()
    await janus.stop()
  })

  /** Bytes as they travel, compressed by gzip; `fetch` would unpack them. */
  function bytesOnTheWay(url: string): Promise<number> {
    return new Promise((resolve, reject) => {
      get(url, { headers: { 'Accept-Encoding': 'gzip' } }, (answer) =>
        buffer(answer).then(({ length }) => resolve(length), reject),
      ).on('error', reject)
    })
  }

  async function open(path = ''): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
    const opened = await browser.open(weft.url + path)
    pages.push(opened.page)
    return opened
  }

  async function signIn(path = '', remember = false): Promise<WebPhone> {
    const phone = await WebPhone.logIn(browser, weft.url + path, ALICE, USERS.alice, remember)
    pages.push(phone.page)
    await phone.registration('registered')
    return phone
  }

  test('what comes before anything is shown is no more than 60 kB of JavaScript', async () => {
    expect(await initialScriptSize(weft.url)).toBeLessThanOrEqual(60_000)
  })

  test('without a connection, the page of somebody who stays signed in opens with what was written', async () => {
    const phone = await signIn('', true)
    const chat = await WebChat.of(phone)
    await chat.open(BOB)
    await chat.say('Tea at five?')
    await chat.shows('Tea at five?')
    await phone.page.evaluate(() => navigator.serviceWorker.ready)
    await phone.page.context().setOffline(true)
    await phone.page.reload()
    await phone.page.getByTestId('server-away').waitFor()
    const offline = await WebChat.of(phone)
    await offline.shows('Tea at five?')
    await phone.page.context().setOffline(false)
    await phone.registration('registered')
    expect(phone.errors.filter((error) => !/WebSocket|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(error))).toEqual([])
  })

  test('signing out leaves nothing of the account in the browser', async () => {
    const phone = await signIn('', true)
    const chat = await WebChat.of(phone)
    await chat.open(BOB)
    await chat.say('Not for the next one here')
    await chat.shows('Not for the next one here')
    await phone.click('account-menu')
    await phone.click('logout')
    await phone.page.getByTestId('login-form').waitFor()
    const kept = () =>
      phone.page.evaluate(async (address) => {
        const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
        return [...Object.values(localStorage), ...names].filter((text) => String(text).includes(address))
      }, ALICE)
    await expect.poll(kept).toEqual([])
    await phone.page.reload()
    await phone.page.getByTestId('login-form').waitFor()
  })

  test('a guest needs a name only, and is where the link leads', async () => {
    const { page, errors } = await open('conference/tea')
    expect(await page.getByTestId('entrance-goal').textContent()).toContain('tea')
    await page.getByTestId('guest-name').fill('Visitor')
    await page.getByTestId('guest-submit').click()
    await page.getByTestId('lobby').waitFor()
    expect(page.url()).toBe(`${weft.url}conference/tea`)
    expect(await page.getByTestId('nav-chats').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('a link to a conversation leads there once one is signed in, and Back goes back', async () => {
    const phone = await signIn(`chat/${BOB}`)
    const conversation = phone.page.locator(`[data-testid="open-conversation"][data-contact="${BOB}"]`)
    await conversation.waitFor()
    await phone.section('calls')
    await phone.page.getByTestId('call-form').waitFor()
    expect(phone.page.url()).toBe(`${weft.url}calls`)
    await phone.page.goBack()
    await conversation.waitFor()
    await phone.page.reload()
    expect(phone.page.url()).toBe(`${weft.url}chat/${BOB}`)
  })

  test('the page begins with little: at most 60 kB of JavaScript on the way', async () => {
    const document = await (await fetch(weft.url)).text()
    const scripts = [...document.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => new URL(path ?? '', weft.url).href)
    const sizes = await Promise.all(scripts.map(bytesOnTheWay))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(scripts.length).toBeGreaterThan(0)
    expect(total).toBeLessThanOrEqual(60_000)
  })

  test('dark or light is a matter of choice, and stays so', async () => {
    const phone = await signIn('settings', true)
    const ground = () => phone.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    await phone.page.getByTestId('theme-dark').check()
    await expect.poll(ground).toBe('dark')
    await phone.page.reload()
    await phone.page.getByTestId('theme-light').waitFor({ state: 'attached' })
    expect(await ground()).toBe('dark')
  })
})
