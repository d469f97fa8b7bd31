import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { LAPTOP, PHONE } from './peers/chromium.ts'

/** What CI keeps, for people to look at. */
const FOLDER = fileURLToPath(new URL('../../.run/screenshots/', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.0 to 2.2, levels A and AA, as axe-core names them. */
const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
/** All else is the same in the dark. */
const COLOUR_RULES = { type: 'rule', values: ['color-contrast'] }

declare const axe: { run(options: object): Promise<AxeResults> }

/** Looks at what pages show: keeps pictures, and notes what shuts people out. */
export class Screens {
  #problems: string[] = []

  /** Takes away the pictures of the last time. */
  static async begin(): Promise<Screens> {
    await rm(FOLDER, { recursive: true, force: true })
    await mkdir(FOLDER, { recursive: true })
    return new Screens()
  }

  /** What was found since this was asked last: what people with disabilities cannot use (axe-core), and what is wider than the screen. */
  problems(): readonly string[] {
    const found = this.#problems
    this.#problems = []
    return found
  }

  /** Looks at what a page shows now on a laptop and on a phone, light and dark. It is a laptop's and light after. */
  async at(page: Page, name: string): Promise<void> {
    for (const [size, { viewport }] of Object.entries({ phone: PHONE, laptop: LAPTOP })) {
      if (viewport) await page.setViewportSize(viewport)
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.evaluate(settle)
        await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) })
        const rules = colorScheme === 'light' ? RULES : COLOUR_RULES
        for (const problem of await problemsOf(page, rules)) this.#problems.push(`${name}, ${size}, ${colorScheme}: ${problem}`)
      }
    }
  }
}

async function problemsOf(page: Page, runOnly: object): Promise<readonly string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  // Not as an element of the page, which its Content-Security-Policy would not let in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const { violations } = await page.evaluate((options) => axe.run({ ...options, resultTypes: ['violations'], preload: false }), {
    runOnly,
  })
  const problems = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)}\n${failureSummary}`),
  )
  return wide > 0 ? [...problems, `${wide} pixels are beyond the edge`] : problems
}

/** Runs in the page: lets all that moves from one state to another arrive there. */
async function settle(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().iterations === 1) animation.finish()
  await frame()
}
