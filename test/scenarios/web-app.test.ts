import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import { HttpEdge } from '../../server/src/edge/http/server.ts'
import { webAppRoutes } from '../../server/src/edge/http/web-app-routes.ts'
import { RecordingLog } from './support/log.ts'

const PAGE = '<!doctype html><title>Weft</title>'
const SCRIPT = 'console.log("weft")\n'.repeat(50)

let root: string
let edge: HttpEdge
let base: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'weft-web-app-'))
  mkdirSync(join(root, 'assets'))
  writeFileSync(join(root, 'index.html'), PAGE)
  writeFileSync(join(root, 'assets', 'index-1a2b.js'), SCRIPT)
  writeFileSync(join(root, 'assets', 'index-1a2b.js.gz'), gzipSync(SCRIPT))
  writeFileSync(join(root, 'assets', 'index-1a2b.js.br'), brotliCompressSync(SCRIPT))
  writeFileSync(join(root, '.secret'), 'secret')
  const settings = { port: 0, tls: null, product: 'Weft/test' }
  edge = new HttpEdge(settings, { clock: systemClock, log: new RecordingLog() }, [webAppRoutes(root)])
  const { host, port } = await edge.listen('127.0.0.1')
  base = `http://${host}:${port}`
})
afterAll(async () => {
  await edge.close()
  rmSync(root, { recursive: true })
})

/** Paths and headers as they are: `fetch` would tidy up the one and add to the other. */
function get(path: string, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers }, (answer) =>
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject),
    )
    asked.on('error', reject).end()
  })
}

test.each(['', 'call/bob@example.com', 'conference/tea', 'chat/%2B43123@example.com', 'calls', 'rooms', 'settings'])(
  'the page is at /webrtcgateway/%s, asked about anew each time',
  async (place) => {
    const answer = await fetch(`${base}/webrtcgateway/${place}`)
    expect([answer.status, await answer.text()]).toEqual([200, PAGE])
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const tag = answer.headers.get('etag') ?? ''
    expect((await get(`/webrtcgateway/${place}`, { 'If-None-Match': tag })).status).toBe(304)
  },
)

test('without the slash at the end one is led to it', async () => {
  const answer = await fetch(`${base}/webrtcgateway`, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/webrtcgateway/'])
})

test.each([['br'], ['gzip'], ['']])(
  'what never changes is kept for a year, compressed as the browser takes it: "%s"',
  async (coding) => {
    const answer = await fetch(`${base}/webrtcgateway/assets/index-1a2b.js`, {
      headers: { 'Accept-Encoding': coding || 'identity' },
    })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-encoding') ?? '').toBe(coding)
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    expect(await answer.text()).toBe(SCRIPT)
  },
)

test('the page may do nothing but what it needs, and be shown in no other', async () => {
  const { headers } = await fetch(`${base}/webrtcgateway/`)
  const policy = headers.get('content-security-policy') ?? ''
  const { host } = new URL(base)
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]),
  )
  expect(policy).toContain(`connect-src 'self' blob: ws://${host} wss://${host}`)
  expect(policy).not.toMatch(/unsafe|\*/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toMatch(/microphone=\(self\).*geolocation=\(\)/)
})

test('a strange Host does not get into the policy', async () => {
  const { hostname, port } = new URL(base)
  const policy = await new Promise<string>((resolve, reject) => {
    request({ hostname, port, path: '/webrtcgateway/', headers: { Host: "x; script-src 'unsafe-inline'" } }, (answer) => {
      answer.resume()
      resolve(String(answer.headers['content-security-policy']))
    })
      .on('error', reject)
      .end()
  })
  expect(policy).not.toContain('unsafe')
})

test.each([
  '/webrtcgateway/nothing',
  '/webrtcgateway/nothing/of/this',
  '/webrtcgateway/callsign',
  '/webrtcgateway/assets/index-0000.js',
  '/webrtcgateway/.secret',
  '/webrtcgateway/../package.json',
  '/webrtcgateway/%2e%2e/package.json',
  '/webrtcgateway/assets/..%2f..%2fpackage.json',
])('%s is not there', async (path) => {
  const { status, body } = await get(path)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(body).not.toContain('secret"')
})

test('a compressed file is what its name says', async () => {
  const answer = await fetch(`${base}/webrtcgateway/assets/index-1a2b.js.gz`)
  expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(SCRIPT)
})
