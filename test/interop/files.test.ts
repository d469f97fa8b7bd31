import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BOB, FileServer } from '../scenarios/support/file-server.ts'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'

/** A picture of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

// Pages of web clients come from another origin than the files, and so the browser asks before it uploads, and hides what it may not show.
describeWith(['chromium'], 'files, in a browser', () => {
  let files: FileServer
  let site: Server
  let chromium: Chromium
  let page: Page
  beforeAll(async () => {
    files = await FileServer.start()
    site = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<title>a client</title>'))
    await once(site.listen(0, '127.0.0.1'), 'listening')
    const address = site.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    chromium = await startChromium()
    page = (await chromium.open(`http://localhost:${address.port}/`)).page
  })
  afterAll(async () => {
    await chromium.close()
    site.close()
    await files.stop()
  })

  /** As clients do it: status and text of the answer, and whether its progress was told. */
  const upload = (url: string, type: string, size: number, base64 = '') =>
    page.evaluate(
      ({ url, type, size, base64 }) =>
        new Promise<{ status: number; text: string; progress: boolean }>((resolve) => {
          const request = new XMLHttpRequest()
          const bytes = base64 === '' ? new Uint8Array(size) : Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
          let progress = false
          request.upload.onprogress = () => {
            progress = true
          }
          request.onloadend = () => resolve({ status: request.status, text: request.responseText, progress })
          request.open('POST', url)
          request.setRequestHeader('Content-Type', type)
          request.send(new File([bytes], 'a file'))
        }),
      { url, type, size, base64 },
    )

  test('[12.116] a page of another origin uploads, sees how far it is, and reads the answer', async () => {
    expect(await upload(files.uploadUrl('t1', 'a.bin'), 'application/x-whatever', 3_000_000)).toEqual({
      ...{ status: 200, text: 'OK', progress: true },
    })
    const size = await page.evaluate(async (url) => (await (await fetch(url)).arrayBuffer()).byteLength, files.told.url)
    expect(size).toBe(3_000_000)
  })

  test('[12.115] a page reads why its upload is refused, although not all of it was sent', async () => {
    const stranger = files.uploadUrl('t2', 'a.bin', BOB)
    expect(await upload(stranger, 'image/png', 20_000_000)).toMatchObject({ status: 403, text: 'Forbidden' })
  })

  test('[12.117] a picture is shown, and a page that somebody uploaded is not', async () => {
    await upload(files.uploadUrl('t3', 'a.png'), 'image/png', 0, PIXEL)
    const width = await page.evaluate(
      (url) =>
        new Promise<number>((resolve) => {
          const image = new Image()
          image.onload = () => resolve(image.naturalWidth)
          image.onerror = () => resolve(-1)
          image.src = url
        }),
      files.told.url,
    )
    expect(width).toBe(1)
    await upload(files.uploadUrl('t4', 'a.html'), 'text/html', 0, btoa('<script>document.title = "taken over"</script>'))
    const [download] = await Promise.all([page.waitForEvent('download'), page.goto(files.told.url).catch(() => null)])
    expect(download.suggestedFilename()).toBe('a.html')
    expect(await page.title()).toBe('a client')
  })
})
