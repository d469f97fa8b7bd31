import { afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { screenPath, screenRoutes } from './screen-routes.ts'
import { HttpEdge } from './server.ts'

const NAME = 'alice@x.test_0123456789abcdef.jpg'
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1])

let edge: HttpEdge
let url: string
/** The rooms that were asked for. */
let asked: string[]

beforeEach(async () => {
  asked = []
  const screen = (room: string, name: string) => {
    asked.push(room)
    return name === NAME ? JPEG : null
  }
  const settings = { port: 0, tls: null, product: 'Weft/test' }
  edge = new HttpEdge(settings, { clock: new StillClock(), log: new RecordingLog() }, [screenRoutes({ screen })])
  url = `http://127.0.0.1:${(await edge.listen('127.0.0.1')).port}`
})
afterEach(() => edge.close())

const get = (path: string) => fetch(`${url}${path}`)

test.each([
  'r1@conf.test',
  'a/b?c#d%41@conf.test',
  `"><script>'&@conf.test`,
  'Bäse \u{1f41d}@conf.test',
  `${'é'.repeat(150)}@[::1]`,
])('[T11] %s: the page and the picture of a room are found, whatever that is called', async (room) => {
  const page = await get(screenPath(room, NAME))
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).not.toContain('<script>')
  const [, path = ''] = /<img src="([^"]+)"/.exec(html) ?? []
  const picture = await fetch(new URL(path, page.url))
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(JPEG)
  expect(asked).toEqual([room, room])
})

test('[T11] neither is kept by browsers, and a page runs no script but its own', async () => {
  const page = await get(screenPath('r1@conf.test', NAME))
  const [, nonce] = /<script nonce="([^"]+)">/.exec(await page.text()) ?? []
  expect(page.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`)
  const picture = await get(`/conference/r1@conf.test/screensharing_img/${NAME}`)
  expect(picture.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  for (const { headers } of [page, picture])
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
})

test('[T11] a page fits the window where that is asked for', async () => {
  const path = screenPath('r1@conf.test', NAME)
  const [plain, fitting] = await Promise.all([path, `${path}&fit`].map(async (one) => (await get(one)).text()))
  expect([plain?.includes('max-width'), fitting?.includes('max-width')]).toEqual([false, true])
})

test('[T11] half a character in the name of a room breaks no URL', () => {
  expect(screenPath('a\ud800@conf.test', NAME)).toContain('/conference/a%EF%BF%BD@conf.test/')
})

test.each([
  ['r1@conf.test/screensharing', 400],
  ['r1@conf.test/screensharing?image=', 400],
  ['r1@conf.test/screensharing?image=a.png', 400],
  [`r1@conf.test/screensharing?image=${NAME}&image=${NAME}`, 400],
  ['r1@conf.test/screensharing?image=%22%3E%3Cscript%3E.jpg', 400],
  ['r1@conf.test/screensharing?image=..%2F..%2Fa.jpg', 400],
  ['r1@conf.test/screensharing?image=other.jpg', 404],
  ['r1@conf.test/screensharing_img/other.jpg', 404],
  ['r1@conf.test/screensharing_img/..%2F..%2Fa.jpg', 404],
  ['r1@conf.test/other', 404],
])('[T11] %s is answered %i', async (path, status) => {
  expect((await get(`/conference/${path}`)).status).toBe(status)
})
