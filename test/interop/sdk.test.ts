import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MessageHouse } from '../scenarios/support/message-house.ts'
import { ALICE, BOB } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import type { DevicePage } from './sdk/device-page.ts'
import { pageScript } from './sdk/page-script.ts'
import { until } from './until.ts'

declare const devicePage: DevicePage

describeWith(['chromium'], 'the SDK in a browser', () => {
  let house: MessageHouse
  let browser: Chromium
  let script: string
  beforeAll(async () => {
    ;[house, browser, script] = await Promise.all([
      MessageHouse.open(),
      startChromium(),
      pageScript(fileURLToPath(new URL('sdk/device-page.ts', import.meta.url))),
    ])
  })
  afterAll(async () => {
    await browser.close()
    await house.close()
  })

  /** Loads the application anew. Resolves with what it knows without a connection. */
  const load = async (page: Page) => {
    await page.goto(house.telephony.weft.url)
    await page.addScriptTag({ content: script })
    return page.evaluate((address) => devicePage.open(address, 'alicepw'), ALICE)
  }
  const last = (page: Page) => page.evaluate((contact) => devicePage.last(contact), BOB)
  const settled = (page: Page) => until('nothing waits', 10_000, async () => ((await last(page))?.waiting === 0 ? true : null))

  test('what was written without a connection outlives the page, and goes out with the next', async () => {
    const { page } = await browser.open('about:blank')
    expect(await load(page)).toEqual([])
    await page.evaluate((contact) => devicePage.send(contact, 'written before'), BOB)
    expect(await load(page)).toEqual(['written before'])
    await page.evaluate(() => devicePage.connect())
    await settled(page)
    expect(await last(page)).toMatchObject({ content: 'written before', queued: false })
    expect((await house.proxy.next()).message?.content).toBe('written before')
    await page.close()
  })

  test('it is told how much of a file has gone out, and what is given up is told to nobody', async () => {
    const { page } = await browser.open('about:blank')
    await load(page)
    await page.evaluate(() => devicePage.connect())
    await settled(page)
    expect(await page.evaluate((contact) => devicePage.sendFile(contact, 'big.bin', 30_000_000, true), BOB)).toBe('aborted')
    const shares = await page.evaluate((contact) => devicePage.sendFile(contact, 'small.bin', 8_000_000, false), BOB)
    expect(shares.at(-1)).toBe(1)
    const file = await until('the file', 10_000, async () => {
      const message = await last(page)
      return message?.contentType === 'application/sylk-file-transfer' ? message : null
    })
    expect(file.content).toContain('small.bin')
    await page.close()
  })
})
