import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../interop/needs.ts'
import { type Chromium, startChromium } from '../../interop/peers/chromium.ts'
import { pageScript } from '../../interop/sdk/page-script.ts'
import { ARCHIVE_CONTRACT } from './archive-contract.ts'
import type { ArchivePage } from './indexed-db-page.ts'

declare const archivePage: ArchivePage

/** Databases belong to an origin, so the page needs one; nothing is there to connect to. */
const ORIGIN = 'https://archive.test/'

describeWith(['chromium'], "the browser's database", () => {
  let browser: Chromium
  let code: string
  let page: Page
  const open = async () => {
    const { page } = await browser.open('about:blank')
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await page.goto(ORIGIN)
    await page.addScriptTag({ content: code })
    return page
  }

  beforeAll(async () => {
    ;[browser, code] = await Promise.all([
      startChromium(),
      pageScript(fileURLToPath(new URL('indexed-db-page.ts', import.meta.url))),
    ])
    page = await open()
  })
  afterAll(() => browser.close())

  test.each(Object.keys(ARCHIVE_CONTRACT))('in the browser: %s', async (title) => {
    await expect(page.evaluate((asked) => archivePage.holds(asked), title)).resolves.toBeUndefined()
  })

  test('what cannot be written whole is not written at all', async () => {
    expect(await page.evaluate(() => archivePage.isAllOrNothing())).toBe(true)
  })

  test('an account is open in one page at a time', async () => {
    const other = await open()
    expect(await page.evaluate(() => archivePage.take('alice@example.com'))).toBe(true)
    expect(await other.evaluate(() => archivePage.take('Alice@example.com'))).toBe(false)
    expect(await other.evaluate(() => archivePage.take('bob@example.com'))).toBe(true)
    await page.goto(ORIGIN)
    expect(await other.evaluate(() => archivePage.take('alice@example.com'))).toBe(true)
  })
})
