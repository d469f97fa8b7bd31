import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../interop/needs.ts'
import { type Chromium, startChromium } from '../../interop/peers/chromium.ts'
import { pageScript } from '../../interop/sdk/page-script.ts'
import type { KeyPage } from './indexed-db-key-page.ts'
import { KEY_ARCHIVE_CONTRACT } from './key-archive-contract.ts'

declare const keyPage: KeyPage

/** Databases belong to an origin, so the page needs one; nothing is there to connect to. */
const ORIGIN = 'https://keys.test/'

describeWith(['chromium'], "keys in the browser's database", () => {
  let browser: Chromium
  let page: Page

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('indexed-db-key-page.ts', import.meta.url))
    const [started, content] = await Promise.all([startChromium(), pageScript(entry)])
    browser = started
    page = (await browser.open('about:blank')).page
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await page.goto(ORIGIN)
    await page.addScriptTag({ content })
  })
  afterAll(() => browser.close())

  test.each(Object.keys(KEY_ARCHIVE_CONTRACT))('in the browser: %s', async (title) => {
    await expect(page.evaluate((asked) => keyPage.holds(asked), title)).resolves.toBeUndefined()
  })

  test('a database that is deleted meanwhile is made anew', async () => {
    expect(await page.evaluate(() => keyPage.survivesDeletion('deleted@example.com'))).toEqual(['anew'])
  })
})
