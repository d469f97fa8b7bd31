import { createServer } from 'node:http'
import { freePort } from '../../interop/port.ts'

export interface BarePage {
  /** A few words. */
  readonly url: string
  /** A list of 1000 rows of words, all of them there, in an element with the test id `rows`. */
  readonly listUrl: string
  stop(): Promise<void>
}

const ROWS = Array.from({ length: 1000 }, (_, row) => `<p>row ${row}; ${'and so on '.repeat((row * 7) % 60)}</p>`).join('')
const page = (body: string): string => `<!doctype html><meta charset="utf-8"><title>bare</title><body style="margin:0">${body}`

/** Serves what a browser does with pages that do nothing. */
export async function serveBarePage(): Promise<BarePage> {
  const port = await freePort()
  const list = `<div data-testid="rows" style="height:100vh;overflow-y:auto">${ROWS}</div>`
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(page(url === '/list' ? list : '<p>Hello</p>'))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const base = `http://localhost:${port}/`
  return {
    url: base,
    listUrl: `${base}list`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
