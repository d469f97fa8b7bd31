import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { writeLongConversation } from './long-conversation.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { temporaryDirectory } from './peers/process.ts'
import { WebChat } from './web-chat.ts'
import { WebPhone } from './web-phone.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dora: 'dorapw' }
const [ALICE, BOB, CAROL, DORA] = [`alice@${DOMAIN}`, `bob@${DOMAIN}`, `carol@${DOMAIN}`, `dora@${DOMAIN}`]
/** Messages of the long conversation. */
const MANY = 10_000

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describeWith(['janus', 'chromium'], 'conversations in tabs', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  const cleanUp: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const directory = await temporaryDirectory('long-conversation')
    const path = join(directory.path, 'weft.db')
    await writeLongConversation(path, { account: DORA, contact: CAROL, messages: MANY })
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus, ini: { 'weft.ini': { Store: { path } } } })
  }, 60_000)
  afterEach(async () => {
    for (const end of cleanUp.splice(0).reverse()) await end()
  })
  afterAll(async () => {
    await browser?.close()
    await weft?.stop()
    await janus?.stop()
  })

  async function tab(user: keyof typeof USERS): Promise<WebChat> {
    const phone = await WebPhone.logIn(browser, weft.url, `${user}@${DOMAIN}`, USERS[user])
    cleanUp.push(async () => {
      expect(phone.errors.filter((error) => !error.includes('WebSocket'))).toEqual([])
      await phone.page.close()
    })
    await phone.registration('registered')
    return WebChat.of(phone)
  }

  test('ten thousand messages are read from the newest to the oldest with few of them on the page', async () => {
    const dora = await tab('dora')
    await dora.open(CAROL)
    await dora.shows(`message ${MANY - 1};`)
    const seen = new Set<number>()
    let [most, steps] = [0, 0]
    while (!seen.has(0) && steps < 2000) {
      steps++
      const shown = await dora.numbers()
      most = Math.max(most, shown.length)
      expect(shown).toEqual([...shown].sort((one, other) => one - other))
      for (const number of shown) seen.add(number)
      await dora.scroll(0)
    }
    expect(seen.has(0)).toBe(true)
    expect(most).toBeLessThan(120)
    await dora.page.getByTestId('to-end').click()
    await dora.shows(`message ${MANY - 1};`)
  }, 120_000)

  test('what somebody reads does not move when more comes, and is counted', async () => {
    const [dora, carol] = [await tab('dora'), await tab('carol')]
    await dora.open(CAROL)
    await dora.shows(`message ${MANY - 1};`)
    await dora.scroll(0.5)
    const before = await dora.topmost()
    await carol.open(DORA)
    await carol.say('down here')
    await dora.page.locator('[data-testid="to-end"][data-count="1"]').waitFor()
    expect(await dora.topmost()).toEqual(before)
    await dora.page.getByTestId('to-end').click()
    await dora.shows('down here')
  })

  test('words that were said long ago are found, and lead to where they were said', async () => {
    const dora = await tab('dora')
    await dora.unread(CAROL, 0)
    await dora.page.getByTestId('chat-to').fill('message 1234;')
    await dora.page.getByTestId('found-message').first().click()
    await dora.shows('message 1234;')
    expect((await dora.numbers()).length).toBeLessThan(120)
  })

  test('pictures and files reach somebody who signs in later, with their names and sizes', async () => {
    // Messages are kept for those who have been there.
    await (await tab('bob')).page.close()
    const alice = await tab('alice')
    await alice.open(BOB)
    await alice.attach(
      { name: 'cat.png', mimeType: 'image/png', buffer: PIXEL },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.alloc(12_345, 'x') },
    )
    await alice.shows('notes.txt')
    const bob = await tab('bob')
    await bob.unread(ALICE, 2)
    await bob.open(ALICE)
    await bob.shows('notes.txt')
    expect(await bob.page.getByTestId('message-file').textContent()).toMatch(/notes\.txt\s*12\.3 kB/)
    await bob.page.getByTestId('message-picture').click()
    await bob.page.getByTestId('picture-viewer').locator('img').waitFor()
    await bob.page.keyboard.press('Escape')
    const [download] = await Promise.all([bob.page.waitForEvent('download'), bob.page.getByTestId('message-file').click()])
    expect(download.suggestedFilename()).toBe('notes.txt')
  })

  test('what is deleted is gone on both sides, and from the other device', async () => {
    const [alice, other, bob] = [await tab('alice'), await tab('alice'), await tab('bob')]
    await alice.open(BOB)
    for (const text of ['to be kept', 'to be deleted']) await alice.say(text)
    for (const one of [other, bob]) await one.open(one === bob ? ALICE : BOB)
    for (const one of [alice, other, bob]) await one.shows('to be deleted')
    await alice.act('to be deleted', 'message-remove')
    await alice.page.getByTestId('removal-yes').click()
    for (const one of [alice, other, bob]) await one.page.getByText('to be deleted').first().waitFor({ state: 'detached' })
    await bob.shows('to be kept')
  })

  test('somebody becomes a contact, a favourite even, on all devices', async () => {
    const [alice, other] = [await tab('alice'), await tab('alice')]
    await alice.open(BOB)
    await alice.page.getByTestId('chat-more').click()
    await alice.page.getByTestId('contact-edit').click()
    await alice.page.getByTestId('contact-name').fill('Bob the Builder')
    await alice.page.getByTestId('contact-favourite').check()
    await alice.page.getByTestId('contact-save').click()
    for (const one of [alice, other]) {
      const first = one.page.getByTestId('conversation').first()
      await first.filter({ hasText: 'Bob the Builder' }).waitFor()
    }
    await other.page.getByTestId('chat-to').fill('builder')
    await other.page.getByTestId('chat-to').press('Enter')
    await other.page.locator(`[data-testid="open-conversation"][data-contact="${BOB}"]`).waitFor()
  })

  test('what is written without a connection waits, and goes out with the next', async () => {
    const [alice, bob] = [await tab('alice'), await tab('bob')]
    await alice.open(BOB)
    await bob.open(ALICE)
    await weft.kill()
    await alice.page.getByTestId('server-away').waitFor()
    await alice.say('written while nobody heard')
    await alice.page.locator('[data-testid="message"][data-queued="true"]').waitFor()
    await weft.restart()
    await bob.shows('written while nobody heard')
    await alice.shows('written while nobody heard', 'displayed')
  })

  test('somebody is seen writing, and what was not sent is still there', async () => {
    const [alice, bob] = [await tab('alice'), await tab('bob')]
    await alice.open(BOB)
    await bob.open(ALICE)
    await alice.page.getByTestId('chat-text').pressSequentially('half a mess')
    await bob.page.locator('[data-testid="chat-note"][data-writing="true"]').waitFor()
    await alice.open(CAROL)
    await alice.open(BOB)
    expect(await alice.page.getByTestId('chat-text').inputValue()).toBe('half a mess')
  })
})
