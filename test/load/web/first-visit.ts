import type { Chromium } from '../../interop/peers/chromium.ts'

/** ms from the beginning of the navigation until something can be seen, in a browser that has never been there. */
export async function firstContentfulPaint(browser: Chromium, url: string): Promise<number> {
  const device = await browser.device()
  try {
    const { page } = await device.open(url)
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const observer = new PerformanceObserver((list) => {
            const [paint] = list.getEntriesByName('first-contentful-paint')
            if (paint !== undefined) resolve(paint.startTime)
          })
          observer.observe({ type: 'paint', buffered: true })
        }),
    )
  } finally {
    await device.close()
  }
}

export interface SignedIn {
  /** ms from the click until one can be called and sees one's conversations. */
  readonly elapsed: number
  /** Bytes of JavaScript that have come by then, as they travelled. */
  readonly scripts: number
}

/** Signs in, in a browser that has never been there. */
export async function signIn(browser: Chromium, url: string, account: string, password: string): Promise<SignedIn> {
  const device = await browser.device()
  try {
    const { page } = await device.open(url)
    await page.getByTestId('login-account').fill(account)
    await page.getByTestId('login-password').fill(password)
    return await page.getByTestId('login-submit').evaluate(
      (button: HTMLElement) =>
        new Promise<SignedIn>((resolve) => {
          const begin = performance.now()
          const observer = new MutationObserver(() => {
            const registered = document.querySelector('[data-testid="registration-state"][data-state="registered"]')
            if (registered === null || document.querySelector('[data-testid="chat"]') === null) return
            observer.disconnect()
            const loaded = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
            const sizes = loaded.map((one) => (one instanceof PerformanceResourceTiming ? one.encodedBodySize : 0))
            resolve({ elapsed: performance.now() - begin, scripts: sizes.reduce((sum, size) => sum + size, 0) })
          })
          observer.observe(document.body, { subtree: true, childList: true, attributes: true })
          button.click()
        }),
    )
  } finally {
    await device.close()
  }
}
