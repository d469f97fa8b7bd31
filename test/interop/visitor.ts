import type { Page } from 'playwright-core'

/** Somebody at a page for the first time, whose clicks are counted. */
export class Visitor {
  readonly page: Page
  #clicks = 0

  constructor(page: Page) {
    this.page = page
  }

  /** Clicks, and keys that stand for one. */
  get clicks(): number {
    return this.#clicks
  }

  async click(testId: string): Promise<void> {
    this.#clicks++
    await this.page.getByTestId(testId).first().click()
  }

  /** Writes into the field that has the focus, without a click into it. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  /** Clicks into a field and writes. */
  async fill(testId: string, text: string): Promise<void> {
    await this.click(testId)
    await this.type(text)
  }

  async press(key: 'Enter'): Promise<void> {
    this.#clicks++
    await this.page.keyboard.press(key)
  }
}
